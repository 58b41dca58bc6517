"""The process that writes an annotated copy: one file and its faults in, one workbook out; started by ``annotation``.

``main`` takes FILE ANSWER MEGABYTES SECONDS UNPACKED_MEGABYTES CELLS; beside the answer lies
what is wrong with the file (ANSWER with the ending .json). It opens what strangers made, inside the same limits
as the reading process.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from metrics.intake.answer_sheet import Notes, add_list
from metrics.intake.cell_marks import Spot, mark, remove_marks, write_text
from metrics.intake.faults import Fault
from metrics.intake.formula_results import keep_results
from metrics.intake.reading import read_sheets
from metrics.intake.sandbox import NotATable, limit, refuse_unsafe
from metrics.intake.unpacking import Limits
from metrics.intake.workbook import Sheet, read_workbook

# Longer files come back with their faulty rows only: nobody looks through the rest, and openpyxl takes minutes.
MOST_ROWS = 20_000
LONGEST_TITLE = 31
# Parts of a workbook the library writes anew without, or not as they were.
LOST = ("xl/media/", "xl/drawings/drawing", "xl/charts/", "xl/cellimages", "xl/richData/", "xl/vbaProject", "xl/embed")
# What openpyxl raises on parts it does not expect; no reason to send no answer: the rows as read will do.
STUMBLES = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, ParseError, TypeError,
    ValueError, zlib.error,
)  # fmt: skip
Place = tuple[str, str]


def answer(path: Path, job: Mapping[str, Any], limits: Limits) -> tuple[Workbook, bool]:
    """Return the annotated workbook, and whether it is the sender's own with its formulas."""
    faults: Sequence[Mapping[str, str]] = job["faults"]
    sheets = () if job["is_list_alone"] else read_workbook(path, job["name"], limits)
    if isinstance(sheets, Fault) or not sheets:
        book = Workbook()
        book.remove(book.active)
        add_list(book, job["name"], [(one, None) for one in faults], Notes(is_list_alone=True))
        return book, False
    is_long = sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS
    opened = None if is_long else own_workbook(path, limits)
    if opened is not None:
        book, notes = opened, Notes(has_lost_parts=loses_parts(path))
        places = {(one["sheet"], one["cell"]): (one["sheet"], one["cell"]) for one in faults}
        remove_marks(book)
    else:
        book, places = rebuilt(sheets, faults, is_long, job["name"])
        notes = Notes(is_shortened=is_long, is_rebuilt=True)
    marked = [(one, spot_of(book, places.get((one["sheet"], one["cell"])))) for one in faults]
    mark(book, [(one, spot) for one, spot in marked if spot is not None and spot.cell])
    add_list(book, job["name"], marked, notes)
    return book, opened is not None


def own_workbook(path: Path, limits: Limits) -> Workbook | None:
    """Return the sender's own workbook with all it looks like; None for another format or one openpyxl cannot open."""
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_unsafe(archive, limits.unpacked_megabytes)
            if "xl/workbook.xml" not in archive.namelist():
                return None
        # An open file: originals are kept without an ending, and by a path openpyxl judges the ending alone.
        with path.open("rb") as content:
            # A lead unit may be told by bold letters inside a cell.
            return load_workbook(content, rich_text=True)
    except (zipfile.BadZipFile, NotATable):
        return None
    except STUMBLES:
        return None


def loses_parts(path: Path) -> bool:
    """Whether the workbook has pictures, charts or macros, which the copy cannot keep as they were."""
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith(LOST) for name in archive.namelist())


def rebuilt(
    sheets: Sequence[Sheet], faults: Sequence[Mapping[str, str]], is_shortened: bool, name: str
) -> tuple[Workbook, dict[Place, Place]]:
    """Return a new workbook with the rows as they were read, and where each fault's cell is in it.

    Shortened, it has what stands around the data (titles, headings) and the faulty rows, filled down.
    """
    book = Workbook()
    book.remove(book.active)
    data = data_rows(sheets, name) if is_shortened else {}
    places: dict[Place, Place] = {}
    for sheet in sheets:
        page = book.create_sheet(title_for(book, sheet.name))
        page.sheet_state = "hidden" if sheet.is_hidden else "visible"
        blamed = {row_of(one["cell"]) for one in faults if one["sheet"] == sheet.name and one["cell"]}
        left_out = data.get(sheet.name, set()) - blamed
        kept = [number for number in sheet.rows if number not in left_out]
        moved = {number: new for new, number in enumerate(kept, start=1)} if is_shortened else {n: n for n in kept}
        filled = filled_down(sheet) if is_shortened else {}
        for number, new in moved.items():
            for column, text in {**filled.get(number, {}), **sheet.rows[number]}.items():
                write_text(page.cell(new, column), text)
        for (number, column), (_, held) in sheet.problems.items():
            if number in moved and not sheet.rows.get(number, {}).get(column):
                write_text(page.cell(moved[number], column), held)
        if not is_shortened:
            for first, left, last, right in sheet.merges:
                page.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)
        for one in faults:
            if one["sheet"] == sheet.name:
                places[one["sheet"], one["cell"]] = (page.title, moved_cell(one["cell"], moved))
    return book, places


def data_rows(sheets: Sequence[Sheet], name: str) -> dict[str, set[int]]:
    """Return the numbers of the rows that hold records, by sheet."""
    found: dict[str, set[int]] = {}
    for row in read_sheets(sheets, name).rows:
        found.setdefault(row.sheet, set()).add(row.row)
    return found


def filled_down(sheet: Sheet) -> dict[int, dict[int, str]]:
    """Return what merged cells say in the rows below their first one."""
    filled: dict[int, dict[int, str]] = {}
    for first, left, last, _ in sheet.merges:
        text = sheet.rows.get(first, {}).get(left)
        for number in range(first + 1, last + 1 if text else 0):
            if number in sheet.rows and text:
                filled.setdefault(number, {})[left] = text
    return filled


def moved_cell(cell: str, moved: Mapping[int, int]) -> str:
    """Return where a cell went with its row; empty when it went nowhere."""
    number = row_of(cell)
    return cell.rstrip("0123456789") + str(moved[number]) if number in moved else ""


def row_of(cell: str) -> int:
    """Return the row of an address, 0 when there is none."""
    return int(cell[len(cell.rstrip("0123456789")) :] or 0)


def title_for(book: Workbook, name: str) -> str:
    """Return a name a sheet may have, as near to ``name`` as possible and not used yet."""
    bare = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip("' ")[:LONGEST_TITLE] or "Sheet"
    taken = {page.title.casefold() for page in book.worksheets}
    title, number = bare, 2
    while title.casefold() in taken:
        title, number = f"{bare[: LONGEST_TITLE - 4]} {number}", number + 1
    return title


def spot_of(book: Workbook, place: Place | None) -> Spot | None:
    """Return where in the answer a fault is; None when the whole file is meant, no cell when a sheet is."""
    if place is None or place[0] not in book.sheetnames or place[0] in [one.title for one in book.chartsheets]:
        return None
    page = book[place[0]]
    if not place[1]:
        return Spot(page.title, "")
    row, column = coordinate_to_tuple(place[1])
    for merged in page.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            # Only the first cell of merged ones can be coloured, commented and corrected.
            return Spot(page.title, page.cell(merged.min_row, merged.min_col).coordinate)
    return Spot(page.title, place[1])


def main(arguments: list[str]) -> None:
    """Write one answer within the limits given on the command line."""
    path, target = Path(arguments[0]), Path(arguments[1])
    megabytes, seconds, unpacked, cells = (int(argument) for argument in arguments[2:])
    limit(megabytes, seconds)
    job = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
    book, is_own = answer(path, job, Limits(megabytes, seconds, unpacked, cells))
    book.save(target)
    if is_own:
        keep_results(path, target, book)
