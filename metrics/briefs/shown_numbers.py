"""Numbers read back from what a page shows of them: −1.87, +2.00, ▲3, 60%, 12,345; anything else is words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# A spreadsheet keeps fifteen digits of a number.
MOST_DIGITS = 15
NEGATIVE = frozenset("-−▼")
# 007 is somebody's code and 4/3 a fraction in words: neither is a number that may be told otherwise.
_SHOWN = re.compile(r"([-+−▲▼]?) ?((?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?)(%?)")


@dataclass(frozen=True)
class ShownNumber:
    """The value behind a shown text, and the number format of a spreadsheet that shows it alike."""

    value: Decimal
    form: str


def read_shown(text: str) -> ShownNumber | None:
    """Return the number that the whole of a shown text is; None for words."""
    found = _SHOWN.fullmatch(text)
    if found is None:
        return None
    sign, digits, percent = found.groups()
    value = Decimal(digits.replace(",", ""))
    if len(value.as_tuple().digits) > MOST_DIGITS:
        return None
    decimals = len(digits.partition(".")[2])
    form = ("#,##0" if "," in digits else "0") + ("." + "0" * decimals if decimals else "") + percent
    if sign in ("+", "▲"):
        form = f"+{form};-{form};{form}"
    return ShownNumber((-value if sign in NEGATIVE else value).scaleb(-2 if percent else 0), form)
