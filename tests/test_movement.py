"""A change of score is explained: new data, new rules, new population; the three add up to what is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import oracle
import oracle_movement
import pytest
from comparing import differing_movements
from conftest import FUZZ
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import cities
from retelling import retell
from scheme_files import ASSUMED, SchemeFiles
from stories import Story, all_stories

from metrics.access import Reader
from metrics.breaks import RULES, Break
from metrics.calendar import Period
from metrics.commands.running import run
from metrics.errors import AccessDenied
from metrics.i18n import translator
from metrics.movement import TrendPoint, movement_of, movements, trend
from metrics.rulebook import Schemes, load_schemes
from metrics.scores import league, two_decimals
from metrics.warehouse import Warehouse
from pages.parts.charts import build_trend

OFFICE = Reader()
STORIES = [story for story in all_stories() if story.movement or story.trend]
Q3 = Period.parse("2025Q3")
# From July on the inspection of districts weighs more: what the oracle is told, and what the scheme file says.
LATER = {"weights": {"区县": {"tasks": 20, "inspection": 50, "rectification": 30}}}
WEIGHTS = {"dimension_weights.district.tasks": (30, 20), "dimension_weights.district.inspection": (40, 50)}


def two_versions(folder: Path) -> Schemes:
    """The shipped rules, with another version of them from July 2025 on."""
    folder.mkdir(parents=True, exist_ok=True)
    files = SchemeFiles(folder)
    files.edit("scheme.version", both('"2025.1"', '"2025.2"'))
    for key, (old, new) in WEIGHTS.items():
        files.edit(key, both(old, new))
    return load_schemes(folder)


def both(old: object, new: object) -> str:
    return f'[{{ value = {old}, {ASSUMED}, {{ value = {new}, since = 2025-07-01, source = "新办法" }}]'


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warehouse]:
    """A store for each story that says how a score moved; near misses have stores of their own."""
    stores = {story.name: retell(story.imports, tmp_path_factory.mktemp("story")) for story in STORIES}
    yield stores
    for store in stores.values():
        store.close()


def parts(found: object) -> list[str]:
    """Change, actual, rules, population with two decimals; nothing where there is no comparable score."""
    return [] if found is None else [two_decimals(int(each)) for each in vars(found).values()]


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_story_moves_as_an_official_worked_it_out(story: Story, told: dict[str, Warehouse]) -> None:
    period = Period.parse(story.period)
    expected = oracle_movement.split(oracle.gather(story.imports), story.period, story.as_of)
    for unit, wanted in story.movement.items():
        assert parts(movement_of(told[story.name], OFFICE, unit, period, story.as_of).split) == wanted
        theirs = expected[unit] and [oracle.printed(each) for each in vars(expected[unit]).values()]
        assert (theirs or []) == wanted


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_way_of_a_unit_breaks_where_it_began_and_never_starts_from_zero(
    story: Story, told: dict[str, Warehouse]
) -> None:
    for unit, wanted in story.trend.items():
        points = trend(told[story.name], OFFICE, unit, Period.parse(story.period), story.as_of)
        assert [drawn(each) for each in points] == wanted


def drawn(point: TrendPoint) -> str:
    said = "未在册" if point.verdict is None else point.score
    marks = f" 断点{'、'.join(each.code for each in point.breaks)}" if point.breaks else ""
    return f"{point.period.code} {said}{marks}"


@settings(max_examples=FUZZ if FUZZ > 25 else 5)
@given(city=cities(), day=st.integers(0, 91))
def test_the_parts_add_up_in_invented_cities_also_under_new_rules(city: list[dict[str, Any]], day: int) -> None:
    facts, middle = oracle.gather(city), date.fromordinal(date(2025, 7, 1).toordinal() + day)
    with TemporaryDirectory() as folder:
        warehouse = retell(city, Path(folder), two_versions(Path(folder) / "schemes"))
        # (period, day, its rules, the rules before)
        questions = [("2025Q2", None, None, None), ("2025Q3", middle, LATER, None), ("2025H2", middle, LATER, None),
                     ("2025Q4", None, LATER, LATER), ("2026Q1", None, LATER, LATER)]  # fmt: skip
        for question in questions:
            assert differing_movements(warehouse, facts, *question) == [], question
        warehouse.close()


CITY = [
    {
        "tables": {
            "单位名录": [{"单位名称": name, "单位类别": "区县"} for name in ("甲区", "乙区")],
            "渠道台账": [
                {"渠道名称": "甲区政府网", "渠道类型": "政府网站", "主办单位": "甲区", "开设日期": ""},
                {"渠道名称": "甲区新网", "渠道类型": "政府网站", "主办单位": "甲区", "开设日期": "2025-07-10"},
                {"渠道名称": "乙区政府网", "渠道类型": "政府网站", "主办单位": "乙区", "开设日期": ""},
            ],
            "检查记录": [{"检查期": quarter, "渠道名称": "全覆盖"} for quarter in ("2025Q2", "2025Q3")],
            "任务台账": [
                {"年度": "2025", "序号": "1", "重点任务": "任务1", "责任单位": name, "完成时限": "持续推进",
                 "进展状态": "推进中"}
                for name in ("甲区", "乙区")
            ],
            "问题台账": [
                {"检查期": quarter, "责任单位": unit, "渠道名称": site, "指标": "政策解读", "性质": "扣分",
                 "扣分": points, "问题描述": site + quarter, "整改时限": "2025-12-31"}
                for quarter, unit, site, points in (
                    ("2025Q2", "甲区", "甲区政府网", "8"),
                    ("2025Q3", "甲区", "甲区政府网", "4"),
                    ("2025Q3", "甲区", "甲区新网", "8"),
                    ("2025Q2", "乙区", "乙区政府网", "2"),
                    ("2025Q3", "乙区", "乙区政府网", "2"),
                )
            ],
        }
    }
]  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """甲区 opens a website in July, when the rules change as well; 乙区 goes on as before."""
    folder = tmp_path_factory.mktemp("city")
    warehouse = retell(CITY, folder, two_versions(folder / "schemes"))
    yield warehouse
    warehouse.close()


def test_all_three_causes_of_one_change_are_told_apart(city: Warehouse) -> None:
    # Q2: 0.3×60 + 0.4×92 + 30 = 84.80. The old site alone in Q3, old rules: 0.4×96 → 86.40; new rules:
    # 0.2×60 + 0.5×96 + 30 = 90.00; with the new site of 92 the inspection is 94: 89.00.
    own = movement_of(city, OFFICE, "甲区", Q3)
    assert (own.score_before, own.score) == ("84.80", "89.00")
    assert parts(own.split) == ["4.20", "1.60", "3.60", "-1.00"]
    assert own.breaks == (RULES, Break("opened", 1))


def test_a_unit_whose_population_stayed_has_no_change_of_population(city: Warehouse) -> None:
    # 0.3×60 + 0.4×98 + 30 = 87.20; 0.2×60 + 0.5×98 + 30 = 91.00.
    own = movement_of(city, OFFICE, "乙区", Q3)
    assert parts(own.split) == ["3.80", "0.00", "3.80", "0.00"]
    assert own.breaks == (RULES,)


def test_the_mean_of_a_league_moves_by_the_same_three_causes(city: Warehouse) -> None:
    (one,) = movements(city, OFFICE, Q3).leagues
    assert (one.mean_before, one.mean, one.ranked_before, one.ranked) == ("86.00", "90.00", 2, 2)
    assert parts(one.split) == ["4.00", "0.80", "3.70", "-0.50"]


def test_under_one_version_of_the_rules_they_explain_nothing(told: dict[str, Warehouse]) -> None:
    splits = [one.split for store in told.values() for one in movements(store, OFFICE, Q3).units if one.split]
    assert splits
    assert {one.rules for one in splits} == {0}


def test_a_new_year_brings_another_plan_which_is_another_population(city: Warehouse) -> None:
    own = movement_of(city, OFFICE, "乙区", Period.parse("2026Q1"))
    assert Break("plan") in own.breaks


def test_before_the_first_rules_there_is_nothing_to_compare_with(city: Warehouse) -> None:
    found = movements(city, OFFICE, Period.parse("2025Q1"))
    assert (found.scheme_before, {one.split for one in found.units}) == (None, {None})


def test_the_league_shows_a_change_of_rank_across_rules_with_its_break(city: Warehouse) -> None:
    units = {one.unit: one for one in league(city, OFFICE, Q3).units}
    assert (units["甲区"].rank_change, units["甲区"].breaks) == (0, (RULES, Break("opened", 1)))


def test_a_scheme_that_is_tried_out_is_compared_with_itself(city: Warehouse) -> None:
    tried = city.schemes.in_force(Period.parse("2025Q2").last)
    assert RULES not in league(city, OFFICE, Period.parse("2025Q2"), scheme=tried).units[0].breaks


def test_a_units_reader_is_told_its_own_movement_only(city: Warehouse) -> None:
    own = Reader("unit", frozenset({"乙区"}))
    found = movements(city, own, Q3)
    assert [one.unit for one in found.units] == ["乙区"]
    assert found.leagues == ()
    for question in (movement_of, trend):
        with pytest.raises(AccessDenied):
            question(city, own, "甲区", Q3)
    peer = next(one for one in league(city, own, Q3).units if one.unit == "甲区")
    assert peer.breaks == (RULES,)


def test_the_command_prints_the_parts_of_one_unit_and_the_leagues_of_all(tmp_path: Path) -> None:
    retell(CITY, tmp_path, two_versions(tmp_path / "schemes")).close()
    words = ["movement", "--period", "2025Q3", "--store", str(tmp_path / "store")]
    document = json.loads(run([*words, "--json"], tmp_path).stdout)
    # The command goes by the shipped rules, which have one version: 0.3×60 + 0.4×94 + 30 = 85.60.
    own, other = document["units"][1], document["units"][0]
    assert [own[key] for key in ("unit", "score_before", "score", "change", "actual", "rules", "population")] == [
        "甲区", "84.80", "85.60", "+0.80", "+1.60", "0.00", "-0.80"]  # fmt: skip
    assert (own["breaks"], other["breaks"]) == ([{"code": "opened", "n": 1}], [])
    assert [one["change"] for one in document["leagues"]] == ["+0.40"]
    alone = run([*words, "--unit", "乙区"], tmp_path)
    assert "乙区" in alone.stdout
    assert "甲区" not in alone.stdout
    assert run([*words, "--unit", "丁区"], tmp_path).exit == 1


def test_the_line_of_a_trend_is_cut_at_a_break_and_nothing_is_drawn_at_zero(city: Warehouse) -> None:
    points = trend(city, OFFICE, "甲区", Q3)
    figure = build_trend(translator(), points, ["", ""])
    assert [list(line.y) for line in figure.data] == [[84.80], [89.00]]
    absent = replace(points[0], score=None, verdict=None)
    figure = build_trend(translator(), [absent, points[1]], ["未在册", ""])
    assert [list(line.y) for line in figure.data] == [[89.00]]
    assert "未在册" in {one.text for one in figure.layout.annotations}


def test_what_a_comparison_hides_is_hidden_from_it_alone(city: Warehouse) -> None:
    before = [repr(one) for one in league(city, OFFICE, Q3).units]
    with city.transaction() as changes:
        found = movement_of(city, OFFICE, "甲区", Q3)
        assert [repr(one) for one in league(city, OFFICE, Q3).units] == before
        changes.rollback()
    assert found == movement_of(city, OFFICE, "甲区", Q3)
    assert Fraction(found.score or 0) == Fraction("89.00")
