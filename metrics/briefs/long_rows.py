"""Rows of tables that may go on over the page: one that is higher than it and must stay whole loses its end in print.

Templates keep every row whole, as a reader likes it; only what a row says decides whether it can be.
"""

from __future__ import annotations

import re

LONGEST_WHOLE = 100
"""So many characters in one cell keep their row whole: in a column of 18 mm they are 13 cm high, half a page."""
_ROW = re.compile(r"<w:tr[ >].*?</w:tr>", re.DOTALL)
_KEPT_WHOLE = re.compile(r"<w:cantSplit\b[^>]*?(?:/>|>\s*</w:cantSplit>)")
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def with_long_rows_split(document: str) -> str:
    """Return a document, as XML, in which rows with more text in a cell than LONGEST_WHOLE may go on over the page."""
    return _ROW.sub(lambda found: _KEPT_WHOLE.sub("", found[0]) if _is_long(found[0]) else found[0], document)


def _is_long(row: str) -> bool:
    return len(row) > LONGEST_WHOLE and any(
        sum(map(len, _WORDS.findall(cell))) > LONGEST_WHOLE for cell in row.split("</w:tc>")
    )
