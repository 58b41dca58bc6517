"""Tables that leave the house as .xlsx and .csv: what was shown, on what it rests, and nothing that could run.

A text never starts a formula: in .xlsx it is written as a string, in .csv an apostrophe stands before it, which
``metrics.intake.delimited`` takes off again. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from metrics.briefs.shown_numbers import ShownNumber, read_shown
from metrics.i18n import Translator
from metrics.intake.delimited import guarded

DAY_FORMAT = "yyyy-mm-dd"
HEADING_FILL = PatternFill("solid", fgColor="FFE6EBF0")
# A sheet's name may hold none of these, and no more characters than that (ECMA-376).
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_NAME = 31
KINDS = ("text", "number", "percent", "date", "shown")
"""Cells of ``shown`` hold what a page shows: those that are a number leave as one, the words among them as words."""


@dataclass(frozen=True)
class Column:
    """One column of a table: ``key`` into the lines, heading, kind (``KINDS``), decimals, width in characters."""

    key: str
    heading: str
    kind: str = "text"
    decimals: int | None = None
    """Decimals shown of a number; None shows what there is."""
    width: int = 16


@dataclass(frozen=True)
class Basis:
    """On what a table rests, as its first lines tell: label and text, in order."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table to write: lines are mappings by column key; an absent or None value is an empty cell."""

    title: str
    basis: Basis
    columns: tuple[Column, ...]
    lines: Sequence[Mapping[str, Any]]


def tell_basis(
    t: Translator,
    *,
    period: str,
    as_of: str,
    choice: str,
    scheme: str,
    status: str,
    is_demonstration: bool,
    made_at: datetime,
) -> Basis:
    """Return the lines above a table: period, day, filter, rules, status, kind of store and time of export."""
    kind = t("Demonstration data: every figure is invented") if is_demonstration else t("Real data")
    facts = (
        (t("Period"), period),
        (t("As-of day"), as_of),
        (t("Filter"), choice or t("Everything")),
        (t("Rules"), scheme),
        (t("Status"), status),
        (t("Data"), kind),
        (t("Exported at"), made_at.strftime("%Y-%m-%d %H:%M")),
    )
    return Basis(tuple((label, text) for label, text in facts if text))


def write_csv(table: Table) -> bytes:
    """Return the table as CSV in UTF-8 with a byte order mark, as WPS and Excel open it without a question."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([guarded(table.title)])
    writer.writerows([guarded(label), guarded(said)] for label, said in table.basis.facts)
    writer.writerow([])
    writer.writerow([guarded(column.heading) for column in table.columns])
    writer.writerows([_typed(column, line.get(column.key)) for column in table.columns] for line in table.lines)
    return text.getvalue().encode("utf-8-sig", "replace")


def _typed(column: Column, value: Any) -> str:
    exact = _exact(column, value)
    if exact is None:
        return "" if value is None else guarded(_text(value))
    if isinstance(exact, date):
        return exact.isoformat()
    if isinstance(exact, ShownNumber):
        return format(exact.value, "f")
    return format(exact if column.decimals is None else _rounded(exact, column), "f")


def _rounded(number: Decimal, column: Column) -> Decimal:
    # A share of 0.9333 shown as 93.3% keeps its decimals: the cell is still a number.
    places = (column.decimals or 0) + (2 if column.kind == "percent" else 0)
    return number.quantize(Decimal(1).scaleb(-places)) if abs(number) < Decimal(10) ** 20 else number


def _exact(column: Column, value: Any) -> Decimal | ShownNumber | date | None:
    """Return the number or day a cell holds; None for text, also for words in a column of numbers."""
    if column.kind == "shown":
        return read_shown(value) if isinstance(value, str) else None
    if column.kind == "date":
        return value if isinstance(value, date) else None
    if column.kind == "text" or isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def write_workbook(tables: Sequence[Table]) -> bytes:
    """Return the tables as the sheets of one workbook: facts, frozen headings with filters, widths."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for table in tables:
        _write_sheet(book, table, _sheet_name(table.title, taken))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str:
    wanted = _clean(title).translate(FORBIDDEN_IN_NAMES).strip()[:LONGEST_NAME] or "1"
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.add(name.casefold())
    return name


def _write_sheet(book: Any, table: Table, name: str) -> None:
    sheet = book.create_sheet(name)
    facts = (("", table.title), *table.basis.facts)
    # Title and facts, an empty row, then the headings.
    heading_row = len(facts) + 2
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = f"A{heading_row + 1}"
    last = get_column_letter(max(len(table.columns), 1))
    sheet.auto_filter.ref = f"A{heading_row}:{last}{heading_row + len(table.lines)}"
    sheet.append([text_cell(sheet, table.title, font=Font(bold=True, size=14))])
    for label, said in table.basis.facts:
        sheet.append([text_cell(sheet, label, font=Font(color="FF5B6875")), text_cell(sheet, said)])
    sheet.append([])
    bold, middle = Font(bold=True), Alignment(vertical="center", wrap_text=True)
    headings = [text_cell(sheet, one.heading, font=bold, fill=HEADING_FILL, alignment=middle) for one in table.columns]
    sheet.append(headings)
    for line in table.lines:
        sheet.append([_cell(sheet, column, line.get(column.key)) for column in table.columns])


def _cell(sheet: Any, column: Column, value: Any) -> Any:
    exact = _exact(column, value)
    if exact is None:
        return None if value is None or value in ("", []) else text_cell(sheet, _text(value))
    if isinstance(exact, ShownNumber):
        cell = WriteOnlyCell(sheet, value=exact.value)
        cell.number_format = exact.form
        return cell
    cell = WriteOnlyCell(sheet, value=exact)
    if isinstance(exact, date):
        cell.number_format = DAY_FORMAT
    elif column.decimals is not None or column.kind == "percent":
        places = "." + "0" * column.decimals if column.decimals else ""
        cell.number_format = f"0{places}" + ("%" if column.kind == "percent" else "")
    return cell


def text_cell(sheet: Any, text: str, **style: Any) -> Any:
    """Return a cell of a write-only sheet that holds a text, whatever it begins with; ``style`` are its attributes."""
    cell = WriteOnlyCell(sheet, value=_clean(text))
    # Whatever it begins with: a text, now and after somebody has edited the cell.
    cell.data_type = "s"
    if guarded(text) != text:
        cell.quotePrefix = True
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _clean(text: str) -> str:
    """Return a text without the control characters and halves of characters that no spreadsheet can keep."""
    kept: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return kept.encode("utf-8", "replace").decode("utf-8")
