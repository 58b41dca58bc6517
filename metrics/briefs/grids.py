"""Sheets of live formulas: columns known by key, cells and whole columns as references, rows written as they come.

A text is never a formula: only a ``Formula`` is, and formulas are made in this program.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from metrics.briefs.tables import DAY_FORMAT, HEADING_FILL, text_cell

# Title, one line of explanation, headings; rows follow.
HEADING_ROW = 3
FIRST_ROW = HEADING_ROW + 1
# So many characters beside one another can still be read on an A4 page.
WIDEST_PAGE = 240
# A sheet has no more rows than that (ECMA-376).
MOST_ROWS = 1_048_576 - FIRST_ROW
FORMATS = {"day": DAY_FORMAT, "points": "0.00", "percent": "0%", "number": "0", "code": "0", "step": "0"}
CODE_FILL = PatternFill("solid", fgColor="FFF3F5F7")
STEP_FONT = Font(color="FF5B6875", size=9)


class Formula(str):
    """A formula made by this program, beginning with ``=``."""


@dataclass(frozen=True)
class GridColumn:
    """One column: key, heading, kind (a key of ``FORMATS`` or ``text``), width in characters."""

    key: str
    heading: str
    kind: str
    width: int


class Grid:
    """The frame of one sheet with ``count`` rows: where every cell of it stands."""

    def __init__(self, title: str, note: str, columns: Sequence[GridColumn], count: int) -> None:
        self.title, self.note, self.columns, self.count = title, note, tuple(columns), count
        self._letters = {one.key: get_column_letter(number) for number, one in enumerate(self.columns, 1)}

    def here(self, key: str, number: int) -> str:
        """Return the cell of a column in row ``number`` (from 0) as formulas of this sheet call it."""
        return f"${self._letters[key]}{FIRST_ROW + number}"

    def cell(self, key: str, number: int) -> str:
        """Return the cell as formulas of other sheets call it."""
        return f"'{self.title}'!${self._letters[key]}${FIRST_ROW + number}"

    def whole(self, key: str) -> str:
        """Return all cells of a column, as every sheet may call them; an empty table has one empty row."""
        letter, last = self._letters[key], FIRST_ROW + max(self.count, 1) - 1
        return f"'{self.title}'!${letter}${FIRST_ROW}:${letter}${last}"


def write_grids(
    about: tuple[str, Sequence[Sequence[Any]]], grids: Iterable[tuple[Grid, Iterable[Mapping[str, Any]]]]
) -> bytes:
    """Return a workbook of a page of text (title, lines of cells) and these sheets.

    It holds no results: the program that opens it computes them.
    """
    book = Workbook(write_only=True)
    # Nothing is computed yet: whoever opens the file computes all of it.
    book.calculation.fullCalcOnLoad = True
    _write_about(book, *about)
    for grid, rows in grids:
        _write_grid(book, grid, rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_about(book: Any, title: str, lines: Sequence[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 96
    sheet.print_options.gridLines = False
    _fit_page(sheet, "portrait")
    for number, line in enumerate(lines):
        bold = Font(bold=True, size=14) if number == 0 else None
        sheet.append([_about_cell(sheet, value, bold) for value in line])


def _about_cell(sheet: Any, value: Any, font: Font | None) -> Any:
    if isinstance(value, Formula):
        return WriteOnlyCell(sheet, value=str(value))
    style: dict[str, Any] = {"font": font} if font else {"alignment": Alignment(wrap_text=True, vertical="top")}
    return text_cell(sheet, str(value), **style)


def _write_grid(book: Any, grid: Grid, rows: Iterable[Mapping[str, Any]]) -> None:
    sheet = book.create_sheet(grid.title)
    for number, column in enumerate(grid.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        if column.kind == "step":
            # Steps of the computation fold away; nothing is hidden.
            dimension.outlineLevel = 1
    last = get_column_letter(len(grid.columns))
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{last}{HEADING_ROW + max(grid.count, 1)}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    printed = get_column_letter(_count_printed(grid.columns))
    sheet.print_area = f"A1:{printed}{HEADING_ROW + max(grid.count, 1)}"
    _fit_page(sheet, "landscape")
    sheet.append([text_cell(sheet, grid.title, font=Font(bold=True, size=14))])
    sheet.append([text_cell(sheet, grid.note, font=Font(color="FF5B6875"))])
    look = {"font": Font(bold=True), "fill": HEADING_FILL, "alignment": Alignment(vertical="center", wrap_text=True)}
    sheet.append([text_cell(sheet, one.heading, **look) for one in grid.columns])
    styled = [(one, _style_of(sheet, one)) for one in grid.columns]
    for row in rows:
        sheet.append([_cell(sheet, style, row.get(one.key)) for one, style in styled])


def _count_printed(columns: Sequence[GridColumn]) -> int:
    """Return how many columns, from the first, go on paper: up to a gap, the steps, or what a page can show."""
    width = 0
    for number, one in enumerate(columns):
        width += one.width
        if number and (not one.heading or one.kind == "step" or width > WIDEST_PAGE):
            return number
    return len(columns)


def _fit_page(sheet: Any, orientation: str) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _style_of(sheet: Any, column: GridColumn) -> Any:
    """Return the style of a column's numbers, made once: openpyxl compares every font with all it has seen."""
    cell = WriteOnlyCell(sheet)
    if form := FORMATS.get(column.kind):
        cell.number_format = form
    if column.kind == "step":
        cell.font = STEP_FONT
    elif column.kind == "code":
        cell.fill = CODE_FILL
    return cell._style


def _cell(sheet: Any, style: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str) and not isinstance(value, Formula):
        return text_cell(sheet, value)
    cell = WriteOnlyCell(sheet, value=str(value) if isinstance(value, Formula) else _plain(value))
    # A day has been given the format of days with its value.
    cell._style = style
    return cell


def _plain(value: Any) -> int | date:
    return int(value) if isinstance(value, bool) else value
