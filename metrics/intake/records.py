"""What a file says before the store is asked: rows with typed fields, each knowing its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from metrics.intake.faults import Fault

if TYPE_CHECKING:
    from metrics.intake.blocks import Block

Kind = Literal["units", "channels", "assignments", "inspections", "findings", "rectifications", "observations", "tasks"]
Value = str | int | bool | Decimal | date | tuple[object, ...] | None


@dataclass(frozen=True)
class Row:
    """One record as one row of a sheet states it; a row of a combined ledger gives one ``Row`` per kind."""

    kind: Kind
    """What the record is (product.md, data contract)."""
    sheet: str
    """Name of the sheet as typed; a .csv has one sheet named like the file."""
    row: int
    """Row number as the spreadsheet shows it, from 1."""
    cells: Mapping[str, str]
    """Heading as typed → text as typed, for showing the original; unknown columns included, empty cells as ''."""
    fields: Mapping[str, Value]
    """Field → typed value. Key absent: the sheet has no such column. ``None``: the cell is empty (or faulty)."""
    addresses: Mapping[str, str]
    """Field → address of its cell ("C14"), for faults found later."""
    is_faulty: bool = False
    """An error was found in this row: it must not be saved, and its empty fields are not worth a second fault."""


class Part(NamedTuple):
    """What one table says: its rows one by one, and its plain rows together."""

    rows: tuple[Row, ...]
    block: Block | None

    def sheets(self) -> tuple[str, ...]:
        """Return the name of its sheet, nothing for a table without rows."""
        named = [row.sheet for row in self.rows[:1]]
        return tuple(named if self.block is None else [self.block.sheet])

    def all_rows(self) -> tuple[Row, ...]:
        """Return all rows in the order of the sheet."""
        if self.block is None:
            return self.rows
        return tuple(sorted([*self.rows, *self.block.rows()], key=lambda row: row.row))


@dataclass(frozen=True)
class Reading:
    """What one file says, and what is wrong with it."""

    file_name: str
    """The name the sender gave the file."""
    single: tuple[Row, ...]
    """Rows read one by one, also the faulty ones (``Row.is_faulty``), in the order of sheets and rows."""
    faults: tuple[Fault, ...]
    """Everything wrong with the file, errors and warnings: of the ledgers in order, then of sheets that are none."""
    unchecked: tuple[str, ...] = ()
    """What the file's format does not tell (as in ``Sheet``)."""
    parts: tuple[Part, ...] = ()
    """The tables in order, where some of them have blocks: the rows of ``single``, and the plain ones."""

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows, one by one, in the order of sheets and rows; long ledgers are better asked by ``blocks``."""
        return tuple(row for part in self.parts for row in part.all_rows()) if self.blocks else self.single

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The plain rows of every table that has some: none of them is faulty."""
        return tuple(part.block for part in self.parts if part.block is not None and len(part.block))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its rows."""
        of_blocks = (kind for block in self.blocks for kind, says in block.says.items() if says.any())
        return tuple(dict.fromkeys([*(row.kind for row in self.single), *of_blocks]))
