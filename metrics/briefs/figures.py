"""The figures of a paper, each with the filter it was counted under, for the annex that proves them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.calendar import Period
from metrics.i18n import translator
from metrics.rulebook import Scheme
from metrics.words import word_period

t = translator("zh_CN")


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, its value as printed, and which rows it was counted from."""

    name: str
    value: str
    filter: str


def rows_of(figures: Iterable[Figure]) -> list[dict[str, str]]:
    """Return the rows of the annex."""
    return [
        {"number": str(number), "name": one.name, "value": one.value, "filter": one.filter}
        for number, one in enumerate(figures, 1)
    ]


def basis(period: Period, as_of: date, scheme: Scheme, issued_on: date) -> dict[str, Any]:
    """Return what every paper tells of itself: period, as-of day, rules and the day it is made."""
    return {
        "period": word_period(t, period),
        "as_of": word_day(as_of),
        "as_of_date": as_of.isoformat(),
        "scheme": scheme.version,
        "issued_on": word_day(issued_on),
        "year": issued_on.year,
    }


def word_day(day: date) -> str:
    """Return a day as official documents write it: 2025年6月30日."""
    return t("{year}-{month}-{day} in official documents", year=day.year, month=day.month, day=day.day)


def share(part: int, whole: int, rate: str | None) -> dict[str, Any]:
    """Return n of N with its percentage; ``rate`` is None when N is too small for one."""
    return {"part": part, "whole": whole, "rate": rate}


NUMERALS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Return a number from 1 to 99 as headings count: 一, 十, 二十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else NUMERALS[tens]) + ("十" if tens else "") + (NUMERALS[ones] if ones else "")
