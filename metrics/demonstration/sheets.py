"""Write ledgers as clerks keep them: a title over the headings, dates typed in every way, sums below.

The bytes depend on the content alone: file times and document properties are fixed, so that a
demonstration built twice is received twice as the same file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

Cell = str | int | float | date | None
Record = Mapping[str, Cell]
WIDTHS = {
    "问题描述": 46,
    "重点任务": 26,
    "进展情况": 40,
    "佐证材料": 26,
    "渠道名称": 30,
    "责任单位": 20,
    "主办单位": 22,
    "页面地址": 34,
}
FIXED_TIME = (2025, 1, 1, 8, 0, 0)
GRID = Border(*(Side(style="thin", color="FFBFBFBF"),) * 4)


@dataclass(frozen=True)
class Sheet:
    """One table of a ledger: title row, headings, rows; a cell whose heading a row lacks stays empty."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[Record]
    has_total: bool = False
    """A 合计 row stands below the table, as on paper."""


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> Path:
    """Write an .xlsx of these sheets and return its path; the same sheets give the same bytes."""
    book = Workbook(write_only=True)
    book.properties.creator = "市政府办公厅政务公开办"
    book.properties.created = book.properties.modified = datetime(*FIXED_TIME, tzinfo=UTC)
    for sheet in sheets:
        write_sheet(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(with_fixed_times(buffer.getvalue()))
    return path


def write_sheet(book: Workbook, sheet: Sheet) -> None:
    """Append one table to the workbook."""
    table = book.create_sheet(sheet.name)
    for column, heading in enumerate(sheet.headings, start=1):
        table.column_dimensions[get_column_letter(column)].width = WIDTHS.get(heading, 13)
    table.freeze_panes = "A3"
    last = get_column_letter(len(sheet.headings))
    table.merged_cells.add(f"A1:{last}1")
    table.append([styled(table, sheet.title, Font(name="黑体", size=16, bold=True), centred=True)])
    fill = PatternFill("solid", fgColor="FFDDEBF7")
    table.append([styled(table, text, Font(bold=True), centred=True, fill=fill) for text in sheet.headings])
    plain, dated = styled(table, ""), styled(table, date.min)
    for row in sheet.rows:
        table.append(
            filled(dated if isinstance(row.get(heading), date) else plain, row.get(heading))
            for heading in sheet.headings
        )
    if sheet.has_total:
        table.append(["合计", f"{len(sheet.rows)}项"])


def styled(
    table: object, value: Cell, font: Font | None = None, centred: bool = False, fill: PatternFill | None = None
) -> WriteOnlyCell:
    """Return a cell as on a printed ledger: grid lines, wrapped text, real dates as dates."""
    cell = WriteOnlyCell(table, value=value)
    cell.border = GRID
    cell.alignment = Alignment(horizontal="center" if centred else None, vertical="center", wrap_text=True)
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def filled(cell: WriteOnlyCell, value: Cell) -> WriteOnlyCell:
    """Return the cell with another value; rows are written cell by cell, and styling each anew would take longest."""
    cell.value = value
    return cell


def with_fixed_times(content: bytes) -> bytes:
    """Return the workbook with every time in it fixed; openpyxl stamps the moment of saving."""
    stamp = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*FIXED_TIME).encode()
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(\w+)[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return result.getvalue()


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Record], encoding: str = "utf-8-sig") -> Path:
    """Write a .csv with these headings and return its path; Chinese Windows saves GB18030."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows([shown(row.get(heading)) for heading in headings] for row in rows)
    return path


def shown(value: Cell) -> str:
    """Return a cell as text."""
    return "" if value is None else str(value)
