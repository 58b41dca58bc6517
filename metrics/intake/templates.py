"""Blank ledgers, ready to fill: one workbook per kind, with drop-downs, locked headings and the rows already known.

For the office every row is open; in a unit's ledgers the office's columns are locked (without a password: it keeps
from slips, not from intent, and intake asks who speaks). Two sheets stand beside the table: an example that says of
itself that it is not imported, and a hidden one with the choices.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from metrics.access import LOCAL, Reader
from metrics.errors import AccessDenied, Refused, reason_of
from metrics.intake.columns import Column, choices_of, columns_of
from metrics.intake.directory import Directory
from metrics.intake.headings import known_headings
from metrics.intake.prefilled import LEDGERS, Cells, Known, Ledger, rows_of
from metrics.intake.words import ANSWERS
from metrics.warehouse import Warehouse

CHOICES = "选项"
BLANK_ROWS = 500
HEADING_ROW = 2
DAYS = frozenset(
    {"valid_from", "valid_until", "opened_on", "closed_on", "completed_on", "reported_on", "inspected_on", "found_on"}
    | {"extended_to", "extension_approved_on", "fixed_on", "rechecked_on"}
)
NUMBERS = frozenset({"sort_order", "year", "points", "reduced_points", "numerator", "denominator", "value"})
WIDE = frozenset({"description", "title", "progress", "evidence", "page", "address", "action", "name", "channel_name"})
GRID = Border(*(Side(style="thin", color="FFC9D1D9"),) * 4)
HEADING_FILL, OFFICE_FILL = PatternFill("solid", fgColor="FFE6EBF0"), PatternFill("solid", fgColor="FFF4F6F8")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def build_templates(
    warehouse: Warehouse, day: date, unit: str | None = None, reader: Reader = LOCAL
) -> dict[str, bytes]:
    """Return the workbooks by file name: all kinds for the office, those a unit fills or checks for ``unit``.

    ``day`` decides what is still open. Raises Refused for a name nobody has, AccessDenied when the reader may not
    see what the rows hold.
    """
    directory = Directory(warehouse)
    key, name = None, ""
    if unit is not None:
        match = directory.find_unit(unit)
        if match.unit_id is None:
            raise Refused("No unit answers to the name {unit}.", unit=unit)
        key = int(match.unit_id)
        name = directory.name_of(key)
        reader.require(name)
    elif not reader.reads_everything:
        raise AccessDenied("Your role may not read the details of {unit}.", unit="*")
    known = Known(warehouse, directory, key, day)
    wanted = [ledger for ledger in LEDGERS if key is None or ledger.is_for_units]
    return {_file_name(ledger, name): _workbook(ledger, known, name) for ledger in wanted}


def write_templates(warehouse: Warehouse, folder: Path, day: date, unit: str | None = None) -> list[Path]:
    """Write the workbooks into ``folder`` (made when missing) and return their paths; older ones are replaced."""
    written = []
    books = build_templates(warehouse, day, unit)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in books.items():
            written.append(folder / name)
            written[-1].write_bytes(content)
    except OSError as error:
        raise Refused("{path} cannot be written: {reason}", path=folder, reason=reason_of(error)) from error
    return written


def _file_name(ledger: Ledger, unit: str) -> str:
    return f"{ledger.name}-{_NOT_IN_FILE_NAMES.sub('_', unit)}.xlsx" if unit else f"{ledger.name}.xlsx"


def _workbook(ledger: Ledger, known: Known, unit: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = ledger.name
    columns = columns_of(ledger, bool(unit))
    rows = [row for row in rows_of(ledger, known) if _can_be_written(row)]
    _draw_table(sheet, ledger, columns, rows, unit)
    _draw_example(book.create_sheet(known_headings().example_sheet), columns)
    choices = choices_of(ledger, known, columns)
    _draw_choices(book.create_sheet(CHOICES), choices)
    _offer_choices(sheet, columns, choices, HEADING_ROW + len(rows) + BLANK_ROWS)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _can_be_written(row: Cells) -> bool:
    # A control character out of a .csv has no place in a workbook; without it the row would be another finding.
    return not any(isinstance(value, str) and ILLEGAL_CHARACTERS_RE.search(value) for value in row.values())


def _draw_table(sheet: Any, ledger: Ledger, columns: Sequence[Column], rows: Sequence[Cells], unit: str) -> None:
    _put(sheet, 1, 1, _title(ledger, columns, unit), font=Font(bold=True, size=14))
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = 34 if column.field in WIDE else 15
        # The style of the column is that of its empty cells: rows below the known ones can be filled in.
        dimension.protection = Protection(locked=not column.is_open)
        dimension.number_format = _format(column)
        if not column.is_open:
            dimension.fill = OFFICE_FILL
        heading = f"{column.heading}*" if column.is_needed and not unit else column.heading
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        _put(sheet, HEADING_ROW, number, heading, Font(bold=True), HEADING_FILL, middle)
    for offset, row in enumerate(rows, HEADING_ROW + 1):
        for number, column in enumerate(columns, 1):
            fill = None if column.is_open else OFFICE_FILL
            cell = _put(sheet, offset, number, row.get(column.field), fill=fill, alignment=Alignment(wrap_text=True))
            cell.number_format = _format(column)
            cell.protection = Protection(locked=not column.is_open)
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    sheet.row_dimensions[HEADING_ROW].height = 30
    protection = sheet.protection
    protection.sheet = True
    # Locked are cells only: widths, heights, filters and new rows are the clerk's.
    protection.formatColumns = protection.formatRows = protection.insertRows = protection.autoFilter = False


def _title(ledger: Ledger, columns: Sequence[Column], unit: str) -> str:
    if not unit:
        return f"{ledger.name}：标 * 的列必填"
    if any(column.is_open for column in columns):
        return f"{ledger.name}（{unit}）：灰色列由市政府办公厅填写，请只填白色列"
    return f"{ledger.name}（{unit}）：供核对，如有出入请告知市政府办公厅"


def _format(column: Column) -> str:
    if column.field in DAYS:
        return "yyyy-mm-dd"
    # Text: 1-2 must not become a day, nor 0001 a number.
    return "General" if column.field in NUMBERS else "@"


def _put(
    sheet: Any,
    row: int,
    column: int,
    value: Any,
    font: Font | None = None,
    fill: PatternFill | None = None,
    alignment: Alignment | None = None,
) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    cell.value = value
    if isinstance(value, str):
        # A text that looks like a formula is a text.
        cell.data_type = "s"
    if row >= HEADING_ROW:
        cell.border = GRID
    for name, style in (("font", font), ("fill", fill), ("alignment", alignment)):
        if style is not None:
            setattr(cell, name, style)
    return cell


def _draw_example(sheet: Any, columns: Sequence[Column]) -> None:
    known = known_headings()
    _put(sheet, 1, 1, f"{known.example_sheet}（{known.example_says}，内容为虚构）", Font(bold=True, size=14))
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 34 if column.field in WIDE else 15
        _put(sheet, HEADING_ROW, number, column.heading, Font(bold=True), HEADING_FILL)
        _put(sheet, HEADING_ROW + 1, number, column.example, alignment=Alignment(wrap_text=True, vertical="top"))
    sheet.protection.sheet = True


def _draw_choices(sheet: Any, choices: Mapping[str, Sequence[str]]) -> None:
    # Without headings: intake must not take the list for a ledger.
    for column, texts in enumerate(choices.values(), 1):
        for row, text in enumerate(texts, 1):
            sheet.cell(row, column, text).data_type = "s"
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def _offer_choices(
    sheet: Any, columns: Sequence[Column], choices: Mapping[str, Sequence[str]], last_row: int
) -> None:
    places = {heading: number for number, heading in enumerate(choices, 1)}
    for number, column in enumerate(columns, 1):
        if column.heading not in places:
            continue
        letter, of_list = get_column_letter(number), get_column_letter(places[column.heading])
        source = f"'{CHOICES}'!${of_list}$1:${of_list}${len(choices[column.heading])}"
        is_closed = (column.kind, column.field) in ANSWERS
        offer = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=is_closed)
        offer.errorTitle, offer.error = column.heading, "请从下拉列表中选择。"
        offer.add(f"{letter}{HEADING_ROW + 1}:{letter}{last_row}")
        sheet.add_data_validation(offer)
