"""What a reader outside the office sees of a row: no telephone numbers, and of a security problem its bare outline.

Applied to rows as they are read, so that pages, files and papers have nothing else to show (product.md §Access).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from metrics.access import Reader

SAFETY = "safety"
"""The indicator 安全泄密."""
# Mobile numbers, also in groups of 3-4-4, and fixed lines with their area code.
TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ \-－—]?\d{7,8})(?!\d)")
SHOWN_DIGITS = 3
# What is no text of people: addresses of pages and numbers of things, which only look like telephone numbers.
NO_TEXT = {"page", "number", "unit_name", "identity", "screenshot"}
# Of a security problem everybody but the office and its unit sees class, date and state.
WITHHELD = (
    "description", "page", "screenshot", "source", "number", "channel", "channel_name", "channel_type", "action",
    "record", "rectification_record", "title", "item",
)  # fmt: skip


def without_telephones(text: str) -> str:
    """Return a text with all but the first digits of every telephone number replaced by stars."""
    return TELEPHONE.sub(lambda found: _starred(found[0]), text)


def _starred(number: str) -> str:
    return number[:SHOWN_DIGITS] + re.sub(r"\d", "*", number[SHOWN_DIGITS:])


def masked_text(reader: Reader, text: str) -> str:
    """Return a text as this reader may see it."""
    return text if reader.is_office else without_telephones(text)


def masked_cells(reader: Reader, cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of an original row as this reader may see them."""
    return {heading: masked_text(reader, text) for heading, text in cells.items()}


def may_read_safety(reader: Reader, unit: str) -> bool:
    """Whether the details of a security problem of ``unit`` are this reader's: the office's and the unit's."""
    return reader.is_office or unit in reader.units


def masked_row(reader: Reader, row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """Return a row about ``unit`` as this reader may see it; the keys stay."""
    if reader.is_office:
        return dict(row)
    seen = {
        name: without_telephones(value) if isinstance(value, str) and name not in NO_TEXT else value
        for name, value in row.items()
    }
    if row.get("indicator_code") == SAFETY and not may_read_safety(reader, unit):
        seen |= {name: "" if isinstance(seen[name], str) else None for name in WITHHELD if name in seen}
    return seen


def masked_mark(reader: Reader, mark: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """Return a mark of ``unit`` (``indicator`` is its code) as this reader may see it."""
    masked = masked_row(reader, {**mark, "indicator_code": mark["indicator"]}, unit)
    del masked["indicator_code"]
    return masked
