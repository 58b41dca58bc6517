"""What the readers of workbooks make of a sheet, whatever its format: texts at addresses, and what is wrong there.

Runs inside the reading process only (sandbox.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from metrics.intake.sheet_columns import SheetColumns, columns_of_rows

ERROR, FORMULA = "error_value", "formula_without_value"
# Number formats that are known by number and shown as a day (ECMA-376 §18.8.30, the Chinese ones included).
DAY_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)])
MONTH_FORMATS = frozenset([17, 27, 52, 57])
DAY, MONTH = "day", "month"
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class DamagedWorkbook(Exception):
    """The archive opens, and what is in it is no workbook that hangs together."""


class TooManyCells(Exception):
    """The sheets hold more cells than are read."""


@dataclass
class RawSheet:
    """The cells of one sheet by row and column, both from 1; empty cells are left out."""

    name: str
    is_hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    problems: list[tuple[int, int, str, str]] = field(default_factory=list)
    """Row, column, code of the fault, what the cell holds."""
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    hidden_rows: list[int] = field(default_factory=list)
    """Rows with cells that the sheet does not show."""
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of neighbouring columns that the sheet does not show."""
    bold: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """Row and column → the bold pieces of a text cell, in order; rows that are bold throughout are left out."""
    unchecked: tuple[str, ...] = ()
    """What this format does not tell: any of "bold", "hidden", "formulas", "merges"."""
    counts_from_1904: bool = False
    """Whether a day stored as a bare number counts from 1904 (workbooks that began on old Macintoshes)."""
    columns: SheetColumns | None = None
    """The cells by columns when they were read so; ``rows`` is empty then."""

    def by_columns(self) -> SheetColumns:
        """Return the cells by columns, however they were read."""
        return columns_of_rows(self.rows) if self.columns is None else self.columns


@dataclass(frozen=True)
class Text:
    """A string of a workbook; ``runs`` are its pieces and whether each is bold (None: as the cell's font is)."""

    plain: str
    runs: tuple[tuple[str, bool | None], ...] = ()

    def bold_pieces(self, is_bold_cell: bool) -> tuple[str, ...]:
        """Return the bold pieces, neighbours joined, under a cell whose font is bold or not."""
        if not self.runs:
            return (self.plain,) if is_bold_cell and self.plain else ()
        pieces: list[str] = []
        was_bold = False
        for piece, stated in self.runs:
            is_bold = is_bold_cell if stated is None else stated
            if is_bold:
                pieces[len(pieces) - was_bold :] = [pieces[-1] + piece if was_bold else piece]
            was_bold = is_bold
        return tuple(pieces)


@dataclass(frozen=True)
class Styles:
    """How the numbers of a workbook are shown, as far as that changes what they mean."""

    shown_as: tuple[str, ...]
    """By cell style: ``DAY``, ``MONTH`` or nothing."""
    epoch: datetime
    """Day 0 of the workbook's serials."""
    is_bold: tuple[bool, ...] = ()
    """By cell style: whether its font is bold."""


@lru_cache(maxsize=50_000)  # the same points and days stand in most rows
def number_text(value: str, shown: str, epoch: datetime) -> str:
    """Return a stored number as the person saw it: a day as 2025-06-05, else at most 15 digits, no exponent.

    Spreadsheets keep 15 significant digits of what is typed and write 17 into the file, so 1.75 may be
    stored as 1.7500000000000002, and a sum of 0.3 as 0.30000000000000004.
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if shown and 1 <= number < 2_958_466:
        moment = epoch + timedelta(days=number)
        if shown == MONTH:
            return f"{moment.year}年{moment.month}月"
        if number == int(number):
            return moment.date().isoformat()
        return (moment + timedelta(milliseconds=500)).replace(microsecond=0).isoformat(" ")
    digits = f"{number:.15g}"
    return f"{Decimal(digits):f}" if "e" in digits else digits


def shown_as(number: str, code: str | None) -> str:
    """Return whether a number format shows a day or only a month (typed 2025年6月, stored as its first day)."""
    if code is None:
        if number.isdigit() and int(number) in DAY_FORMATS:
            return MONTH if int(number) in MONTH_FORMATS else DAY
        return ""
    letters = set(_NOT_CODE.sub("", code.split(";")[0]).lower())
    if "y" in letters and "m" in letters and not letters & set("dhs"):
        return MONTH
    return DAY if letters & set("yd") else ""
