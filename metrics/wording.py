"""What the office wrote over the drafted words of a paper: kept beside the draft it replaced, never overwritten.

An edit belongs to one paragraph of one kind of paper in one period, naming units or not, of one unit or of every
unit's paper. It keeps the draft it replaced, so that a draft which later data made another one can be told from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from metrics.access import Reader
from metrics.calendar import SHANGHAI, Period
from metrics.errors import AccessDenied, Refused
from metrics.masking import masked_text
from metrics.scores import find_unit
from metrics.warehouse import Warehouse

LONGEST_TEXT = 5_000
SHORTEST_NAME = 2
"""A name of one character is in every other word."""
CONTACT = "附注"
"""The remarks below the signature: their telephone number is the office's own and meant to be dialled."""


@dataclass(frozen=True)
class About:
    """Which papers words are of; ``unit`` is None for a paper about the whole city and for every unit's paper."""

    kind: str
    period: Period
    unit: str | None
    is_named: bool


@dataclass(frozen=True)
class Edit:
    """What somebody wrote over one paragraph, with the draft it replaced."""

    number: int
    paragraph: str
    text: str
    drafted: str
    unit: int | None
    actor: str
    at: datetime


@dataclass(frozen=True)
class Change:
    """What is to be kept of one paragraph: ``text`` is None to take the draft back.

    ``seen`` is the number of the edit that whoever writes had before their eyes, 0 for the draft.
    """

    paragraph: str
    text: str | None
    drafted: str
    seen: int


class Edits:
    """The edits in force of one kind of paper: those for every unit, and each unit's own, which go before them."""

    def __init__(self, found: Iterable[Edit] = ()) -> None:
        self._all = tuple(found)
        self._of: dict[int | None, dict[str, Edit]] = {}
        for one in self._all:
            self._of.setdefault(one.unit, {})[one.paragraph] = one

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, unit: int | None) -> dict[str, Edit]:
        """Return the edits that a unit's paper has, by paragraph; with None those of every unit's paper."""
        return self._of.get(None, {}) | self._of.get(unit, {})

    def after(self, unit: int | None, changes: Iterable[Change], actor: str, at: datetime) -> Edits:
        """Return the edits that would be in force after these changes of a unit's paper, or of everybody's."""
        changed = {one.paragraph: one for one in changes}
        rest = [one for one in self._all if one.unit != unit or one.paragraph not in changed]
        new = [Edit(0, one.paragraph, one.text, one.drafted, unit, actor, at)
               for one in changed.values() if one.text is not None]  # fmt: skip
        return Edits([*rest, *new])


def edits_of(warehouse: Warehouse, reader: Reader, kind: str, period: Period, is_named: bool) -> Edits:
    """Return the edits in force of one kind of paper; none for a unit's reader, who is not shown what is in the making.

    Telephone numbers are masked as everywhere outside the office, but for those below the signature.
    """
    if not reader.reads_everything:
        return Edits()
    rows = warehouse.rows("paper_words", order_by="edit", kind=kind, period=period.code, is_named=is_named)
    last = {(row["unit"], row["paragraph"]): row for row in rows}
    return Edits(_edit(reader, row) for row in last.values() if row["said"] is not None)


def _edit(reader: Reader, row: dict[str, Any]) -> Edit:
    is_contact = row["paragraph"].partition("#")[0] == CONTACT
    text = row["said"] if is_contact else masked_text(reader, row["said"])
    return Edit(row["edit"], row["paragraph"], text, row["drafted"], row["unit"], row["actor"], row["written_at"])


def last_edit(warehouse: Warehouse) -> int:
    """Return the number of the last edit of any paper: a zip of papers made before it is another one now."""
    return max((row["edit"] for row in warehouse.rows("paper_words")), default=0)


def words_changed_at(
    warehouse: Warehouse, kind: str, period: Period, is_named: bool, unit: int | None
) -> datetime | None:
    """Return when somebody last wrote over a unit's paper or every unit's, or took a draft back; None for never."""
    rows = warehouse.rows("paper_words", kind=kind, period=period.code, is_named=is_named)
    return max((row["written_at"] for row in rows if row["unit"] in (None, unit)), default=None)


def keep_changes(
    warehouse: Warehouse, reader: Reader, about: About, title: str, changes: Sequence[Change], *, actor: str,
    now: datetime,
) -> None:  # fmt: skip
    """Keep what the office writes over paragraphs; ``title`` names the paper in the log.

    Raises Refused for a text that is too long, and when somebody else has changed a paragraph since it was seen;
    AccessDenied for anybody but the office. All changes are kept, or none.
    """
    if not reader.may_decide:
        raise AccessDenied("Only the office changes the words of papers.")
    for one in changes:
        if len(one.text or "") > LONGEST_TEXT:
            raise Refused("The words of {paragraph} are longer than {most} characters.",
                          paragraph=one.paragraph, most=LONGEST_TEXT)  # fmt: skip
    unit = None if about.unit is None else find_unit(warehouse, about.unit)[0]
    moment = now.astimezone(SHANGHAI).replace(tzinfo=None) if now.tzinfo else now
    where: dict[str, Any] = {"kind": about.kind, "period": about.period.code, "is_named": about.is_named, "unit": unit}
    with warehouse.transaction(is_new_version=False) as kept:
        before = {row["paragraph"]: row for row in warehouse.rows("paper_words", order_by="edit", **where)}
        for one in changes:
            said = before.get(one.paragraph)
            _require_seen(said, one)
            kept.append_paper_words(
                **where, paragraph=one.paragraph, said=one.text, drafted=one.drafted, actor=actor, written_at=moment
            )
            old = said["said"] if said and said["said"] is not None else one.drafted
            what = "words_restored" if one.text is None else "words_edited"
            kept.append_audit(what=what, about=f"{title} {one.paragraph}", old=old,
                              new=one.drafted if one.text is None else one.text, actor=actor, at=moment)  # fmt: skip


def _require_seen(said: Mapping[str, Any] | None, one: Change) -> None:
    if said is None or said["edit"] == one.seen or (said["said"] is None and one.seen == 0):
        return
    raise Refused("{actor} changed the words of {paragraph} on {day}; look at them and change them again.",
                  actor=said["actor"], paragraph=one.paragraph, day=said["written_at"].date().isoformat())  # fmt: skip


def names_of_everybody(warehouse: Warehouse) -> tuple[str, ...]:
    """Return every name of a unit or a channel, the longest first: what a paper that names nobody must not hold."""
    names = {row["name"] for row in warehouse.rows("unit_names")} | {row["name"] for row in warehouse.rows("channels")}
    return tuple(sorted((one for one in names if len(one) >= SHORTEST_NAME), key=lambda one: (-len(one), one)))


def names_told(names: Iterable[str], text: str, drafted: str) -> tuple[str, ...]:
    """Return which of ``names`` a text tells, each once and not within a longer one; spaces and width hide none.

    A name that the draft of the same paper has itself, such as the issuing office's, tells nobody anything new.
    """
    rest, allowed, found = _compared(text), _compared(drafted), []
    for name in names:
        wanted = _compared(name)
        if wanted and wanted in rest:
            if wanted not in allowed:
                found.append(name)
            rest = rest.replace(wanted, "\n")
    return tuple(found)


def _compared(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
