"""What a command that received files answers with: values, one receipt per command, one part per file.

``Receipt.as_json`` is product.md's document of the command ``import``; sentences are made there and nowhere below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from metrics.i18n import Translator, translator
from metrics.intake.faults import Fault, describe


@dataclass
class Tally:
    """How many rows of one kind one file brought, by what they did to the store."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Change:
    """One field of one thing that a row changes: what the store believed, and what it believes now."""

    file: str
    kind: str
    identity: str
    item: str
    field: str
    old: str | None
    new: str | None
    sheet: str
    row: int


@dataclass(frozen=True)
class Request:
    """One thing a unit wrote that is not its to say: listed for the office, changes nothing."""

    file: str
    speaker: str
    """The unit that asks."""
    kind: str
    unit: str
    """Whose thing it is, which need not be the unit that speaks."""
    identity: str
    item: str
    """The thing in words: a number, a name, a description."""
    thing: str
    """The thing in more words: a finding's number, channel, indicator and the beginning of its description."""
    field: str
    """A column, or ``row`` for a whole row that the store does not have."""
    old: str | None
    new: str | None
    sheet: str
    row: int
    cell: str


@dataclass(frozen=True)
class ToConfirm:
    """One responsibility phrase of a task that a person has to spell out; unscored until then."""

    file: str
    year: int
    number: str
    title: str
    phrase: str


@dataclass(frozen=True)
class Missing:
    """One row that the last version of a file had and this one lacks; it is kept."""

    file: str
    kind: str
    import_id: int
    """The import that is the last version."""
    sheet: str
    row: int
    item: str
    """The row as it was typed there, its beginning."""


@dataclass(frozen=True)
class FileReceipt:
    """What became of one file."""

    file: str
    """The name the sender gave it."""
    sha256: str
    """The file's content, empty when there is no such file."""
    kinds: Mapping[str, Tally]
    """Rows by kind; a refused command tells what the rows would have done."""
    faults: tuple[Fault, ...]
    """Everything wrong with it, in the order of sheets and rows."""
    accepted: bool
    """Whether its rows are in the store now (in a dry run: would be)."""
    import_id: int | None = None
    """Its number in the history; None after a dry run, or when the same bytes had been received before."""
    annotated: str | None = None
    """Where the copy with coloured cells was written, if one was asked for."""


@dataclass(frozen=True)
class Receipt:
    """What became of one command: all of its files, or none of them."""

    files: tuple[FileReceipt, ...]
    changes: tuple[Change, ...] = ()
    requests: tuple[Request, ...] = ()
    to_confirm: tuple[ToConfirm, ...] = ()
    missing: tuple[Missing, ...] = ()
    is_dry_run: bool = False
    effects: Any = field(default=None, compare=False)
    """What ``look`` saw inside the transaction (preview.py)."""

    @property
    def accepted(self) -> bool:
        """Whether every file was accepted (the command's exit code is 0)."""
        return all(one.accepted for one in self.files)

    def as_json(self, t: Translator | None = None) -> dict[str, Any]:
        """Return product.md's JSON of the command ``import``, sentences in the reader's language."""
        t = t or translator()
        document: dict[str, Any] = {
            "files": [
                {
                    "file": one.file,
                    "kinds": {kind: asdict(tally) for kind, tally in one.kinds.items()},
                    "faults": [describe(fault, t) for fault in one.faults],
                    "accepted": one.accepted,
                    "annotated": one.annotated,
                }
                for one in self.files
            ]
        }
        if self.to_confirm:
            document["to_confirm"] = [asdict(one) for one in self.to_confirm]
        if self.missing:
            document["missing"] = [asdict(one) for one in self.missing]
        if self.requests:
            document["requests"] = [asdict(one) for one in self.requests]
        return document
