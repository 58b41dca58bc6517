"""What failed a unit, or limits its grade, stands in its explanation with its row, and costs nothing by itself."""

from __future__ import annotations

from datetime import date

import pytest
from desks import COVERAGE, Q2, Desk

from metrics.access import LOCAL
from metrics.calendar import Period
from metrics.scores import Scorecard, scorecard
from metrics.supervision import open_items, selection
from metrics.words import DECIDING_REASONS

REPORTED = """
年度|序号|重点任务        |责任单位|角色|完成时限|进展状态|完成日期  |佐证材料|核验结果
2025|1   |推进重点领域公开|甲区    |牵头|年底前  |推进中  |          |链接    |通过
2025|2   |规范政策解读    |甲区    |牵头|6月底前|已完成  |2025-06-20|链接    |通过
2025|1   |推进重点领域公开|乙区    |配合|长期坚持|推进中  |          |链接    |通过
"""
FIRST_QUARTER = """
检查期|渠道名称
2025Q1|全覆盖
"""
FIXED = """
问题编号|责任单位|整改时限  |整改完成日期
1       |乙区    |2025-06-05|2025-05-26
9       |乙区    |2025-06-18|2025-06-06
"""
VETO = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标      |性质    |问题描述|确认情况
9       |2025Q2|2025-06-04|乙区    |乙区政府网|首页不更新|单项否决|久未更新|已确认
"""
# With 29 May as the deadline, 27 June is the 20th working day overdue and 30 June the 21st.
LATE = """
问题编号|责任单位|整改时限
2       |甲区    |{deadline}
"""
FOUND = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标    |性质|扣分|问题描述  |页面地址
2       |2025Q2|2025-04-01|甲区    |甲区政府网|动态要闻|扣分|1   |要闻未更新|/dtyw
"""


def deciding(card: Scorecard) -> list[tuple[str, str, str]]:
    """Reason, indicator and points of the marks that decide."""
    return [(one.reason, one.indicator, one.points) for one in card.marks if one.reason in DECIDING_REASONS]


def shown(desk: Desk, unit: str, period: Period = Q2, as_of: date | None = None) -> Scorecard:
    card = scorecard(desk.warehouse, LOCAL, unit, period, as_of or period.last)
    total = 10_000 + sum(mark.hundredths for mark in card.marks)
    assert f"{total // 100}.{total % 100:02d}" == (card.unit.score or card.unit.shadow_score)
    return card


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path).settle()
    yield desk
    desk.warehouse.close()


def test_a_vetoed_unit_is_told_what_vetoed_it_first_and_from_which_row(desk):
    assert desk.say(检查=COVERAGE, 否决=VETO).accepted
    card = shown(desk, "乙区")
    assert card.unit.verdict == "vetoed"
    assert [(reason, points) for reason, _, points in deciding(card)] == [("unit_veto", "0.00")]
    first = card.marks[0]
    assert (first.reason, first.item, first.channel) == ("unit_veto", "久未更新", "乙区政府网")
    assert (first.source.file, first.source.row) == ("否决.csv", 2)


def test_a_unit_without_a_veto_has_no_such_mark(desk):
    assert deciding(shown(desk, "甲区")) == []


def test_a_veto_in_a_quarter_limits_the_grade_of_the_half_year_and_says_so(desk):
    assert desk.say(检查=COVERAGE, 检查1=FIRST_QUARTER, 否决=VETO, 任务=REPORTED, 整改=FIXED).accepted
    card = shown(desk, "乙区", Period.parse("2025H1"))
    assert card.unit.score == "80.00"
    assert (card.unit.grade, [reason for reason, _, _ in deciding(card)]) == ("pass", ["grade_cap_veto"])


def test_a_long_overdue_finding_limits_the_grade_and_is_named(desk):
    assert desk.say(问题2=FOUND, 整改2=LATE.format(deadline="2025-05-29"), 任务=REPORTED).accepted
    kept = shown(desk, "甲区", as_of=date(2025, 6, 27))
    over = shown(desk, "甲区", as_of=date(2025, 6, 30))
    assert float(over.unit.score) >= 80
    assert (kept.unit.grade, deciding(kept)) == ("excellent", [])
    assert over.unit.grade == "pass"
    assert [(reason, points) for reason, _, points in deciding(over)] == [("grade_cap", "0.00")]
    named = next(one for one in over.marks if one.reason == "grade_cap")
    assert named.source is not None


def test_a_silent_assignment_past_its_date_is_late_in_the_paper_too(desk):
    assert desk.say(任务="年度|序号|重点任务|责任单位|角色|完成时限\n2025|3|更新目录|乙区|牵头|5月30日").accepted
    chosen = next(one for one in selection(desk.warehouse, LOCAL, Q2).units if one.unit == "乙区")
    left = open_items(desk.warehouse, LOCAL, "乙区", Q2)
    late = next(one for one in left if one.number == "3")
    assert (late.state, late.overdue_days) == ("not_submitted", desk.warehouse.calendar.between(
        date(2025, 5, 30), Q2.last))  # fmt: skip
    assert chosen.overdue == sum(one.overdue_days is not None for one in left)
    assert chosen.overdue > sum(one.state == "overdue" for one in left)
