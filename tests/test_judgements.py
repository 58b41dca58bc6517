"""A person's verdict on findings: kept with reason and name, felt by the score at once, taken back as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from desks import COVERAGE, Q2, Desk

from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.errors import AccessDenied, Refused
from metrics.judgements import review, unsettled
from metrics.judging import Overtaken, states
from metrics.preview import effects_of_judgement
from metrics.rechecks import extend, recheck
from metrics.scores import league, original_row

OFFICE = Reader("office")
UNIT = Reader("unit", frozenset({"甲区"}))
WAITING = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标      |性质|扣分|问题描述|来源
7       |2025Q2|2025-06-02|甲区    |甲区政府网|可用性    |扣分|2   |死链    |系统扫描
8       |2025Q2|2025-06-03|甲区    |甲区政府网|可用性    |扣分|1   |错链    |系统扫描
9       |2025Q2|2025-06-04|乙区    |乙区政府网|首页不更新|    |    |久未更新|系统扫描
"""


class JudgingDesk(Desk):
    """A desk with findings that wait, and a short way to say something of them."""

    def key(self, unit: str, number: str) -> int:
        units = {row["name"]: row["unit"] for row in self.warehouse.rows("units")}
        return self.warehouse.rows("findings", unit=units[unit], number=number)[0]["finding"]

    def finding(self, unit: str, number: str) -> dict:
        return self.warehouse.rows("findings", finding=self.key(unit, number))[0]

    def judge(self, verdict: str, *places: tuple[str, str], actor: str = "张三", **options) -> object:
        self.clock += timedelta(minutes=1)
        keys = [self.key(*place) for place in places]
        told = {"reason": "已核实", "actor": actor, "now": self.clock} | options
        return review(self.warehouse, OFFICE, keys, verdict, **told)

    def score(self, unit: str) -> str | None:
        return next(one.score for one in league(self.warehouse, LOCAL, Q2, Q2.last).units if one.unit == unit)

    def verdict(self, unit: str) -> str:
        return next(one.verdict for one in league(self.warehouse, LOCAL, Q2, Q2.last).units if one.unit == unit)


FIRST, SECOND, VETO = ("甲区", "7"), ("甲区", "8"), ("乙区", "9")
STATED = ("甲区", "1")


@pytest.fixture
def desk(tmp_path: Path) -> JudgingDesk:
    desk = JudgingDesk(tmp_path)
    desk.settle()
    assert desk.say(检查=COVERAGE, 问题=WAITING).accepted
    return desk


def test_a_pending_finding_costs_nothing_until_a_person_confirms_it_and_then_at_once(desk):
    before = desk.score("甲区")
    desk.judge("confirmed", FIRST)
    assert desk.finding(*FIRST)["review"] == "confirmed"
    assert float(desk.score("甲区")) < float(before)


def test_many_findings_get_one_verdict_as_one_import_that_can_be_withdrawn(desk):
    before = desk.scores()
    judged = desk.judge("confirmed", FIRST, SECOND)
    assert desk.scores() != before
    desk.withdraw(judged.import_id)
    assert desk.scores() == before
    assert desk.finding(*FIRST)["review"] == "pending"


def test_a_judgement_is_an_import_of_the_office_with_actor_and_reason(desk):
    judged = desk.judge("false_alarm", FIRST, reason="页面正常")
    row = desk.warehouse.rows("imports", **{"import": judged.import_id})[0]
    assert (row["speaker"], row["actor"], row["state"]) == ("office", "张三", "committed")
    assert row["file_name"] == "问题认定（甲区 7）"
    cells = desk.warehouse.rows("records", **{"import": judged.import_id})[0]["cells"]
    assert "页面正常" in cells
    assert "误报" in cells


def test_a_mark_still_leads_to_the_row_of_the_ledger_after_a_judgement(desk):
    before = desk.finding(*FIRST)["record"]
    desk.judge("confirmed", FIRST)
    assert desk.finding(*FIRST)["record"] == before
    assert original_row(desk.warehouse, LOCAL, before)[0].file == "问题.csv"


@pytest.mark.parametrize("verdict", ["false_alarm", "exempt"])
def test_a_dismissed_or_exempted_finding_costs_nothing(desk, verdict):
    before = float(desk.score("甲区"))
    desk.judge(verdict, STATED)
    assert float(desk.score("甲区")) > before
    assert not desk.finding(*STATED)["is_counted"]


def test_reduced_to_the_stated_points_changes_no_digit_and_reduced_to_nothing_is_as_good_as_dismissed(desk):
    before = desk.score("甲区")
    desk.judge("reduced", STATED, reduced_points="5")
    assert (desk.finding(*STATED)["review"], desk.score("甲区")) == ("reduced", before)
    desk.judge("reduced", STATED, reduced_points="0")
    assert not desk.finding(*STATED)["is_counted"]
    reduced_to_nothing = desk.score("甲区")
    desk.judge("false_alarm", STATED)
    assert desk.score("甲区") == reduced_to_nothing


@pytest.mark.parametrize("points", ["5.0001", "6", "-1", "1.00001", "五", "", None, "NaN"])
def test_points_above_the_stated_below_zero_or_no_number_are_refused(desk, points):
    before = desk.finding(*STATED)
    with pytest.raises(Refused):
        desk.judge("reduced", STATED, reduced_points=points)
    assert desk.finding(*STATED) == before


def test_a_finding_without_points_of_its_own_can_be_reduced_up_to_the_price_of_the_scheme(desk):
    headings = "问题编号|检查期|责任单位|渠道名称|指标|问题描述"
    desk.say(问题=f"{headings}\n20|2025Q2|甲区|甲区政府网|政策文件|未更新")
    with pytest.raises(Refused):
        desk.judge("reduced", ("甲区", "20"), reduced_points="5.5")
    desk.judge("reduced", ("甲区", "20"), reduced_points="4.5")
    assert desk.finding("甲区", "20")["points"] == 45_000


def test_a_veto_cannot_be_reduced(desk):
    with pytest.raises(Refused, match="veto"):
        desk.judge("reduced", VETO, reduced_points="0")


def test_one_veto_among_many_refuses_all_of_them(desk):
    with pytest.raises(Refused):
        desk.judge("reduced", FIRST, VETO, reduced_points="1")
    assert desk.finding(*FIRST)["review"] == "pending"


def test_a_judgement_without_a_reason_is_refused(desk):
    with pytest.raises(Refused, match="reason"):
        desk.judge("confirmed", FIRST, reason="  ")


def test_what_is_said_already_is_refused_so_that_nobody_believes_to_have_changed_it(desk):
    desk.judge("false_alarm", FIRST)
    with pytest.raises(Refused, match="already"):
        desk.judge("false_alarm", FIRST, actor="李四")


@pytest.mark.parametrize("role", ["unit", "supervisor", "leader"])
def test_only_the_office_and_administrators_judge(desk, role):
    with pytest.raises(AccessDenied):
        review(desk.warehouse, Reader(role, frozenset({"甲区"})), [desk.key(*FIRST)], "false_alarm", reason="我们认为",
               actor="甲区", now=desk.clock)  # fmt: skip


# A veto on the unit needs two persons ---------------------------------------------------------------------


def test_the_first_word_on_a_veto_moves_the_score_and_the_second_person_settles_it(desk):
    assert [(one.item, one.why, one.is_suspected_veto) for one in unsettled(desk.warehouse, OFFICE, Q2)] == [
        ("7", "pending", False), ("8", "pending", False), ("9", "pending", True)
    ]  # fmt: skip
    desk.judge("false_alarm", FIRST, SECOND)
    desk.judge("confirmed", VETO)
    assert desk.verdict("乙区") == "vetoed"
    waiting = unsettled(desk.warehouse, OFFICE, Q2)
    assert [(one.item, one.why, one.confirmed_by) for one in waiting] == [("9", "one_person", "张三")]
    with pytest.raises(Refused, match="another person"):
        desk.judge("confirmed", VETO, actor=" 张三")
    assert desk.judge("confirmed", VETO, actor="李四").settled == ("乙区 9",)
    assert unsettled(desk.warehouse, OFFICE, Q2) == ()
    with pytest.raises(Refused, match="already"):
        desk.judge("confirmed", VETO, actor="王五")


def test_a_veto_typed_into_a_ledger_is_the_word_of_who_handed_it_in_and_needs_a_second_one(desk):
    desk.judge("false_alarm", FIRST, SECOND, VETO)
    headings = "问题编号|检查期|责任单位|渠道名称|指标|性质|问题描述"
    desk.say(问题=f"{headings}\n30|2025Q2|乙区|乙区政府网|首页不更新|单项否决|久未更新")
    assert [one.confirmed_by for one in unsettled(desk.warehouse, OFFICE, Q2)] == ["tester"]
    with pytest.raises(Refused):
        desk.judge("confirmed", ("乙区", "30"), actor="tester")
    desk.judge("confirmed", ("乙区", "30"))
    assert unsettled(desk.warehouse, OFFICE, Q2) == ()


def test_nobody_becomes_a_second_person_by_another_spelling(desk):
    desk.judge("confirmed", VETO, actor="Wang Wu")
    for spelling in ("ｗａｎｇ　ｗｕ", "WANG  WU "):
        with pytest.raises(Refused, match="another person"):
            desk.judge("confirmed", VETO, actor=spelling)


def test_a_veto_dismissed_in_between_needs_two_new_words(desk):
    desk.judge("false_alarm", FIRST, SECOND)
    desk.judge("confirmed", VETO)
    desk.judge("confirmed", VETO, actor="李四")
    desk.judge("false_alarm", VETO, actor="王五")
    desk.judge("confirmed", VETO, actor="李四")
    assert [one.confirmed_by for one in unsettled(desk.warehouse, OFFICE, Q2)] == ["李四"]


@pytest.mark.parametrize(("indicator", "words"), [("栏目不更新", "久未更新"), ("首页不更新", "首页长期不更新")])
def test_a_veto_that_a_ledger_makes_another_one_needs_two_new_words(desk, indicator, words):
    desk.judge("false_alarm", FIRST, SECOND)
    desk.judge("confirmed", VETO)
    desk.judge("confirmed", VETO, actor="李四")
    headings = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|性质|问题描述"
    desk.say(问题=f"{headings}\n9|2025Q2|2025-06-04|乙区|乙区政府网|首页不更新|单项否决|久未更新")
    assert unsettled(desk.warehouse, OFFICE, Q2) == ()
    desk.say(更正=f"{headings}\n9|2025Q2|2025-06-04|乙区|乙区政府网|{indicator}|单项否决|{words}")
    assert [one.confirmed_by for one in unsettled(desk.warehouse, OFFICE, Q2)] == ["tester"]


def test_withdrawing_the_second_word_leaves_the_first(desk):
    desk.judge("false_alarm", FIRST, SECOND)
    desk.judge("confirmed", VETO)
    second = desk.judge("confirmed", VETO, actor="李四")
    desk.withdraw(second.import_id)
    assert [one.confirmed_by for one in unsettled(desk.warehouse, OFFICE, Q2)] == ["张三"]


def test_the_veto_of_an_account_needs_one_person_only(desk):
    desk.judge("false_alarm", FIRST, SECOND, VETO)
    desk.say(问题="问题编号|检查期|责任单位|渠道名称|渠道类型  |指标      |性质    |问题描述\n"
                  "31      |2025Q2|甲区    |甲区发布|微信公众号|内容不更新|单项否决|久未更新")  # fmt: skip
    assert unsettled(desk.warehouse, OFFICE, Q2) == ()


def test_a_unit_is_told_of_its_own_findings_only(desk):
    assert {one.unit for one in unsettled(desk.warehouse, UNIT, Q2)} == {"甲区"}


# Two people at the same thing -----------------------------------------------------------------------------


def test_the_second_of_two_is_told_who_said_what_in_between_and_nothing_of_theirs_is_kept(desk):
    keys = [desk.key(*FIRST), desk.key(*SECOND)]
    seen = states(desk.warehouse, OFFICE, keys)
    desk.judge("false_alarm", FIRST, actor="李四")
    before = len(desk.warehouse.rows("imports"))
    with pytest.raises(Overtaken) as met:
        desk.judge("confirmed", FIRST, SECOND, seen=seen)
    told = [(one.item, one.field, one.old, one.new, one.actor) for one in met.value.later]
    assert told == [("7", "review", "pending", "false_alarm", "李四")]
    assert len(desk.warehouse.rows("imports")) == before
    assert desk.finding(*SECOND)["review"] == "pending"
    desk.judge("confirmed", FIRST, SECOND, seen=states(desk.warehouse, OFFICE, keys))
    assert desk.finding(*FIRST)["review"] == "confirmed"


def test_a_judgement_withdrawn_in_between_is_told_too(desk):
    judged = desk.judge("false_alarm", FIRST, actor="李四")
    seen = states(desk.warehouse, OFFICE, [desk.key(*FIRST)])
    desk.withdraw(judged.import_id)
    with pytest.raises(Overtaken) as met:
        desk.judge("reduced", FIRST, reduced_points="1", seen=seen)
    told = [(one.field, one.old, one.new, one.actor, one.import_id) for one in met.value.later]
    assert told == [("review", "false_alarm", "pending", "tester", judged.import_id)]


def test_what_was_said_and_taken_back_in_between_disturbs_nobody(desk):
    seen = states(desk.warehouse, OFFICE, [desk.key(*FIRST)])
    desk.withdraw(desk.judge("false_alarm", FIRST, actor="李四").import_id)
    desk.judge("confirmed", FIRST, seen=seen)


def test_a_ledger_that_corrects_a_finding_in_between_is_told_with_old_and_new(desk):
    seen = states(desk.warehouse, OFFICE, [desk.key(*FIRST)])
    desk.say(问题=WAITING.replace("2   |死链", "3   |死链"))
    with pytest.raises(Overtaken) as met:
        desk.judge("confirmed", FIRST, seen=seen)
    assert [(one.field, one.old, one.new) for one in met.value.later] == [("points", "2", "3")]


# What would it do -----------------------------------------------------------------------------------------


def test_the_preview_tells_old_and_new_and_the_judgement_does_the_same(desk):
    before, facts = desk.scores(), desk.facts()
    key = desk.key(*FIRST)

    def judge(look):
        told = {"reason": "核实", "actor": "张三", "now": desk.clock}
        return review(desk.warehouse, OFFICE, [key], "confirmed", look=look, **told)

    effects = effects_of_judgement(desk.warehouse, OFFICE, judge, Q2, Q2.last)
    assert [(one.unit, one.period) for one in effects] == [("甲区", Q2)]
    assert (desk.scores(), desk.facts()) == (before, facts)
    assert audit_entries(desk.warehouse, OFFICE)[0].what != "finding_reviewed"
    desk.judge("confirmed", FIRST)
    assert desk.score("甲区") == effects[0].after.score != effects[0].before.score


def test_every_judgement_is_in_the_log_with_old_and_new(desk):
    desk.judge("reduced", STATED, reduced_points="2.5", reason="已部分整改")
    latest = audit_entries(desk.warehouse, OFFICE)[0]
    assert (latest.what, latest.actor, latest.about) == ("finding_reviewed", "张三", "甲区 1")
    assert (latest.old, latest.new) == ("已确认", "核减 2.5（已部分整改）")


@pytest.mark.parametrize(("stated", "is_undone"), [("已确认", True), ("", False), ("误报", False)])
def test_a_ledger_that_undoes_a_decision_says_so_and_it_is_in_the_log(desk, stated, is_undone):
    desk.judge("false_alarm", STATED)
    headings = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|性质|扣分|问题描述|页面地址|确认情况"
    row = f"1|2025Q2|2025-05-20|甲区|甲区政府网|政策文件|扣分|5|半年未更新|/zcwj|{stated}"
    receipt = desk.say(更正=f"{headings}\n{row}")
    told = [one for one in receipt.files[0].faults if one.code == "judgement_overruled"]
    entries = audit_entries(desk.warehouse, OFFICE, what="judgement_overruled")
    logged = [(one.about, one.old, one.new) for one in entries]
    assert receipt.accepted
    assert len(told) == is_undone
    assert logged == ([("甲区 1", "误报（张三）", "已确认（更正.csv 更正 2）")] if is_undone else [])
    if is_undone:
        assert (told[0].cell, told[0].details["by"], told[0].details["was"]) == ("K2", "张三", "误报")


# Extensions and re-checks ---------------------------------------------------------------------------------


def repair(desk: JudgingDesk, act, place: tuple[str, str], *said, **options) -> object:
    told = {"reason": "来函", "actor": "张三", "now": desk.clock} | options
    return act(desk.warehouse, OFFICE, [desk.key(*place)], *said, **told)


def test_an_extension_approved_on_the_deadline_moves_it_and_one_a_day_later_is_refused(desk):
    late = ("甲区", "2")
    before = desk.scores()
    with pytest.raises(Refused, match="would not count"):
        repair(desk, extend, late, date(2025, 7, 10), date(2025, 6, 11))
    assert desk.scores() == before
    extended = repair(desk, extend, late, date(2025, 7, 10), date(2025, 6, 10))
    assert desk.finding(*late)["deadline_on"] == date(2025, 7, 10)
    assert desk.scores() != before
    desk.withdraw(extended.import_id)
    assert desk.scores() == before


def test_an_extension_to_the_deadline_itself_or_of_a_closed_finding_is_refused(desk):
    with pytest.raises(Refused, match="later"):
        repair(desk, extend, ("甲区", "2"), date(2025, 6, 10), date(2025, 6, 1))
    with pytest.raises(Refused, match="closed"):
        repair(desk, extend, STATED, date(2025, 7, 10), date(2025, 6, 1))


def test_a_failed_recheck_of_a_fixed_finding_opens_a_new_round_and_the_old_one_stays(desk):
    repair(desk, recheck, STATED, date(2025, 6, 25), "relapsed")
    rounds = desk.warehouse.rows("rectification_rounds", order_by="round", finding=desk.key(*STATED))
    assert [(one["started_on"], one["closed_on"]) for one in rounds] == [
        (None, date(2025, 6, 9)), (date(2025, 6, 25), None)
    ]  # fmt: skip
    repair(desk, recheck, STATED, date(2025, 6, 30), "passed")
    rounds = desk.warehouse.rows("rectification_rounds", order_by="round", finding=desk.key(*STATED))
    assert [one["closed_on"] for one in rounds] == [date(2025, 6, 9), date(2025, 6, 30)]


def test_a_recheck_is_not_said_twice_not_before_the_finding_and_not_of_a_day_to_come(desk):
    repair(desk, recheck, STATED, date(2025, 6, 25), "passed")
    with pytest.raises(Refused, match="already"):
        repair(desk, recheck, STATED, date(2025, 6, 25), "passed")
    with pytest.raises(Refused, match="before"):
        repair(desk, recheck, STATED, date(2025, 5, 19), "passed")
    with pytest.raises(Refused, match="to come"):
        repair(desk, recheck, STATED, desk.clock.date() + timedelta(days=1), "passed")


def test_a_pending_finding_is_neither_extended_nor_rechecked(desk):
    with pytest.raises(Refused, match="rectified"):
        repair(desk, extend, FIRST, date(2025, 8, 1), date(2025, 6, 3))
    with pytest.raises(Refused, match="rectified"):
        repair(desk, recheck, FIRST, date(2025, 6, 20), "passed")
