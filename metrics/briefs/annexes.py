"""Annexes beside each other: the figures of one as printed, as issued or as they would be counted today.

Papers keep the annex they were issued with; one that lists fewer figures than annexes do today is compared by those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from metrics.briefs.figures import OF_ITS_DAY

NOTHING = "—"
"""In place of a figure that one side does not have."""


@dataclass(frozen=True)
class FigureDifference:
    """A figure that has another value on the other side; ``NOTHING`` where one of the two has none."""

    figure: str
    before: str
    now: str


def counted_again(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows of an annex without what the register said on the day of issue."""
    return [row for row in rows if row.get("name") not in OF_ITS_DAY]


def comparable(said: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows of today's annex that a paper can be compared by, whose own annex is ``said``.

    Every annex of a kind that has later figures lists one of them whatever the data are; one without any is older.
    """
    rows, known = counted_again(now), {row.get("name") for row in said}
    is_older = not any(row["is_later"] and row["name"] in known for row in rows)
    return [row for row in rows if not (is_older and row["is_later"])]


def values_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the values of an annex by name, of those that are counted again.

    Names that come again are told apart by their order: 得分（2）.
    """
    seen: Counter[str] = Counter()
    found = {}
    for row in counted_again(rows):
        name = row.get("name", "")
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name}（{seen[name]}）"] = row.get("value", "")
    return found


def compared(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[FigureDifference]:
    """Yield every figure whose values are not the same, in the order of the annex of today."""
    for name in dict.fromkeys([*now, *before]):
        old, new = before.get(name, NOTHING), now.get(name, NOTHING)
        if old != new:
            yield FigureDifference(name, old, new)
