"""Dates, deadline words and working days as scoring.md §3 and §5 say, written once more without the engine.

Nothing here imports `metrics`: the oracle would otherwise agree with the engine's mistakes.
"""

import csv
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

HOLIDAYS = Path(__file__).parent.parent / "data" / "reference" / "holidays.csv"
CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
QUARTERS_OF_HALF = {"1": (1, 2), "2": (3, 4)}


@cache
def exceptions() -> dict[date, str]:
    """The announced days off on weekdays and working weekends, by day."""
    with HOLIDAYS.open(encoding="utf-8-sig", newline="") as lines:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(lines)}


def is_working_day(day: date) -> bool:
    """Monday to Friday, unless the holiday notice says otherwise."""
    kind = exceptions().get(day)
    return day.weekday() < 5 if kind is None else kind == "workday"


def working_day_after(day: date, count: int) -> date:
    """The count-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_after(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`."""
    return sum(is_working_day(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))


@dataclass(frozen=True)
class Span:
    """An assessment period: a year and its quarters (1 to 4)."""

    year: int
    quarters: tuple[int, ...]

    @property
    def first(self) -> date:
        return date(self.year, self.quarters[0] * 3 - 2, 1)

    @property
    def last(self) -> date:
        month = self.quarters[-1] * 3
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def parts(self) -> tuple["Span", ...]:
        """Its quarters, each a span of its own."""
        return tuple(Span(self.year, (quarter,)) for quarter in self.quarters)

    def holds(self, other: "Span") -> bool:
        """Whether every quarter of the other lies in this one."""
        return self.year == other.year and set(other.quarters) <= set(self.quarters)


def span(code: str) -> Span:
    """The period that a code such as 2025Q2, 2025H1 or 2025 names."""
    year = int(code[:4])
    if len(code) == 4:
        return Span(year, (1, 2, 3, 4))
    return Span(year, (int(code[5]),) if code[4] == "Q" else QUARTERS_OF_HALF[code[5]])


def quarter_of(day: date) -> Span:
    """The quarter a day lies in."""
    return Span(day.year, ((day.month + 2) // 3,))


def read_day(text: str | None) -> date | None:
    """A date as people type it, else nothing."""
    plain = unicodedata.normalize("NFKC", text or "").strip()
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", plain) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", plain
    )
    return date(*map(int, match.groups())) if match else None


def read_deadline(text: str | None, year: int) -> date | None:
    """The day a deadline cell means, with `year` for words that carry none; other words mean no day."""
    plain = unicodedata.normalize("NFKC", text or "").strip()
    day = read_day(plain.removesuffix("前"))
    if day:
        return day
    dated = re.match(r"(\d{4})年(?!度)(?=.)", plain)
    if dated:
        year, plain = int(dated[1]), plain[dated.end() :]
    plain = plain.removesuffix("前")
    if plain in ("年底", "底", "年末"):
        return date(year, 12, 31)
    if plain == "上半年":
        return date(year, 6, 30)
    if match := re.fullmatch(r"(\d{1,2})月(\d{1,2})日", plain):
        return date(year, int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{1,2})月[底末]", plain):
        return date(year, int(match[1]), monthrange(year, int(match[1]))[1])
    if match := re.fullmatch(r"第?([一二三四1-4])季度末", plain):
        return Span(year, (CHINESE_DIGITS.get(match[1]) or int(match[1]),)).last
    return None
