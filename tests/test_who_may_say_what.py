"""A unit's file fills the unit columns of its own rows; what it says of anything else is a request."""

# ruff: noqa: E501 -- ledgers are drawn row by row, as people see them

from __future__ import annotations

import pytest
from desks import Desk, codes, counts

from metrics.calendar import Period
from metrics.errors import Refused
from metrics.i18n import translator
from metrics.intake.faults import describe
from metrics.words import word_field, word_value

# The office's ledger as 甲区 sends it back: false alarm, no points, a later deadline, a passed re-check.
RETURNED = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |渠道类型|指标    |性质|扣分|问题描述  |页面地址|确认情况|整改时限  |整改完成日期|复查日期  |复查结果
1       |2025Q2|2025-05-20|甲区    |甲区政府网|        |政策文件|扣分|0   |半年未更新|/zcwj   |误报    |2025-09-30|2025-06-09  |2025-06-15|通过
2       |2025Q2|2025-05-21|甲区    |甲区政府网|        |动态要闻|扣分|0   |要闻未更新|/dtyw   |误报    |2025-09-30|            |2025-06-15|通过
"""
VERIFIED = """
年度|序号|重点任务        |责任单位|角色|完成时限|进展状态|完成日期  |佐证材料|核验结果
2025|1   |推进重点领域公开|甲区    |配合|长期坚持|推进中  |          |        |通过
2025|2   |规范政策解读    |甲区    |牵头|6月底前|已完成  |2025-06-20|链接    |通过
"""


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def asked(receipt):
    return [(one.kind, one.item.split()[0], one.field, one.old, one.new) for one in receipt.requests]


def test_a_returned_ledger_changes_no_score_and_lists_every_difference(desk):
    before = desk.scores()
    receipt = desk.say("甲区", 返回=RETURNED, 任务=VERIFIED)
    assert receipt.accepted
    assert desk.scores() == before
    assert set(asked(receipt)) == {
        ("findings", "1", "points", "5", "0"),
        ("findings", "1", "review", "confirmed", "false_alarm"),
        ("rectifications", "1", "deadline_on", "2025-06-10", "2025-09-30"),
        ("rectifications", "1", "rechecked_on", None, "2025-06-15"),
        ("rectifications", "1", "recheck_result", None, "passed"),
        ("findings", "2", "points", "1", "0"),
        ("findings", "2", "review", "confirmed", "false_alarm"),
        ("rectifications", "2", "deadline_on", "2025-06-10", "2025-09-30"),
        ("rectifications", "2", "rechecked_on", None, "2025-06-15"),
        ("rectifications", "2", "recheck_result", None, "passed"),
        ("assignments", "1", "role", "lead", "support"),
        ("assignments", "1", "due_text", "年底前", "长期坚持"),
        ("assignments", "1", "verification", None, "passed"),
        ("assignments", "2", "verification", None, "passed"),
    }
    assert len(desk.warehouse.rows("requests")) == len(receipt.requests)


def test_every_request_knows_the_cell_it_was_typed_in(desk):
    receipt = desk.say("甲区", 返回=RETURNED)
    places = {(one.item, one.field): one.cell for one in receipt.requests}
    assert places["1", "points"] == "I2"
    assert places["2", "recheck_result"] == "P3"
    assert ("office_column", "L2") in codes(receipt, "warning")


def test_every_request_says_who_asks_and_of_what_thing_by_number_channel_indicator_and_description(desk):
    long = "要闻栏目自二〇二四年十二月起连续六个月没有更新任何一条信息且未说明原因"
    receipt = desk.say(
        "甲区", 返回=RETURNED, 任务=VERIFIED, 新增=RETURNED.replace("要闻未更新", long).replace("\n2  ", "\n9  ")
    )
    things = {(one.kind, one.item): (one.speaker, one.thing) for one in receipt.requests}
    assert things["findings", "1"] == ("甲区", "1 · 甲区政府网 · 政策文件 · 半年未更新")
    assert things["rectifications", "2"] == ("甲区", "2 · 甲区政府网 · 动态要闻 · 要闻未更新")
    assert things["assignments", "1 推进重点领域公开"] == ("甲区", "1 · 推进重点领域公开")
    assert things["findings", "9"] == ("甲区", f"9 · 甲区政府网 · 动态要闻 · {long[:29]}…")


def test_of_another_units_thing_only_the_row_is_quoted(desk):
    receipt = desk.say("甲区", 整改="问题编号|责任单位|整改完成日期\n1|乙区|2025-06-25")
    assert [(one.speaker, one.unit, one.thing) for one in receipt.requests] == [("甲区", "乙区", "1")]


def test_another_indicator_or_channel_is_asked_for_with_what_the_store_has(desk):
    receipt = desk.say(
        "甲区",
        返回=RETURNED.replace("政策文件", "其他栏目").replace("甲区政府网|        |动态", "甲区发布  |        |动态"),
    )
    old = {(one.item, one.field): (one.old, one.new) for one in receipt.requests}
    assert old["1", "indicator_text"] == ("政策文件", "其他栏目")
    assert old["2", "channel_name"] == ("甲区政府网", "甲区发布")
    said = [describe(one, translator())["message"] for one in receipt.files[0].faults if one.cell == "G2"]
    assert said == ["甲区在“指标”填写了“其他栏目”（原为“政策文件”）；不改变数据，已列为申请事项。"]


def test_a_yes_or_no_is_asked_for_in_words(desk):
    desk.say(单位="单位名称|单位类别|承担对外服务\n甲区|区县|是")
    receipt = desk.say("甲区", 单位表="单位名称|单位类别|承担对外服务\n甲区|区县|否")
    [request] = receipt.requests
    assert (request.field, request.old, request.new) == ("serves_public", "True", "False")
    assert [word_value(translator(), request.field, one) for one in (request.old, request.new)] == ["是", "否"]
    assert [one.details["old"] for one in receipt.files[0].faults] == ["是"]


def test_what_the_office_has_is_told_in_the_words_of_its_cell(desk):
    desk.say(渠道="渠道名称|渠道类型|主办单位|运行状态\n甲区政府网|政府网站|甲区|正常")
    own_list = "单位名称|单位类别\n甲区|市直部门"
    own_channels = "渠道名称|渠道类型|主办单位|运行状态|关停日期\n甲区政府网|政府网站|甲区|注销|2025-06-01"
    receipt = desk.say("甲区", 单位表=own_list, 渠道表=own_channels)
    told = [(one.details["heading"], one.value, one.details["old"]) for file in receipt.files for one in file.faults]
    assert told == [("单位类别", "市直部门", "区县"), ("运行状态", "注销", "正常运行"), ("关停日期", "2025-06-01", "")]


def test_a_unit_that_says_a_channel_was_not_checked_asks_for_one_thing(desk):
    desk.say(检查="检查期|渠道名称|检查结果\n2025Q2|甲区政府网|正常")
    receipt = desk.say("甲区", 单位检查="检查期|渠道名称|检查结果\n2025Q2|甲区政府网|未检查")
    [request] = receipt.requests
    assert (request.field, request.old, request.new, request.thing) == (
        "result_text",
        "正常",
        "未检查",
        "2025Q2 · 甲区政府网",
    )
    assert word_field(translator(), request.kind, request.field) == "检查结果"


def test_a_unit_reports_its_own_repair(desk):
    fixed = RETURNED.replace(
        "|要闻未更新|/dtyw   |误报    |2025-09-30|            |",
        "|要闻未更新|/dtyw   |        |          |2025-06-10  |",
    )
    receipt = desk.say("甲区", 返回=fixed)
    assert counts(receipt, "rectifications") == (0, 1, 1, 0)
    assert [row["closed_on"].isoformat() for row in desk.warehouse.rows("findings", number="2")] == ["2025-06-10"]


def test_a_unit_reports_on_its_own_tasks_and_is_unverified(desk):
    report = "年度|序号|重点任务|责任单位|进展状态|佐证材料|填报日期\n2025|1|推进重点领域公开|甲|推进中|链接|2025-06-25"
    receipt = desk.say("甲", 任务=report)
    assert receipt.requests == ()
    assert counts(receipt, "assignments") == (0, 1, 0, 0)
    [row] = [row for row in desk.warehouse.rows("assignments", number="1") if row["role"] == "lead"]
    assert (row["evidence"], row["verification"], row["due_text"]) == ("链接", None, "年底前")


def test_a_units_report_replaces_its_earlier_one_as_a_whole(desk):
    desk.say("甲区", 任务="年度|序号|重点任务|责任单位|进展状态\n2025|2|规范政策解读|甲区|推进中")
    [row] = desk.warehouse.rows("assignments", number="2")
    assert (row["status"], row["completed_on"], row["evidence"]) == ("in_progress", None, None)


def test_another_units_rows_stay_as_they_are(desk):
    before = desk.scores()
    rows = ["1|乙区|2025-06-30|2025-06-25"]
    repair = "\n".join(["问题编号|责任单位|整改时限|整改完成日期", *rows])
    task = "年度|序号|重点任务|责任单位|进展状态|佐证材料\n2025|1|推进重点领域公开|乙区|已完成|链接"
    receipt = desk.say("甲区", 整改=repair, 任务=task)
    assert receipt.accepted
    assert desk.scores() == before
    assert {(one.unit, one.field) for one in receipt.requests} >= {
        ("乙区", "fixed_on"),
        ("乙区", "deadline_on"),
        ("乙区", "status"),
        ("乙区", "evidence"),
    }
    # What the store knows of another unit is the office's to read, not the speaker's.
    assert {one.old for one in receipt.requests} == {None}
    assert all(not one.details.get("old") for file in receipt.files for one in file.faults)


def test_a_unit_cannot_bring_in_findings_assignments_units_channels_or_scope(desk):
    before = desk.facts()
    receipt = desk.say(
        "甲区",
        问题="问题编号|检查期|责任单位|渠道名称|指标|扣分|问题描述|整改完成日期\n8|2025Q2|乙区|乙区政府网|可用性|5|错链|",
        任务="年度|序号|重点任务|责任单位|进展状态\n2025|9|另一件事|甲区|已完成",
        单位="单位名称|单位类别\n甲区新区|区县",
        渠道="渠道名称|渠道类型|主办单位|运行状态|关停日期\n甲区政府网|政府网站|甲区|关停|2025-03-31",
        检查="检查期|渠道名称|检查结果\n2025Q2|乙区政府网|未检查",
    )
    assert receipt.accepted
    assert desk.facts() == before
    assert {one.kind for one in receipt.requests} == {"findings", "assignments", "units", "channels", "inspections"}


def test_a_fault_in_an_office_column_does_not_refuse_a_units_file(desk):
    before = desk.scores()
    undated = RETURNED.replace("|2025-06-15|通过", "|          |通过").replace("|0   |", "|免  |")
    receipt = desk.say("甲区", 返回=undated)
    assert receipt.accepted
    assert desk.scores() == before
    assert ("findings", "1", "points", None, "免") in asked(receipt)


def test_a_fault_in_a_unit_column_does(desk):
    receipt = desk.say("甲区", 返回=RETURNED.replace("|2025-06-09  |", "|2025-02-30  |"))
    assert codes(receipt) == [("impossible_date", "N2")]
    assert desk.warehouse.rows("requests") == []


def test_a_units_figures_wait_for_the_office(desk):
    figures = "检查期|责任单位|指标|分子|分母|佐证材料\n2025Q2|甲区|找错留言|9|9|台账"
    desk.say("甲区", 数据=figures)
    assert [row["is_accepted"] for row in desk.warehouse.rows("observations")] == [False]
    desk.say(数据=figures)
    assert [row["is_accepted"] for row in desk.warehouse.rows("observations")] == [True]


def test_figures_the_office_accepted_cannot_be_raised_by_the_unit(desk):
    figures = "检查期|责任单位|指标|分子|分母|佐证材料\n2025Q2|甲区|找错留言|6|9|台账"
    desk.say(数据=figures)
    receipt = desk.say("甲区", 数据二=figures.replace("|6|9|", "|9|9|"))
    assert [row["numerator"] for row in desk.warehouse.rows("observations")] == [60_000]
    assert asked(receipt) == [("observations", receipt.requests[0].item, "numerator", "6", "9")]


def test_the_same_bytes_from_another_speaker_are_another_file(desk):
    desk.say(返回="问题编号|责任单位|整改完成日期\n2|甲区|2025-06-12")
    receipt = desk.say("甲区", 返回="问题编号|责任单位|整改完成日期\n2|甲区|2025-06-12")
    assert receipt.files[0].import_id is not None


def test_only_the_office_declares_full_coverage(desk):
    with pytest.raises(Refused):
        desk.receive([], "甲区", full_coverage=Period.parse("2025Q3"))


def test_a_units_word_alone_brings_nothing_into_being(desk):
    plan = desk.say(计划="年度|序号|重点任务|责任单位\n2025|7|公开会议|甲区").files[0].import_id
    desk.say("甲区", 任务="年度|序号|重点任务|责任单位|进展状态\n2025|7|公开会议|甲区|已完成")
    desk.withdraw(plan)
    assert desk.warehouse.rows("assignments", number="7") == []


COLLECTED = """
检查期|责任单位|指标        |数值
2025Q2|全部    |信息公开清单|是
"""


def test_only_the_office_declares_that_the_checklists_were_collected(desk):
    receipt = desk.say("甲区", 清单=COLLECTED)
    assert [(one.kind, one.field, one.item) for one in receipt.requests] == [("observations", "row", "信息公开清单")]
    assert desk.warehouse.rows("collected_checklists") == []
    assert counts(desk.say(收集=COLLECTED), "observations") == (1, 0, 0, 0)
    assert [one["quarter"] for one in desk.warehouse.rows("collected_checklists")] == [20252]
    desk.withdraw(desk.warehouse.rows("imports", order_by="import")[-1]["import"])
    assert desk.warehouse.rows("collected_checklists") == []


def test_a_declared_collection_is_yes_or_no_and_everybodys(desk):
    assert codes(desk.say(收集=COLLECTED.replace("是", "5"))) == [("not_yes_or_no", "D2")]
    assert codes(desk.say(收集=COLLECTED.replace("全部", "甲区"))) == [("unknown_observation", "C2")]


def test_a_task_outside_the_plan_is_a_request_in_a_units_file_and_a_warning_in_the_offices(desk):
    path = desk.folder / "计划.txt"
    path.write_text("2025年甲市政务公开工作要点\n（一）公开政策。（责任单位：甲区）\n", encoding="utf-8")
    assert desk.receive([(path, path.name)]).accepted
    row = "年度|序号|重点任务|责任单位|进展状态\n2025|9|另一件事|甲区|已完成"
    own = desk.say("甲区", 任务=row)
    assert ("unknown_number", "B2") not in codes(own, "warning")
    assert [(one.field, one.kind) for one in own.requests] == [("row", "assignments")]
    assert ("unknown_number", "B2") in codes(desk.say(任务=row), "warning")
