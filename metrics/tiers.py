"""Units by grade in place of ranks: the bands of the scheme, the best first, and inside a band no order but the
administrative one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.rulebook import Scheme
from metrics.scores import UnitScore


@dataclass(frozen=True)
class Tier:
    """The units of one grade in their order of administration; ``grade`` is None for those not rated."""

    grade: str | None
    units: tuple[UnitScore, ...]


def tiers_of(units: Sequence[UnitScore], scheme: Scheme) -> tuple[Tier, ...]:
    """Return the tiers that somebody is in, the best first; vetoed units are in that of their grade.

    Of a peer whose grade is not the reader's to see nothing is told, not even that it has none.
    """
    listed = sorted(
        (one for one in units if one.grade is not None or one.verdict == "unrated"),
        key=lambda one: (one.sort_order, one.unit),
    )
    best_first = [one.code for one in sorted(scheme.bands, key=lambda one: -one.lower)]
    tiers = (Tier(grade, tuple(one for one in listed if one.grade == grade)) for grade in (*best_first, None))
    return tuple(one for one in tiers if one.units)
