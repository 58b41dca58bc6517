"""The sheet 问题清单 of an annotated copy: every fault with a link to its cell, what was seen, what to do.

Only the annotating process uses this. The sheet says in its first cell that it is not imported, and is known by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from metrics.i18n import translator
from metrics.intake.cell_marks import Spot, write_text
from metrics.intake.headings import is_answer, known_headings

WIDTHS = (6, 16, 9, 7, 20, 44, 44)
RED, AMBER, ACCENT = "B3261E", "A66A00", "1F5A7A"
HEAD = PatternFill("solid", fgColor="00F4F6F8")
LINE = Border(bottom=Side("thin", color="00DDE3E9"))
FONT = "Microsoft YaHei"
t = translator("zh_CN")


@dataclass(frozen=True)
class Notes:
    """What the list has to say of the copy it is in."""

    has_lost_parts: bool = False
    """The original has pictures, charts or macros that the copy lacks."""
    is_shortened: bool = False
    """Only the faulty rows are here, and they moved."""
    is_rebuilt: bool = False
    """The rows as read in a new workbook: the original is no .xlsx, or none that can be written again."""
    is_list_alone: bool = False
    """The original cannot be opened: there is nothing but the list."""


def add_list(book: Workbook, name: str, faults: Sequence[tuple[Mapping[str, str], Spot | None]], notes: Notes) -> None:
    """Put the list in front of the sheets of ``book`` and open the book there; an earlier list is replaced."""
    for old in [page for page in book.worksheets if is_list(page)]:
        book.remove(old)
    page = book.create_sheet(free_title(book), 0)
    write_text(page["A1"], f"{known_headings().answer_sheet}（{known_headings().answer_says}）")
    page["A1"].font = Font(FONT, size=14, bold=True)
    for number, sentence in enumerate(sentences(name, faults, notes), start=2):
        write_text(page.cell(number, 1), sentence)
        page.cell(number, 1).font = Font(FONT, size=10)
    top = page.max_row + 1
    for column, heading in enumerate(headings(), start=1):
        cell = page.cell(top, column, heading)
        cell.font, cell.fill, cell.border = Font(FONT, size=10, bold=True), HEAD, LINE
        page.column_dimensions[cell.column_letter].width = WIDTHS[column - 1]
    for number, (fault, spot) in enumerate(faults, start=1):
        write_line(page, top + number, number, fault, spot)
    page.freeze_panes = page.cell(top + 1, 1)
    page.sheet_view.showGridLines = False
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{top}:{top}"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def is_list(page: Worksheet) -> bool:
    """Whether a sheet is the list of an earlier answer."""
    return is_answer(page.title, str(page["A1"].value or ""))


def free_title(book: Workbook) -> str:
    """Return the list's name; a ledger that is itself called 问题清单 keeps it."""
    title, number = known_headings().answer_sheet, 2
    while title in book.sheetnames:
        title, number = f"{known_headings().answer_sheet}{number}", number + 1
    return title


def headings() -> tuple[str, ...]:
    """Return the headings of the list."""
    return (t("No."), t("Sheet"), t("Cell"), t("Severity"), t("As typed"), t("What is wrong"), t("What to do"))


def sentences(name: str, faults: Sequence[tuple[Mapping[str, str], Spot | None]], notes: Notes) -> list[str]:
    """Return what is said above the list: of which file, how many faults, how to go on, what the copy lacks."""
    errors = sum(fault["severity"] == "error" for fault, _ in faults)
    counts = {"errors": errors, "warnings": len(faults) - errors}
    said = [t("File: {name}. Errors: {errors}; warnings: {warnings}.", name=name, **counts)]
    if notes.is_list_alone:
        return [*said, t("The file could not be opened, so that this list is all there is.")]
    if notes.is_shortened:
        # Sent again, the few rows here would pass for the whole ledger, and the sound ones be lost without a word.
        said.append(
            t("The file is long: here are only its headings and faulty rows; the list names the cells of the original.")
        )
        said.append(
            t(
                "Correct the cells in the original file and send the original: this copy lacks its other rows."
                " Amber cells are warnings and do not keep anything out."
            )
        )
        return said
    said.append(
        t(
            "Correct the red cells and send this file again as it is: colours, comments and this list do not matter."
            " Amber cells are warnings and do not keep anything out."
        )
    )
    if notes.is_rebuilt:
        said.append(t("The rows are here as they were read; fonts, colours and formulas of the original are not."))
    if notes.has_lost_parts:
        said.append(
            t(
                "The original has pictures, charts or macros, which this copy cannot keep;"
                " they are still in the file that was sent."
            )
        )
    return said


def write_line(page: Worksheet, row: int, number: int, fault: Mapping[str, str], spot: Spot | None) -> None:
    """Write one fault as one line."""
    is_error = fault["severity"] == "error"
    severity = t("Error") if is_error else t("Warning")
    said = (str(number), fault["sheet"], fault["cell"], severity, fault["value"], fault["message"], fault["advice"])
    for column, text in enumerate(said, start=1):
        cell = page.cell(row, column)
        write_text(cell, text)
        cell.font, cell.border = Font(FONT, size=10), LINE
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.cell(row, 4).font = Font(FONT, size=10, bold=True, color=RED if is_error else AMBER)
    if spot is not None:
        linked = page.cell(row, 3 if spot.cell else 2)
        sheet = spot.sheet.replace("'", "''")
        linked.hyperlink = Hyperlink(ref=linked.coordinate, location=f"'{sheet}'!{spot.cell or 'A1'}")
        linked.font = Font(FONT, size=10, color=ACCENT, underline="single")
