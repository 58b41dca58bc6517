"""Writing workbooks as clerks keep them: merged, hidden, bold, with formulas and their results; the same bytes anew."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from metrics.demonstration.sheets import FIXED_TIME, with_fixed_times

_FORMULA = r'(<c r="{cell}"[^>]*?)(?: t="\w+")?>(<f>.*?</f>)<v\s*/?>(?:</v>)?'


@dataclass(frozen=True)
class Formula:
    """A formula with the result the program kept beside it, or none."""

    text: str
    result: str | float | None = None


@dataclass(frozen=True)
class Page:
    """One sheet: its rows from A1, and how they are dressed."""

    name: str
    rows: Sequence[Sequence[Any]]
    merged: str = ""
    """Ranges, separated by blanks."""
    hidden_rows: Sequence[int] = ()
    hidden_columns: str = ""
    bold: str = ""
    """Cells that are bold throughout, separated by blanks."""
    formats: Mapping[str, str] = field(default_factory=dict)
    is_hidden: bool = False


def leads(text: str) -> CellRichText:
    """A cell in which what stands between asterisks is bold: ``*市司法局*、历下区``."""
    parts = text.split("*")
    bold = InlineFont(b=True)
    return CellRichText(*(TextBlock(bold, part) if at % 2 else part for at, part in enumerate(parts) if part))


def write_book(path: Path, *pages: Page) -> None:
    """Write a workbook of these pages; the same pages give the same bytes."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    book.properties.creator = "某单位"
    book.properties.created = book.properties.modified = datetime(*FIXED_TIME, tzinfo=UTC)
    for page in pages:
        write_page(book.create_sheet(page.name), page)
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(with_fixed_times(with_results(stream.getvalue(), pages)))


def write_page(sheet: Any, page: Page) -> None:
    """Put the rows of a page into a sheet of a book that is being made."""
    for number, row in enumerate(page.rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column).value = value.text if isinstance(value, Formula) else value
    for merged in page.merged.split():
        sheet.merge_cells(merged)
    for number in page.hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for letter in page.hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for cell in page.bold.split():
        sheet[cell].font = Font(bold=True)
    for cell, code in page.formats.items():
        sheet[cell].number_format = code
    sheet.sheet_state = "hidden" if page.is_hidden else "visible"


def with_results(content: bytes, pages: Sequence[Page]) -> bytes:
    """Return a workbook whose formulas carry their results, as a program that calculates leaves them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            part = old.read(entry)
            if match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", entry):
                part = calculated(part.decode(), pages[int(match[1]) - 1]).encode()
            new.writestr(entry, part)
    return stream.getvalue()


def calculated(part: str, page: Page) -> str:
    """Return the XML of a sheet with the results of its formulas."""
    for number, row in enumerate(page.rows, start=1):
        for column, value in enumerate(row, start=1):
            if not isinstance(value, Formula) or value.result is None:
                continue
            cell = f"{openpyxl.utils.get_column_letter(column)}{number}"
            is_text = isinstance(value.result, str)
            kind = ' t="e"' if str(value.result).startswith("#") else ' t="str"' if is_text else ""
            part, count = re.subn(_FORMULA.format(cell=cell), rf"\g<1>{kind}>\g<2><v>{value.result}</v>", part)
            assert count == 1, cell
    return part


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text table; lines of the text are its records."""
    path.write_bytes(text.encode(encoding))
