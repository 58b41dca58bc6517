"""Annexes beside each other: the figures of one as printed, as issued or as they would be counted today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

NOTHING = "—"
"""In place of a figure that one side does not have."""


@dataclass(frozen=True)
class FigureDifference:
    """A figure that has another value on the other side; ``NOTHING`` where one of the two has none."""

    figure: str
    before: str
    now: str


def values_of(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the values of an annex by name; names that come again are told apart by their order: 得分（2）."""
    seen: Counter[str] = Counter()
    found = {}
    for row in rows:
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
