"""How sure a rank is: what other weights would make of it, told the same by plain Python; who is told, and where."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import oracle
import pytest
from conftest import FUZZ
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_robustness import Member, Place, places_in_league
from retelling import GROUPS, cities_of, retell, schemes_with, told_together
from stories import all_stories

from metrics import scores
from metrics.access import LOCAL, Reader
from metrics.calendar import Period
from metrics.owner import demonstration_of
from metrics.robustness import Composite, Part, place_of, rank_intervals, sureness, tiers_of
from metrics.warehouse import Warehouse

NAMES = ("tasks", "inspection", "rectification")
WEIGHTS = {"tasks": 30, "inspection": 40, "rectification": 30}


def told(dimensions: tuple[str, ...], units: dict[int, Composite], ranks: dict[int, int]) -> dict[str, Place]:
    """What the engine says of a league."""
    found = sureness(dimensions, ranks, units)
    return {str(unit): Place(one.low, one.high, one.tier, dict(one.without)) for unit, one in found.items()}


def expected(dimensions: tuple[str, ...], units: dict[int, Composite], ranks: dict[int, int]) -> dict[str, Place]:
    """What plain Python says of it."""
    members = [
        Member(
            str(unit), ranks[unit],
            {part.dimension: (Fraction(part.weight), Fraction(part.num, part.den)) for part in one.parts}, one.bonus,
        )
        for unit, one in units.items()
    ]  # fmt: skip
    return places_in_league(list(dimensions), members)


def ranked(units: dict[int, Composite]) -> dict[int, int]:
    """The ranks of units by their printed scores."""
    shown = {}
    for unit, one in units.items():
        weighted = sum(part.weight * Fraction(part.num, part.den) for part in one.parts)
        shown[unit] = (200 * (weighted / sum(part.weight for part in one.parts) + one.bonus) + 1) // 2
    return {unit: 1 + sum(other > own for other in shown.values()) for unit, own in shown.items()}


def unit(*points: str | Fraction | None, bonus: str = "0") -> Composite:
    """A unit with these points in the three dimensions, None where one does not enter."""
    given_points = ((name, Fraction(one)) for name, one in zip(NAMES, points, strict=True) if one is not None)
    parts = tuple(Part(name, WEIGHTS[name], one.numerator, one.denominator) for name, one in given_points)
    return Composite(parts, Fraction(bonus))


# The same numbers twice -----------------------------------------------------------------------------------

points = st.one_of(
    st.none(), st.integers(0, 100).map(Fraction), st.fractions(0, 100, max_denominator=60),
    st.integers(0, 20_000).map(lambda number: Fraction(number, 200)),
)  # fmt: skip
members = st.tuples(points, points, points, st.integers(0, 3)).filter(lambda one: set(one[:3]) != {None})


@settings(max_examples=FUZZ)
@given(drawn=st.lists(members, min_size=1, max_size=9))
def test_other_weights_make_of_a_league_what_plain_python_makes_of_it(drawn: list[tuple[Any, ...]]) -> None:
    units = {number: unit(*one[:3], bonus=str(one[3])) for number, one in enumerate(drawn)}
    ranks = ranked(units)
    assert told(NAMES, units, ranks) == expected(NAMES, units, ranks)


HAIR = Fraction(1, 10**14)
EDGES = {
    "whatever the weights, half a hundredth is rounded up": [("72.665",) * 3, ("72.67",) * 3, ("72.66",) * 3],
    "one dimension alone is what it is": [("72.665", None, None), (None, "72.67", None), (None, None, "72.66")],
    "a hair below half a hundredth": [("72.665", Fraction("72.665") - HAIR, "72.665"), ("72.665",) * 3],
    "a hair above it": [("72.665", Fraction("72.665") + HAIR, "72.665"), ("72.665",) * 3],
    "nobody has anything": [("0", "0", "0"), ("0", None, "0")],
}


@pytest.mark.parametrize("drawn", EDGES.values(), ids=EDGES)
def test_printed_scores_are_exact_in_every_draw(drawn: list[tuple[Any, ...]]) -> None:
    units = {number: unit(*one) for number, one in enumerate(drawn)}
    ranks = ranked(units)
    assert told(NAMES, units, ranks) == expected(NAMES, units, ranks)


def test_the_demonstration_city_is_told_what_plain_python_tells(demonstration: Path) -> None:
    warehouse = Warehouse.open(demonstration_of(demonstration))
    try:
        for code in ("2025Q2", "2025H1"):
            period = Period.parse(code)
            with warehouse.prepared(period, period.last, scores.scheme_of(warehouse, period)) as run:
                standings, rows = run.rows("standings", verdict="ranked"), run.rows("dimensions", order_by="ordinal")
            found = {one.unit: one for one in scores.league(warehouse, LOCAL, period, period.last).units}
            for league in sorted({(row["group_code"], row["league"]) for row in standings}):
                own = [row for row in standings if (row["group_code"], row["league"]) == league]
                theirs = places_in_league(*league_of(own, rows))
                assert {name: engine_place(found[name]) for name in theirs} == theirs, (code, league)
    finally:
        warehouse.close()


def league_of(standings: list[dict[str, Any]], rows: list[dict[str, Any]]) -> tuple[list[str], list[Member]]:
    """The dimensions of a league and its members, out of the rows of a run."""
    of_unit: dict[int, list[dict[str, Any]]] = {row["unit"]: [] for row in standings}
    for row in rows:
        of_unit.get(row["unit"], []).append(row)
    found = [
        Member(
            row["name"], row["rank"],
            {one["dimension"]: (Fraction(int(one["weight"])), Fraction(int(one["num"]), int(one["den"])))
             for one in of_unit[row["unit"]] if one["is_checked"]},
            Fraction(int(row["bonus_points"]), 10_000),
        )
        for row in standings
    ]  # fmt: skip
    return [one["dimension"] for one in next(iter(of_unit.values()))], found


def engine_place(one: scores.UnitScore) -> Place:
    return Place(one.rank_low or 0, one.rank_high or 0, one.rank_tier or 0, dict(one.rank_without))


def test_the_league_table_tells_of_a_told_city_what_plain_python_tells(tmp_path: Path) -> None:
    [(_, story), *_] = city = max(cities_of(all_stories()), key=len)
    imports = told_together(city)
    warehouse = retell(imports, tmp_path, schemes_with(story.scheme, tmp_path / "schemes"))
    results = oracle.recompute(imports, story.period, story.as_of, story.scheme)
    period, as_of = Period.parse(story.period), story.as_of or Period.parse(story.period).last
    found = {one.unit: one for one in scores.league(warehouse, LOCAL, period, as_of).units}
    warehouse.close()
    seen = 0
    for group in GROUPS:
        own = [one for one in results.values() if one.group == group and one.verdict == "ranked"]
        for league in sorted({one.league for one in own}):
            told_of = [one for one in own if one.league == league]
            seen += len(told_of)
            theirs = places_in_league(list(told_of[0].dimensions), [member_of(one) for one in told_of])
            assert {name: engine_place(found[name]) for name in theirs} == theirs, league
    assert seen > 50


def member_of(one: oracle.Result) -> Member:
    entering = {name: each for name, each in one.dimensions.items() if each.applies and each.checked}
    parts = {name: (each.weight, each.score) for name, each in entering.items()}
    return Member(one.unit, one.rank or 0, parts, one.bonus)


# What follows from the rule -------------------------------------------------------------------------------


def test_who_is_better_in_everything_is_better_in_every_draw() -> None:
    units = {1: unit("90", "80", "70"), 2: unit("89.9", "79.9", "69.9"), 3: unit("20", "99", "50")}
    found = rank_intervals(NAMES, units)
    assert found[1][0] < found[2][0]
    assert found[1][1] < found[2][1]


def test_a_unit_alone_is_first_and_nothing_else() -> None:
    assert told(NAMES, {1: unit("50", None, "60")}, {1: 1}) == {
        "1": Place(1, 1, 1, {"tasks": 1, "inspection": 1, "rectification": 1})
    }


def test_left_out_alone_a_dimension_leaves_no_rank() -> None:
    found = told(NAMES, {1: unit("50", None, None), 2: unit("40", "60", None)}, {1: 2, 2: 1})
    assert found["1"].without == {"tasks": None, "inspection": 1, "rectification": 2}
    assert found["2"].without == {"tasks": 1, "inspection": 2, "rectification": 1}


def test_the_order_in_which_units_are_listed_changes_nothing() -> None:
    units = {number: unit(str(number % 7 * 13), str(number % 5 * 17), str(number % 3 * 31)) for number in range(12)}
    backwards = dict(reversed(units.items()))
    assert rank_intervals(NAMES, units) == rank_intervals(NAMES, backwards)


def test_other_leagues_change_nothing_because_every_league_has_the_stream_from_its_beginning() -> None:
    units = {1: unit("90", "80", "70"), 2: unit("70", "80", "90")}
    first = rank_intervals(NAMES, units)
    rank_intervals(("checklist", "rectification"), {9: Composite((Part("checklist", 60, 50, 1),), Fraction(0))})
    assert rank_intervals(NAMES, units) == first


@pytest.mark.parametrize(("percent", "place"), [(5, 99), (95, 1899)])
def test_a_percentile_is_the_first_value_that_so_many_draws_do_not_exceed(percent: int, place: int) -> None:
    assert place_of(percent) == place
    # 100 of 2,000 draws are 5 %: the hundredth is enough, the ninety-ninth is not.
    assert (place + 1) * 100 == percent * 2000


TIERS = {
    "nobody reaches anybody": ([(1, 1, 1), (2, 2, 2), (3, 3, 3)], [1, 2, 3]),
    "the last of one and the first of the next meet": ([(1, 1, 2), (2, 2, 2)], [1, 1]),
    "one far below reaches up: all between are one": ([(1, 1, 1), (2, 2, 3), (3, 3, 3), (4, 2, 4)], [1, 2, 2, 2]),
    "one above reaches far down": ([(1, 1, 3), (2, 2, 2), (3, 3, 3), (4, 4, 4)], [1, 1, 1, 2]),
    "equals share a rank and a tier": ([(1, 1, 2), (1, 1, 2), (3, 3, 3)], [1, 1, 2]),
}


@pytest.mark.parametrize(("places", "tiers"), TIERS.values(), ids=TIERS)
def test_a_tier_begins_where_no_interval_reaches_across(places: list[tuple[int, int, int]], tiers: list[int]) -> None:
    assert list(tiers_of(dict(enumerate(places))).values()) == tiers


# Who is told ----------------------------------------------------------------------------------------------


def test_a_unit_is_told_how_sure_its_own_rank_is_and_not_that_of_its_peers(demonstration: Path) -> None:
    warehouse = Warehouse.open(demonstration_of(demonstration))
    try:
        league = scores.league(warehouse, Reader("unit", frozenset({"历下区"})), Period.parse("2025Q2"))
    finally:
        warehouse.close()
    units = {one.unit: one for one in league.units}
    assert engine_place(units["历下区"]).low > 0
    peers = [one for name, one in units.items() if name != "历下区" and one.rank is not None]
    assert peers
    told_of = {(one.rank_low, one.rank_high, one.rank_tier, len(one.rank_without)) for one in peers}
    assert told_of == {(None, None, None, 0)}
