"""Periods, dates as people type them, and working days by the State Council's holiday notices.

Layer 1: reads two tables of ``data/reference`` and nothing else. Years without a notice in
``holidays.csv`` count weekends only: Monday to Friday are working days, until somebody adds the notice.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache, cached_property
from pathlib import Path

from metrics.errors import Refused

REFERENCE = Path(__file__).parent.parent / "data" / "reference"
# Fixed offset instead of a zone name: China keeps no summer time, and a bare machine may lack zone files.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
FIRST_DAY, LAST_DAY = date(2019, 1, 1), date(2032, 12, 31)
# A year outside these is a slip of the finger, not a date of this work.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
# 2000-01-01 and 2099-12-31 as spreadsheets count days; other numbers are no dates.
SERIAL_EPOCH, FIRST_SERIAL, LAST_SERIAL = date(1899, 12, 30), 36526, 73050
UNREADABLE_HOLIDAY = "Line {line} of {name} is not a holiday: wanted are date, kind (holiday or workday), source."
HAN_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}

_PERIOD = re.compile(
    r"(?P<year>20\d\d)(?:年度?|-)?"
    r"(?:Q(?P<q>[1-4])|第?(?P<quarter>[一二三四1-4])季度?|H(?P<h>[12])|(?P<half>上|下)半年)?"
)
_TIME = re.compile(r"(?<=[\d日号])(?:T|\s+)\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?(?:秒|Z)?$")
_DAY = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"|年(?P<month2>\d{1,2})月(?P<day2>\d{1,2})[日号]?"
    r"|(?P<month3>\d\d)(?P<day3>\d\d))"
)
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")


@dataclass(frozen=True, order=True)
class Period:
    """A quarter, half-year or year that is scored (考核期)."""

    year: int
    start: int
    """First quarter, 1 to 4."""
    length: int = 1
    """Quarters: 1, 2 or 4."""

    @classmethod
    def parse(cls, text: object) -> Period:
        """Return the period a code or official Chinese names (``2025Q2``, ``2025年第二季度``, ``2025年上半年``).

        Raises ValueError for anything else, a quarter without a year included.
        """
        match = _PERIOD.fullmatch(_folded(text).upper())
        if not match:
            raise ValueError(f"not a period: {text!r}")
        year = int(match["year"])
        if quarter := match["q"] or match["quarter"]:
            return cls(year, HAN_DIGITS.get(quarter) or int(quarter))
        if half := match["h"] or match["half"]:
            return cls(year, 1 if half in "1上" else 3, 2)
        return cls(year, 1, 4)

    @classmethod
    def quarter(cls, number: int) -> Period:
        """Return the quarter with the integer ``year * 10 + quarter``."""
        return cls(*divmod(number, 10))

    @classmethod
    def containing(cls, day: date) -> Period:
        """Return the quarter ``day`` lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def code(self) -> str:
        """The period as addresses and commands write it: ``2025Q2``, ``2025H1``, ``2025``."""
        endings = {1: f"Q{self.start}", 2: f"H{(self.start + 1) // 2}", 4: ""}
        return f"{self.year}{endings[self.length]}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.start * 3 - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return _month_end(self.year, (self.start + self.length - 1) * 3)

    @property
    def quarters(self) -> tuple[int, ...]:
        """Its quarters as integers ``year * 10 + quarter``, in order."""
        return tuple(self.year * 10 + quarter for quarter in range(self.start, self.start + self.length))

    def previous(self) -> Period:
        """Return the period of the same length just before this one."""
        start = self.start - self.length
        return Period(self.year, start, self.length) if start > 0 else Period(self.year - 1, start + 4, self.length)

    def __str__(self) -> str:
        return self.code


def today_in_shanghai() -> date:
    """Return today's date in China. For the edges only: everything below takes a day as an argument."""
    return datetime.now(SHANGHAI).date()


def default_as_of(period: Period, today: date) -> date:
    """Return the day whose facts are the last to count: the period's last day, or ``today`` while it runs (§1)."""
    return min(period.last, today)


@dataclass(frozen=True)
class WorkCalendar:
    """Working days: Monday to Friday, less the holidays and plus the make-up workdays of the notices."""

    holidays: frozenset[date]
    makeup_workdays: frozenset[date]

    @classmethod
    def load(cls, path: Path = REFERENCE / "holidays.csv") -> WorkCalendar:
        """Return the calendar of a table with the columns date, kind (holiday or workday), source.

        Raises ``Refused`` with the line that cannot be read: a holiday lost silently would move deadlines.
        """
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return cls.of_lines(lines, path.name)

    @classmethod
    def of_lines(cls, lines: Iterable[str], name: str) -> WorkCalendar:
        """Return the calendar of the lines of such a table; ``name`` is what a refusal calls it."""
        days: dict[str, set[date]] = {"holiday": set(), "workday": set()}
        table = csv.DictReader(lines)
        for row in table:
            try:
                days[(row["kind"] or "").strip()].add(date.fromisoformat((row["date"] or "").strip()))
            except (KeyError, ValueError):
                raise Refused(UNREADABLE_HOLIDAY, line=table.line_num, name=name) from None
        return cls(frozenset(days["holiday"]), frozenset(days["workday"]))

    def is_workday(self, day: date) -> bool:
        """Return whether offices work on ``day``."""
        return day in self.makeup_workdays or (day.weekday() < 5 and day not in self.holidays)

    def add(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``; ``day`` itself never counts."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def between(self, after: date, until: date) -> int:
        """Return how many working days lie after ``after`` up to and including ``until``; 0 if that is no span."""
        if FIRST_DAY <= after <= until <= LAST_DAY:
            return self._counts[(until - FIRST_DAY).days] - self._counts[(after - FIRST_DAY).days]
        return sum(self.is_workday(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    def number(self, day: date) -> int:
        """Return the number of working days up to ``day``, counted from the first day of ``rows``, ends included."""
        return self._counts[max(0, min((day - FIRST_DAY).days, len(self._counts) - 1))]

    def rows(self) -> Iterator[tuple[date, int]]:
        """Yield every day of 2019 to 2032 with the number of working days from the first to it, for SQL."""
        for number, count in enumerate(self._counts):
            yield FIRST_DAY + timedelta(days=number), count

    @cached_property
    def fingerprint(self) -> str:
        """A text that changes when any day becomes a working day or ceases to be one."""
        return hashlib.sha256(repr(self._counts).encode()).hexdigest()

    @cached_property
    def _counts(self) -> list[int]:
        counts, total = [], 0
        for number in range((LAST_DAY - FIRST_DAY).days + 1):
            total += self.is_workday(FIRST_DAY + timedelta(days=number))
            counts.append(total)
        return counts


def parse_date(value: object, year: int | None = None, not_before: date | None = None) -> date | None:
    """Return the day ``value`` names, or None when it names none (words, an empty cell, another number).

    Reads dates, spreadsheet serials (2000 to 2099) and what people type (scoring.md §3), in full-width
    digits too. A day without a year takes ``year``, by default that of ``not_before``, or the next one
    when it would lie before ``not_before``; with neither it is no date.
    Raises ValueError for a day that cannot be (2025-02-30, a year before 1900 or after 2100).
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value is None or isinstance(value, bool):
        return None
    text = _folded(_TIME.sub("", unicodedata.normalize("NFKC", str(value)).strip()))
    if serial := re.fullmatch(r"(\d{5})(?:\.\d+)?", text):
        days = int(serial[1])
        return SERIAL_EPOCH + timedelta(days=days) if FIRST_SERIAL <= days <= LAST_SERIAL else None
    if full := _DAY.fullmatch(text.removesuffix(".0")):
        month, day = (full["month"] or full["month2"] or full["month3"], full["day"] or full["day2"] or full["day3"])
        return _checked(int(full["year"]), int(month), int(day))
    if short := _MONTH_DAY.fullmatch(text):
        return _dated(None, int(short["month"]), int(short["day"]), year, not_before)
    return None


def parse_due(value: object, year: int | None, not_before: date | None = None) -> tuple[date | None, str]:
    """Return the due date of a deadline cell and its text as typed; words that set no day give None (§3).

    ``year`` is the ledger's. Raises ValueError for a day that cannot be.
    """
    kept = value.isoformat()[:10] if isinstance(value, date) else str(value if value is not None else "").strip()
    words = deadline_words()
    text = _folded(kept)
    bare = words.endings.sub("", text)
    # Without its ending a number is no longer a date: "20250630前" is one, "6月前" must stay text.
    if day := parse_date(value, year, not_before) or parse_date(bare, year, not_before):
        return day, kept
    if match := words.ends.fullmatch(text):
        stated = int(match["year"]) if match["year"] else None
        quarter = match["quarter"]
        months = (match["month"], quarter and (HAN_DIGITS.get(quarter) or int(quarter)) * 3, match["half"] and 6)
        month = int(next((found for found in months if found), 12))
        return _dated(stated, month, None, year, not_before), kept
    return None, kept


def is_continuing(text: str) -> bool:
    """Return whether a deadline in words is meant to be none (持续推进, 常态化); others are worth a look."""
    return _folded(text) in deadline_words().continuing


def rectification_deadline(
    text: object, found: date, calendar: WorkCalendar, immediate_days: int, default_days: int
) -> tuple[date, bool]:
    """Return until when a finding of day ``found`` is to be fixed, and whether that is presumed (推定时限, §5).

    ``text`` is 整改时限 as typed; ``immediate_days`` and ``default_days`` are the scheme's, in working days.
    Raises ValueError for a day that cannot be.
    """
    day, kept = parse_due(text, found.year, found)
    if day:
        return day, False
    is_immediate = any(word in kept for word in deadline_words().immediate)
    return calendar.add(found, immediate_days if is_immediate else default_days), True


@dataclass(frozen=True)
class DeadlineWords:
    """The words of ``deadline_words.toml``, ready to be matched."""

    ends: re.Pattern[str]
    """A text that names the end of a year, half-year, quarter or month, whole."""
    endings: re.Pattern[str]
    """What may follow a day without changing it, at the end of a text."""
    immediate: tuple[str, ...]
    continuing: frozenset[str]


@cache
def deadline_words(path: Path = REFERENCE / "deadline_words.toml") -> DeadlineWords:
    """Return the words deadlines are written in; a missing list is a KeyError."""
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    one_of = {name: "|".join(map(re.escape, sorted(words[name], key=len, reverse=True))) for name in words}
    ends = (
        rf"(?:(?P<year>20\d\d)年?|{one_of['this_year']})?(?:(?P<half>{one_of['half_year']})"
        rf"|(?:{one_of['year_end']}|第?(?P<quarter>[一二三四1-4])(?:{one_of['quarter_end']})"
        rf"|(?P<month>\d{{1,2}})(?:{one_of['month_end']}))(?:{one_of['endings']})?)"
    )
    endings = re.compile(rf"(?<=[\d日号])(?:{one_of['endings']})$")
    return DeadlineWords(re.compile(ends), endings, tuple(words["immediate"]), frozenset(words["continuing"]))


def _folded(text: object) -> str:
    """Return the text in half-width characters without any blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text)))


def _checked(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"year {year} is out of range")
    return date(year, month, day)


def _month_end(year: int, month: int) -> date:
    # The first of the next month less a day; the month after December is spelled out.
    following = date(year, month + 1, 1) if month < 12 else date(year + 1, 1, 1)
    return following - timedelta(days=1)


def _dated(stated: int | None, month: int, day: int | None, year: int | None, not_before: date | None) -> date | None:
    """Return a day (``None``: the month's last) in the stated year, else in ``year`` or the one after it."""
    chosen = stated or year or (not_before.year if not_before else None)
    if chosen is None:
        return None
    if not 1 <= month <= 12:
        raise ValueError(f"month {month} is out of range")
    # Compared before the date is made: 2月29日 said in December of 2027 means 2028.
    earliest = (not_before.year, not_before.month, not_before.day) if not_before else (0, 0, 0)
    if stated is None and (chosen, month, day or 31) < earliest:
        chosen += 1
    return _checked(chosen, month, day) if day else _month_end(_checked(chosen, month, 1).year, month)
