"""Checking one value of a scheme: what it becomes, or which fault it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from metrics.rulebook.shape import Attribute, Figure

# Points are stored as whole ten-thousandths; nothing a scheme can mean lies above the largest.
LARGEST = Decimal(100_000)
PLACES = 4


def checked_figure(value: object, figure: Figure) -> tuple[Any, str, str]:
    """Return (value, fault code, wanted): the code is empty when ``value`` is what the figure wants."""
    if figure.kind == "flag":
        return (value, "", "") if isinstance(value, bool) else (None, "flag-wrong", "")
    if figure.kind == "text":
        return (value, "", "") if _is_text(value) else (None, "text-wrong", "")
    if figure.kind == "choice":
        return (value, "", "") if value in figure.choices else (None, "choice-wrong", ", ".join(figure.choices))
    if figure.kind == "fraction":
        return (tuple(value), "", "") if _is_fraction(value) else (None, "fraction-wrong", "")  # type: ignore[arg-type]
    return _checked_number(value, figure.kind)


def checked_attribute(value: object, attribute: Attribute) -> tuple[Any, str]:
    """Return (value, fault code) of a key without a date."""
    if attribute.kind == "texts":
        good = isinstance(value, list) and all(_is_text(text) for text in value)
        return (tuple(value), "") if good else (None, "texts-wrong")  # type: ignore[arg-type]
    if attribute.kind == "choices":
        good = isinstance(value, list) and bool(value) and all(text in attribute.choices for text in value)
        return (frozenset(value), "") if good else (None, "choice-wrong")  # type: ignore[call-overload]
    if attribute.kind == "choice":
        return (value, "") if isinstance(value, str) and value in attribute.choices else (None, "choice-wrong")
    return (str(value).strip(), "") if _is_text(value) else (None, "text-wrong")


def _checked_number(value: object, kind: str) -> tuple[Any, str, str]:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        return None, "number-wrong", ""
    number = Decimal(value)
    least = {"days": 1, "count": 0}.get(kind)
    if kind == "share" and not 0 <= number <= 1:
        return None, "share-wrong", ""
    if number < 0:
        return None, "number-negative", ""
    if number > LARGEST:
        return None, "number-large", str(LARGEST)
    if least is not None:
        if number != number.to_integral_value() or number < least:
            return None, "number-broken", str(least)
        return int(number), "", ""
    if number != round(number, PLACES):
        return None, "number-long", ""
    if kind == "weight" and number == 0:
        return None, "number-zero", ""
    return number, "", ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_fraction(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(part, int) and not isinstance(part, bool) and 0 < part < LARGEST for part in value)
    )
