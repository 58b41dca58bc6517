"""What a problem is in the story: where and when it was found, what it costs, and what becomes of it.

A finding carries its fate from the start, so that the ledgers of the following quarters can tell the rest.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from metrics.demonstration.city import Channel, Unit


class Quarter(NamedTuple):
    """One quarter as the office works through it; every date is a day of 2025."""

    number: int
    name: str
    """检查期 as typed."""
    first: date
    last: date
    inspected_from: date
    inspected_to: date
    reported_on: date
    """The inspection ledger comes in."""
    settled_on: date
    """What became of the problems comes in."""


QUARTERS = (
    Quarter(
        1,
        "2025年第一季度",
        date(2025, 1, 1),
        date(2025, 3, 31),
        date(2025, 2, 10),
        date(2025, 3, 7),
        date(2025, 3, 11),
        date(2025, 4, 7),
    ),
    Quarter(
        2,
        "2025年二季度",
        date(2025, 4, 1),
        date(2025, 6, 30),
        date(2025, 5, 6),
        date(2025, 6, 6),
        date(2025, 6, 13),
        date(2025, 7, 7),
    ),
    Quarter(
        3,
        "2025Q3",
        date(2025, 7, 1),
        date(2025, 9, 30),
        date(2025, 8, 4),
        date(2025, 9, 5),
        date(2025, 9, 10),
        date(2025, 10, 10),
    ),
)
"""The three quarters; their names are typed in three ways on purpose."""


@dataclass(frozen=True)
class Finding:
    """One problem as the ledger lists it, with the fate the later ledgers tell."""

    number: str
    """问题编号, empty for the few rows the clerk left without one."""
    quarter: Quarter
    found_on: date
    unit: Unit
    channel: Channel | None
    indicator: str
    kind: str
    points: str
    description: str
    page: str
    source: str
    review: str
    """确认情况 in the inspection ledger; a machine's row has none there."""
    reduced_points: str = ""
    deadline: str | date | None = None
    """整改时限 as typed; ``due`` is the day it means."""
    due: date = date.max
    fate: str = "on_time"

    @property
    def is_rectified(self) -> bool:
        """Return whether somebody has to fix it."""
        return self.review in ("已确认", "核减") and self.kind != "加分"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what a rectification row without a number is found by."""
        return (self.unit.name, self.channel.name if self.channel else "", self.indicator, self.description)


def typed(day: date, draw: random.Random) -> str | date:
    """Return a date in one of the ways people type it, a real date cell more often than not."""
    style = draw.random()
    if style < 0.6:
        return day
    if style < 0.75:
        return f"{day.year}.{day.month}.{day.day}"
    if style < 0.85:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day:%Y/%m/%d}" if style < 0.95 else f"{day:%Y%m%d}"
