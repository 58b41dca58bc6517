"""Take the cells out of an OpenDocument spreadsheet (.ods), with errors, merges, hidden rows and bold pieces.

Runs inside the reading process only (sandbox.py): one pass of the XML with the standard library, as in xlsx.py
(calamine gives an empty cell for ``#REF!`` here, too, and knows no merges of this format).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

from metrics.intake.delimited import ERRORS
from metrics.intake.raw_sheet import ERROR, FORMULA, DamagedWorkbook, RawSheet, Text, TooManyCells, number_text
from metrics.intake.xls import PasswordProtected

CONTENT, STYLES, MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
# All of an encrypted document of newer programs.
PACKAGE = "encrypted-package"
_NAMESPACES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, WORDS, STYLE, NUMBER = (
    f"{{{_NAMESPACES}{name}:1.0}}" for name in ("table", "office", "text", "style", "datastyle")
)
# Chinese characters have a weight of their own.
WEIGHTS = (f"{{{_NAMESPACES}xsl-fo-compatible:1.0}}font-weight", f"{STYLE}font-weight-asian")
STYLES_OF_CELLS = (f"{STYLE}style", f"{NUMBER}date-style")
MOST_PARENTS = 10
CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
MOST_ROWS, MOST_COLUMNS, MOST_BLANKS = 1_048_576, 16_384, 1_000
HIDDEN = ("collapse", "filter")
_BLANKS = re.compile(r"[ \t\r\n]+")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days have no zone


@dataclass
class Looks:
    """What named styles say, as far as it changes what cells mean."""

    parents: dict[str, str] = field(default_factory=dict)
    bold: dict[str, bool] = field(default_factory=dict)
    """By style of a cell or of a piece of text: bold or not; a style that does not say is left out."""
    numbers: dict[str, str] = field(default_factory=dict)
    """By style of a cell: the style of its numbers."""
    months: set[str] = field(default_factory=set)
    """Styles of numbers that show a year and a month and nothing else."""
    hidden_tables: set[str] = field(default_factory=set)

    def learn(self, element: ElementTree.Element) -> None:
        """Take in one style."""
        name = element.get(f"{STYLE}name") or ""
        if element.tag == f"{NUMBER}date-style":
            parts = {child.tag.removeprefix(NUMBER) for child in element}
            if {"year", "month"} <= parts and not parts & {"day", "hours", "seconds"}:
                self.months.add(name)
            return
        key = f"{element.get(f'{STYLE}family')} {name}"
        self.parents[key] = f"{element.get(f'{STYLE}family')} {element.get(f'{STYLE}parent-style-name')}"
        if numbers := element.get(f"{STYLE}data-style-name"):
            self.numbers[key] = numbers
        for child in element:
            weights = [child.get(weight) for weight in WEIGHTS if child.get(weight)]
            if weights:
                self.bold[key] = any(is_heavy(weight) for weight in weights if weight)
            if child.get(f"{TABLE}display") == "false":
                self.hidden_tables.add(name)

    def is_bold(self, family: str, name: str) -> bool | None:
        """Return whether a style is bold, by itself or by what it derives from; None when neither says."""
        key = f"{family} {name}"
        for _ in range(MOST_PARENTS):
            if key in self.bold:
                return self.bold[key]
            key = self.parents.get(key, "")
        return None


@dataclass
class OpenSheet:
    """One sheet while its rows are read."""

    raw: RawSheet
    row: int = 0
    """The last row read."""
    column: int = 0
    """The last column whose width was read."""
    column_styles: list[tuple[int, str]] = field(default_factory=list)
    """Last column, style of its cells that name none."""


def read_ods(archive: zipfile.ZipFile, most_cells: int) -> Iterator[RawSheet]:
    """Yield the sheets in their order.

    Raises ``PasswordProtected``, ``DamagedWorkbook``, ``TooManyCells``, and what zipfile and the XML parser raise
    on damaged parts.
    """
    names = archive.namelist()
    if PACKAGE in names or (MANIFEST in names and b"encryption-data" in archive.read(MANIFEST)):
        raise PasswordProtected
    looks = Looks()
    if STYLES in names:
        for style in ElementTree.fromstring(archive.read(STYLES)).iter():
            if style.tag in STYLES_OF_CELLS:
                looks.learn(style)
    sheet, depth, left, is_1904 = OpenSheet(RawSheet("")), 0, most_cells, False
    with archive.open(CONTENT) as part:
        for event, element in ElementTree.iterparse(part, ("start", "end")):
            if element.tag == f"{TABLE}table":
                # A table may stand inside a cell; it is no sheet.
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    is_hidden = element.get(f"{TABLE}style-name") in looks.hidden_tables
                    name = element.get(f"{TABLE}name") or ""
                    sheet = OpenSheet(RawSheet(name, is_hidden, counts_from_1904=is_1904))
                elif event == "end" and depth == 0:
                    yield sheet.raw
                    element.clear()
            elif event == "end" and element.tag == f"{TABLE}null-date":
                is_1904 = element.get(f"{TABLE}date-value") == "1904-01-01"
            elif event == "end" and element.tag in STYLES_OF_CELLS:
                looks.learn(element)
            elif event == "end" and depth == 1 and element.tag == f"{TABLE}table-column":
                _read_columns(sheet, element)
            elif event == "end" and depth == 1 and element.tag == f"{TABLE}table-row":
                left -= _read_row(sheet, element, looks, left)
                element.clear()


def _read_columns(sheet: OpenSheet, element: ElementTree.Element) -> None:
    """Note whether columns are hidden, and how their cells look by default."""
    first, sheet.column = sheet.column + 1, sheet.column + _times(element, "columns")
    if element.get(f"{TABLE}visibility") in HIDDEN:
        sheet.raw.hidden_columns.append((first, min(sheet.column, MOST_COLUMNS)))
    sheet.column_styles.append((sheet.column, element.get(f"{TABLE}default-cell-style-name") or ""))


def _read_row(sheet: OpenSheet, element: ElementTree.Element, looks: Looks, most_cells: int) -> int:
    """Add one row as often as it is repeated, and return the number of its cells."""
    raw, times, first = sheet.raw, _times(element, "rows"), sheet.row + 1
    sheet.row += times
    cells: dict[int, str] = {}
    bold: dict[int, tuple[str, ...]] = {}
    problems: list[tuple[int, str, str]] = []
    column = 1
    for cell in element:
        if cell.tag not in CELLS:
            continue
        repeated = _times(cell, "columns")
        style = cell.get(f"{TABLE}style-name") or _style_of_column(sheet, column)
        text, code = _shown(cell, looks, style)
        if text.plain and (column + repeated - 1 > MOST_COLUMNS or sheet.row > MOST_ROWS):
            raise DamagedWorkbook
        if text.plain and (len(cells) + repeated) * times > most_cells:
            raise TooManyCells
        for at in range(column, column + repeated) if text.plain else ():
            cells[at] = text.plain
            if code:
                problems.append((at, code, text.plain))
            elif pieces := text.bold_pieces(bool(looks.is_bold("table-cell", style))):
                bold[at] = pieces
        if (down := _span(cell, "rows")) * (across := _span(cell, "columns")) > 1:
            raw.merges.append((first, column, first + down - 1, column + across - 1))
        column += repeated
    # A row in bold from end to end says nothing of its parts (as in xlsx.py).
    is_telling = any(bold.get(at) != (text,) for at, text in cells.items())
    for number in range(first, first + times) if cells else ():
        raw.rows[number] = dict(cells)
        raw.problems.extend((number, at, code, held) for at, code, held in problems)
        if is_telling:
            raw.bold.update(((number, at), pieces) for at, pieces in bold.items())
        if element.get(f"{TABLE}visibility") in HIDDEN:
            raw.hidden_rows.append(number)
    return len(cells) * times


def _shown(cell: ElementTree.Element, looks: Looks, style: str) -> tuple[Text, str]:
    """Return what a cell shows, and the code of its fault if it has one."""
    kind = cell.get(f"{OFFICE}value-type") or ""
    formula = cell.get(f"{TABLE}formula")
    text = _text(cell, looks)
    if cell.get(CALC_TYPE) == "error" or text.plain in ERRORS:
        return Text(text.plain or "#N/A"), ERROR
    if formula is not None and not kind and not text.plain:
        held = "=" + formula.removeprefix("of:").removeprefix("oooc:").removeprefix("=")
        return Text(held), FORMULA
    if kind in ("float", "percentage", "currency"):
        # TRUE() of a cell without a format of its own is written as 1.
        is_truth = formula is not None and text.plain in ("TRUE", "FALSE")
        return (text if is_truth else Text(number_text(cell.get(f"{OFFICE}value") or "", "", _EPOCH))), ""
    if kind == "boolean":
        return Text((cell.get(f"{OFFICE}boolean-value") or "").upper()), ""
    if kind == "date":
        is_month = looks.numbers.get(f"table-cell {style}") in looks.months
        return Text(_day(cell.get(f"{OFFICE}date-value") or text.plain, is_month)), ""
    return text if text.plain else Text(cell.get(f"{OFFICE}string-value") or ""), ""


def _day(value: str, is_month: bool) -> str:
    """Return a moment (2025-06-05T13:30:00) as sheets show it: without a time when there is none."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if is_month:
        return f"{moment.year}年{moment.month}月"
    day, _, _ = value.partition("T")
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return day
    return moment.replace(microsecond=0, tzinfo=None).isoformat(" ")


def _text(cell: ElementTree.Element, looks: Looks) -> Text:
    """Return the text of a cell with its pieces; its paragraphs are lines."""
    pieces: list[tuple[str, bool | None]] = []
    for paragraph in cell:
        if paragraph.tag == f"{WORDS}p":
            if pieces:
                pieces.append(("\n", None))
            pieces.extend(_pieces(paragraph, looks, None))
    plain = "".join(text for text, _ in pieces)
    return Text(plain, tuple(pieces) if any(stated is not None for _, stated in pieces) else ())


def _pieces(element: ElementTree.Element, looks: Looks, stated: bool | None) -> Iterator[tuple[str, bool | None]]:
    """Yield the pieces of a paragraph and whether each is bold; comments and reading aids are left out."""
    yield _BLANKS.sub(" ", element.text or ""), stated
    for child in element:
        name = child.tag.removeprefix(WORDS)
        if name == "s":
            blanks = child.get(f"{WORDS}c") or "1"
            yield " " * (min(int(blanks), MOST_BLANKS) if blanks.isascii() and blanks.isdigit() else 1), stated
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n", stated
        elif name != "ruby-text" and not child.tag.startswith(OFFICE):
            own = looks.is_bold("text", child.get(f"{WORDS}style-name") or "") if name == "span" else None
            yield from _pieces(child, looks, stated if own is None else own)
        yield _BLANKS.sub(" ", child.tail or ""), stated


def is_heavy(weight: str) -> bool:
    """Return whether a font weight is a bold one."""
    return weight == "bold" or (weight.isdigit() and int(weight) >= 600)


def _style_of_column(sheet: OpenSheet, column: int) -> str:
    return next((style for last, style in sheet.column_styles if column <= last), "")


def _times(element: ElementTree.Element, what: str) -> int:
    """Return how often a row, column or cell stands there; raises ``DamagedWorkbook`` for no number."""
    times = element.get(f"{TABLE}number-{what}-repeated") or "1"
    if not times.isascii() or not times.isdigit() or len(times) > 9 or int(times) < 1:
        raise DamagedWorkbook
    return int(times)


def _span(element: ElementTree.Element, what: str) -> int:
    span = element.get(f"{TABLE}number-{what}-spanned") or "1"
    return int(span) if span.isascii() and span.isdigit() and 0 < int(span) <= MOST_ROWS else 1
