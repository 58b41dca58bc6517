"""Take the cells out of a binary workbook (.xlsb): records of a type, a length and bytes ([MS-XLSB] 2.1.4).

Runs inside the reading process only (sandbox.py). The one maintained reader of this format (calamine) gives an
empty cell for ``#REF!`` and tells neither bold pieces nor hidden rows. As in .xls, a formula always carries some
result.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

from metrics.intake.raw_sheet import ERROR, DamagedWorkbook, RawSheet, Styles, Text, TooManyCells, number_text, shown_as

BOOK, STYLES, STRINGS = "xl/workbook.bin", "xl/styles.bin", "xl/sharedStrings.bin"
NOT_TOLD = ("formulas",)
# Types of records ([MS-XLSB] 2.3.2).
ROW, STRING, FONT, FORMAT, STYLE, COLUMNS, PROPERTIES, SHEET, MERGE = 0, 19, 43, 44, 47, 60, 153, 156, 176
BEGIN_CELLS, END_CELLS, BEGIN_CELL_STYLES, END_CELL_STYLES = 145, 146, 617, 618
BLANKS, SHORT = (1, 12), range(12, 19)
# Of a cell: what its value is, by type; the short forms leave out the column.
FORMS = {
    2: "packed", 3: "error", 4: "bool", 5: "real", 6: "text", 7: "shared",
    8: "text", 9: "real", 10: "bool", 11: "error", 62: "rich",
    13: "packed", 14: "error", 15: "bool", 16: "real", 17: "text", 18: "shared",
}  # fmt: skip
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
BOLD = 600


@dataclass(frozen=True)
class Book:
    """What the sheets of a workbook share."""

    styles: Styles
    fonts: tuple[bool, ...] = ()
    """By font: whether it is bold."""
    strings: tuple[Text, ...] = ()


@dataclass
class OpenRow:
    """One row while its cells are read."""

    number: int
    is_hidden: bool
    column: int = 0
    cells: dict[int, str] = field(default_factory=dict)
    bold: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def close(self, raw: RawSheet) -> None:
        """Put the row into the sheet."""
        if not self.cells:
            return
        raw.rows[self.number] = self.cells
        if self.is_hidden:
            raw.hidden_rows.append(self.number)
        # A row in bold from end to end says nothing of its parts (as in xlsx.py).
        if any(self.bold.get(column) != (text,) for column, text in self.cells.items()):
            raw.bold.update(((self.number, column), pieces) for column, pieces in self.bold.items())


def read_xlsb(archive: zipfile.ZipFile, most_cells: int) -> Iterator[RawSheet]:
    """Yield the sheets in their order, chart sheets left out.

    Raises ``DamagedWorkbook``, ``TooManyCells``, and what zipfile and the XML parser raise on damaged parts.
    """
    parts = set(archive.namelist())
    targets = _targets(archive)
    try:
        records = list(_records(archive.read(BOOK)))
        is_1904 = any(kind == PROPERTIES and content[0] & 1 for kind, content in records)
        book = _book(archive, parts, is_1904)
        left = most_cells
        for content in (content for kind, content in records if kind == SHEET):
            relation, after = _wide(content, 8)
            path = targets.get(relation, "")
            if "worksheets/" not in path:
                continue
            if path not in parts:
                raise DamagedWorkbook
            raw = RawSheet(_wide(content, after)[0], content[0] != 0, unchecked=NOT_TOLD, counts_from_1904=is_1904)
            left -= _fill(raw, archive.read(path), book, left)
            yield raw
    except (struct.error, IndexError, UnicodeDecodeError):
        raise DamagedWorkbook from None


def _fill(raw: RawSheet, content: bytes, book: Book, most_cells: int) -> int:
    """Put the cells of one part into ``raw`` and return their number."""
    count, is_data, row = 0, False, OpenRow(0, False)
    for kind, record in _records(content):
        if kind in (BEGIN_CELLS, ROW, END_CELLS):
            row.close(raw)
            is_data = kind != END_CELLS
            if kind == ROW:
                row = OpenRow(struct.unpack_from("<I", record)[0] + 1, bool(record[11] & 0x10))
                if row.number in raw.rows or row.number > 1_048_576:
                    raise DamagedWorkbook
            else:
                row = OpenRow(0, False)
        elif is_data and (kind in FORMS or kind in BLANKS):
            _read_cell(raw, row, kind, record, book)
            count += 1
            if count > most_cells:
                raise TooManyCells
        elif kind == MERGE:
            first, last, left, right = struct.unpack_from("<4I", record)
            raw.merges.append((first + 1, left + 1, last + 1, right + 1))
        elif kind == COLUMNS and record[16] & 1:
            first, last = struct.unpack_from("<2I", record)
            raw.hidden_columns.append((first + 1, last + 1))
    return count


def _read_cell(raw: RawSheet, row: OpenRow, kind: int, record: bytes, book: Book) -> None:
    """Add one cell to its row."""
    at = 0 if kind in SHORT else 4
    row.column = row.column + 1 if kind in SHORT else struct.unpack_from("<I", record)[0] + 1
    if not row.number or row.column > 16_384:
        raise DamagedWorkbook
    if kind in BLANKS:
        return
    style = int.from_bytes(record[at : at + 3], "little")
    value = _value(FORMS[kind], record, at + 4, style, book)
    if isinstance(value, Text):
        is_bold = style < len(book.styles.is_bold) and book.styles.is_bold[style]
        if (is_bold or value.runs) and (pieces := value.bold_pieces(is_bold)):
            row.bold[row.column] = pieces
        value = value.plain
    elif FORMS[kind] == "error":
        raw.problems.append((row.number, row.column, ERROR, value))
    if value:
        row.cells[row.column] = value


def _value(form: str, record: bytes, at: int, style: int, book: Book) -> str | Text:
    """Return what a cell shows."""
    if form == "text":
        return Text(_wide(record, at)[0])
    if form == "rich":
        return _rich(record, at, book.fonts)
    if form == "shared":
        number_of_string: int = struct.unpack_from("<I", record, at)[0]
        return book.strings[number_of_string]
    if form == "error":
        return ERRORS.get(record[at], "#N/A")
    if form == "bool":
        return "TRUE" if record[at] else "FALSE"
    number: float = struct.unpack_from("<d", record, at)[0] if form == "real" else _packed(record, at)
    shown = book.styles.shown_as[style] if style < len(book.styles.shown_as) else ""
    return number_text(repr(number), shown, book.styles.epoch)


def _packed(record: bytes, at: int) -> float:
    """Return a number of 30 bits: whole or the upper half of a real one, perhaps to be divided by 100."""
    packed: int = struct.unpack_from("<i", record, at)[0]
    whole: float = struct.unpack("<d", struct.pack("<q", (packed & ~3) << 32))[0]
    number = float(packed >> 2) if packed & 2 else whole
    return number / 100 if packed & 1 else number


def _book(archive: zipfile.ZipFile, parts: set[str], is_1904: bool) -> Book:
    """Return the styles and strings of a workbook; without the parts it has none."""
    epoch = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - serials have no zone
    fonts: list[bool] = []
    formats: dict[int, str] = {}
    styles: list[tuple[int, int]] = []
    is_of_cells = False
    for kind, content in _records(archive.read(STYLES)) if STYLES in parts else ():
        if kind == FONT:
            fonts.append(struct.unpack_from("<H", content, 4)[0] >= BOLD)
        elif kind == FORMAT:
            formats[struct.unpack_from("<H", content)[0]] = _wide(content, 2)[0]
        elif kind in (BEGIN_CELL_STYLES, END_CELL_STYLES):
            is_of_cells = kind == BEGIN_CELL_STYLES
        elif kind == STYLE and is_of_cells:
            styles.append(struct.unpack_from("<HH", content, 2))
    shown = tuple(shown_as(str(number), formats.get(number)) for number, _ in styles)
    is_bold = tuple(font < len(fonts) and fonts[font] for _, font in styles)
    records = _records(archive.read(STRINGS)) if STRINGS in parts else iter(())
    strings = tuple(_rich(content, 0, tuple(fonts)) for kind, content in records if kind == STRING)
    return Book(Styles(shown, epoch, is_bold), tuple(fonts), strings)


def _rich(record: bytes, at: int, fonts: tuple[bool, ...]) -> Text:
    """Return a string with its pieces; before the first run stands the font of the cell."""
    plain, after = _wide(record, at + 1)
    if not record[at] & 1:
        return Text(plain)
    (count,) = struct.unpack_from("<I", record, after)
    runs = [struct.unpack_from("<HH", record, after + 4 + 4 * number) for number in range(count)]
    if not runs:
        return Text(plain)
    ends = [*(start for start, _ in runs[1:]), len(plain)]
    pieces: list[tuple[str, bool | None]] = [(plain[: runs[0][0]], None)] if runs[0][0] else []
    pieces += [(plain[start:end], fonts[font]) for (start, font), end in zip(runs, ends, strict=True)]
    return Text(plain, tuple(pieces))


def _wide(record: bytes, at: int) -> tuple[str, int]:
    """Return the string at a place of a record, and where it ends; a null string is empty."""
    (length,) = struct.unpack_from("<I", record, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(record):
        raise DamagedWorkbook
    return record[at + 4 : end].decode("utf-16-le", errors="surrogatepass"), end


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and bytes of the records of a part. Raises ``DamagedWorkbook`` when it is cut short."""
    at = 0
    while at < len(content):
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[at] << 7)
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + size > len(content):
            raise DamagedWorkbook
        yield kind, content[at : at + size]
        at += size


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return which part each relation of the workbook means."""
    path = "xl/_rels/workbook.bin.rels"
    if path not in archive.namelist():
        raise DamagedWorkbook
    found = {}
    for relation in ElementTree.fromstring(archive.read(path)):
        target = (relation.get("Target") or "").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[relation.get("Id") or ""] = whole
    return found
