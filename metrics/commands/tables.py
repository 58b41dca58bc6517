"""Plain-text tables for a terminal: a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    narrow = sum(not unicodedata.combining(character) for character in text)
    return narrow + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], right: Collection[int] = ()) -> str:
    """Return the rows under their headings, columns aligned, those in ``right`` to the right; None prints as –."""
    # One row is one line, whatever was typed into a cell.
    lines = [list(headings), *([" ".join(_text(cell).split()) for cell in row] for row in rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(headings))]
    printed = []
    for line in lines:
        cells = [_padded(text, widths[column], column in right) for column, text in enumerate(line)]
        printed.append("  ".join(cells).rstrip())
    return "\n".join([printed[0], "  ".join("-" * one for one in widths), *printed[1:]]) + "\n"


def _text(cell: object) -> str:
    return "–" if cell is None else str(cell)


def _padded(text: str, wanted: int, is_right: bool) -> str:
    room = " " * (wanted - width(text))
    return room + text if is_right else text + room
