"""Read a workbook or text table in a process of its own: whatever is in the file, this process goes on.

The file is sender's data: it may be broken, huge or hostile. The child (sandbox.py, forked by reading_host.py)
has limits on memory, unpacked size and time. The answer travels as Arrow tables of texts and numbers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from metrics.intake.faults import Fault, fault
from metrics.intake.sheet_columns import RowsOfColumns, SheetColumns, columns_of_rows, read_columns
from metrics.intake.unpacking import Limits, unpack


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet as text, by row and column from 1; empty cells are absent."""

    name: str
    is_hidden: bool = False
    rows: Mapping[int, dict[int, str]] = field(default_factory=dict)
    """Row number → column number → text as typed; days as 2025-06-05, numbers as shown with 15 digits."""
    problems: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """Row and column → code of the fault and what the cell holds instead of a value."""
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """First row, first column, last row, last column of merged cells."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows with cells that the sheet does not show."""
    hidden_columns: frozenset[int] = frozenset()
    """Columns that the sheet does not show."""
    bold: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """Row and column → the bold pieces of a text cell, in order; rows that are bold throughout are left out."""
    unchecked: tuple[str, ...] = ()
    """What the file's format does not tell: any of "bold", "hidden", "formulas", "merges"."""
    counts_from_1904: bool = False
    """Whether a day that stands as a bare number counts from 1904."""

    @cached_property
    def columns(self) -> SheetColumns:
        """The same cells by columns: each distinct text of a column is there once."""
        return self.rows.columns if isinstance(self.rows, RowsOfColumns) else columns_of_rows(self.rows)


def read_workbook(path: Path, name: str, limits: Limits | None = None) -> tuple[Sheet, ...] | Fault:
    """Return the sheets of a file in order, or the one fault that keeps all of it from being read.

    ``name`` is what the sender called it; it names the sheet of a text table and decides nothing.
    Raises OSError if ``path`` itself cannot be opened.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        result = Path(folder) / "result.arrow"
        return unpack(path, result, limits) or sheets_of(result, Path(name).stem)


def sheets_of(result: Path, default_name: str) -> tuple[Sheet, ...] | Fault:
    """Return the sheets the reading process wrote, or the fault it found."""
    sheets: list[Sheet] = []
    try:
        with pa.memory_map(str(result)) as source:
            for facts, columns in read_columns(source):
                if "fault" in facts:
                    return fault(facts["fault"], **facts["details"])
                if "sheet" not in facts:
                    return tuple(sheets)
                sheets.append(sheet_of(facts, columns, default_name))
    except (pa.ArrowInvalid, OSError):
        return fault("reading_failed")
    return fault("reading_failed")


def sheet_of(entry: dict[str, Any], columns: SheetColumns, default_name: str) -> Sheet:
    """Return a sheet as the reading process tells of it."""
    return Sheet(
        entry["sheet"] or default_name,
        entry["hidden"],
        RowsOfColumns(columns),
        {(row, column): (code, held) for row, column, code, held in entry["problems"]},
        tuple((first, left, last, right) for first, left, last, right in entry["merges"]),
        frozenset(entry["hidden_rows"]),
        frozenset(column for first, last in entry["hidden_columns"] for column in range(first, min(last, 16_384) + 1)),
        {(row, column): tuple(pieces) for row, column, pieces in entry["bold"]},
        tuple(entry["unchecked"]),
        entry["counts_from_1904"],
    )
