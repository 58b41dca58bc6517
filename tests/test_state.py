"""The state of a period: figures that reconcile with other questions, and small cities with their near misses."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from desks import Desk

from metrics.access import LOCAL, Reader
from metrics.briefs.items import lines_of
from metrics.briefs.order import word_reason as word_order_reason
from metrics.calendar import Period
from metrics.channels import channel_state, findings_on
from metrics.i18n import translator
from metrics.observed import task_of
from metrics.pass_rates import inspections
from metrics.rectification import rectification
from metrics.scores import league, scheme_of, scorecard
from metrics.state import overview
from metrics.supervision import open_items, selection
from metrics.task_state import open_phrases, task_state
from metrics.warehouse import Warehouse
from metrics.words import word_reason
from pages.parts.rule_lines import SECTIONS
from pages.parts.words import word_task_state

Q1, Q2, Q3 = (Period.parse(code) for code in ("2025Q1", "2025Q2", "2025Q3"))
OF_UNIT = Reader("unit", frozenset({"历下区"}))


@pytest.fixture(scope="module")
def city(pristine_demonstration, tmp_path_factory):
    """The demonstration's store, opened once: these tests only ask."""
    folder = tmp_path_factory.mktemp("city") / "store"
    shutil.copytree(pristine_demonstration, folder)
    found = Warehouse.open(folder)
    yield found
    found.close()


@pytest.fixture
def desk(tmp_path):
    """A small city: two districts with websites and accounts, a department, findings, repairs, tasks."""
    found = Desk(tmp_path).settle()
    yield found
    found.warehouse.close()


def rate(part, whole):
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP))


# The overview ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [Q2, Q3], ids=str)
def test_the_mean_of_a_group_is_the_mean_of_its_printed_scores(city, period):
    table = league(city, LOCAL, period)
    for one in overview(city, LOCAL, period).groups:
        scores = [Decimal(unit.score) for unit in table.units if unit.group == one.group and unit.score is not None]
        assert one.ranked == len(scores)
        assert one.mean == str((sum(scores) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_every_listed_unit_of_a_group_is_ranked_vetoed_or_unrated(city):
    for one in overview(city, LOCAL, Q3).groups:
        assert one.listed == one.ranked + one.vetoed + one.unrated


def test_a_change_is_the_difference_of_the_printed_figures(city):
    now, before = overview(city, LOCAL, Q3), overview(city, LOCAL, Q2)
    for one, earlier in zip(now.groups, before.groups, strict=True):
        assert Decimal(one.mean_change) == Decimal(one.mean) - Decimal(earlier.mean)
    assert Decimal(now.on_time.change) == Decimal(now.on_time.rate) - Decimal(before.on_time.rate)


def test_nothing_is_compared_across_the_first_day_of_the_rules(city):
    found = overview(city, LOCAL, Q1)
    assert found.previous is None
    assert found.risers == found.fallers == ()
    assert [one.mean_change for one in found.groups] == [None] * len(found.groups)
    assert found.on_time.change is None


def test_movers_are_those_of_the_league_table_the_furthest_first(city):
    found, table = overview(city, LOCAL, Q3), league(city, LOCAL, Q3)
    changes = [one.rank_change for one in found.risers]
    assert changes == sorted(changes, reverse=True)
    assert len(found.risers) == sum((unit.rank_change or 0) > 0 for unit in table.units)
    assert len(found.fallers) == sum((unit.rank_change or 0) < 0 for unit in table.units)


@pytest.mark.parametrize("period", [Q1, Q2, Q3], ids=str)
def test_overdue_and_due_soon_are_counted_as_on_the_rectification_page(city, period):
    waiting, figures = overview(city, LOCAL, period).waiting, rectification(city, LOCAL, period).figures
    assert waiting.overdue_findings == figures.overdue
    assert waiting.due_soon_findings == figures.bands["due_soon"]


def test_overdue_assignments_are_those_marked_in_the_matrix(city):
    waiting, matrix = overview(city, LOCAL, Q3).waiting, task_state(city, LOCAL, Q3).assignments
    assert waiting.overdue_tasks == sum(row["is_overdue"] for row in matrix) > 0
    assert waiting.due_soon_tasks == sum(row["is_due_soon"] for row in matrix)


def test_a_unit_sees_what_waits_at_itself_and_no_mean_of_its_peers(city):
    found = overview(city, OF_UNIT, Q3)
    assert {one.mean for one in found.groups} == {None}
    own = [row for row in task_state(city, LOCAL, Q3).assignments if row["unit_name"] == "历下区"]
    assert found.waiting.overdue_tasks == sum(row["is_overdue"] for row in own)
    assert {one.file for one in found.freshness if one.speaker is None} == {None}


def test_units_with_more_than_the_schemes_number_of_not_applicable_are_listed(desk):
    head = "年度|序号|重点任务|责任单位|角色|进展状态|核验结果\n"
    rows = [f"2025|{number}|任务{number}|甲区|牵头|不涉及|通过" for number in range(11, 14)]
    desk.say(任务一=head + "\n".join(rows))
    assert overview(desk.warehouse, LOCAL, Q2).claims == ()
    desk.say(任务二=head + "2025|14|任务14|甲区|牵头|不涉及|")
    (claim,) = overview(desk.warehouse, LOCAL, Q2).claims
    assert (claim["unit_name"], claim["claimed_not_applicable"], claim["verified_not_applicable"]) == ("甲区", 4, 3)


def test_the_rules_page_says_that_claims_are_listed_verified_or_not(desk):
    zh = translator("zh_CN")
    lines = [line["rule"] for line in SECTIONS["Tasks"](zh, scheme_of(desk.warehouse, Q2))]
    assert "自报“不涉及”的任务超过此数的单位（无论是否核验），在总览中列出" in lines


def test_a_claim_that_nobody_verified_is_called_a_claim_and_not_silence_wherever_it_is_told(desk):
    head = "年度|序号|重点任务|责任单位|角色|进展状态|核验结果\n"
    desk.say(任务=head + "2025|11|任务11|甲区|牵头|不涉及|\n2025|12|任务12|甲区|牵头||")
    zh = translator("zh_CN")
    marks = {mark.indicator: mark for mark in scorecard(desk.warehouse, LOCAL, "甲区", Q2, Q2.last).marks}
    assert {number: word_reason(zh, "tasks", marks[number].reason, False) for number in ("11", "12")} == {
        "11": "自报不涉及、未核验。", "12": "未报送。",
    }  # fmt: skip
    assert marks["11"].hundredths == marks["12"].hundredths
    items = {one.number: one.state for one in open_items(desk.warehouse, LOCAL, "甲区", Q2) if one.kind == "task"}
    assert items == {"11": "claimed_not_applicable", "12": "not_submitted"}
    facts = [line["fact"] for line in lines_of(open_items(desk.warehouse, LOCAL, "甲区", Q2), 2025, True)]
    assert "任务11：自报不涉及、未核验" in facts
    shown = {row["number"]: row["shown_state"] for row in task_state(desk.warehouse, LOCAL, Q2).assignments}
    assert (shown["11"], shown["12"]) == ("claimed_not_applicable", "not_submitted")
    (chosen,) = [one for one in selection(desk.warehouse, LOCAL, Q2).units if one.unit == "甲区"]
    told = [word_order_reason(zh, one) for one in chosen.reasons]
    assert "任务或清单事项未报送2项，其中自报不涉及、未核验1项。" in told


def test_freshness_names_the_latest_committed_file_of_a_kind_and_forgets_a_withdrawn_one(desk):
    def file_of(kind):
        return next(one.file for one in overview(desk.warehouse, LOCAL, Q2).freshness if one.kind == kind)

    assert file_of("rectifications") == "整改.csv"
    receipt = desk.say(整改二="问题编号|责任单位|整改完成日期\n2|甲区|2025-06-12")
    assert file_of("rectifications") == "整改二.csv"
    desk.withdraw(receipt.files[0].import_id)
    assert file_of("rectifications") == "整改.csv"


def test_a_share_below_the_schemes_minimum_has_no_percentage(desk):
    found = overview(desk.warehouse, LOCAL, Q2)
    assert (found.websites.part, found.websites.whole, found.websites.rate) == (2, 2, None)


def test_an_empty_store_has_groups_without_a_mean(tmp_path):
    desk = Desk(tmp_path)
    found = overview(desk.warehouse, LOCAL, Q2)
    assert found.groups == ()
    assert (found.on_time.whole, found.on_time.rate) == (0, None)
    assert [basis for _, basis in found.scopes] == [None]
    desk.warehouse.close()


# Tasks -------------------------------------------------------------------------------------------------------


def test_counts_of_tasks_add_up_to_the_assignments(city):
    found = task_state(city, LOCAL, Q3)
    for flag in ("overdue", "due_soon", "without_evidence", "unverified", "not_submitted", "refuted"):
        by_task = Counter({(row["group_code"], row["number"]): row[flag] for row in found.counts})
        by_hand = Counter((row["group_code"], row["number"]) for row in found.assignments if row[f"is_{flag}"])
        assert +by_task == by_hand
        assert sum(row[flag] for row in found.totals.values()) == by_hand.total()


def test_an_assignment_is_due_soon_with_one_working_day_left_and_overdue_the_day_after(desk):
    head = "年度|序号|重点任务|责任单位|角色|完成时限|进展状态\n"
    # 27 June 2025 is a Friday.
    desk.say(任务三=head + "2025|21|甲|甲区|牵头|2025-06-27|推进中\n2025|22|乙|甲区|牵头|2025-06-27|未启动")

    def marks(day):
        rows = [row for row in task_state(desk.warehouse, LOCAL, Q2, day).assignments if row["number"] in ("21", "22")]
        return [(row["shown_state"], row["is_due_soon"], row["is_overdue"]) for row in rows]

    assert marks(date(2025, 6, 25)) == [("running", False, False), ("not_started", False, False)]
    assert marks(date(2025, 6, 26)) == [("running", True, False), ("not_started", True, False)]
    assert marks(date(2025, 6, 27)) == [("running", True, False), ("not_started", True, False)]
    assert marks(date(2025, 6, 28)) == [("overdue", False, True), ("overdue", False, True)]


def test_a_completion_is_called_by_what_it_lacks(desk):
    head = "年度|序号|重点任务|责任单位|角色|完成时限|进展状态|完成日期|佐证材料\n"
    rows = "2025|31|甲|甲区|牵头|2025-06-20|已完成||链接\n2025|32|乙|甲区|牵头|2025-06-20|已完成|2025-06-18|"
    desk.say(任务四=head + rows)
    found = {row["number"]: row for row in task_state(desk.warehouse, LOCAL, Q2).assignments}
    assert (found["31"]["shown_state"], found["31"]["is_without_evidence"]) == ("claimed_without_date", False)
    assert (found["32"]["shown_state"], found["32"]["is_without_evidence"]) == ("claimed_without_evidence", True)
    zh = translator("zh_CN")
    tasks = {task["number"]: task for task in scorecard(desk.warehouse, LOCAL, "甲区", Q2, Q2.last).tasks}
    assert [word_task_state(zh, tasks[number]) for number in ("31", "32")] == ["已报完成、缺日期", "已报完成、缺佐证"]
    marks = {mark.indicator: mark.reason for mark in scorecard(desk.warehouse, LOCAL, "甲区", Q2, Q2.last).marks}
    assert {number: word_reason(zh, "tasks", marks[number], False) for number in ("31", "32")} == {
        "31": "逾期：已报完成、缺完成日期，不作完成认定。", "32": "逾期：已报完成、缺佐证材料，不作完成认定。",
    }  # fmt: skip
    facts = [line["fact"] for line in lines_of(open_items(desk.warehouse, LOCAL, "甲区", Q2), 2025, True)]
    assert {"甲：逾期（已报完成、缺完成日期）", "乙：逾期（已报完成、缺佐证材料）"} <= set(facts)
    early = scorecard(desk.warehouse, LOCAL, "甲区", Q2, date(2025, 6, 19)).marks
    assert {mark.indicator: mark.reason for mark in early if mark.indicator in ("31", "32")} == {
        "31": "running_without_date", "32": "running_without_evidence",
    }  # fmt: skip


def test_a_completion_that_is_dated_later_or_refused_lacks_nothing(desk):
    head = "年度|序号|重点任务|责任单位|角色|完成时限|进展状态|完成日期|佐证材料|核验结果\n"
    rows = "2025|33|丙|甲区|牵头|2025-06-20|已完成|2025-07-01|链接|\n2025|34|丁|甲区|牵头|2025-06-20|已完成|||未通过"
    desk.say(任务四=head + rows)
    zh, card = translator("zh_CN"), scorecard(desk.warehouse, LOCAL, "甲区", Q2, Q2.last)
    wanted = {"33": "overdue", "34": "refuted"}
    assert {mark.indicator: mark.reason for mark in card.marks if mark.indicator in wanted} == wanted
    found = task_state(desk.warehouse, LOCAL, Q2).assignments
    assert {row["number"]: row["shown_state"] for row in found if row["number"] in wanted} == wanted
    tasks = {task["number"]: word_task_state(zh, task) for task in card.tasks}
    assert (tasks["33"], tasks["34"]) == ("逾期", "核验未通过")
    items = {one.number: one for one in open_items(desk.warehouse, LOCAL, "甲区", Q2) if one.kind == "task"}
    assert {number: (items[number].state, items[number].lacking) for number in wanted} == {
        "33": ("overdue", ""), "34": ("refuted", ""),
    }  # fmt: skip


def test_a_task_whose_number_is_none_is_explained_like_any_other_and_stands_last(desk):
    head = "年度|序号|重点任务|责任单位|角色|完成时限|进展状态\n"
    desk.say(任务五=head + "2025|1-1|甲|甲区|牵头|2025-06-20|推进中\n2025|40|乙|甲区|牵头|2025-06-20|推进中")
    card = scorecard(desk.warehouse, LOCAL, "甲区", Q2, Q2.last)
    assert [task["number"] for task in card.tasks][-2:] == ["40", "1-1"]


def test_open_phrases_stand_beside_their_task(city):
    phrases = {task.number: task.open_phrases for task in task_state(city, LOCAL, Q3).tasks if task.open_phrases}
    assert phrases == open_phrases(city, Q3.year)
    assert "2" in phrases


def test_a_unit_reads_its_own_assignments_only(city):
    found = task_state(city, OF_UNIT, Q3)
    assert {row["unit_name"] for row in found.assignments} == {"历下区"}
    assert {one.unit for one in found.observed_by_unit} <= {"历下区"}


# Observations ------------------------------------------------------------------------------------------------


def test_the_observations_of_the_groups_add_up_to_the_citys(city):
    for code in {one.code for one in channel_state(city, LOCAL, Q3).observed}:
        own = [one for one in channel_state(city, LOCAL, Q3).observed if one.code == code]
        whole = next(one for one in own if one.group is None)
        for part in ("numerator", "denominator", "value"):
            if getattr(whole, part) is not None:
                assert Decimal(getattr(whole, part)) == sum(Decimal(getattr(one, part)) for one in own if one.group)


def test_an_observation_has_a_percentage_from_the_schemes_minimum_on(desk):
    head = "检查期|责任单位|指标|分子|分母|佐证材料\n"

    def seen():
        found = channel_state(desk.warehouse, LOCAL, Q2).observed
        return next((one.numerator, one.denominator, one.rate) for one in found if one.name == "找错留言")

    assert seen() == (None, None, None)
    desk.say(指标一=head + "2025Q2|甲区|找错留言|3|4|一")
    assert seen() == ("3", "4", None)
    desk.say(指标二=head + "2025Q2|乙区|找错留言|0|1|二")
    assert seen() == ("3", "5", "60.00")


def test_a_count_is_a_numerator_without_a_denominator(desk):
    head = "检查期|责任单位|指标|数值|分子|分母|佐证材料\n"
    desk.say(指标=head + "2025Q2|甲区|业务培训|2|||一\n2025Q2|乙区|业务培训|1|||二\n2025Q2|甲区|找错留言||3|4|三")
    assert inspections(desk.warehouse, LOCAL, Q2)["observations"] == {
        "业务培训": {"numerator": 3, "denominator": None},
        "找错留言": {"numerator": 3, "denominator": 4},
    }


def test_full_coverage_of_a_longer_period_is_that_of_every_quarter_that_has_begun(desk):
    def basis(period, as_of=None):
        return inspections(desk.warehouse, LOCAL, Period.parse(period), as_of)["basis"]

    assert [basis(period) for period in ("2025Q1", "2025Q2", "2025H1")] == [None, "declared_full", "recorded"]
    desk.say(检查一="检查期|渠道名称\n2025Q1|甲区政府网")
    assert basis("2025H1") == "recorded"
    desk.say(检查二="检查期|渠道名称\n2025Q1|全覆盖")
    assert (basis("2025H1"), basis("2025")) == ("declared_full", "recorded")
    # The third quarter has not begun then; on its first day it has, and nobody has said what is looked at.
    assert basis("2025", date(2025, 6, 30)) == "declared_full"
    assert basis("2025", date(2025, 7, 1)) == "recorded"


def test_an_observation_knows_the_task_it_watches(city):
    found = {one.name: task_of(one, 2025) for one in channel_state(city, LOCAL, Q3).observed}
    assert (found["找错留言"], found["依申请公开"], found["业务培训"]) == ("12", "6", "14")
    assert task_of(channel_state(city, LOCAL, Q3).observed[0], 2026) is None


# Channels ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [Q2, Q3, Period.parse("2025H1")], ids=str)
def test_verdicts_add_up_to_the_pass_rates(city, period):
    found, rates = channel_state(city, LOCAL, period), inspections(city, LOCAL, period)
    for is_website, kind in ((True, "websites"), (False, "accounts")):
        own = [one for one in found.verdicts if (one.channel_type == "website") is is_website]
        passed = sum(one.verdict == "passed" for one in own)
        assert (len(own), passed) == (rates[kind]["checked"], rates[kind]["passed"])
        channels = len({one.channel for one in own})
        told = getattr(found.rates, kind)
        assert (told.checked, told.passed, told.channels) == (len(own), passed, channels)
        minimum = found.scheme.rate_minimum_n
        assert told.rate == rates[kind]["rate"] == (rate(passed, len(own)) if channels >= minimum else None)


def test_the_arithmetic_of_a_website_can_be_redone_with_a_pencil(city):
    found = channel_state(city, LOCAL, Q3)
    numerator, denominator = found.scheme.inspection.rescale
    for one in found.verdicts:
        if one.without_bonus is None:
            continue
        factor = Fraction(numerator, denominator) if one.is_rescaled else Fraction(1)
        exact = max(Fraction(one.base) - Fraction(one.deducted), Fraction(0)) * factor
        assert abs(exact - Fraction(one.without_bonus)) <= Fraction(1, 200)
        gate = Fraction(found.scheme.inspection.bonus_gate)
        assert Fraction(one.bonus) == (Fraction(one.bonus_found) if exact > gate else 0)
        assert abs(exact + Fraction(one.bonus) - Fraction(one.final)) <= Fraction(1, 200)


def test_a_vetoed_website_has_a_shadow_and_no_score(city):
    vetoed = [one for one in channel_state(city, LOCAL, Q3).verdicts if one.verdict == "vetoed"]
    websites = [one for one in vetoed if one.channel_type == "website"]
    assert websites
    assert all(one.final is None and one.without_bonus is None and one.shadow and one.veto_names for one in websites)
    assert all(one.shadow is None for one in vetoed if one.channel_type != "website")


def test_the_worst_verdicts_come_first(city):
    verdicts = [one.verdict for one in channel_state(city, LOCAL, Q3).verdicts]
    assert verdicts == sorted(verdicts, key=("vetoed", "failed", "passed").index)


def test_suspected_vetoes_lead_what_waits_for_a_judgement(city):
    found = channel_state(city, LOCAL, Q3)
    assert found.pending[0]["kind"] == "veto"
    waiting = overview(city, LOCAL, Q3).waiting
    assert (len(found.pending), waiting.suspected_vetoes) == (waiting.pending_findings, 1)


def test_classes_of_problems_stand_beside_those_of_the_period_before(city):
    now, before = channel_state(city, LOCAL, Q3), channel_state(city, LOCAL, Q2)
    assert {one.name: one.before for one in now.classes if one.before} == {
        one.name: one.findings for one in before.classes if one.findings
    }
    assert {one.before for one in channel_state(city, LOCAL, Q1).classes} == {None}


def test_a_problem_is_repeated_when_unit_channel_and_indicator_are_the_same_in_two_quarters(desk):
    head = "检查期|发现日期|责任单位|渠道名称|指标|性质|扣分|问题描述\n"
    same, other = (f"2025Q1|2025-02-20|甲区|甲区政府网|{name}|扣分|1|未更新" for name in ("政策文件", "政策解读"))
    desk.say(往期=f"{head}{same}\n{other}")
    (one,) = channel_state(desk.warehouse, LOCAL, Q2).repeats
    assert (one.unit, one.channel, one.indicator) == ("甲区", "甲区政府网", "政策文件")
    assert (one.quarters, one.findings, one.earlier_findings) == (("2025Q1", "2025Q2"), 1, 1)
    # Within a half-year the two quarters are enough; a quarter earlier than the period before is not looked at.
    assert len(channel_state(desk.warehouse, LOCAL, Period.parse("2025H1")).repeats) == 1
    assert channel_state(desk.warehouse, LOCAL, Q3).repeats == ()


def test_the_register_runs_on_from_quarter_to_quarter(city):
    register = channel_state(city, LOCAL, Q3).register
    for kind in {one.channel_type for one in register}:
        own = [one for one in register if one.channel_type == kind]
        for before, one in pairwise(own):
            assert one.running == before.running + one.opened - one.closed
    last = [one for one in register if one.quarter == "2025Q3"]
    accounts = [one for one in last if one.channel_type not in (None, "website")]
    whole = next(one for one in last if one.channel_type is None)
    assert whole.running == sum(one.running for one in accounts)


def test_a_channel_closed_on_the_last_day_has_run_and_is_closed(desk):
    head = "渠道名称|渠道类型|主办单位|运行状态|开设日期|关停日期\n"
    desk.say(渠道二=head + "甲区发布|新浪微博|甲区|关停||2025-06-30")

    def weibo(period):
        found = channel_state(desk.warehouse, LOCAL, period).register
        return next(
            (one.running, one.closed) for one in found if (one.quarter, one.channel_type) == (period.code, "weibo")
        )

    assert weibo(Q1) == (1, 0)
    assert weibo(Q2) == (0, 1)
    assert any(one.channel_type == "weibo" for one in channel_state(desk.warehouse, LOCAL, Q2).verdicts)


def test_a_scope_nobody_declared_is_said_quarter_by_quarter(desk):
    found = channel_state(desk.warehouse, LOCAL, Period.parse("2025H1"))
    assert [(one.quarter.code, one.basis) for one in found.scopes] == [("2025Q1", None), ("2025Q2", "declared_full")]


def test_a_unit_reads_its_own_channels_and_findings_only(city):
    found = channel_state(city, OF_UNIT, Q3)
    assert {one.unit for one in found.verdicts} == {"历下区"}
    assert {row["unit_name"] for row in (*found.pending, *found.vetoes)} <= {"历下区"}
    assert {one.unit for one in found.repeats} <= {"历下区"}
    other = next(one for one in channel_state(city, LOCAL, Q3).verdicts if one.unit != "历下区")
    assert findings_on(city, OF_UNIT, Q3, other.channel) == ()
