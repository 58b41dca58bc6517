"""Take the cells out of an .xlsx, with what fast readers drop: errors, formulas without a result, merges.

Runs inside the reading process only (sandbox.py). Values as a person saw them, each with its true address: scanned
out of the bytes where a sheet is plainly written (scanning.py), with the standard library's parser where it is not.
(Of 100,000 × 12 cells the scan costs 1 s of processor time, the parser 8 s. calamine needs 1.2 s, returns null for
``#REF!`` and for a formula without a result, does not say in which column a sheet begins, and so would need a pass
of its own for these as well.)
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc

from metrics.columns import strings as texts_of
from metrics.intake.package_parts import elements, first_element, parsed, present, related, relations
from metrics.intake.raw_sheet import (
    ERROR,
    FORMULA,
    DamagedWorkbook,
    RawSheet,
    Styles,
    Text,
    TooManyCells,
    number_text,
    shown_as,
)
from metrics.intake.scanning import Form, NotPlain, scan
from metrics.intake.sheet_columns import RowsOfColumns

TRUE = ("1", "true", "on")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_sheets(archive: zipfile.ZipFile, most_cells: int) -> Iterator[RawSheet]:
    """Yield the sheets of a workbook in its order, chart sheets left out.

    Raises ``DamagedWorkbook``, ``TooManyCells``, and what zipfile and the XML parser raise on damaged parts.
    """
    book_path = related(archive, "").get("officeDocument", ["xl/workbook.xml"])[0]
    book = parsed(archive, book_path)
    targets = {key: path for kind, key, path in relations(archive, book_path) if kind == "worksheet"}
    strings = _shared_strings(archive, related(archive, book_path).get("sharedStrings", [""])[0])
    settings = first_element(book, "workbookPr")
    is_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    styles = _styles(archive, related(archive, book_path).get("styles", [""])[0], is_1904)
    left = most_cells
    for sheet in elements(book, "sheet"):
        path = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "")
        if path is None:
            continue
        is_hidden = sheet.get("state") in ("hidden", "veryHidden")
        raw = RawSheet(sheet.get("name") or "", is_hidden, counts_from_1904=is_1904)
        left -= _fill(raw, archive, path, strings, styles, left)
        yield raw


def _fill(
    raw: RawSheet, archive: zipfile.ZipFile, path: str, strings: list[Text], styles: Styles, most_cells: int
) -> int:
    """Put the cells of one part into ``raw`` and return their number."""
    cells = CellReader(strings, styles)
    try:
        with archive.open(present(archive, path)) as part:
            scanned = scan(part, cells.read, cells.read_one, most_cells)
    except NotPlain:
        return parse(raw, archive, path, strings, styles, most_cells)
    if scanned is None:
        raise TooManyCells
    for element in scanned.frame.iter():
        _note_frame(raw, element)
    raw.columns = scanned.columns
    raw.problems = cells.problems
    rows = RowsOfColumns(scanned.columns)
    raw.hidden_rows = [number for number in scanned.hidden_rows if number in rows]
    for number, bold in cells.bold.items():
        _note_bold(raw, number, bold, rows.get(number, {}))
    return scanned.cells


@dataclass
class CellReader:
    """Makes texts of the cells that are scanned (scanning.py)."""

    strings: list[Text]
    styles: Styles
    problems: list[tuple[int, int, str, str]] = field(default_factory=list)
    bold: dict[int, dict[int, tuple[str, ...]]] = field(default_factory=dict)

    def read(self, form: Form, contents: pa.StringArray) -> pa.StringArray | None:
        """Return the texts of distinct contents; errors and what is bold are read one by one."""
        is_bold = form.style < len(self.styles.is_bold) and self.styles.is_bold[form.style]
        is_text = form.is_inline or form.kind == "s"
        if form.kind == "e" or (is_bold and is_text):
            return None
        if form.is_inline and not pc.any(pc.match_substring(contents, "_x")).as_py():
            return contents
        return texts_of(self._texts(form, contents.to_pylist()))

    def _texts(self, form: Form, contents: list[str]) -> list[str | None]:
        if form.is_inline:
            return [_unguarded(content) for content in contents]
        if form.kind == "s":
            found = [_shared(self.strings, content) if content else Text("") for content in contents]
            return [None if one.runs else one.plain for one in found]
        return [_value_text(form.kind, content, form.style, self.styles) if content else "" for content in contents]

    def read_one(self, row: int, column: int, cell: ElementTree.Element) -> str:
        """Return the text of one cell; what is wrong or bold is noted."""
        text, pieces = _cell(self.problems, row, column, cell, self.strings, self.styles)
        if pieces:
            self.bold.setdefault(row, {})[column] = pieces
        return text


def parse(
    raw: RawSheet, archive: zipfile.ZipFile, path: str, strings: list[Text], styles: Styles, most_cells: int
) -> int:
    """Put the cells of one part into ``raw``, however it is written, and return their number."""
    count = 0
    with archive.open(path) as part:
        root: ElementTree.Element | None = None
        for event, element in ElementTree.iterparse(part, ("start", "end")):
            if event == "start":
                # The tree grows at the sheet's data; its rows are dropped from there once they are read.
                if root is None or element.tag.endswith("}sheetData"):
                    root = element
                continue
            if element.tag.endswith("}row"):
                count += _read_row(raw, element, strings, styles)
                if count > most_cells:
                    raise TooManyCells
                assert root is not None
                root.clear()
            else:
                _note_frame(raw, element)
    return count


def _note_frame(raw: RawSheet, element: ElementTree.Element) -> None:
    """Note what an element beside the rows says: hidden columns and merged cells."""
    if element.tag.endswith("}col") and element.get("hidden") in TRUE:
        raw.hidden_columns.append((int(element.get("min") or 0), int(element.get("max") or 0)))
    elif element.tag.endswith("}mergeCell"):
        first, _, last = (element.get("ref") or "").partition(":")
        if last:
            raw.merges.append((*position(first), *position(last)))


def _read_row(raw: RawSheet, row: ElementTree.Element, strings: list[Text], styles: Styles) -> int:
    """Add one row; rows and cells without an address follow the one before."""
    number = int(row.get("r") or max(raw.rows, default=0) + 1)
    cells: dict[int, str] = {}
    bold: dict[int, tuple[str, ...]] = {}
    column = 0
    suffix = str(number)
    for cell in row:
        address = cell.get("r")
        column = _column(address.removesuffix(suffix)) if address else column + 1
        text, pieces = _cell(raw.problems, number, column, cell, strings, styles)
        if pieces:
            bold[column] = pieces
        if text:
            cells[column] = text
    if cells or number not in raw.rows:
        raw.rows[number] = cells
    if cells and row.get("hidden") in TRUE:
        raw.hidden_rows.append(number)
    _note_bold(raw, number, bold, cells)
    return len(row)


def _note_bold(raw: RawSheet, number: int, bold: Mapping[int, tuple[str, ...]], cells: Mapping[int, str]) -> None:
    """Keep the bold pieces of a row; one in bold from end to end is a heading or a total, and says nothing by it."""
    if any(bold.get(at) != (text,) for at, text in cells.items()):
        raw.bold.update(((number, at), pieces) for at, pieces in bold.items())


def _cell(
    problems: list[tuple[int, int, str, str]], row: int, column: int, cell: ElementTree.Element,
    strings: list[Text], styles: Styles,
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """Return what a cell shows and its bold pieces; an error or a formula without a result is noted."""
    text = _text(problems, row, column, cell, strings, styles)
    if not isinstance(text, Text):
        return text, ()
    style = int(cell.get("s") or 0)
    is_bold = style < len(styles.is_bold) and styles.is_bold[style]
    return text.plain, text.bold_pieces(is_bold) if is_bold or text.runs else ()


def _text(
    problems: list[tuple[int, int, str, str]], row: int, column: int, cell: ElementTree.Element,
    strings: list[Text], styles: Styles,
) -> str | Text:  # fmt: skip
    """Return what a cell shows; an error or a formula without a result is noted and shows as it stands."""
    kind = cell.get("t") or "n"
    value, formula = None, None
    for child in cell:
        name = child.tag[-2:]
        if name == "}v":
            value = child.text
        elif name == "}f":
            formula = child.text or ""
        elif name == "is":
            return _rich(child)
    if not value:
        if formula is None or kind == "str":
            return ""
        problems.append((row, column, FORMULA, "=" + formula))
        return "=" + formula
    if kind == "s":
        return _shared(strings, value)
    if kind == "e":
        problems.append((row, column, ERROR, value))
        return value
    return _value_text(kind, value, int(cell.get("s") or 0), styles)


def _shared(strings: list[Text], value: str) -> Text:
    try:
        return strings[int(value)]
    except (ValueError, IndexError):
        raise DamagedWorkbook from None


def _value_text(kind: str, value: str, style: int, styles: Styles) -> str:
    """Return what a value that is neither an error nor a shared text shows."""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind in ("str", "d"):
        return _ESCAPED.sub(_unescaped, value)
    return number_text(value, styles.shown_as[style] if style < len(styles.shown_as) else "", styles.epoch)


def position(address: str) -> tuple[int, int]:
    """Return row and column of "C14"; raises ``DamagedWorkbook`` for anything else."""
    letters = address.rstrip("0123456789")
    row, column = address[len(letters) :], _column(letters)
    if not row or not 0 < int(row) <= 1_048_576:
        raise DamagedWorkbook
    return int(row), column


@cache
def _column(letters: str) -> int:
    """Return the number of a column; there are few, and a sheet asks for them with every cell."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    if not 0 < column <= 16_384 or not letters.isascii() or not letters.isalpha():
        raise DamagedWorkbook
    return column


def _styles(archive: zipfile.ZipFile, path: str, is_1904: bool) -> Styles:
    epoch = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - serials have no zone
    if not path:
        return Styles((), epoch)
    root = parsed(archive, path)
    formats = {entry.get("numFmtId"): entry.get("formatCode") or "" for entry in elements(root, "numFmt")}
    fonts, styles = first_element(root, "fonts"), first_element(root, "cellXfs")
    bold_fonts = {str(number) for number, font in enumerate(fonts if fonts is not None else ()) if _bold(font)}
    cell_styles = list(styles) if styles is not None else []
    shown = ((number, formats.get(number)) for number in (style.get("numFmtId") or "0" for style in cell_styles))
    is_bold = tuple((style.get("fontId") or "0") in bold_fonts for style in cell_styles)
    return Styles(tuple(shown_as(number, code) for number, code in shown), epoch, is_bold)


def _bold(properties: ElementTree.Element | None) -> bool:
    """Return whether a font or the properties of a run (``rPr``) say bold."""
    marks = [] if properties is None else [child for child in properties if child.tag.endswith("}b")]
    return any(mark.get("val") not in ("0", "false", "off") for mark in marks)


def _shared_strings(archive: zipfile.ZipFile, path: str) -> list[Text]:
    strings: list[Text] = []
    if not path:
        return strings
    with archive.open(present(archive, path)) as part:
        for _, element in ElementTree.iterparse(part):
            if element.tag.endswith("}si"):
                strings.append(_rich(element))
                element.clear()
    return strings


def _rich(element: ElementTree.Element) -> Text:
    """Return a string with its runs joined, reading aids (``rPh``) left out."""
    runs: list[tuple[str, bool | None]] = []
    for child in element:
        if child.tag.endswith("}t"):
            runs.append((_unguarded(child.text or ""), None))
        elif child.tag.endswith("}r"):
            text = "".join(part.text or "" for part in child if part.tag.endswith("}t"))
            properties = next((part for part in child if part.tag.endswith("}rPr")), None)
            runs.append((_unguarded(text), None if properties is None else _bold(properties)))
    plain = "".join(text for text, _ in runs)
    return Text(plain, tuple(runs) if any(stated is not None for _, stated in runs) else ())


def _unguarded(text: str) -> str:
    return _ESCAPED.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
