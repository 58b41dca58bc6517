"""How sure a rank is, in plain Python from scoring.md §9: every draw of every unit in whole numbers, nothing clever."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

DRAWS = 2_000


@dataclass(frozen=True)
class Member:
    """A ranked unit: its rank, weight and score of every dimension that enters, and its bonus."""

    unit: str
    rank: int
    parts: dict[str, tuple[Fraction, Fraction]]
    bonus: Fraction


@dataclass(frozen=True)
class Place:
    """The interval of a rank, its tier, and the ranks without one dimension each."""

    low: int
    high: int
    tier: int
    without: dict[str, int | None]


def places_in_league(dimensions: list[str], members: list[Member]) -> dict[str, Place]:
    """Return the place of every unit of one league; ``dimensions`` are the group's, in the order of the scheme."""
    stream = random.Random(20250605)
    scales = {one.unit: in_whole_numbers(one) for one in members}
    ranks: dict[str, list[int]] = {one.unit: [] for one in members}
    for _ in range(DRAWS):
        # Every factor is a whole number of this smallest step.
        factors = {name: int(Fraction(stream.uniform(0.75, 1.25)) * (1 << 54)) for name in dimensions}
        shown = {name: hundredths(scale, factors) for name, scale in scales.items()}
        rank_of: dict[int, int] = {}
        for rank, score in enumerate(sorted(shown.values(), reverse=True), 1):
            rank_of.setdefault(score, rank)  # equals share the first one
        for name, own in shown.items():
            ranks[name].append(rank_of[own])
    ends = {name: (lowest_with(drawn, 5), lowest_with(drawn, 95)) for name, drawn in ranks.items()}
    tiers = tiers_of([(one.rank, *ends[one.unit], one.unit) for one in members])
    left_out = {name: ranks_without(name, members) for name in dimensions}
    return {
        one.unit: Place(*ends[one.unit], tiers[one.unit], {name: left_out[name].get(one.unit) for name in dimensions})
        for one in members
    }


@dataclass(frozen=True)
class Scale:
    """A unit's weights, weighted scores and bonus as whole numbers: score = Σ factor·weighted ÷ Σ factor·weight."""

    weights: dict[str, int]
    weighted: dict[str, int]
    bonus: Fraction


def in_whole_numbers(one: Member) -> Scale:
    parts = one.parts
    common = lcm(*((weight * score).denominator for weight, score in parts.values()),
                 *(weight.denominator for weight, _ in parts.values()))  # fmt: skip
    weights = {name: int(weight * common) for name, (weight, _) in parts.items()}
    return Scale(weights, {name: int(weight * score * common) for name, (weight, score) in parts.items()}, one.bonus)


def hundredths(one: Scale, factors: dict[str, int]) -> int:
    """The printed score under weights that are multiplied, in hundredths, rounded half up once."""
    total = sum(factors[name] * weighted for name, weighted in one.weighted.items())
    whole = sum(factors[name] * weight for name, weight in one.weights.items())
    top, bottom = one.bonus.numerator, one.bonus.denominator
    return (200 * (total * bottom + top * whole) + whole * bottom) // (2 * whole * bottom)


def lowest_with(ranks: list[int], percent: int) -> int:
    """The best rank that at least so many percent of the draws reach."""
    return min(rank for rank in set(ranks) if sum(each <= rank for each in ranks) * 100 >= percent * len(ranks))


def tiers_of(places: list[tuple[int, int, int, str]]) -> dict[str, int]:
    """The tiers of (rank, low, high, unit): word for word what the rule says."""
    found, tier, listed = {}, 1, sorted(places)
    for at, (_, low, _, unit) in enumerate(listed):
        above, below = listed[:at], listed[at + 1 :]
        if above and all(each[2] < low and all(each[2] < one[1] for one in below) for each in above):
            tier += 1
        found[unit] = tier
    return found


def ranks_without(dimension: str, members: list[Member]) -> dict[str, int]:
    """The ranks of those of whom something else is known, the dimension left out."""
    shown = {}
    for one in members:
        parts = {name: pair for name, pair in one.parts.items() if name != dimension}
        if parts:
            mean = sum(weight * score for weight, score in parts.values()) / sum(weight for weight, _ in parts.values())
            shown[one.unit] = (200 * (mean + one.bonus) + 1) // 2
    return {name: 1 + sum(other > own for other in shown.values()) for name, own in shown.items()}
