"""How a score moved since the previous period of the same length, and why: 实际、口径、范围 (scoring.md §7).

The printed change is split, in this order, into three parts that add up to it exactly:

- actual (实际变化): new data − old data, both under the old rules and among the old population that is still there;
- rules (口径变化): the same new data under the new rules − under the old ones; 0 within one scheme version;
- population (范围变化): the rest, which is what opened and closed channels and another year's plan make.

*The old population that is still there*: channels that ran in only one of the two periods are left out of both,
with their findings; across the turn of a year the tasks are, because every plan is another list of tasks. Counting
new data among what was there before alone would call it an actual rise when a bad website is closed; leaving it out
on both sides, like compared with like, calls it a change of population. Where nothing ended the two are the same.
Findings without a channel, observations and the unit's own attributes are in every population.

Only two printed scores make a change: a unit that is vetoed, not rated or not listed in either period has none,
and no zero stands for it. The mean of a league moves alike, over its ranked units; who enters or leaves the ranking
is a change of population. The score before is the running one of today's data, as the change of ranks is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.access import Reader
from metrics.breaks import Break, breaks_of, rules_before
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.rulebook import Scheme
from metrics.scores import UnitScore, day_of, find_unit, league, periods, scheme_of, two_decimals
from metrics.warehouse import Warehouse

MOST_PERIODS = 6
Hundredths = dict[int, int]


@dataclass(frozen=True)
class Split:
    """A change in hundredths of a point and its three parts: ``actual + rules + population == change``."""

    change: int
    actual: int
    rules: int
    population: int


@dataclass(frozen=True)
class UnitMovement:
    """How one listed unit moved; ``split`` is None unless both periods have a printed score of it."""

    unit: str
    group: str
    league: str
    score: str | None
    score_before: str | None
    verdict: str
    verdict_before: str | None
    """None for a unit that was not listed."""
    breaks: tuple[Break, ...]
    split: Split | None


@dataclass(frozen=True)
class LeagueMovement:
    """How the mean of a league's printed scores moved; ``split`` is None when nobody was ranked in either period."""

    group: str
    league: str
    ranked: int
    ranked_before: int
    mean: str | None
    mean_before: str | None
    split: Split | None


@dataclass(frozen=True)
class Movements:
    """Everybody's movement into a period; ``scheme_before`` is None when no rules were in force before."""

    period: Period
    as_of: date
    scheme: Scheme
    previous: Period
    scheme_before: Scheme | None
    units: tuple[UnitMovement, ...]
    leagues: tuple[LeagueMovement, ...]
    """Empty for a unit's reader: a mean of few would tell its peers' scores."""


@dataclass(frozen=True)
class TrendPoint:
    """One period of a unit's way; ``verdict`` is None when it was not listed, ``score`` when none was printed."""

    period: Period
    as_of: date
    scheme: Scheme
    score: str | None
    verdict: str | None
    rank: int | None
    breaks: tuple[Break, ...]
    """Against the point before; empty for the first."""


@dataclass(frozen=True)
class _Sides:
    """Standings of both periods, and the scores of what was there in both: old data, new data, new rules."""

    now: dict[int, dict[str, Any]]
    before: dict[int, dict[str, Any]]
    old: Hundredths
    actual: Hundredths
    ruled: Hundredths


def movements(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> Movements:
    """Return how every unit the reader may read, and every league, moved since the period before."""
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    before = rules_before(warehouse, period, scheme)
    sides = _sides(warehouse, period, as_of, scheme, before)
    breaks = breaks_of(warehouse, period, as_of, scheme, before) if before else {}
    keys = {row["name"]: unit for unit, row in sides.now.items()}
    listed = league(warehouse, reader, period, as_of, scheme=scheme).units
    units = tuple(
        _unit_movement(one, keys[one.unit], sides, breaks.get(keys[one.unit], ()))
        for one in listed
        if reader.may_read(one.unit)
    )
    leagues = tuple(_league_movements(listed, sides)) if reader.reads_everything else ()
    return Movements(period, as_of, scheme, period.previous(), before, units, leagues)


def _sides(warehouse: Warehouse, period: Period, as_of: date, scheme: Scheme, before: Scheme | None) -> _Sides:
    now = _standings(warehouse, period, as_of, scheme)
    if before is None:
        return _Sides(now, {}, {}, {}, {})
    earlier = period.previous()
    one, other = (period, as_of), (earlier, earlier.last)
    common = [
        _printed(_standings(warehouse, *asked, rules, among))
        for asked, rules, among in ((other, before, one), (one, before, other), (one, scheme, other))
    ]
    return _Sides(now, _standings(warehouse, *other, before), *common)


def _standings(
    warehouse: Warehouse, period: Period, as_of: date, scheme: Scheme, other: tuple[Period, date] | None = None
) -> dict[int, dict[str, Any]]:
    with warehouse.prepared(period, as_of, scheme, other) as run:
        return {row["unit"]: row for row in run.rows("standings")}


def _printed(rows: dict[int, dict[str, Any]]) -> Hundredths:
    # Whatever the verdict: a unit ranked with all it has may be covered too little by what was there in both.
    return {unit: row["score_hundredths"] for unit, row in rows.items() if row["score_hundredths"] is not None}


def _published(row: dict[str, Any] | None) -> int | None:
    return row["score_hundredths"] if row is not None and row["verdict"] == "ranked" else None


def _unit_movement(one: UnitScore, key: int, sides: _Sides, breaks: tuple[Break, ...]) -> UnitMovement:
    row = sides.before.get(key)
    now, before = _published(sides.now[key]), _published(row)
    common = (sides.old.get(key), sides.actual.get(key), sides.ruled.get(key))
    return UnitMovement(
        unit=one.unit,
        group=one.group,
        league=one.league,
        score=one.score,
        score_before=None if before is None else two_decimals(before),
        verdict=one.verdict,
        verdict_before=None if row is None else row["verdict"],
        breaks=breaks,
        split=_split(now, before, *common),
    )


def _split(now: int | None, before: int | None, old: int | None, actual: int | None, ruled: int | None) -> Split | None:
    if now is None or before is None:
        return None
    change = now - before
    if old is None or actual is None or ruled is None:
        # Nothing of it was there in both periods: there is nothing else to compare.
        return Split(change, 0, 0, change)
    return Split(change, actual - old, ruled - actual, change - (ruled - old))


def _league_movements(listed: Iterable[UnitScore], sides: _Sides) -> Iterable[LeagueMovement]:
    for group, name in dict.fromkeys((one.group, one.league) for one in listed):
        now, before = (
            {
                unit: row["score_hundredths"]
                for unit, row in rows.items()
                if (row["group_code"], row["league"], row["verdict"]) == (group, name, "ranked")
            }
            for rows in (sides.now, sides.before)
        )
        both = [unit for unit in now if all(unit in side for side in (before, sides.old, sides.actual, sides.ruled))]
        means = [_mean(now.values()), _mean(before.values())]
        common = [_mean(side[unit] for unit in both) for side in (sides.old, sides.actual, sides.ruled)]
        shown = [None if mean is None else two_decimals(mean) for mean in means]
        yield LeagueMovement(group, name, len(now), len(before), shown[0], shown[1], _split(*means, *common))


def _mean(hundredths: Iterable[int]) -> int | None:
    """Return the mean rounded once, half up, as the overview prints it; None of nothing."""
    values = list(hundredths)
    return (2 * sum(values) + len(values)) // (2 * len(values)) if values else None


def movement_of(
    warehouse: Warehouse, reader: Reader, unit: str, period: Period, as_of: date | None = None
) -> UnitMovement:
    """Return how one unit moved; ``unit`` is a name it answers to.

    Raises Refused for a unit that is unknown or not listed, AccessDenied when its detail is not the reader's to see.
    """
    _, name = find_unit(warehouse, unit)
    reader.require(name)
    found = movements(warehouse, reader, period, as_of)
    own = next((one for one in found.units if one.unit == name), None)
    if own is None:
        raise Refused("{unit} is not listed on {as_of}.", unit=name, as_of=found.as_of.isoformat())
    return own


def trend(
    warehouse: Warehouse, reader: Reader, unit: str, period: Period, as_of: date | None = None
) -> tuple[TrendPoint, ...]:
    """Return a unit's way through the last periods of the same length up to ``period``, oldest first.

    It begins with the store's data and with the first rules; a period in which the unit was not listed has no score.
    Raises Refused for an unknown unit and AccessDenied when its detail is not the reader's to see.
    """
    key, name = find_unit(warehouse, unit)
    reader.require(name)
    known = periods(warehouse)
    points: list[TrendPoint] = []
    one, day, scheme = period, day_of(period, as_of), scheme_of(warehouse, period)
    while True:
        earlier, before = one.previous(), rules_before(warehouse, one, scheme)
        is_first = before is None or not known or earlier.last < known[0].first or len(points) + 1 == MOST_PERIODS
        breaks = {} if before is None or is_first else breaks_of(warehouse, one, day, scheme, before)
        points.append(_trend_point(warehouse, key, one, day, scheme, breaks.get(key, ())))
        if before is None or is_first:
            return tuple(reversed(points))
        one, day, scheme = earlier, earlier.last, before


def _trend_point(
    warehouse: Warehouse, key: int, period: Period, as_of: date, scheme: Scheme, breaks: tuple[Break, ...]
) -> TrendPoint:
    with warehouse.prepared(period, as_of, scheme) as run:
        rows = run.rows("standings", unit=key)
    row = rows[0] if rows else None
    hundredths = _published(row)
    score = None if hundredths is None else two_decimals(hundredths)
    verdict, rank = (row["verdict"], row["rank"]) if row else (None, None)
    return TrendPoint(period, as_of, scheme, score, verdict, rank, breaks)
