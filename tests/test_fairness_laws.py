"""The fairness laws of scoring.md §9, asked of the engine: on the data of the stories and on invented cities.

Each law changes what was told in one way and compares the scores before and after; a unit without a published
score is compared by its shadow score.

A checklist counts as collected once the office declares it (责任单位 全部, 指标 信息公开清单), and else once any unit
of the group has a row (scoring.md §6). That second way is the one exception to laws 3 and 5: undeclared, a group
in which everybody keeps silent is unrated instead of ranked low, and the first row of one unit rates all others.
So the laws are asked of cities in which it was declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from comparing import OFFICE, marks_of_engine
from conftest import FUZZ
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import QUARTERS, cities, days
from oracle_facts import gather
from oracle_scheme import CHECKLIST
from retelling import EVERYBODY, retell, tell, told_together
from stories import all_stories

from metrics import scores
from metrics.calendar import Period
from metrics.warehouse import Warehouse

City = list[dict[str, Any]]
Scores = dict[tuple[str, str], scores.UnitScore]
PERIODS = ("2025Q2", "2025H1", "2025Q3")
a_few_cities = settings(max_examples=max(2, FUZZ // 10))
WEBSITE = "政府网站"


def scored(city: City, then: Callable[[Warehouse, Path], None] | None = None) -> Scores:
    """Every unit's line of the league table in every period, by period and unit."""
    with TemporaryDirectory() as folder:
        warehouse = retell(city, Path(folder))
        if then:
            then(warehouse, Path(folder))
        found = {
            (period, unit.unit): unit
            for period in PERIODS
            for unit in scores.league(warehouse, OFFICE, Period.parse(period), Period.parse(period).last).units
        }
        warehouse.close()
    return found


def number(unit: scores.UnitScore) -> Decimal:
    """The printed score, else the unit's own to see."""
    return Decimal(unit.score or unit.shadow_score or 0)


def without_rank(unit: scores.UnitScore) -> dict[str, Any]:
    """A line of the league table without what depends on the other lines."""
    return {name: value for name, value in vars(unit).items() if not name.startswith("rank")}


@pytest.fixture(scope="module")
def loaded() -> City:
    """What all stories tell under the shipped rules and one declared scope, as one city."""
    stories = [story for story in all_stories() if not story.scheme and ": 差一点" in story.name]
    full = [{"检查期": "2025Q2", "渠道名称": "全覆盖"}]
    fitting = [
        story
        for story in stories
        if all(each["tables"].get("检查记录", full) == full for each in story.imports)
    ]
    city = told_together([(f"{number}号", story) for number, story in enumerate(fitting, 1)])
    assert len(gather(city).units) > 40
    return city


@pytest.fixture(scope="module")
def loaded_scores(loaded: City) -> Scores:
    return scored(loaded)


def rows_of(city: City, kind: str) -> Iterator[dict[str, str]]:
    """The rows of every table of a kind."""
    for told in city:
        for name, rows in told["tables"].items():
            if name.rstrip("0123456789") == kind:
                yield from rows


# --- 1: one more confirmed deduction or veto never raises a unit's score


def one_more(city: City, kind: str) -> City:
    """Each unit is found to have one more problem on a channel of its own, or on none."""
    facts = gather(city)
    rows = []
    for name in facts.units:
        open_ones = [key for key in facts.channels_of.get(name, []) if not facts.channels[key].get("关停日期")]
        site = next((key for key in open_ones if key[1] == WEBSITE), None)
        account = next((key for key in open_ones if key[1] != WEBSITE), None)
        channel, indicator, points = {
            "deduction": (site, "可用性", "2"),
            "website veto": (site, "首页不更新" if site else "安全泄密等严重问题", ""),
            "account veto": (account, "内容不更新" if account else "安全泄密等严重问题", ""),
        }[kind]
        rows.append(
            {
                "检查期": "2025Q2",
                "发现日期": "2025-06-10",
                "责任单位": name,
                "渠道名称": channel[2] if channel else "",
                "渠道类型": channel[1] if channel else "",
                "指标": indicator,
                "性质": "扣分" if points else "单项否决",
                "扣分": points,
                "问题描述": "又一个问题",
                "确认情况": "已确认",
            }
        )
    return [*city, {"speaker": "office", "tables": {"问题台账": rows}}]


def found_again(city: City, day: str) -> City:
    """Every confirmed problem on a page of a running channel is found once more, on one day: the same place."""
    facts = gather(city)
    wanted = ("责任单位", "渠道名称", "渠道类型", "指标", "性质", "扣分", "页面地址")
    rows = []
    for each in facts.findings.values():
        is_running = each.channel is None or not facts.channels[each.channel].get("关停日期")
        if each.counts and each.kind != "加分" and each.said.get("页面地址") and is_running:
            row = {heading: each.said.get(heading, "") for heading in wanted}
            row |= {"渠道类型": each.channel[1] if each.channel else "", "发现日期": day, "整改时限": "2025-12-31"}
            row |= {"问题描述": "同一处又发现", "确认情况": "已确认"}
            # A number of its own: two of the same place may have cost different points.
            rows.append(row | {"问题编号": f"又-{len(rows) + 1}"})
    return [*city, {"speaker": "office", "tables": {"问题台账": rows}}] if rows else city


def never_raises(before: Scores, after: Scores) -> None:
    for key, unit in after.items():
        assert number(unit) <= number(before[key]), (key, before[key], unit)


@pytest.mark.parametrize("kind", ["deduction", "website veto", "account veto"])
def test_one_more_problem_never_raises_a_score(loaded: City, loaded_scores: Scores, kind: str) -> None:
    never_raises(loaded_scores, scored(one_more(loaded, kind)))


@pytest.mark.parametrize("day", ["2025-02-10", "2025-05-22", "2025-06-17", "2025-07-21"])
def test_the_same_page_found_once_more_never_raises_a_score(loaded: City, loaded_scores: Scores, day: str) -> None:
    """Also when it was found once more after that: every time counts in its own quarter (found_again_twice.toml)."""
    again = found_again(loaded, day)
    assert again != loaded
    never_raises(loaded_scores, scored(again))


@a_few_cities
@given(city=cities(), day=days)
def test_the_same_page_found_once_more_never_raises_a_score_in_invented_cities(city: City, day: date) -> None:
    never_raises(scored(city), scored(found_again(city, day.isoformat())))


@a_few_cities
@given(city=cities(), kind=st.sampled_from(["deduction", "website veto", "account veto"]))
def test_one_more_problem_never_raises_a_score_in_invented_cities(city: City, kind: str) -> None:
    never_raises(scored(city), scored(one_more(city, kind)))


# --- 2: a fix that holds never lowers it by coming earlier


def fixed_earlier(city: City) -> City:
    """Every fix that nobody found wanting comes up to nine days earlier, but not before the problem."""
    city = deepcopy(city)
    wanting = gather(city)
    for finding in wanting.findings.values():
        results = {each.row.get("复查结果") for each in finding.statements}
        finding.serves_public = bool(finding.said.get("页面地址") or results & {"未通过", "反弹"})
    spared = {(each.unit, each.number) for each in wanting.findings.values() if each.serves_public}
    found = {(each.unit, each.number): each.said.get("发现日期") for each in wanting.findings.values()}
    for kind in ("整改台账", "问题台账"):
        for row in rows_of(city, kind):
            key = (wanting.names[row["责任单位"]], row.get("问题编号", ""))
            fixed, since = row.get("整改完成日期", ""), found.get(key) or ""
            if fixed and key[1] and key not in spared and since:
                row["整改完成日期"] = max(min(since, fixed), days_before(fixed, 9))
    return city


def days_before(day: str, count: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=count)).isoformat()


def never_lowers(before: Scores, after: Scores) -> None:
    for key, unit in after.items():
        assert number(unit) >= number(before[key]), (key, before[key], unit)


def test_an_earlier_fix_that_holds_never_lowers_a_score(loaded: City, loaded_scores: Scores) -> None:
    earlier = fixed_earlier(loaded)
    assert earlier != loaded
    never_lowers(loaded_scores, scored(earlier))


@a_few_cities
@given(city=cities())
def test_an_earlier_fix_that_holds_never_lowers_a_score_in_invented_cities(city: City) -> None:
    never_lowers(scored(city), scored(fixed_earlier(city)))


# --- 3: a unit never gains by leaving out a status, a date, evidence or a column


def left_out(city: City, kind: str, heading: str, is_column: bool) -> City:
    """The city in which a unit column stays empty, or is not there at all."""
    city = deepcopy(city)
    facts = gather(city)
    claimed = {
        (each.unit, each.number)
        for each in facts.findings.values()
        if each.said.get("页面地址") or any(said.row.get("复查结果") == "反弹" for said in each.statements)
    }
    for row in [*rows_of(city, kind), *(rows_of(city, "问题台账") if kind == "整改台账" else ())]:
        # The law leaves 反弹 of a claimed fix apart: who claims nothing cannot be found out.
        key = (facts.names.get(row.get("责任单位", "")), row.get("问题编号", ""))
        if heading in row and not (heading == "整改完成日期" and (key in claimed or not key[1])):
            row[heading] = ""
    if is_column:
        for row in rows_of(city, kind):
            row.pop(heading, None)
    return city


def declared(city: City) -> City:
    """The city whose office says of every quarter that the checklists were collected."""
    rows = [{"检查期": quarter, "责任单位": EVERYBODY, "指标": "信息公开清单", "数值": "是"} for quarter in QUARTERS]
    return [*city, {"speaker": "office", "tables": {"指标数据": rows}}]


def without_checklists(city: City) -> City:
    """The city in which no institution hands in any item of its checklist."""
    city = deepcopy(city)
    for told in city:
        for name, rows in told["tables"].items():
            told["tables"][name] = [row for row in rows if row.get("指标") not in CHECKLIST]
        told["tables"] = {name: rows for name, rows in told["tables"].items() if rows}
    return [told for told in city if told["tables"]]


def never_gains(before: Scores, after: Scores) -> None:
    for key, unit in after.items():
        assert number(unit) <= number(before[key]), (key, before[key], unit)
        assert unit.verdict == before[key].verdict or before[key].verdict != "ranked", (key, before[key], unit)


OMISSIONS = [
    ("任务台账", "进展状态", False),
    ("任务台账", "进展状态", True),
    ("任务台账", "完成日期", False),
    ("任务台账", "完成日期", True),
    ("任务台账", "佐证材料", False),
    ("任务台账", "佐证材料", True),
    ("整改台账", "整改完成日期", False),
]


@pytest.mark.parametrize(("kind", "heading", "is_column"), OMISSIONS)
def test_silence_never_gains(loaded: City, loaded_scores: Scores, kind: str, heading: str, is_column: bool) -> None:
    silent = left_out(loaded, kind, heading, is_column)
    assert silent != loaded
    never_gains(loaded_scores, scored(silent))


@a_few_cities
@given(city=cities(), omission=st.sampled_from(OMISSIONS))
def test_silence_never_gains_in_invented_cities(city: City, omission: tuple[str, str, bool]) -> None:
    never_gains(scored(city), scored(left_out(city, *omission)))


def test_a_checklist_nobody_hands_in_never_gains(loaded: City) -> None:
    city = declared(loaded)
    assert without_checklists(city) != city
    never_gains(scored(city), scored(without_checklists(city)))


@a_few_cities
@given(city=cities())
def test_a_checklist_nobody_hands_in_never_gains_in_invented_cities(city: City) -> None:
    never_gains(scored(declared(city)), scored(without_checklists(declared(city))))


# --- 4: order of rows, order of files in one import, and importing the same file twice change nothing


def shuffled(city: City) -> City:
    """The same rows and tables of each import in another order."""
    random, result = Random(20250605), deepcopy(city)
    for told in result:
        tables = list(told["tables"].items())
        random.shuffle(tables)
        for _, rows in tables:
            random.shuffle(rows)
        told["tables"] = dict(tables)
    return result


def tell_again(city: City) -> Callable[[Warehouse, Path], None]:
    """Send the very files of a city once more."""

    def again(warehouse: Warehouse, folder: Path) -> None:
        for turn, told in enumerate(city):
            files = [(path, path.name) for path in sorted(folder.glob(f"第{turn}次*"))]
            assert files
            assert tell(warehouse, files, told.get("speaker", "office"), len(city) + turn).accepted

    return again


def test_order_changes_nothing(loaded: City, loaded_scores: Scores) -> None:
    assert scored(shuffled(loaded)) == loaded_scores


def test_telling_the_same_files_twice_changes_nothing(loaded: City, loaded_scores: Scores) -> None:
    assert scored(loaded, tell_again(loaded)) == loaded_scores


@a_few_cities
@given(city=cities())
def test_order_and_repetition_change_nothing_in_invented_cities(city: City) -> None:
    before = scored(city)
    assert scored(shuffled(city)) == before
    assert scored(city, tell_again(city)) == before


# --- 5: one unit's score does not depend on another unit's data


OWNERS = ("单位名称", "主办单位", "责任单位", "牵头单位", "配合单位")


def every_second_unit(city: City) -> City:
    """The city in which every second unit is not named anywhere."""
    facts = gather(city)
    gone = set(list(facts.units)[1::2])
    result = deepcopy(city)
    for told in result:
        tables = {name: [without(row, gone, facts.names) for row in rows] for name, rows in told["tables"].items()}
        tables = {name: [row for row in rows if row] for name, rows in tables.items()}
        told["tables"] = {name: rows for name, rows in tables.items() if rows}
    return [told for told in result if told["tables"] and told.get("speaker") not in gone]


def without(row: dict[str, str], gone: set[str], names: dict[str, str]) -> dict[str, str]:
    """The row without some units; nothing is left of a row that named no other."""
    kept = {
        heading: "、".join(name for name in row[heading].split("、") if name and names.get(name) not in gone)
        for heading in OWNERS
        if row.get(heading)
    }
    return row | kept if any(kept.values()) or not kept else {}


def unmoved(before: Scores, after: Scores) -> None:
    for key, unit in after.items():
        assert without_rank(unit) == without_rank(before[key]), key


def test_other_units_change_nothing(loaded: City) -> None:
    unmoved(scored(declared(loaded)), scored(every_second_unit(declared(loaded))))


@a_few_cities
@given(city=cities())
def test_other_units_change_nothing_in_invented_cities(city: City) -> None:
    unmoved(scored(declared(city)), scored(every_second_unit(declared(city))))


# --- 6: spelling a unit by an alias changes nothing


def by_alias(city: City) -> City:
    """Every unit has a short name, and every second row uses it."""
    facts, result = gather(city), deepcopy(city)
    for row in rows_of(result, "单位名录"):
        row["简称"] = "、".join(filter(None, [row.get("简称", ""), f"{row['单位名称']}简写"]))
    for kind in ("渠道台账", "任务台账", "检查记录", "问题台账", "整改台账", "指标数据"):
        for turn, row in enumerate(rows_of(result, kind)):
            for heading in ("主办单位", "责任单位", "牵头单位", "配合单位"):
                if row.get(heading) and turn % 2:
                    names = [facts.names.get(name) for name in row[heading].split("、")]
                    row[heading] = "、".join(f"{name}简写" for name in names if name) or row[heading]
    return result


def test_aliases_change_nothing(loaded: City, loaded_scores: Scores) -> None:
    assert scored(by_alias(loaded)) == loaded_scores


@a_few_cities
@given(city=cities())
def test_aliases_change_nothing_in_invented_cities(city: City) -> None:
    assert scored(by_alias(city)) == scored(city)


# --- 7: marks add up


def marks_add_up(city: City) -> None:
    with TemporaryDirectory() as folder:
        warehouse = retell(city, Path(folder))
        for code in PERIODS:
            period = Period.parse(code)
            marks = marks_of_engine(warehouse, period, period.last)
            for unit in scores.league(warehouse, OFFICE, period, period.last).units:
                total = 10000 + sum(hundredths for _, hundredths in marks.get(unit.unit, []))
                assert total == 100 * number(unit), (code, unit)
        warehouse.close()


def test_marks_add_up(loaded: City) -> None:
    marks_add_up(loaded)


@a_few_cities
@given(city=cities())
def test_marks_add_up_in_invented_cities(city: City) -> None:
    marks_add_up(city)


# --- 8: an item that does not apply changes nothing but the weights


def with_items_that_do_not_apply(city: City) -> City:
    """Each unit gets a task that is not its own, a dismissed problem, and a rate of nothing out of nothing."""
    facts = gather(city)
    tasks, findings, observed = [], [], []
    for name in facts.units:
        task = {"年度": "2025", "序号": "99999", "重点任务": "不涉及的任务", "责任单位": name}
        tasks.append(task | {"进展状态": "不涉及", "核验结果": "通过"})
        finding = {"检查期": "2025Q2", "责任单位": name, "性质": "扣分", "扣分": "3", "问题描述": "不算的问题"}
        findings.append(finding | {"指标": "概况信息", "确认情况": "误报"})
        findings.append(finding | {"指标": "政策解读", "确认情况": "豁免"})
        if facts.units[name].get("承担对外服务") == "否":
            findings.append(finding | {"指标": "办事指南", "确认情况": "已确认"})
        rate = {"检查期": "2025Q2", "责任单位": name, "指标": "依申请公开"}
        observed.append(rate | {"分子": "0", "分母": "0", "佐证材料": "没有收到申请"})
    return [*city, {"speaker": "office", "tables": {"任务台账": tasks, "问题台账": findings, "指标数据": observed}}]


def test_items_that_do_not_apply_change_nothing(loaded: City, loaded_scores: Scores) -> None:
    assert scored(with_items_that_do_not_apply(loaded)) == loaded_scores


@a_few_cities
@given(city=cities())
def test_items_that_do_not_apply_change_nothing_in_invented_cities(city: City) -> None:
    assert scored(with_items_that_do_not_apply(city)) == scored(city)
