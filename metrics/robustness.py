"""How sure is a rank? The ranked units of one league, ranked again under other weights (scoring.md §9).

What comes out says how much a rank owes to the choice of weights, and nothing else: not whether the data are complete.
Knows no store; dimensions come in as exact pairs, and a printed score is rounded here as everywhere: once, half up.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import lcm
from typing import Any

import numpy as np

DRAWS, SEED = 2_000, 20_250_605
LEAST, MOST = 0.75, 1.25
"""Between these lie the factors of a draw, one for each weight."""
LOW_PERCENT, HIGH_PERCENT = 5, 95
# Scores of so many units and draws are in memory at once.
CELLS_AT_ONCE = 500_000
# A factor times this is a whole number.
BITS = 1 << 54
# A score in hundredths that lies this near the edge between two digits is computed again, exactly.
NEAR = 1e-6

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ranks = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Part:
    """A checked dimension of a unit: its weight, and its score as ``num / den`` points."""

    dimension: str
    weight: int
    num: int
    den: int


@dataclass(frozen=True)
class Composite:
    """What the score of a ranked unit is made of; at least one part."""

    parts: tuple[Part, ...]
    bonus: Fraction
    """Points."""


@dataclass(frozen=True)
class Sureness:
    """How sure the rank of one unit is."""

    low: int
    """The better end of its interval."""
    high: int
    tier: int
    """From 1: the intervals of one tier and of the next do not meet (``tiers_of``)."""
    without: Mapping[str, int | None]
    """Dimension → rank without it; None for a unit that nothing else is known of."""


def sureness(
    dimensions: Sequence[str], ranks: Mapping[int, int], units: Mapping[int, Composite]
) -> dict[int, Sureness]:
    """Return how sure the ranks of one league are, by unit.

    ``dimensions`` are those of the league's group in the order of the scheme; ``ranks`` and ``units`` name the same
    units, all of them ranked.
    """
    intervals = rank_intervals(dimensions, units)
    tiers = tiers_of({unit: (rank, *intervals[unit]) for unit, rank in ranks.items()})
    without = {one: _ranks_without(one, units) for one in dimensions}
    return {
        unit: Sureness(*intervals[unit], tiers[unit], {one: found.get(unit) for one, found in without.items()})
        for unit in units
    }


def rank_intervals(dimensions: Sequence[str], units: Mapping[int, Composite]) -> dict[int, tuple[int, int]]:
    """Return the 5th and the 95th percentile (inverted distribution) of each unit's rank in ``DRAWS`` draws.

    In every draw each weight is multiplied by a factor of its own, uniform between ``LEAST`` and ``MOST``.
    """
    factors = _factors(len(dimensions))
    many = max(1, CELLS_AT_ONCE // max(1, len(units)))
    drawn = [_ranks_of(_scores(dimensions, units, factors[at : at + many])) for at in range(0, DRAWS, many)]
    ordered = np.sort(np.concatenate(drawn), axis=0)
    low, high = (ordered[place_of(percent)].tolist() for percent in (LOW_PERCENT, HIGH_PERCENT))
    return dict(zip(units, zip(low, high, strict=True), strict=True))


def place_of(percent: int) -> int:
    """Return which of ``DRAWS`` ascending values, from 0, is the first that so many percent do not lie above."""
    return -(-percent * DRAWS // 100) - 1


@cache
def _factors(count: int) -> Floats:
    """Return ``DRAWS`` rows of one factor per weight, the same on every machine and in every version of Python."""
    stream = random.Random(SEED)
    drawn = [stream.uniform(LEAST, MOST) for _ in range(DRAWS * count)]
    return np.array(drawn, np.float64).reshape(DRAWS, count)


def _scores(dimensions: Sequence[str], units: Mapping[int, Composite], factors: Floats) -> Ranks:
    """Return the printed scores in hundredths, one row per draw and one column per unit."""
    found = np.empty((len(factors), len(units)), np.int64)
    alike: dict[tuple[tuple[str, int], ...], list[int]] = {}
    composites = list(units.values())
    for at, unit in enumerate(composites):
        first = unit.parts[0]
        if all(part.num * first.den == first.num * part.den for part in unit.parts):
            # Whatever the weights are, the mean of equals is what they are.
            found[:, at] = _hundredths(Fraction(first.num, first.den) + unit.bonus)
        else:
            alike.setdefault(tuple((part.dimension, part.weight) for part in unit.parts), []).append(at)
    for weighted, places in alike.items():
        own = factors[:, [dimensions.index(name) for name, _ in weighted]]
        found[:, places] = _scores_alike([composites[at] for at in places], [weight for _, weight in weighted], own)
    return found


def _scores_alike(units: Sequence[Composite], weights: Sequence[int], factors: Floats) -> Ranks:
    """Return the printed scores of units with the same dimensions and weights."""
    drawn = factors * np.array(weights, np.float64)
    points = np.array([[part.num / part.den for part in unit.parts] for unit in units], np.float64)
    bonus = np.array([float(unit.bonus) for unit in units], np.float64)
    edges = 100 * (drawn @ points.T / drawn.sum(axis=1, keepdims=True) + bonus) + 0.5
    found: Ranks = np.floor(edges).astype(np.int64)
    for draw, at in np.argwhere(np.abs(edges - np.rint(edges)) < NEAR).tolist():
        found[draw, at] = _hundredths(_score(units[at], [int(factor * BITS) for factor in factors[draw].tolist()]))
    return found


def _score(unit: Composite, factors: Sequence[int]) -> Fraction:
    """Return the score of a unit whose weights are multiplied by factors, exactly."""
    weights = [part.weight * factor for part, factor in zip(unit.parts, factors, strict=True)]
    common = lcm(*(part.den for part in unit.parts))
    total = sum(weight * part.num * (common // part.den) for part, weight in zip(unit.parts, weights, strict=True))
    return Fraction(total, common * sum(weights)) + unit.bonus


def _hundredths(points: Fraction) -> int:
    return int((200 * points + 1) // 2)


def _ranks_of(scores: Ranks) -> Ranks:
    """Return the rank of every column in its row: equal scores share one, and the next is counted on (1, 1, 3)."""
    order = np.argsort(-scores, axis=1)
    descending = np.take_along_axis(scores, order, axis=1)
    places = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    is_new = np.ones(scores.shape, np.bool_)
    is_new[:, 1:] = descending[:, 1:] != descending[:, :-1]
    first = np.maximum.accumulate(np.where(is_new, places, 0), axis=1)
    ranks = np.empty(scores.shape, np.int64)
    np.put_along_axis(ranks, order, first + 1, axis=1)
    return ranks


def scores_of(units: Mapping[int, Composite]) -> dict[int, int]:
    """Return the printed scores in hundredths under the weights as they are."""
    return {unit: _hundredths(_score(one, [1] * len(one.parts))) for unit, one in units.items()}


def ranks_of(units: Mapping[int, Composite]) -> dict[int, int]:
    """Return the ranks under the weights as they are."""
    scores = np.array([list(scores_of(units).values())], np.int64)
    return dict(zip(units, _ranks_of(scores)[0].tolist(), strict=True))


def _ranks_without(dimension: str, units: Mapping[int, Composite]) -> dict[int, int]:
    """Return the ranks of the units that have another dimension, were this one not counted."""
    left = {
        unit: Composite(parts, one.bonus)
        for unit, one in units.items()
        if (parts := tuple(part for part in one.parts if part.dimension != dimension))
    }
    return ranks_of(left) if left else {}


def tiers_of(places: Mapping[int, tuple[int, int, int]]) -> dict[int, int]:
    """Return the tier (梯队) of every unit, given its rank and the two ends of its interval.

    A new one begins at a unit when the interval of everybody above it ends before its own begins and before that of
    anybody below it does.
    """
    ordered = sorted(places, key=places.__getitem__)
    highest_above = accumulate((places[unit][2] for unit in ordered), max)
    lowest_below = list(accumulate((places[unit][1] for unit in reversed(ordered)), min))[::-1]
    begins = (above < below for above, below in zip(highest_above, lowest_below[1:], strict=False))
    return dict(zip(ordered, accumulate(begins, initial=1), strict=True))
