"""Days that stand as bare numbers in a workbook that counts them from 1904.

Everywhere else such a number is counted from 1900 (calendar.py): taken so, every day would be four years early.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from metrics.columns import strings
from metrics.intake.cleaning import PARSERS, day
from metrics.intake.headings import Table
from metrics.intake.sheet_columns import RowsOfColumns, SheetColumns, TextColumn
from metrics.intake.words import half_width

_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
# Read as text, and as a day where they name one.
DEADLINES = ("due_text", "deadline_text")
_FIRST_YEAR = 2000


def in_days(table: Table) -> Table:
    """Return a table whose columns of days hold days where the workbook counts from 1904; else the table itself."""
    if not table.sheet.counts_from_1904:
        return table
    dated = {
        column
        for kind, columns in table.kinds.items()
        for name, column in columns.items()
        if name in DEADLINES or PARSERS[kind][name] is day
    }
    cells = table.sheet.columns
    columns = {at: shifted(column) if at in dated else column for at, column in cells.columns.items()}
    return replace(table, sheet=replace(table.sheet, rows=RowsOfColumns(SheetColumns(cells.numbers, columns))))


def shifted(column: TextColumn) -> TextColumn:
    """Return a column whose serials are days."""
    return TextColumn(column.codes, strings([day_of(text) for text in column.texts]))


def day_of(text: str) -> str:
    """Return the day (2025-05-20) that a serial counted from 1904 names; a text that is none stays as it is."""
    serial = _SERIAL.fullmatch(half_width(text).strip())
    if serial is None:
        return text
    found = date(1904, 1, 1) + timedelta(days=int(serial[1]))
    return found.isoformat() if found.year >= _FIRST_YEAR else text
