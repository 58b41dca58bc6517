"""What a file says before the store is asked: rows with typed fields, each knowing its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from metrics.intake.faults import Fault

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


@dataclass(frozen=True)
class Reading:
    """What one file says, and what is wrong with it."""

    file_name: str
    """The name the sender gave the file."""
    rows: tuple[Row, ...]
    """All rows, also the faulty ones (``Row.is_faulty``), in the order of sheets and rows."""
    faults: tuple[Fault, ...]
    """Everything wrong with the file, errors and warnings: of the ledgers in order, then of sheets that are none."""
    unchecked: tuple[str, ...] = ()
    """What the file's format does not tell (as in ``Sheet``)."""
