"""Take the cells out of an old workbook (.xls; WPS .et is the same inside), whatever its name.

Runs inside the reading process only (sandbox.py). xlrd is pure Python, so a hostile file cannot crash it, and it
tells what the fast readers drop: ``#REF!`` (calamine reads it as an empty cell), bold pieces, hidden rows. A
formula always carries some result in this format; one that was never calculated cannot be told from a zero.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

import xlrd  # type: ignore[import-untyped]

from metrics.intake.raw_sheet import ERROR, DamagedWorkbook, RawSheet, Text, TooManyCells, number_text, shown_as

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
# Workbooks older than the container (BIFF 2 to 4, and BIFF 5 as some programs still write it).
BARE = tuple(bytes.fromhex(beginning) for beginning in ("09000400", "09020600", "09040600", "09080800", "09081000"))
# What the stream of a workbook may be called in the container: a file without it is something else.
STREAMS = ("Workbook", "WORKBOOK", "Book", "BOOK")
NOT_TOLD = ("formulas",)
# Formats 0 to 49 need not stand in the file; those known by number are understood by number.
FIRST_CUSTOM_FORMAT = 164


class PasswordProtected(Exception):
    """The workbook is encrypted."""


class NoWorkbook(Exception):
    """The container is sound and holds something else than a workbook."""


def is_old_workbook(content: bytes) -> bool:
    """Return whether bytes may be such a workbook: its container also serves Word, and encrypted files of today."""
    if content.startswith(OLE):
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in content
        return not is_encrypted and any(name.encode("utf-16-le") in content for name in STREAMS)
    return content.startswith(BARE)


def read_xls(content: bytes, most_cells: int) -> Iterator[RawSheet]:
    """Yield the sheets in their order, chart sheets left out.

    Raises ``NoWorkbook``, ``PasswordProtected``, ``DamagedWorkbook``, ``TooManyCells``, MemoryError.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
        left = most_cells
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            raw = RawSheet(sheet.name, sheet.visibility != 0, unchecked=NOT_TOLD, counts_from_1904=bool(book.datemode))
            left -= _fill(raw, book, sheet, left)
            yield raw
            book.unload_sheet(number)
    except (TooManyCells, MemoryError, GeneratorExit):
        raise
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise PasswordProtected from None
        if "Can't find workbook" in str(error):
            raise NoWorkbook from None
        raise DamagedWorkbook from None
    except Exception:
        # On a damaged file xlrd fails in any way a program can.
        raise DamagedWorkbook from None


def _fill(raw: RawSheet, book: xlrd.Book, sheet: xlrd.sheet.Sheet, most_cells: int) -> int:
    """Put the cells of one sheet into ``raw`` and return their number."""
    epoch = datetime(1904, 1, 1) if book.datemode else datetime(1899, 12, 30)  # noqa: DTZ001 - serials have no zone
    shown = [_shown_as(book, style) for style in book.xf_list]
    is_bold = [book.font_list[style.font_index].weight >= 600 for style in book.xf_list]
    count = 0
    for at in range(sheet.nrows):
        cells: dict[int, str] = {}
        bold: dict[int, tuple[str, ...]] = {}
        for column, (kind, value) in enumerate(zip(sheet.row_types(at), sheet.row_values(at), strict=True)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            style = sheet.cell_xf_index(at, column)
            if kind == xlrd.XL_CELL_TEXT:
                text = value
                runs = sheet.rich_text_runlist_map.get((at, column), ())
                if pieces := _text(book, value, runs).bold_pieces(is_bold[style]):
                    bold[column + 1] = pieces
            elif kind == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(value, "#N/A")
                raw.problems.append((at + 1, column + 1, ERROR, text))
            elif kind == xlrd.XL_CELL_BOOLEAN:
                text = "TRUE" if value else "FALSE"
            else:
                text = number_text(repr(value), shown[style], epoch)
            if text:
                cells[column + 1] = text
        count += len(cells)
        if count > most_cells:
            raise TooManyCells
        if cells:
            raw.rows[at + 1] = cells
            if at in sheet.rowinfo_map and sheet.rowinfo_map[at].hidden:
                raw.hidden_rows.append(at + 1)
            # A row in bold from end to end says nothing of its parts (as in xlsx.py).
            if any(bold.get(column) != (text,) for column, text in cells.items()):
                raw.bold.update(((at + 1, column), pieces) for column, pieces in bold.items())
    raw.merges.extend((first + 1, left + 1, last, right) for first, last, left, right in sheet.merged_cells)
    raw.hidden_columns.extend((at + 1, at + 1) for at, column in sheet.colinfo_map.items() if column.hidden)
    return count


def _shown_as(book: xlrd.Book, style: xlrd.formatting.XF) -> str:
    """Return whether numbers of a cell style are days or months."""
    key = style.format_key
    known = book.format_map.get(key)
    return shown_as(str(key), known.format_str if known and key >= FIRST_CUSTOM_FORMAT else None) or (
        shown_as("", known.format_str) if known else ""
    )


def _text(book: xlrd.Book, plain: str, runs: Sequence[tuple[int, int]]) -> Text:
    """Return a string with its pieces; before the first run stands the font of the cell."""
    if not runs:
        return Text(plain)
    ends = [*(start for start, _ in runs[1:]), len(plain)]
    pieces: list[tuple[str, bool | None]] = [(plain[: runs[0][0]], None)] if runs[0][0] else []
    for (start, font), end in zip(runs, ends, strict=True):
        pieces.append((plain[start:end], book.font_list[font].weight >= 600))
    return Text(plain, tuple(pieces))
