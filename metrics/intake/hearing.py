"""One command while it is being heard: its files and rows, who speaks, and what has been found wrong so far.

A row goes through the hearing as ``Heard`` (where it stands) and leaves it as ``Said`` (what it says of one
thing the store can name), or with a fault. Everything happens inside one transaction of the store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from metrics.changes import Transaction
from metrics.intake.blocks import Block
from metrics.intake.directory import Directory, Trouble
from metrics.intake.faults import Fault, fault
from metrics.intake.headings import heading_key, known_headings
from metrics.intake.progress import Progress, silent
from metrics.intake.receipt import Change, Missing, Request, Tally, ToConfirm
from metrics.intake.records import Reading, Row
from metrics.intake.scope import Scope
from metrics.rulebook import Scheme
from metrics.warehouse import Warehouse

KINDS = (
    "units", "channels", "tasks", "assignments", "inspections", "findings", "rectifications", "observations",
)  # fmt: skip
# These block a command even with --accept-valid: leaving one of the rows out would be guessing (scoring.md §9).
BLOCKING = frozenset({"conflicting_rows", "reports_without_date"})
OFFICE = "office"


@dataclass(frozen=True)
class Speaker:
    """Who says what a file says: the office, or one unit."""

    name: str
    """``office`` or the unit's official name: what the history shows."""
    unit: int | None = None
    """The unit's key, None for the office."""

    @property
    def is_office(self) -> bool:
        """Whether office columns are the speaker's to fill."""
        return self.unit is None


@dataclass
class ReceivedFile:
    """One file of the command."""

    name: str
    path: Path
    sha256: str
    reading: Reading
    faults: list[Fault] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    number: int | None = None
    """The import's number once it is registered."""
    said: dict[str, set[str]] = field(default_factory=dict)
    """Kind → identities of what was written."""
    twin: Mapping[str, Any] | None = None
    """The committed import (a row of ``imports``) of the same bytes by the same speaker, if there is one."""
    is_copy: bool = False
    """Whether an earlier file of this command has the same bytes."""
    blocks: list[Block] = field(default_factory=list)
    """The plain rows of long ledgers that nobody has taken yet (plain_findings.py)."""
    is_command: bool = False
    """Not a file, but what the command line itself declares (--full-coverage)."""
    waiting: frozenset[tuple[str, str, int]] = frozenset()
    """With a twin: the rows (kind, sheet, row) it refused; all others are in the store already."""

    def rows_of(self, kind: str) -> list[Row]:
        """Return the rows of a kind in the order of sheets and rows, those in blocks included."""
        rows = [row for row in self.reading.single if row.kind == kind]
        plain = [block.row(kind, at) for block in self.blocks for at in block.places_of(kind)]
        return sorted([*rows, *plain], key=self.position) if plain else rows

    def position(self, row: Row) -> tuple[int, int]:
        """Return what orders rows as the file has them."""
        return self.sheets.get(row.sheet, 0), row.row

    @cached_property
    def sheets(self) -> dict[str, int]:
        """The names of the sheets in their order."""
        names = (name for part in self.reading.parts for name in part.sheets())
        return {name: number for number, name in enumerate(dict.fromkeys(names))}

    @property
    def is_known(self) -> bool:
        """Whether everything the file says is in the store (or in the command) already."""
        return self.is_copy or (self.twin is not None and not self.waiting)

    @property
    def is_refused(self) -> bool:
        """Whether something in the file is an error."""
        return any(one.severity == "error" for one in self.faults)


@dataclass(frozen=True)
class Heard:
    """One row of one file of the command."""

    file: int
    row: Row

    @property
    def place(self) -> tuple[int, str, int]:
        """File, sheet and row: what a finding and its rectification in one physical row share."""
        return self.file, self.row.sheet, self.row.row

    def get(self, name: str) -> Any:
        """Return a field; an absent column and an empty cell are both None."""
        value = self.row.fields.get(name)
        return None if value == "" else value


@dataclass(frozen=True)
class Said:
    """One statement about one thing, resolved; ``fields`` hold plain JSON values and no empty ones."""

    kind: str
    identity: str
    source: Heard
    fields: Mapping[str, Any]
    unit: int | None = None
    """Whose thing it is; None for what belongs to nobody (全覆盖, the plan's tasks)."""
    item: str = ""
    """The thing in words, for lists."""
    is_counted: bool = True
    """False for what a row implies beside what it says."""

    @property
    def date_key(self) -> str:
        """The date that orders several statements about one thing inside one command; empty when there is none."""
        column = {"assignments": "reported_on", "rectifications": "rechecked_on", "inspections": "inspected_on"}
        return str(self.fields.get(column.get(self.kind, ""), ""))


@dataclass(frozen=True)
class Overruled:
    """A person's decision about a finding that a row undoes, in words: for the log, once the file is accepted."""

    file: int
    about: str
    old: str
    new: str


@dataclass
class Hearing:
    """Everything the steps of one command share."""

    warehouse: Warehouse
    changes_to_store: Transaction
    speaker: Speaker
    files: list[ReceivedFile]
    accepts_valid: bool
    directory: Directory
    progress: Progress = silent
    refused_rows: dict[tuple[str, int, str, int], set[str]] = field(default_factory=dict)
    """Rows (kind, file, sheet, row) refused here, with the codes of their errors."""
    blocked: bool = False
    finding_of_row: dict[tuple[int, str, int], str | None] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    to_confirm: list[ToConfirm] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    """Rows of earlier versions that these files lack."""
    overruled: list[Overruled] = field(default_factory=list)
    """Decisions of people that rows undo."""
    _step: int = 0
    questions: set[str] = field(default_factory=set)
    """Periods whose undeclared scope was already asked about."""
    told_once: dict[tuple[Any, ...], tuple[int, Fault]] = field(default_factory=dict)
    """What is told once a file → the first row it is true of, and the fault that tells it."""
    _scope: Scope | None = None

    def tell_progress(self, kind: str) -> None:
        """Tell that the rows of a kind are being looked at; a kind may come twice, progress does not go back."""
        self._step = max(self._step, KINDS.index(kind) + 1)
        self.progress("resolving", self._step, len(KINDS))

    def rows(self, kind: str) -> list[Heard]:
        """Return the rows of a kind in all files, the faulty ones and those already known left out."""
        return [heard for heard in self.all_rows(kind) if not self.is_refused(heard)]

    def all_rows(self, kind: str) -> list[Heard]:
        """Return the rows of a kind in all files, faulty ones included, known ones left out."""
        return [
            Heard(number, row)
            for number, file in enumerate(self.files)
            if not file.is_copy
            for row in file.rows_of(kind)
            if file.twin is None or (kind, row.sheet, row.row) in file.waiting
        ]

    def position(self, heard: Heard) -> tuple[int, int, int]:
        """Return what orders rows as the command has them."""
        return heard.file, *self.files[heard.file].position(heard.row)

    def is_refused(self, heard: Heard) -> bool:
        """Whether the row must not be saved."""
        return heard.row.is_faulty or (heard.row.kind, *heard.place) in self.refused_rows

    def blame(self, heard: Heard, code: str, column: str = "", value: object = None, **details: object) -> None:
        """Find fault with a row, at the cell of ``column``; an error keeps the row out, some block the command."""
        typed = typed_text(heard, column) if value is None else value
        # A plan's text has lines and no cells.
        written = heard.row.addresses.get(column_of(heard.row.kind, column))
        cell = heard.row.addresses.get(column) or written or (f"A{heard.row.row}" if heard.row.addresses else "")
        found = fault(code, heard.row.sheet, cell, str(plain(typed)), **details)
        self.files[heard.file].faults.append(found)
        if found.severity == "error":
            self.refuse(heard, code)
            self.blocked = self.blocked or code in BLOCKING

    def blame_once(self, heard: Heard, code: str, column: str, **details: object) -> None:
        """Warn of what may be true of many rows of a file: once, at the first of them, in whatever order they come."""
        about = (heard.file, heard.row.sheet, code, *details.values())
        before = self.told_once.get(about)
        if before is not None and before[0] <= heard.row.row:
            return
        found = fault(code, heard.row.sheet, heard.row.addresses.get(column, ""), typed_text(heard, column), **details)
        faults = self.files[heard.file].faults
        if before is not None:
            faults.remove(before[1])
        faults.append(found)
        self.told_once[about] = (heard.row.row, found)

    def refuse(self, heard: Heard, code: str) -> None:
        """Keep a row out; ``code`` says why."""
        self.refused_rows.setdefault((heard.row.kind, *heard.place), set()).add(code)

    def codes_of(self, heard: Heard) -> set[str]:
        """Return why a row was refused here (what reading found is not among them)."""
        return self.refused_rows.get((heard.row.kind, *heard.place), set())

    def blame_trouble(self, heard: Heard, trouble: Trouble, column: str) -> None:
        """Find fault with the name in ``column``."""
        self.blame(heard, trouble.code, column, **trouble.details)

    def where(self, heard: Heard) -> str:
        """Return file, sheet and row as a sentence names them."""
        parts = (self.files[heard.file].name, heard.row.sheet, str(heard.row.row))
        return " ".join(dict.fromkeys(part for part in parts if part))

    def unit_of(self, heard: Heard, column: str = "unit_text") -> int | None:
        """Return the unit a row is about; None after finding fault with a name that is unknown or missing.

        A unit's own file need not say whose rows it holds.
        """
        text = heard.get(column)
        if text is None:
            if self.speaker.unit is None:
                self.blame(heard, "missing_value", column, heading=heading_of(heard.row.kind, column))
            return self.speaker.unit
        found = self.directory.unit_or_trouble(str(text), typed_text(heard, column))
        if isinstance(found, Trouble):
            self.blame_trouble(heard, found, column)
            return None
        return found

    def forget_scope(self) -> None:
        """Read the scope again when it is next asked for."""
        self._scope = None

    @property
    def scope(self) -> Scope:
        """The declared scope of inspections, the command's own records included."""
        if self._scope is None:
            self._scope = Scope.read(self.warehouse)
        return self._scope

    def scheme_on(self, day: date) -> Scheme:
        """Return the scheme in force on ``day``; facts older than the first scheme are read by the first."""
        schemes = self.warehouse.schemes
        return schemes.in_force(max(day, schemes.versions[0].effective_from))


# Fields read from the cell of another one: a date out of words that may be no date, a declaration out of a yes.
CELL_OF = {"deadline_on": "deadline_text", "due_on": "due_text", "is_collected": "value"}
# Fields found by what another cell says; the first of them that a kind has. A plan has paragraphs and no columns:
# they are called as the columns of a task ledger are.
FOUND_BY = {
    "unit": ("unit_text", "responsible"), "channel": ("channel_name",), "indicator": ("indicator_text",),
    "aliases": ("short_names",), "quarter": ("period",), "is_unchecked": ("result_text",),
    "is_declared_full": ("channel_name",), "text": ("title",), "section": ("title",),
    "responsibility": ("responsible",), "to_confirm": ("responsible",), "supporting": ("responsible",),
}  # fmt: skip
COLUMNS_LIKE = {"tasks": "assignments"}


def column_of(kind: str, name: str) -> str:
    """Return the field in whose cell a field is written; itself where a kind has no such cell."""
    fields = known_headings().kinds.get(COLUMNS_LIKE.get(kind, kind), {})
    candidates = (CELL_OF.get(name, name), *FOUND_BY.get(name, ()))
    return next((column for column in candidates if column in fields), name)


def heading_of(kind: str, column: str) -> str:
    """Return the canonical heading of a field, the field's own name where a kind has no such column."""
    fields, column = known_headings().kinds.get(COLUMNS_LIKE.get(kind, kind), {}), column_of(kind, column)
    return fields[column].canonical if column in fields else column


def typed_text(heard: Heard, column: str) -> str:
    """Return the text as typed in the cell of a field; its value where the sheet shows no such heading."""
    written = column_of(heard.row.kind, column)
    heading = known_headings().kinds.get(heard.row.kind, {}).get(written)
    if heading is not None:
        typed = {heading_key(name): text for name, text in heard.row.cells.items()}
        for name in (heading.canonical, *heading.synonyms):
            if typed.get(heading_key(name)):
                return typed[heading_key(name)]
    value = heard.get(column) if heard.get(written) is None else heard.get(written)
    return "、".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(plain(value))


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it: dates as ISO texts, decimals without trailing zeros as texts."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def plain_fields(pairs: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return fields as JSON keeps them, the empty ones left out: an empty cell says nothing."""
    return {name: plain(value) for name, value in dict(pairs).items() if value is not None and value != ""}
