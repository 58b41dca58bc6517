"""The office answers what units' files ask for: accepted it counts at once, declined it stays, withdrawn it is open."""

# ruff: noqa: E501 -- ledgers are drawn row by row, as people see them

from __future__ import annotations

import json

import pytest
from desks import Q2, Desk
from test_pages_of_state import opened
from test_who_may_say_what import RETURNED, VERIFIED

from metrics.access import LOCAL, Reader
from metrics.answering import OvertakenRequests, answer_requests
from metrics.audit import audit_entries
from metrics.commands.running import run
from metrics.errors import AccessDenied, Refused
from metrics.owner import holder
from metrics.preview import effects_of_judgement
from metrics.scores import league, original_row, scorecard
from metrics.unit_requests import requests_of_units
from metrics.warehouse import Warehouse

OFFICE, OWN, OTHER = Reader("office"), Reader("unit", frozenset({"甲区"})), Reader("unit", frozenset({"乙区"}))
CASES = """
检查期|责任单位|指标      |数值|佐证材料
2025Q2|甲区    |推广与案例|2   |省级简报
"""


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def asked(desk, field, *, item="", reader=OFFICE):
    """The open requests about a column, of one thing when it is named."""
    found = requests_of_units(desk.warehouse, reader, state="open")
    return [one for one in found if one.field == field and (not item or one.item == item)]


def answer(desk, answer, *requests, actor="王五", **options):
    told = {"reason": "已核实", "actor": actor, "now": desk.clock} | options
    return answer_requests(desk.warehouse, options.pop("reader", OFFICE), [one.number for one in requests], answer, **told)


def state(desk, number, reader=OFFICE):
    return next(one for one in requests_of_units(desk.warehouse, reader) if one.number == number)


def score(desk, unit="甲区"):
    return next(one.score for one in league(desk.warehouse, LOCAL, Q2, Q2.last).units if one.unit == unit)


def test_an_accepted_review_moves_the_score_at_once_and_withdrawing_it_brings_every_digit_back(desk):
    desk.say("甲区", 返回=RETURNED)
    before, [request] = desk.scores(), asked(desk, "review", item="1")
    kept = answer(desk, "accepted", request)
    assert desk.scores() != before
    assert [row["review"] for row in desk.warehouse.rows("findings", page="/zcwj")] == ["false_alarm"]
    assert (state(desk, request.number).state, state(desk, request.number).answered.actor) == ("accepted", "王五")
    desk.withdraw(kept.import_id)
    assert desk.scores() == before
    assert state(desk, request.number).state == "open"


def test_a_declined_request_changes_nothing_and_stays_with_its_reason(desk):
    desk.say("甲区", 返回=RETURNED)
    before, [request] = desk.scores(), asked(desk, "review", item="1")
    kept = answer(desk, "declined", request, reason="截图与页面不符")
    assert desk.scores() == before
    told = state(desk, request.number, OWN)
    assert (told.state, told.answered.reason, told.answered.actor) == ("declined", "截图与页面不符", "王五")
    desk.withdraw(kept.import_id)
    assert state(desk, request.number).state == "open"


def test_many_requests_are_answered_as_one_import_of_the_office(desk):
    desk.say("甲区", 返回=RETURNED, 任务=VERIFIED)
    before = desk.scores()
    chosen = [*asked(desk, "review"), *asked(desk, "verification"), *asked(desk, "deadline_on")]
    kept = answer(desk, "accepted", *chosen)
    [row] = desk.warehouse.rows("imports", **{"import": kept.import_id})
    assert (row["speaker"], row["actor"], row["state"]) == ("office", "王五", "committed")
    assert {state(desk, one.number).state for one in chosen} == {"accepted"}
    assert [one["verification"] for one in desk.warehouse.rows("assignments", number="2")] == ["passed"]
    desk.withdraw(kept.import_id)
    assert desk.scores() == before


def test_what_means_something_together_only_is_answered_together(desk):
    desk.say("甲区", 返回=RETURNED)
    [request] = asked(desk, "recheck_result", item="2")
    kept = answer(desk, "accepted", request)
    assert len(kept.items) == 2
    [row] = desk.warehouse.rows("findings", page="/dtyw")
    assert row["closed_on"].isoformat() == "2025-06-15"


def test_figures_of_a_unit_count_once_the_office_accepts_them_and_no_longer_when_that_is_withdrawn(desk):
    desk.say("甲区", 数据=CASES)
    before, [request] = desk.scores(), asked(desk, "value")
    assert [row["is_accepted"] for row in desk.warehouse.rows("observations")] == [False]
    kept = answer(desk, "accepted", request)
    [row] = desk.warehouse.rows("observations")
    assert (row["is_accepted"], row["value"], row["evidence"]) == (True, 20_000, "省级简报")
    assert desk.scores() != before
    desk.withdraw(kept.import_id)
    assert desk.scores() == before


def test_accepted_figures_fall_with_the_file_that_brought_them(desk):
    before = desk.scores()
    number = desk.say("甲区", 数据=CASES).files[0].import_id
    answer(desk, "accepted", *asked(desk, "value"))
    desk.withdraw(number)
    assert (desk.scores(), requests_of_units(desk.warehouse, OFFICE)) == (before, ())


def test_figures_that_a_unit_raises_later_replace_the_accepted_ones_only_when_accepted_too(desk):
    desk.say("甲区", 数据=CASES)
    answer(desk, "accepted", *asked(desk, "value"))
    desk.say("甲区", 数据二=CASES.replace("|2   |", "|3   |"))
    assert [row["value"] for row in desk.warehouse.rows("observations")] == [20_000]
    answer(desk, "accepted", *asked(desk, "value"))
    assert [row["value"] for row in desk.warehouse.rows("observations")] == [30_000]


def test_whoever_handed_the_file_in_cannot_answer_it(desk):
    desk.say("甲区", 返回=RETURNED)
    for name in ("tester", " Tester "):
        with pytest.raises(Refused, match="a different person"):
            answer(desk, "accepted", *asked(desk, "review", item="1"), actor=name)


@pytest.mark.parametrize("reader", [OWN, Reader("supervisor"), Reader("leader")], ids=lambda one: one.role)
def test_only_the_office_answers(desk, reader):
    desk.say("甲区", 返回=RETURNED)
    [request] = asked(desk, "review", item="1")
    with pytest.raises(AccessDenied):
        answer_requests(desk.warehouse, reader, [request.number], "accepted", reason="x", actor="x", now=desk.clock)


def test_an_answer_needs_a_reason_and_is_given_once(desk):
    desk.say("甲区", 返回=RETURNED)
    [request] = asked(desk, "review", item="1")
    with pytest.raises(Refused, match="reason"):
        answer(desk, "accepted", request, reason=" ")
    answer(desk, "declined", request)
    with pytest.raises(Refused, match="was answered by 王五"):
        answer(desk, "accepted", request, actor="赵六")


def test_who_looked_before_a_colleague_answered_is_told_and_nothing_is_written(desk):
    desk.say("甲区", 返回=RETURNED)
    first, second = asked(desk, "review")
    answer(desk, "declined", second)
    before = desk.scores()
    with pytest.raises(OvertakenRequests) as met:
        answer(desk, "accepted", first, second, actor="赵六", seen={one.number: one.seen for one in (first, second)})
    assert [(one.field, one.old, one.new, one.actor) for one in met.value.later] == [("request", "open", "declined", "王五")]
    assert desk.scores() == before
    assert state(desk, first.number).state == "open"


def test_who_looked_before_the_office_corrected_the_finding_is_told_what_it_says_now(desk):
    desk.say("甲区", 返回=RETURNED)
    [request] = asked(desk, "review", item="1")
    desk.say(问题="问题编号|检查期|责任单位|渠道名称|指标|性质|扣分|问题描述|页面地址\n1|2025Q2|甲区|甲区政府网|政策文件|扣分|4|半年未更新|/zcwj")
    with pytest.raises(OvertakenRequests) as met:
        answer(desk, "accepted", request, seen={request.number: request.seen})
    assert ("points", "5", "4", "tester") in [(one.field, one.old, one.new, one.actor) for one in met.value.later]


def test_a_request_the_office_has_entered_itself_is_not_open_any_more(desk):
    desk.say("甲区", 任务=VERIFIED)
    [request] = [one for one in asked(desk, "verification") if one.item == "2"]
    desk.say(核验="年度|序号|重点任务|责任单位|核验结果\n2025|2|规范政策解读|甲区|通过")
    assert state(desk, request.number).state == "entered"


def test_a_whole_row_is_entered_by_a_file_of_the_office_only_and_can_be_declined(desk):
    desk.say("甲区", 任务="年度|序号|重点任务|责任单位|进展状态\n2025|9|另一件事|甲区|已完成")
    [request] = asked(desk, "row")
    assert not request.can_be_entered
    with pytest.raises(Refused, match="receive a file of the office"):
        answer(desk, "accepted", request)
    assert state(desk, request.number).state == "open"
    answer(desk, "declined", request, reason="未列入年度任务")
    assert state(desk, request.number).state == "declined"


def test_all_of_an_answer_is_kept_or_nothing(desk):
    desk.say("甲区", 返回=RETURNED, 任务="年度|序号|重点任务|责任单位|进展状态\n2025|9|另一件事|甲区|已完成")
    before = desk.scores()
    with pytest.raises(Refused):
        answer(desk, "accepted", *asked(desk, "review"), *asked(desk, "row"))
    assert desk.scores() == before
    assert len(desk.warehouse.rows("request_answers")) == 0


def test_points_a_judgement_could_not_give_are_refused(desk):
    reduced = RETURNED.replace("确认情况|", "确认情况|核减后扣分|").replace("|误报    |", "|核减|9|")
    desk.say("甲区", 返回=reduced)
    [request] = asked(desk, "review", item="1")
    with pytest.raises(Refused, match="can be reduced"):
        answer(desk, "accepted", request)


def test_the_preview_of_an_answer_keeps_nothing_and_tells_what_would_move(desk):
    desk.say("甲区", 返回=RETURNED)
    before, [request] = desk.scores(), asked(desk, "review", item="1")

    def act(look):
        return answer(desk, "accepted", request, look=look)

    effects = effects_of_judgement(desk.warehouse, OFFICE, act, Q2, Q2.last)
    assert [one.unit for one in effects][:1] == ["甲区"]
    assert desk.scores() == before
    assert state(desk, request.number).state == "open"
    answer(desk, "accepted", request)
    assert score(desk) == effects[0].after.score


def test_the_log_tells_who_answered_what(desk):
    desk.say("甲区", 返回=RETURNED)
    [request] = asked(desk, "review", item="1")
    answer(desk, "accepted", request)
    [entry] = audit_entries(desk.warehouse, OFFICE, what="request_answered")
    assert (entry.actor, entry.old, entry.about) == ("王五", "confirmed", f"#{request.number} 甲区 1 确认情况")
    assert entry.new == "accepted: false_alarm（已核实）"


def test_a_unit_sees_what_its_own_files_asked_and_of_other_units_only_what_it_wrote_itself(desk):
    desk.say("甲区", 整改="问题编号|责任单位|整改时限|整改完成日期\n1|乙区|2025-06-30|2025-06-25")
    assert requests_of_units(desk.warehouse, OTHER) == ()
    told = requests_of_units(desk.warehouse, OWN)
    assert {(one.unit, one.old, one.item) for one in told} == {("乙区", None, "")}
    assert {one.new for one in told} == {"2025-06-30", "2025-06-25"}


def test_what_a_request_is_about_is_told_to_the_office_and_kept_from_whose_it_is_not(desk):
    desk.say("甲区", 返回=RETURNED, 新增="问题编号|检查期|责任单位|渠道名称|指标|扣分|问题描述\n8|2025Q2|乙区|乙区政府网|可用性|5|错链13900001234")
    told = {(one.field, one.unit): (one.speaker, one.words) for one in requests_of_units(desk.warehouse, OFFICE)}
    assert told["review", "甲区"] == ("甲区", "1 · 甲区政府网 · 政策文件 · 半年未更新")
    assert told["row", "乙区"] == ("甲区", "8 · 乙区政府网 · 可用性 · 错链13900001234")
    seen = {one.field: one.thing for one in requests_of_units(desk.warehouse, Reader("supervisor"))}
    # Nobody knows yet whether a new finding is about security.
    assert seen["row"] == ""
    assert {one.thing for one in requests_of_units(desk.warehouse, OWN) if one.field == "row"} == {"8 · 乙区政府网 · 可用性 · 错链139********"}


def test_an_indicator_the_office_has_corrected_itself_is_not_asked_for_any_more(desk):
    desk.say("甲区", 返回=RETURNED.replace("政策文件", "其他栏目"))
    [request] = asked(desk, "indicator_text")
    assert request.old == "政策文件"
    desk.say(问题="问题编号|检查期|责任单位|渠道名称|指标|性质|扣分|问题描述|页面地址\n1|2025Q2|甲区|甲区政府网|其他栏目|扣分|4|半年未更新|/zcwj")
    assert state(desk, request.number).state == "entered"


def test_an_answer_about_another_units_row_names_who_asked(desk):
    desk.say("甲区", 新增="问题编号|检查期|责任单位|渠道名称|指标|扣分|问题描述\n8|2025Q2|乙区|乙区政府网|可用性|5|错链")
    kept = answer(desk, "declined", *asked(desk, "row"))
    assert kept.items == ("甲区：乙区 8 · 乙区政府网 · 可用性 · 错链 整行",)


def command(desk, *arguments, code=0):
    """Type a command on the desk's store and return its document, or the sentence it was refused with."""
    desk.warehouse.close()
    answered = run([*arguments, "--json", "--store", str(desk.folder / "store")], desk.folder)
    desk.warehouse = Warehouse.open(desk.folder / "store")
    assert answered.exit == code, answered.stderr
    return json.loads(answered.stdout) if code == 0 else answered.stderr


def test_the_commands_list_and_answer_requests(desk):
    desk.say("甲区", 返回=RETURNED)
    listed = [one for one in command(desk, "replies")["requests"] if one["field"] == "review"]
    number, seen = str(listed[0]["request"]), listed[0]["seen"]
    assert (listed[0]["speaker"], listed[0]["thing"]) == ("甲区", "2 · 甲区政府网 · 动态要闻 · 要闻未更新")
    words = ("--accept", "--reason", "已核实", "--by", "王五", "--seen", seen)
    foreseen = command(desk, "answer", number, *words, "--dry-run", "--period", "2025Q2")
    assert foreseen["effects"][0]["unit"] == "甲区"
    kept = command(desk, "answer", number, *words)
    assert kept["what"] == "accepted"
    assert "王五" in command(desk, "answer", number, *words, code=1)
    assert [one["state"] for one in command(desk, "replies")["requests"] if str(one["request"]) == number] == ["accepted"]


RATIOS = """
检查期|责任单位|指标    |收到数|按期办结数|佐证材料
2025Q2|甲区    |找错留言|8     |7         |平台截图
"""


def mark_of(desk, dimension, unit="甲区"):
    [mark] = [one for one in scorecard(desk.warehouse, LOCAL, unit, Q2, Q2.last).marks if one.dimension == dimension]
    return mark


def test_a_mark_of_accepted_figures_leads_to_the_row_of_the_units_file_as_it_was_typed(desk):
    number = desk.say("甲区", 数据=CASES).files[0].import_id
    kept = answer(desk, "accepted", *asked(desk, "value"))
    source = mark_of(desk, "bonus").source
    assert (source.file, source.sheet, source.row, source.import_id, source.speaker) == ("数据.csv", "数据", 2, number, "甲区")
    assert (source.answer_import, source.answered_by) == (kept.import_id, "王五")
    cells = {"检查期": "2025Q2", "责任单位": "甲区", "指标": "推广与案例", "数值": "2", "佐证材料": "省级简报"}
    for reader in (OFFICE, OWN):
        assert original_row(desk.warehouse, reader, source.record) == (source, cells)
    with pytest.raises(AccessDenied):
        original_row(desk.warehouse, OTHER, source.record)


def test_an_answer_names_indicators_by_their_names(desk):
    desk.say("甲区", 数据=RATIOS)
    kept = answer(desk, "accepted", *asked(desk, "denominator"))
    assert sorted(kept.items) == ["甲区 找错留言 分子", "甲区 找错留言 分母"]
    [row] = desk.warehouse.rows("imports", **{"import": kept.import_id})
    assert row["file_name"] == "单位请求办理（甲区 找错留言 分母等2项）"
    assert {entry.about.split(" ", 2)[2] for entry in audit_entries(desk.warehouse, OFFICE, what="request_answered")} == {"找错留言 分子", "找错留言 分母"}


def test_what_was_accepted_out_of_a_withdrawn_file_leads_to_the_answer_alone(desk):
    number = desk.say("甲区", 整改="问题编号|责任单位|整改完成日期|复查日期  |复查结果|备注\n2|甲区|2025-06-12|2025-06-15|未通过|已重新整改").files[0].import_id
    kept = answer(desk, "accepted", *asked(desk, "recheck_result", item="2"))

    [record] = [row["record"] for row in desk.warehouse.rows("failed_rechecks")]
    source, cells = original_row(desk.warehouse, OWN, record)
    assert (source.file, source.sheet, source.row, source.answer_import) == ("整改.csv", "整改", 2, kept.import_id)
    assert cells["备注"] == "已重新整改"
    desk.withdraw(number)
    source, cells = original_row(desk.warehouse, OWN, record)
    assert (source.import_id, source.sheet, source.answer_import) == (kept.import_id, "单位请求办理", None)
    assert (cells["复查结果"], cells["认定人"]) == ("未通过", "王五")


def test_what_one_unit_asks_of_anothers_row_never_opens_its_file_to_the_other(desk):
    desk.say("甲区", 整改="问题编号|责任单位|整改时限|复查日期|复查结果\n1|乙区|2025-06-30|2025-06-15|未通过")
    kept = answer(desk, "accepted", *asked(desk, "recheck_result"))
    [record] = [row["record"] for row in desk.warehouse.rows("failed_rechecks")]
    source, cells = original_row(desk.warehouse, OTHER, record)
    assert (source.import_id, source.sheet) == (kept.import_id, "单位请求办理")
    assert "整改时限" not in cells


def test_explain_names_the_file_sheet_and_row_of_the_unit(desk):
    desk.say("甲区", 数据=CASES)
    answer(desk, "accepted", *asked(desk, "value"))
    [mark] = [one for one in command(desk, "explain", "甲区", "--period", "2025Q2")["marks"] if one["dimension"] == "bonus"]
    assert mark["source"] == {"file": "数据.csv", "sheet": "数据", "row": 2}


def test_the_page_tells_which_request_takes_a_ledger_and_that_ledger_closes_it(desk, monkeypatch):
    new = "问题编号|检查期|责任单位|渠道名称|指标|扣分|问题描述\n8|2025Q2|甲区|甲区政府网|可用性|5|错链"
    desk.say("甲区", 返回=RETURNED, 新增=new)
    monkeypatch.setenv("METRICS_STORE", str(desk.folder / "store"))
    desk.warehouse.close()
    desk.warehouse = holder.warehouse()

    def shown():
        [table] = [one.value for one in opened("intake", tab="requests").dataframe if "answer" in one.value]
        return {(row["field"], row["answer"]) for row in table.fillna("").to_dict("records")}

    assert {("整行", "须由办公室导入台账"), ("确认情况", "")} <= shown()
    assert desk.say(补录=new).accepted
    assert "整行" not in {field for field, _ in shown()}
    holder.release()
