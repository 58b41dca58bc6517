"""Take the cells out of a table kept as text (.csv), whatever encoding and separator its program used.

Runs inside the reading process only (sandbox.py).
"""

from __future__ import annotations

import csv
import io
import re

from metrics.intake.raw_sheet import ERROR, RawSheet, TooManyCells

SEPARATORS = ",;\t"
# Enough rows to tell a separator from punctuation inside cells.
ROWS_TO_LOOK_AT = 30
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


def read_delimited(content: bytes, most_cells: int) -> RawSheet:
    """Return the cells of a text table; a record with line breaks in it counts as one row, as spreadsheets show it.

    Raises ``UnknownEncoding``, ``TooManyCells`` and ``csv.Error``.
    """
    text = decoded(content)
    sheet = RawSheet("", unchecked=UNCHECKED)
    count = 0
    csv.field_size_limit(len(content) + 1)
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)), start=1):
        count += len(record)
        if count > most_cells:
            raise TooManyCells
        sheet.rows[number] = {column: unguarded(cell) for column, cell in enumerate(record, start=1) if cell}
        # A spreadsheet saves the error a formula shows as its text.
        sheet.problems += [(number, at, ERROR, cell) for at, cell in enumerate(record, 1) if cell in ERRORS]
    return sheet


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


def separator(text: str) -> str:
    """Return the separator that makes the widest row of the first ones; a comma when none does."""

    def width(mark: str) -> int:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        return max((len(record) for record, _ in zip(records, range(ROWS_TO_LOOK_AT), strict=False)), default=0)

    return max(SEPARATORS, key=width)
