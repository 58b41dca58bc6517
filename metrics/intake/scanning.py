"""Scan the cells of an .xlsx sheet out of its bytes: many cells per step instead of one.

Nearly all sheets are written by programs, one cell like the other. What is written in that plain way is taken
here (100,000 × 12 cells in about 1 s, an XML parser in Python needs 8 s); a cell that is not (a formula, an error,
a text in pieces) is handed to ``odd`` as XML; a sheet that is not is ``NotPlain`` and read by the XML parser as a
whole. What is read never differs, only how fast (tests/test_scanning.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO, Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from metrics.beside import ahead
from metrics.columns import EMPTY, Codes, Flags, Places, flags, integers, strings
from metrics.intake.sheet_columns import SheetColumns, TextColumn
from metrics.intake.xml_texts import decoded

# Two of these are worked on at a time; smaller ones cost more steps, larger ones more memory.
CHUNK = 4_000_000
# A row that does not end within so many bytes is not what programs write.
LONGEST_ROW = 64_000_000
MOST_ROWS = 1_048_576
_ROW = re.compile(rb'<row ([^>]*)>')
_ROW_NUMBER = re.compile(rb'(?:^|\s)r="(\d{1,7})"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true|on)"')
_ATTRIBUTE = re.compile(rb'\s+([a-zA-Z:]+)="([^"<&]*)"')
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DECLARED = re.compile(rb'<\?xml[^>]*encoding=["\']([^"\']+)["\']')
_EMPTY_DATA = re.compile(rb"<sheetData\s*/>")


Words = np.ndarray[Any, np.dtype[np.uint64]]


class NotPlain(Exception):
    """The sheet is not written the plain way; nothing is known of it."""


@dataclass
class Form:
    """How a cell is marked: the attributes beside its address."""

    kind: str = "n"
    style: int = 0
    is_inline: bool = False
    """Whether its text stands in the cell (``is``) and not as a value (``v``)."""


@dataclass
class Scanned:
    """What a sheet holds, as far as it was scanned."""

    columns: SheetColumns
    frame: ElementTree.Element
    """The sheet without its rows."""
    hidden_rows: list[int]
    cells: int


Reader = Callable[[Form, pa.StringArray], "pa.StringArray | None"]
"""Form and contents of cells → their texts, null for those (None for all) that have to be read one by one."""
Odd = Callable[[int, int, ElementTree.Element], str]
"""Row, column and XML of a cell → its text."""


@dataclass
class _Column:
    rows: list[Codes] = field(default_factory=list)
    parts: list[pa.DictionaryArray] = field(default_factory=list)

    def add(self, rows: Codes, places: Codes, texts: pa.StringArray) -> None:
        """Add cells: ``texts[places[n]]`` stands in row ``rows[n]``."""
        known = texts.dictionary_encode()
        is_filled = (flags(pc.not_equal(texts, "")))[places]
        codes = known.indices.to_numpy()[places]
        if not is_filled.all():
            rows, codes = rows[is_filled], codes[is_filled]
        if len(rows):
            self.rows.append(rows)
            self.parts.append(pa.DictionaryArray.from_arrays(integers(codes), known.dictionary))

    def texts(self, place_of: Places, count: int) -> TextColumn:
        """Return the whole column; ``place_of`` is the place of each row."""
        parts = pa.chunked_array(self.parts).unify_dictionaries().chunks
        codes = np.full(count, EMPTY, np.int32)
        codes[place_of[np.concatenate(self.rows)]] = np.concatenate([part.indices.to_numpy() for part in parts])
        return TextColumn(codes, parts[-1].dictionary)


def scan(part: IO[bytes], read: Reader, odd: Odd, most_cells: int) -> Scanned | None:
    """Return the cells of a sheet, None when there are more than ``most_cells``; raises ``NotPlain``.

    ``read`` is asked per form and column with the distinct contents, ``odd`` for every other cell.
    """
    try:
        return _scan(part, read, odd, most_cells)
    except (ElementTree.ParseError, UnicodeDecodeError, pa.ArrowInvalid):
        # Perhaps a name the frame declares; if not, the XML parser finds the same.
        raise NotPlain from None


def _scan(part: IO[bytes], read: Reader, odd: Odd, most_cells: int) -> Scanned | None:
    columns: dict[int, _Column] = {}
    hidden: list[int] = []
    head, rest = _head(part)
    count, last, tail = 0, 0, b""
    for found in ahead(_chunks(part, rest)):
        if isinstance(found, bytes):
            tail = found
            break
        count += len(found.cells)
        if count > most_cells:
            return None
        last = found.check_order(last)
        hidden += found.hidden
        found.take(columns, read, odd)
    return Scanned(_joined(columns), ElementTree.fromstring(head + tail), hidden, count)


def _head(part: IO[bytes]) -> tuple[bytes, bytes]:
    """Return the bytes up to the first row, and those after it that were read."""
    content = part.read(CHUNK)
    declared = _DECLARED.match(content.lstrip(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise NotPlain
    empty = _EMPTY_DATA.search(content)
    start = content.find(b"<sheetData>")
    if empty and (start < 0 or empty.start() < start):
        return content[: empty.start()] + b"<sheetData>", b"</sheetData>" + content[empty.end() :]
    if start < 0 or b"<!" in content[:start]:
        raise NotPlain
    start += len(b"<sheetData>")
    return content[:start], content[start:]


def _chunks(part: IO[bytes], rest: bytes) -> Iterator[_Chunk | bytes]:
    """Yield whole rows in turns, at last the bytes that follow them."""
    while True:
        cut = rest.rfind(b"</row>") + len(b"</row>")
        cut = cut if cut >= len(b"</row>") else 0
        # What follows the rows before the last one of them is no sheet, and no tag of a chunk (``_count_tags``).
        end = rest.find(b"</sheetData>", cut)
        if end >= 0:
            if rest[:end].strip():
                yield _Chunk(rest[:end])
            yield rest[end:] + part.read()
            return
        if cut:
            yield _Chunk(rest[:cut])
            rest = rest[cut:]
        more = part.read(CHUNK)
        if not more or len(rest) > LONGEST_ROW:
            raise NotPlain
        rest += more


def _begins(words: Words, text: bytes) -> Flags:
    """Return which words of eight bytes begin with a short text."""
    mask = np.uint64((1 << 8 * len(text)) - 1)
    found: Flags = (words & mask) == np.uint64(int.from_bytes(text, "little"))
    return found


class _Chunk:
    """Whole rows: where their tags are, and which of them are plain cells."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        padded = content + bytes(64)
        self.bytes = np.frombuffer(padded, np.uint8)
        if int(self.bytes[: len(content)].min(initial=32)) < 32 and _CONTROL.search(content):
            raise NotPlain
        self.tags: Places = np.flatnonzero(self.bytes == ord("<"))
        self.ends: Places = np.flatnonzero(self.bytes == ord(">"))
        words = np.ndarray((len(content) + 8,), "<u8", padded, strides=(1,))
        # Beyond the last tag there are some that say nothing.
        self.words = np.append(words[self.tags], np.zeros(8, np.uint64))
        # Comments, marked sections and instructions may hold anything.
        if self.is_tag(b"<!").any() or self.is_tag(b"<?").any():
            raise NotPlain
        self.cells: Places = np.flatnonzero(self.is_tag(b'<c r="'))
        self._read_rows()
        self._read_addresses()
        self._read_forms()

    def is_tag(self, text: bytes) -> Flags:
        """Return per tag whether it begins so."""
        return _begins(self.words, text)

    def end_of(self, tags: Places) -> Places:
        """Return where tags end (their ``>``), by the number of the tag."""
        ends = np.searchsorted(self.ends, self.tags[tags])
        if len(ends) and ends[-1] >= len(self.ends):
            raise NotPlain
        return self.ends[ends]

    def _read_rows(self) -> None:
        """Find the number of every row."""
        self.rows: Places = np.flatnonzero(self.is_tag(b"<row ") | self.is_tag(b"<row>") | self.is_tag(b"<row/"))
        self.hidden: list[int] = []
        is_numbered = self.is_tag(b'<row r="')[self.rows]
        if is_numbered.all() and b"hidden=" not in self.content:
            self.row_numbers, ends = self._number_at(self.tags[self.rows] + len(b'<row r="'))
            if (self.bytes[ends] != ord('"')).any() or not self.row_numbers.all():
                raise NotPlain
        else:
            self._read_rows_one_by_one()
        if (self.row_numbers > MOST_ROWS).any():
            raise NotPlain

    def _read_rows_one_by_one(self) -> None:
        """Read rows that are hidden or whose number is not what they begin with."""
        attributes = _ROW.findall(self.content)
        numbers = [_ROW_NUMBER.search(one) for one in attributes]
        if len(attributes) != len(self.rows) or not all(numbers):
            raise NotPlain
        self.row_numbers = np.array([int(one[1]) for one in numbers if one], np.int64)
        marked = zip(attributes, self.row_numbers.tolist(), strict=True)
        self.hidden = [number for one, number in marked if _HIDDEN.search(b" " + one)]

    def _number_at(self, at: Places) -> tuple[Places, Places]:
        """Return the numbers of at most seven digits that begin at some places, and where they end."""
        number = np.zeros(len(at), np.int64)
        is_digit = np.ones(len(at), np.bool_)
        for _ in range(7):
            digit = self.bytes[at] - np.uint8(ord("0"))  # what is below it becomes large
            is_digit &= digit <= 9
            if not is_digit.any():
                break
            number = np.where(is_digit, number * 10 + digit, number)
            at = at + is_digit
        return number, at

    def _read_addresses(self) -> None:
        """Read the addresses of all cells; each has to fit its row."""
        owner = np.searchsorted(self.rows, self.cells) - 1
        if len(owner) and owner[0] < 0:
            raise NotPlain
        self.row: Places = self.row_numbers[owner] if len(owner) else np.zeros(0, np.int64)
        at = self.tags[self.cells] + len(b'<c r="')
        self.column: Places = np.zeros(len(at), np.int64)
        is_letter = np.ones(len(at), np.bool_)
        for _ in range(3):
            letter = self.bytes[at] - np.uint8(ord("A") - 1)  # what is below it becomes large
            is_letter &= (letter >= 1) & (letter <= 26)
            if not is_letter.any():
                break
            self.column = np.where(is_letter, self.column * 26 + letter, self.column)
            at = at + is_letter
        number, at = self._number_at(at)
        is_whole = (self.bytes[at] == ord('"')) & (number == self.row) & (self.column > 0) & (self.column <= 16_384)
        if not is_whole.all():
            raise NotPlain
        self.after_address: Places = at + 1

    def check_order(self, last: int) -> int:
        """Return the last row; raises ``NotPlain`` unless rows and cells follow each other."""
        if len(self.row_numbers) and (self.row_numbers[0] <= last or (np.diff(self.row_numbers) <= 0).any()):
            raise NotPlain
        if (np.diff(self.row * 20_000 + self.column) <= 0).any():
            raise NotPlain
        return int(self.row_numbers[-1]) if len(self.row_numbers) else last

    def _read_forms(self) -> None:
        """Tell plain cells from others, and find out how each is marked."""
        cell_end = self.end_of(self.cells)
        is_closed = self.bytes[cell_end - 1] == ord("/")
        value, self.inline = self._shapes(is_closed)
        is_bare = ~is_closed & self.is_tag(b"</c>")[self.cells + 1]
        self.odd: Places = np.flatnonzero(~(is_closed | value | self.inline | is_bare))
        self._count_tags(is_closed, is_bare, value, self.inline, self.odd)
        self.plain: Places = np.flatnonzero(value | self.inline)
        attributes = self.texts_between(self.after_address, np.maximum(cell_end - is_closed, self.after_address))
        forms = attributes.dictionary_encode()
        self.forms = [_form(text) for text in forms.dictionary.to_pylist()]
        self.form_of: Codes = forms.indices.to_numpy()[self.plain]

    def take(self, columns: dict[int, _Column], read: Reader, odd: Odd) -> None:
        """Add the texts of all cells to the columns."""
        left = self._take_plain(columns, read)
        self._take_odd(np.sort(np.concatenate([self.odd, *left])), columns, odd)

    def _shapes(self, is_closed: Flags) -> tuple[Flags, Flags]:
        """Return per cell whether it is ``<c><v>…</v></c>`` or ``<c><is><t>…</t></is></c>``."""
        first, second, third, fourth, fifth = (self.words[self.cells + step] for step in range(1, 6))
        value = _begins(first, b"<v>") & _begins(second, b"</v>") & _begins(third, b"</c>")
        inline = _begins(first, b"<is>") & (_begins(second, b"<t>") | _begins(second, b"<t "))
        inline &= _begins(third, b"</t>") & _begins(fourth, b"</is>") & _begins(fifth, b"</c>")
        return value & ~is_closed, inline & ~is_closed

    def _ends(self, cells: Places) -> Places:
        """Return the tags that end cells; raises ``NotPlain`` where another cell begins before."""
        cell_ends = np.flatnonzero(self.is_tag(b"</c>"))
        at = np.searchsorted(cell_ends, self.cells[cells])
        following = np.append(self.cells, len(self.tags))[cells + 1]
        if len(at) and (at[-1] >= len(cell_ends) or (cell_ends[at] >= following).any()):
            raise NotPlain
        return cell_ends[at]

    def _count_tags(self, closed: Flags, bare: Flags, value: Flags, inline: Flags, odd: Places) -> None:
        """Raise ``NotPlain`` unless every tag belongs to a row or a cell."""
        tags = int(closed.sum()) + 2 * int(bare.sum()) + 4 * int(value.sum()) + 6 * int(inline.sum())
        tags += int((self._ends(odd) - self.cells[odd] + 1).sum())
        tags += len(self.rows) + int(self.is_tag(b"</row>").sum())
        if tags != len(self.tags):
            raise NotPlain

    def _contents(self) -> tuple[Places, Places]:
        """Return where the contents of plain cells begin and end."""
        first = self.cells[self.plain] + 1 + self.inline[self.plain]
        return self.end_of(first) + 1, self.tags[first + 1]

    def texts_between(self, starts: Places, ends: Places) -> pa.Array:
        """Return the bytes from each start to its end; they follow each other in the content."""
        offsets = np.empty(2 * len(starts), np.int32)
        offsets[0::2], offsets[1::2] = starts, ends
        if not len(starts):
            return pa.nulls(0, pa.binary())
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(self.content)]
        both = pa.Array.from_buffers(pa.binary(), len(offsets) - 1, buffers)
        every_other = np.arange(0, len(offsets) - 1, 2, dtype=np.int32)
        return both.take(pa.Array.from_buffers(pa.int32(), len(every_other), [None, pa.py_buffer(every_other)]))

    def _take_plain(self, columns: dict[int, _Column], read: Reader) -> list[Places]:
        """Add plain cells column by column and form by form; return those that have to be read one by one."""
        plain, (starts, ends) = self.plain, self._contents()
        group = (self.column[plain] * 2 + self.inline[plain]) * (len(self.forms) + 1) + self.form_of
        order = np.argsort(group, kind="stable")
        edges = np.flatnonzero(np.diff(group[order])) + 1
        left: list[Places] = []
        for first, last in pairwise([0, *edges.tolist(), len(order)]):
            picked = order[first:last]
            if not len(picked):
                continue
            cells = plain[picked]
            form = self.forms[int(self.form_of[picked[0]])]
            form = Form(form.kind, form.style, bool(self.inline[cells[0]]))
            contents = self.texts_between(starts[picked], ends[picked]).dictionary_encode()
            codes = contents.indices.to_numpy()
            texts = read(form, decoded(contents.dictionary))
            if texts is None:
                left.append(cells)
                continue
            if texts.null_count:
                is_left = flags(texts.is_null())[codes]
                left.append(cells[is_left])
                cells, codes = cells[~is_left], codes[~is_left]
            columns.setdefault(int(self.column[plain[picked[0]]]), _Column()).add(
                self.row[cells].astype(np.int32), codes, texts
            )
        return left

    def _take_odd(self, cells: Places, columns: dict[int, _Column], odd: Odd) -> None:
        """Add the other cells, each read as XML."""
        if not len(cells):
            return
        bounds = zip(self.tags[self.cells[cells]].tolist(), (self.tags[self._ends(cells)] + 4).tolist(), strict=True)
        parts = b"".join(self.content[start:end] for start, end in bounds)
        found = ElementTree.fromstring(b'<x xmlns="m">' + parts + b"</x>")
        if len(found) != len(cells):
            raise NotPlain
        places = zip(self.row[cells].tolist(), self.column[cells].tolist(), found, strict=True)
        by_column: dict[int, tuple[list[int], list[str]]] = {}
        for row, at, element in places:
            rows, texts = by_column.setdefault(at, ([], []))
            rows.append(row)
            texts.append(odd(row, at, element))
        for at, (rows, texts) in by_column.items():
            places_of_texts = np.arange(len(rows), dtype=np.int32)
            columns.setdefault(at, _Column()).add(np.array(rows, np.int32), places_of_texts, strings(texts))


def _form(attributes: bytes) -> Form:
    """Return what the attributes of a cell say; raises ``NotPlain`` for anything but attributes."""
    said = dict(_ATTRIBUTE.findall(attributes))
    if _ATTRIBUTE.sub(b"", attributes).strip() or b"r" in said:
        raise NotPlain
    style = said.get(b"s", b"0")
    if not style.isdigit():
        raise NotPlain
    return Form(said.get(b"t", b"n").decode(), int(style))


def _joined(columns: dict[int, _Column]) -> SheetColumns:
    """Return the columns as a whole, rows without any text left out."""
    is_filled = np.zeros(MOST_ROWS + 1, np.bool_)
    for column in columns.values():
        for part in column.rows:
            is_filled[part] = True
    numbers = np.flatnonzero(is_filled)
    place_of = np.cumsum(is_filled) - 1
    found = {at: columns[at].texts(place_of, len(numbers)) for at in sorted(columns) if columns[at].rows}
    return SheetColumns(numbers.astype(np.int32), found)
