"""Take the cells out of a table kept as text (.csv), whatever encoding and separator its program used.

Runs inside the reading process only (sandbox.py).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from metrics.intake.headings import heading_key, known_keys
from metrics.intake.raw_sheet import ERROR, RawSheet, TooManyCells

SEPARATORS = ",;\t"
# Enough rows to tell a separator from punctuation inside cells.
ROWS_TO_LOOK_AT = 30
LONGEST_HEADING = 40
# A spreadsheet would run a text that begins like this (full-width signs in Chinese ones), so our tables put an
# apostrophe before it; a text that looks guarded already gets another, so that taking one off is always right.
_RISKY = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
GUARD = "'"
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
# What a text table cannot tell.
UNCHECKED = ("bold", "hidden", "formulas", "merges")


class UnknownEncoding(Exception):
    """The bytes are text in none of the encodings that are read; ``position`` is the first that does not fit."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class UnclosedQuote(Exception):
    """A quotation mark opens a text and never closes it: rows below are taken for part of it."""

    def __init__(self, row: int, column: int, text: str) -> None:
        super().__init__(row, column)
        self.row, self.column, self.text = row, column, text


def read_delimited(content: bytes, most_cells: int) -> RawSheet:
    """Return the cells of a text table; a record with line breaks in it counts as one row, as spreadsheets show it.

    Raises ``UnknownEncoding``, ``UnclosedQuote``, ``TooManyCells`` and ``csv.Error``.
    """
    lines = list(io.StringIO(decoded(content), newline=""))
    sheet = RawSheet("", unchecked=UNCHECKED)
    count = first = 0
    csv.field_size_limit(len(content) + 1)
    mark = separator(lines)
    reader = csv.reader(lines, delimiter=mark)
    for number, record in enumerate(reader, start=1):
        count += len(record)
        if count > most_cells:
            raise TooManyCells
        if reader.line_num - first > 1 or reader.line_num == len(lines):
            refuse_unclosed(lines[first : reader.line_num], mark, number, record)
        first = reader.line_num
        sheet.rows[number] = {column: unguarded(cell) for column, cell in enumerate(record, start=1) if cell}
        # A spreadsheet saves the error a formula shows as its text.
        sheet.problems += [(number, at, ERROR, cell) for at, cell in enumerate(record, 1) if cell in ERRORS]
    return sheet


def refuse_unclosed(lines: Sequence[str], mark: str, number: int, record: Sequence[str]) -> None:
    """Raise ``UnclosedQuote`` for a record that runs on to the end, or into the opening mark of a text further down.

    Marks inside the texts of one line ("5"屏) swallow nothing and stay what they are.
    """
    try:
        list(csv.reader(lines, delimiter=mark, strict=True))
    except csv.Error:
        broken = [column for column, cell in enumerate(record, start=1) if "\n" in cell or "\r" in cell]
        # Still open at the end, it would take in another line.
        is_open = len(list(csv.reader([*lines, "."], delimiter=mark))) == 1
        if broken or is_open:
            column = broken[-1] if broken else len(record)
            raise UnclosedQuote(number, column, re.split(r"[\r\n]", record[column - 1])[0]) from None


def guarded(text: str) -> str:
    """Return a text as it is written into a .csv: no spreadsheet reads it as a formula."""
    return GUARD + text if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that was guarded; every other text as it is."""
    return text[1:] if text.startswith(GUARD) and _RISKY.match(text) else text


def decoded(content: bytes) -> str:
    """Return the text of UTF-8 (with or without byte order mark), UTF-16 with its mark, or GB18030 bytes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as not_utf8:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as not_chinese:
            raise UnknownEncoding(max(not_utf8.start, not_chinese.start) + 1) from None


def separator(lines: Sequence[str]) -> str:
    """Return the separator under which a row has known headings; else the one that cuts most rows to one width.

    Commas and semicolons stand in descriptions, too, so that the widest row tells nothing. A comma when none does.
    """
    return max(SEPARATORS, key=lambda mark: fitness([*islice(csv.reader(lines, delimiter=mark), ROWS_TO_LOOK_AT)]))


def fitness(records: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """Return the known headings of the best row, how many rows have the most common width above 1, and that width."""
    known = max((sum(is_heading(cell) for cell in record) for record in records), default=0)
    widths = Counter(len(record) for record in records if len(record) > 1)
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    # One cell alone may be a heading under every separator.
    return known if known > 1 else 0, count, width


def is_heading(text: str) -> bool:
    """Whether a text is a heading of some ledger."""
    return len(text) <= LONGEST_HEADING and heading_key(text) in known_keys()
