"""What becomes of rows when they meet the store, the scheme and each other."""

# ruff: noqa: E501 -- ledgers are drawn row by row, as people see them

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desks import CHANNELS, COVERAGE, FINDINGS, REPAIRS, TASKS, UNITS, Desk, codes, counts

from metrics.calendar import Period
from metrics.errors import Refused
from metrics.i18n import translator
from metrics.intake.cleaning import PARSERS, line
from metrics.intake.conflicts import IMPLIED
from metrics.intake.directory import Directory
from metrics.intake.faults import describe
from metrics.intake.findings import STATED as FINDING_FIELDS
from metrics.intake.hearing import KINDS, heading_of
from metrics.intake.matching import STATED as REPAIR_FIELDS

PLAN = Path(__file__).parents[1] / "data" / "samples" / "2025年济南市政务公开工作要点.txt"


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.warehouse.close()


def finding(**cells: str) -> str:
    """A 问题台账 of one row: 甲区's website, 政策文件, five points, but for ``cells``."""
    row = {"问题编号": "9", "检查期": "2025Q2", "责任单位": "甲区", "渠道名称": "甲区政府网", "指标": "政策文件"}
    row |= {"性质": "", "扣分": "5", "问题描述": "栏目未更新"} | cells
    return "|".join(row) + "\n" + "|".join(row.values())


# Files of one command ------------------------------------------------------------------------------------------


def test_files_of_one_command_are_heard_in_the_order_they_need_each_other(desk):
    receipt = desk.say(问题=FINDINGS, 整改=REPAIRS, 任务=TASKS, 检查=COVERAGE, 渠道=CHANNELS, 单位=UNITS)
    assert receipt.accepted
    assert counts(receipt, "findings") == (3, 0, 0, 0)
    assert counts(receipt, "rectifications", 1) == (2, 0, 0, 0)
    assert counts(receipt, "units", 5) == (3, 0, 0, 0)


def test_order_of_files_and_rows_changes_nothing(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = Desk(tmp_path / "one").settle(), Desk(tmp_path / "two")
    tables = {"任务": TASKS, "整改": REPAIRS, "问题": FINDINGS, "检查": COVERAGE, "渠道": CHANNELS, "单位": UNITS}
    turned = {name: backwards(table) for name, table in tables.items()}
    # The store numbers units and channels as they come; what is compared are the scores.
    assert two.say(**turned).accepted
    assert sorted(unnumbered(one.scores())) == sorted(unnumbered(two.scores()))
    one.warehouse.close()
    two.warehouse.close()


def backwards(table: str) -> str:
    heading, *rows = table.strip().splitlines()
    return "\n".join([heading, *reversed(rows)])


def unnumbered(scores: list[str]) -> list[str]:
    return [score.split("record_ids")[0] for score in scores]


def test_one_bad_file_refuses_the_whole_command_and_all_its_files_are_held(desk):
    receipt = desk.say(单位=UNITS, 渠道=CHANNELS, 问题=FINDINGS.replace("|乙区 ", "|丁区 "))
    assert not receipt.accepted
    assert [file.accepted for file in receipt.files] == [False, False, False]
    assert codes(receipt) == [("unknown_unit", "D4")]
    assert desk.warehouse.rows("units") == []
    assert [one["state"] for one in desk.warehouse.rows("imports")] == ["held"] * 3
    assert all((desk.warehouse.folder / "originals" / file.sha256).exists() for file in receipt.files)


def test_accept_valid_leaves_only_the_faulty_rows_out(desk):
    receipt = desk.say(
        单位=UNITS, 渠道=CHANNELS, 问题=FINDINGS.replace("|乙区 ", "|丁区 "), options={"accept_valid": True}
    )
    assert receipt.accepted
    assert counts(receipt, "findings", 2) == (2, 0, 0, 1)
    assert len(desk.warehouse.rows("findings")) == 2


def test_a_file_without_one_valid_row_is_held_even_with_accept_valid(desk):
    desk.settle()
    receipt = desk.say(问题二=finding(责任单位="丁区"), options={"accept_valid": True})
    assert not receipt.accepted
    assert desk.warehouse.rows("imports", state="held")[0]["file_name"] == "问题二.csv"


def test_a_dry_run_says_everything_and_keeps_nothing(desk):
    desk.settle()
    before = desk.facts(), desk.warehouse.rows("imports"), desk.warehouse.version
    receipt = desk.say(问题=FINDINGS.replace("|5   |", "|3   |"), options={"dry_run": True})
    assert receipt.accepted
    assert receipt.files[0].import_id is None
    assert counts(receipt, "findings") == (0, 1, 2, 0)
    assert [(one.field, one.old, one.new) for one in receipt.changes] == [("points", "5", "3")]
    assert (desk.facts(), desk.warehouse.rows("imports"), desk.warehouse.version) == before
    assert not (desk.warehouse.folder / "originals" / receipt.files[0].sha256).exists()


def test_a_file_that_does_not_exist_is_a_fault_of_that_file(desk):
    receipt = desk.receive([(desk.folder / "nowhere.csv", "nowhere.csv")])
    assert codes(receipt) == [("cannot_be_opened", "")]
    [said] = receipt.as_json()["files"][0]["faults"]
    assert said["message"] == "文件“nowhere.csv”无法打开（文件或文件夹不存在）。"
    assert desk.warehouse.rows("imports") == []


def test_an_unknown_speaker_is_refused(desk):
    desk.settle()
    with pytest.raises(Refused, match="甲市"):
        desk.say("甲市", 任务=TASKS)


def test_the_json_of_a_receipt_is_the_documented_one(desk):
    document = desk.say(单位=UNITS).as_json()
    assert document == {
        "files": [
            {
                "file": "单位.csv",
                "kinds": {"units": {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}},
                "faults": [],
                "accepted": True,
                "annotated": None,
            }
        ]
    }


# Names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "code", "cell"),
    [
        ({"责任单位": "丁区"}, "unknown_unit", "C2"),
        ({"渠道名称": "甲区门户"}, "unknown_channel", "D2"),
        ({"渠道名称": "乙区政府网"}, "channel_of_other_unit", "D2"),
        ({"渠道名称": "甲区发布"}, "ambiguous_channel", "D2"),
        ({"指标": "政策文化"}, "unknown_indicator", "E2"),
        ({"指标": "动态要闻", "扣分": ""}, "missing_price", "G2"),
        ({"指标": "错别字", "性质": "扣分"}, "kind_does_not_fit", "F2"),
        ({"指标": "首页不更新", "性质": "扣分"}, "kind_does_not_fit", "F2"),
        ({"指标": "政策文件", "性质": "单项否决"}, "kind_does_not_fit", "F2"),
        ({"指标": "信息发布创新", "性质": "扣分"}, "kind_does_not_fit", "F2"),
        ({"指标": "首页不更新", "性质": "单项否决", "渠道名称": ""}, "veto_without_channel", "D2"),
        ({"指标": "互动回应差", "性质": "单项否决", "渠道名称": ""}, "veto_without_channel", "D2"),
        ({"指标": "首页不更新", "渠道类型": "微信公众号", "渠道名称": "甲区发布"}, "indicator_not_for_channel", "E2"),
        ({"指标": "首页不更新", "确认情况": "核减", "核减后扣分": "1"}, "reduced_veto", "I2"),
        ({"确认情况": "核减", "核减后扣分": ""}, "reduced_without_points", "I2"),
    ],
)
def test_a_finding_that_cannot_stand_is_a_fault_at_its_cell(desk, cells, code, cell):
    desk.settle()
    before = desk.scores()
    receipt = desk.say(坏=finding(**cells))
    assert codes(receipt)[0][0] == code
    assert (code, cell) in codes(receipt) or code == "reduced_without_points"
    assert not receipt.accepted
    assert desk.scores() == before


def test_a_row_with_several_faults_is_told_all_of_them_at_once(desk):
    desk.settle()
    bad = finding(责任单位="丁区", 指标="从没见过", 扣分="x", 发现日期="2025-05-05")
    assert {fault.code for fault in desk.say(问题=bad).files[0].faults} >= {
        "unknown_unit",
        "unknown_indicator",
        "not_a_number",
    }


def test_a_type_tells_channels_of_one_name_apart(desk):
    desk.settle()
    assert desk.say(好=finding(渠道名称="甲区发布", 渠道类型="微信公众号", 指标="内容不更新", 性质="单项否决")).accepted


def test_a_unit_may_be_spelled_by_any_of_its_names(desk):
    desk.settle()
    assert desk.say(好=finding(责任单位="甲")).accepted
    assert desk.say(好=finding(责任单位="甲区人民政府", 问题编号="10")).accepted
    assert {row["unit"] for row in desk.warehouse.rows("findings", number="10")} == {
        row["unit"] for row in desk.warehouse.rows("units", name="甲区")
    }


def test_a_unit_listed_under_its_short_name_is_corrected_and_not_made_twice(desk):
    desk.settle()
    receipt = desk.say(单位二="单位名称|单位类别|排序号\n丙局|部门|7")
    assert counts(receipt, "units") == (0, 1, 0, 0)
    assert [row["sort_order"] for row in desk.warehouse.rows("units", name="市丙局")] == [7]


def test_a_short_name_that_is_another_units_name_is_a_fault(desk):
    desk.settle()
    assert codes(desk.say(单位二="单位名称|单位类别|简称\n丁区|区县|乙区")) == [("name_taken", "C2")]


def test_a_veto_on_the_unit_as_a_whole_needs_no_channel(desk):
    desk.settle()
    assert desk.say(好=finding(指标="安全泄密等严重问题", 性质="单项否决", 渠道名称="", 扣分="")).accepted


# Judgement -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "kind", "review"),
    [
        ({}, "deduction", "confirmed"),
        ({"来源": "系统扫描"}, "deduction", "pending"),
        ({"来源": "系统扫描", "确认情况": "已确认"}, "deduction", "confirmed"),
        ({"确认情况": ""}, "deduction", "pending"),
        ({"指标": "首页不更新", "扣分": ""}, "veto", "pending"),
        ({"指标": "首页不更新", "扣分": "", "性质": "单项否决"}, "veto", "confirmed"),
        ({"指标": "首页不更新", "扣分": "", "确认情况": "已确认"}, "veto", "confirmed"),
        ({"指标": "暗链", "扣分": ""}, "veto", "pending"),
        ({"指标": "错别字", "扣分": ""}, "record_only", "confirmed"),
        ({"指标": "信息发布创新", "扣分": "4"}, "bonus", "confirmed"),
    ],
)
def test_empty_cells_of_judgement_are_read_as_the_contract_says(desk, cells, kind, review):
    desk.settle()
    assert desk.say(好=finding(**cells)).accepted
    [row] = desk.warehouse.rows("findings", number="9")
    assert (row["kind"], row["review"]) == (kind, review)


def test_a_later_row_without_kind_and_points_erases_neither(desk):
    desk.settle()
    desk.say(一=finding(性质="仅记录"))
    receipt = desk.say(
        二="问题编号|检查期|责任单位|渠道名称|指标|问题描述\n9|2025Q2|甲区|甲区政府网|政策文件|栏目未更新"
    )
    assert counts(receipt, "findings") == (0, 0, 1, 0)
    [row] = desk.warehouse.rows("findings", number="9")
    assert (row["kind"], row["points"]) == ("record_only", 50_000)


# Scope ---------------------------------------------------------------------------------------------------------

WEBSITES_ONLY = "检查期|渠道名称|渠道类型\n2025Q3|全覆盖|政府网站"
ON_WECHAT = {
    "检查期": "2025Q3",
    "渠道名称": "甲区发布",
    "渠道类型": "微信公众号",
    "指标": "内容不更新",
    "性质": "单项否决",
}


def test_a_finding_outside_the_declared_scope_is_a_fault(desk):
    desk.settle()
    receipt = desk.say(检查三=WEBSITES_ONLY, 问题三=finding(**ON_WECHAT))
    assert codes(receipt) == [("finding_outside_scope", "D2")]


def test_an_inspection_record_in_the_same_command_brings_the_channel_into_scope(desk):
    desk.settle()
    own_row = WEBSITES_ONLY + "\n2025Q3|甲区发布|微信公众号"
    assert desk.say(检查三=own_row, 问题三=finding(**ON_WECHAT)).accepted


@pytest.mark.parametrize("source", ["明察暗访", "群众投诉"])
def test_a_finding_nobody_planned_adds_its_channel_to_the_scope(desk, source):
    desk.settle()
    receipt = desk.say(检查三=WEBSITES_ONLY, 问题三=finding(**ON_WECHAT, 来源=source))
    assert receipt.accepted
    assert ("inspection_added", "D2") in codes(receipt, "warning")
    wechat = next(row["channel"] for row in desk.warehouse.rows("channels", channel_type="wechat"))
    assert len(desk.warehouse.rows("inspection_scope", channel=wechat)) == 1


def test_a_period_without_a_declared_scope_is_asked_about_once(desk):
    desk.settle()
    two = finding(检查期="2025Q4") + "\n10|2025Q4|甲区|甲区政府网|政策解读||1|没有解读"
    assert codes(desk.say(问题四=two), "warning") == [("scope_not_declared", "B2")]


def test_full_coverage_can_be_declared_by_the_command_and_counts_once(desk):
    desk.settle()
    options = {"full_coverage": Period.parse("2025Q4")}
    first = desk.say(问题四=finding(检查期="2025Q4"), options=options)
    assert codes(first, "warning") == []
    assert len(first.files) == 1
    assert len(desk.warehouse.rows("inspection_scope", quarter=20254)) == 1
    desk.say(问题五=finding(检查期="2025Q4", 问题编号="10"), options=options)
    assert len(desk.warehouse.rows("records", kind="inspections", identity="2025Q4|*|*")) == 1


def test_a_scope_that_leaves_out_known_findings_is_warned_about(desk):
    desk.settle()
    desk.say(问题三=finding(**ON_WECHAT))
    receipt = desk.say(检查三=WEBSITES_ONLY)
    assert receipt.accepted
    assert ("scope_leaves_out", "B2") in codes(receipt, "warning")


def test_an_inspection_row_that_fits_several_channels_is_a_fault(desk):
    desk.settle()
    receipt = desk.say(检查三="检查期|渠道名称\n2025Q3|甲区发布")
    assert codes(receipt) == [("ambiguous_channel", "B2")]
    # What tells one from the other is said, or nobody could choose.
    told = describe(receipt.files[0].faults[0], translator("zh_CN"))["message"]
    assert "微信公众号" in told
    assert "新浪微博" in told


def test_full_coverage_of_one_unit_is_asked_back(desk):
    desk.settle()
    assert codes(desk.say(检查三="检查期|渠道名称|主办单位\n2025Q3|全覆盖|甲区")) == [
        ("full_coverage_of_one_unit", "C2")
    ]
    assert desk.say(检查三="检查期|渠道名称|主办单位\n2025Q3|全覆盖|全市").accepted


def test_a_channel_closed_without_a_date_is_a_fault_and_runs_until_it_has_one(desk):
    desk.settle()
    closed = "渠道名称|渠道类型|主办单位|运行状态\n丙局之窗|微信公众号|丙局|注销"
    assert codes(desk.say(渠道二=closed)) == [("closed_without_date", "D2")]
    assert desk.say(渠道二=closed, options={"accept_valid": True}).accepted
    assert [row["closed_on"] for row in desk.warehouse.rows("channels", name="丙局之窗")] == [None]


# Rectifications ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "code", "cell"),
    [
        ("问题编号|整改完成日期\n1|2025-06-09", "number_without_unit", "A2"),
        ("问题编号|责任单位|整改完成日期\n7|甲区|2025-06-09", "no_finding_fits", "A2"),
        (
            "责任单位|渠道名称|指标|问题描述|整改完成日期\n甲区|甲区政府网|政策文件|别的|2025-06-09",
            "no_finding_fits",
            "D2",
        ),
        ("责任单位|渠道名称|指标|问题描述|整改完成日期\n甲区|甲区政府网|||2025-06-09", "several_findings_fit", "A2"),
        (
            "责任单位|渠道名称|指标|问题描述|整改完成日期\n甲区|甲区网|政策文件|半年未更新|2025-06-09",
            "unknown_channel",
            "B2",
        ),
        ("责任单位|指标|问题描述|整改完成日期\n甲区|政策文化|半年未更新|2025-06-09", "unknown_indicator", "B2"),
    ],
)
def test_a_repair_that_fits_no_single_finding_is_a_fault(desk, table, code, cell):
    desk.settle()
    assert codes(desk.say(整改二=table)) == [(code, cell)]


def test_a_repair_may_name_its_finding_by_what_was_found(desk):
    desk.settle()
    described = "责任单位|渠道名称|指标|问题描述|整改完成日期\n甲|甲区政府网|动态要闻|要闻未更新|2025-06-12"
    assert desk.say(整改二=described).accepted
    [row] = desk.warehouse.rows("findings", indicator=indicator(desk, "news"), number="2")
    assert row["closed_on"].isoformat() == "2025-06-12"


def indicator(desk: Desk, code: str) -> int:
    return next(row["indicator"] for row in desk.warehouse.rows("indicators", code=code))


def test_a_number_of_two_quarters_needs_the_quarter(desk):
    desk.settle()
    desk.say(问题三=finding(问题编号="1", 检查期="2025Q3"))
    repair = "问题编号|责任单位|整改完成日期\n1|甲区|2025-07-09"
    assert codes(desk.say(整改二=repair)) == [("several_findings_fit", "A2")]


def test_a_repair_says_by_its_period_which_problem_it_means_where_numbers_begin_anew(desk):
    desk.settle()
    head = "问题编号|检查期|责任单位|渠道名称|指标|性质|扣分|问题描述\n"
    assert desk.say(问题=head + "8|2025Q1|甲区|甲区政府网|可用性|扣分|1|错链\n8|2025Q2|甲区|甲区政府网|可用性|扣分|1|死链").accepted
    repair = "责任单位|检查期|问题编号|整改情况|整改完成日期\n甲区|{}|8|已整改|2025-06-09"
    assert desk.say(整改=repair.format("2025年二季度")).accepted
    closed = {row["quarter"]: str(row["closed_on"]) for row in desk.warehouse.rows("findings", number="8")}
    assert closed == {20251: "None", 20252: "2025-06-09"}
    assert codes(desk.say(整改三=repair.format("2025Q3"))) == [("several_findings_fit", "C2")]
    assert codes(desk.say(整改四=repair.format(""))) == [("several_findings_fit", "C2")]
    # Where one finding fits, the quarter in which its repair is reported refuses nothing.
    only = "问题编号|检查期|责任单位|渠道名称|指标|性质|扣分|问题描述\n9|2025Q1|甲区|甲区政府网|可用性|扣分|1|断链"
    assert desk.say(问题二=only).accepted
    for told in ("2025Q2", "二季度", "上次"):
        assert desk.say(整改五=repair.format(told).replace("|8|", "|9|")).accepted


def test_a_row_that_is_finding_and_repair_at_once_needs_no_matching(desk):
    desk.settle()
    both = "检查期|责任单位|渠道名称|指标|扣分|问题描述|整改完成日期\n2025Q2|甲区|甲区政府网|可用性|1|错链|2025-06-12"
    receipt = desk.say(合=both)
    assert (counts(receipt, "findings"), counts(receipt, "rectifications")) == ((1, 0, 0, 0), (1, 0, 0, 0))
    refused = desk.say(合二=both.replace("甲区政府网", "甲区网"))
    assert (counts(refused, "findings"), counts(refused, "rectifications")) == ((0, 0, 0, 1), (0, 0, 0, 1))
    assert codes(refused) == [("unknown_channel", "C2")]


# Tasks ---------------------------------------------------------------------------------------------------------


def test_the_plan_becomes_tasks_and_assignments_and_leaves_open_what_nobody_can_know(desk):
    desk.say(单位="单位名称|单位类别|简称\n甲区|区县|\n市政府办公厅|部门|\n" + "\n".join(
        f"市{name}|部门|" for name in ("住房城乡建设局", "交通运输局", "水务局", "商务局", "卫生健康委", "行政审批服务局")
    ))  # fmt: skip
    receipt = desk.receive([(PLAN, PLAN.name)])
    assert receipt.accepted
    assert counts(receipt, "tasks") == (16, 0, 0, 0)
    # Twelve tasks for all eight, two for the district alone, task 7 for it and six bureaus, task 15 for two.
    assert counts(receipt, "assignments") == (12 * 8 + 2 + 7 + 2, 0, 0, 0)
    assert [(one["number"], one["phrase"]) for one in receipt.as_json()["to_confirm"]] == [
        ("2", "市政府有关部门"),
        ("3", "市政府有关部门"),
    ]


def test_several_units_of_one_row_share_its_status(desk):
    desk.say(单位=UNITS)
    desk.say(任务="年度|序号|重点任务|责任单位|进展状态\n2025|1|推进公开|甲区、丙局|推进中")
    assert [row["status"] for row in desk.warehouse.rows("assignments")] == ["in_progress"] * 2


def test_a_phrase_for_a_whole_group_names_each_of_its_units(desk):
    desk.say(单位=UNITS)
    receipt = desk.say(任务="年度|序号|重点任务|责任单位\n2025|1|推进公开|各区县政府、市政府有关部门")
    assert counts(receipt, "assignments") == (2, 0, 0, 0)
    assert [one.phrase for one in receipt.to_confirm] == ["市政府有关部门"]


def test_an_unknown_responsible_unit_is_a_fault_with_suggestions(desk):
    desk.say(单位=UNITS)
    receipt = desk.say(任务="年度|序号|重点任务|责任单位\n2025|1|推进公开|甲区、市丁局")
    assert codes(receipt) == [("unknown_unit", "D2")]
    [fault] = receipt.files[0].faults
    assert fault.value == "市丁局"
    assert [one.name for one in fault.details["suggestions"]] == ["市丙局"]


@pytest.mark.parametrize("typed", ["甲区（6月底前）", "甲区（完成时限：6月底前）", "甲区，6月底前完成"])
def test_a_deadline_among_the_units_of_a_ledger_is_told_and_not_dropped(desk, typed):
    desk.say(单位=UNITS)
    receipt = desk.say(任务=f"年度|序号|重点任务|责任单位\n2025|1|推进公开|{typed}")
    assert codes(receipt) == [("unknown_unit", "D2")]


def test_a_number_used_again_for_another_task_is_a_fault(desk):
    desk.settle()
    other = "年度|序号|重点任务|责任单位\n2025|1|加强队伍建设|甲区"
    assert codes(desk.say(任务二=other)) == [("number_reused", "B2")]
    assert desk.say(任务二=other.replace("2025|1", "2026|1")).accepted


def test_a_task_that_was_once_kept_under_its_number_as_typed_stays_one_task(desk, monkeypatch):
    desk.say(单位=UNITS)
    ledger = "年度|序号|重点任务|责任单位|进展状态\n2025|一|推进公开|甲区|推进中\n2025|（二）|加强解读|甲区|推进中"
    with monkeypatch.context() as earlier:
        earlier.setitem(PARSERS["assignments"], "number", line)
        desk.say(任务=ledger)
    receipt = desk.say(任务=ledger.replace("推进中", "未启动"))
    assert counts(receipt, "assignments") == (0, 2, 0, 0)
    assert desk.say(任务二="年度|序号|重点任务|责任单位\n2025|1|推进公开|甲区").accepted
    kept = [(row["number"], row["status"]) for row in desk.warehouse.rows("assignments", order_by="title desc")]
    assert kept == [("一", "not_started"), ("（二）", "not_started")]
    # Another text under the number is another task, and a number the store has as it is read now is that one.
    assert counts(desk.say(任务三="年度|序号|重点任务|责任单位\n2025|1|组织培训|甲区"), "assignments") == (1, 0, 0, 0)
    assert codes(desk.say(任务四="年度|序号|重点任务|责任单位\n2025|一|推进公开|甲区")) == [("number_reused", "B2")]


def test_two_texts_under_one_number_block_even_with_accept_valid(desk):
    desk.say(单位=UNITS)
    both = "年度|序号|重点任务|责任单位\n2025|1|加强队伍建设|甲区\n2025|1|推进公开|乙区"
    receipt = desk.say(任务二=both, options={"accept_valid": True})
    assert not receipt.accepted
    assert codes(receipt) == [("number_reused", "B3")]


def test_a_ledger_may_shorten_the_text_of_a_task(desk):
    desk.settle()
    assert desk.say(任务二="年度|序号|重点任务|责任单位\n2025|1|重点领域公开|甲区").accepted


def test_a_faulty_row_left_out_leaves_its_assignment_unreported_and_never_absent(desk):
    desk.say(单位=UNITS)
    faulty = "年度|序号|重点任务|责任单位|进展状态|完成日期\n2025|1|推进公开|甲区|已完成|2025-02-30"
    receipt = desk.say(任务=faulty, options={"accept_valid": True})
    assert counts(receipt, "assignments") == (0, 0, 0, 1)
    assert [(row["number"], row["status"]) for row in desk.warehouse.rows("assignments")] == [("1", None)]


def test_a_faulty_row_removes_nothing_that_is_known(desk):
    desk.settle()
    faulty = "年度|序号|重点任务|责任单位|进展状态|完成日期\n2025|2|规范政策解读|甲区|推进中|2025-02-30"
    desk.say(任务二=faulty, options={"accept_valid": True})
    [row] = desk.warehouse.rows("assignments", number="2")
    assert (row["status"], row["evidence"]) == ("completed", "链接")


# Rows against rows ---------------------------------------------------------------------------------------------


def test_rows_about_one_thing_that_disagree_block_even_with_accept_valid(desk):
    desk.settle()
    twice = finding() + "\n9|2025Q2|甲区|甲区政府网|政策文件||3|栏目未更新"
    receipt = desk.say(坏=twice, options={"accept_valid": True})
    assert not receipt.accepted
    assert codes(receipt) == [("conflicting_rows", "G3")]


def test_rows_of_two_files_may_disagree_too(desk):
    desk.settle()
    receipt = desk.say(坏一=finding(), 坏二=finding(扣分="3"))
    assert codes(receipt) == [("conflicting_rows", "G2")]
    assert receipt.files[1].faults[0].details["other_value"] == "5"


@pytest.mark.parametrize(
    ("changed", "heading", "cell", "value", "other"),
    [
        ({"指标": "动态要闻"}, "指标", "E3", "动态要闻", "政策文件"),
        ({"渠道名称": "甲区政府网", "渠道类型": "政府网站"}, "渠道名称", "D3", "甲区政府网", "甲区发布"),
        ({"渠道类型": "微信公众号"}, "渠道类型", "F3", "微信公众号", "新浪微博"),
    ],
)
def test_rows_that_disagree_are_told_in_the_words_of_their_own_cells(desk, changed, heading, cell, value, other):
    desk.settle()
    typed = {"问题编号": "9", "检查期": "2025Q2", "责任单位": "甲区", "渠道名称": "甲区发布", "指标": "政策文件",
             "渠道类型": "新浪微博", "扣分": "5", "问题描述": "栏目未更新"}  # fmt: skip
    rows = [typed, typed | changed]
    table = "\n".join("|".join(row) for row in ([*typed], *([*row.values()] for row in rows)))
    receipt = desk.say(坏=table)
    (fault,) = [one for one in receipt.files[0].faults if one.code == "conflicting_rows"]
    assert (fault.cell, fault.value) == (cell, value)
    said = describe(fault, translator("zh_CN"))["message"]
    assert f"但“{heading}”不一致：“{value}”与“{other}”" in said


def test_other_names_of_a_unit_that_disagree_are_told_by_their_own_column(desk):
    table = "单位名称|单位类别|简称|曾用名\n丁区|区县|丁|\n丁区|区县|小丁|丁县"
    receipt = desk.say(单位=table)
    (fault,) = [one for one in receipt.files[0].faults if one.code == "conflicting_rows"]
    said = describe(fault, translator("zh_CN"))["message"]
    assert (fault.cell, fault.value) == ("C3", "小丁")
    assert "但“简称”不一致：“小丁”与“丁”" in said


def test_rows_that_know_different_kinds_of_other_names_of_a_unit_agree(desk):
    table = "单位名称|单位类别|简称|曾用名\n丁区|区县|丁|\n丁区|区县||丁县"
    receipt = desk.say(单位=table)
    assert receipt.accepted, receipt.as_json()
    assert {desk.warehouse.rows("units", name="丁区")[0]["unit"]} == {
        Directory(desk.warehouse).find_unit(name).unit_id for name in ("丁", "丁县")
    }


def test_every_field_that_rows_may_disagree_on_has_a_heading(desk):
    desk.settle()
    desk.say(指标="检查期|责任单位|指标|分子|分母|佐证材料\n2025Q2|甲区|找错留言|4|5|表")
    desk.say(全覆盖="检查期|责任单位|指标|数值\n2025Q2|全部|信息公开清单|是")
    plan = "2024年政务公开工作要点\n（一）推进公开。全面公开。（责任单位：甲区、有关部门）\n（二）规范解读。（责任单位：乙区）"
    (desk.folder / "要点.txt").write_text(plan, encoding="utf-8")
    assert desk.receive([(desk.folder / "要点.txt", "要点.txt")]).accepted
    fields = {"findings": {*FINDING_FIELDS}, "rectifications": {*REPAIR_FIELDS}}
    for kind in KINDS:
        said = [json.loads(row["fields"]) for row in desk.warehouse.rows("records", kind=kind)]
        fields.setdefault(kind, set()).update(*said)
    assert all(fields[kind] for kind in KINDS)
    for kind, names in fields.items():
        assert [name for name in names - IMPLIED if heading_of(kind, name).isascii()] == [], kind


def test_rows_that_agree_are_one(desk):
    desk.settle()
    receipt = desk.say(好=finding() + "\n9|2025Q2|甲区|甲区政府网|政策文件||5.0|栏目未更新")
    assert counts(receipt, "findings") == (1, 0, 1, 0)


def test_what_only_one_of_two_rows_fills_in_holds_whatever_their_order(desk):
    desk.settle()
    rows = ["9|2025Q2|甲区|甲区政府网|政策文件||5|栏目未更新|", "9|2025Q2|甲区|甲区政府网|政策文件|||栏目未更新|/a"]
    heading = "问题编号|检查期|责任单位|渠道名称|指标|性质|扣分|问题描述|页面地址"
    for table in ("\n".join([heading, *rows]), "\n".join([heading, *reversed(rows)])):
        assert desk.say(好=table, options={"dry_run": True}).accepted
    assert desk.say(好="\n".join([heading, *rows])).accepted
    [row] = desk.warehouse.rows("findings", number="9")
    assert (row["points"], row["page"]) == (50_000, "/a")


@pytest.mark.parametrize("dates", [("", ""), ("2025-06-01", "")])
def test_two_reports_of_one_assignment_both_need_a_date(desk, dates):
    desk.say(单位=UNITS)
    rows = [f"2025|1|推进公开|甲区|{status}|{day}" for status, day in zip(("推进中", "已完成"), dates, strict=True)]
    receipt = desk.say(任务="\n".join(["年度|序号|重点任务|责任单位|进展状态|填报日期", *rows]))
    assert "reports_without_date" in [code for code, _ in codes(receipt)]


def test_of_two_dated_reports_the_later_one_stands_whatever_their_order(desk):
    desk.say(单位=UNITS)
    rows = ["2025|1|推进公开|甲区|已完成|2025-06-20", "2025|1|推进公开|甲区|推进中|2025-05-20"]
    assert desk.say(任务="\n".join(["年度|序号|重点任务|责任单位|进展状态|填报日期", *rows])).accepted
    assert desk.warehouse.rows("assignments")[0]["status"] == "completed"


def test_lead_and_support_in_two_rows_mean_lead(desk):
    desk.say(单位=UNITS)
    assert desk.say(
        任务="年度|序号|重点任务|责任单位|角色\n2025|1|推进公开|甲区|配合\n2025|1|推进公开|甲区|牵头"
    ).accepted
    assert desk.warehouse.rows("assignments")[0]["role"] == "lead"


# Observations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("2025Q2|甲区|找错留言数|3|3|", "unknown_observation", "C2"),
        ("2025Q2|甲区|找错留言|||3", "ratio_without_parts", "D2"),
        ("2025Q2|甲区|公开目录|||2", "not_yes_or_no", "F2"),
    ],
)
def test_a_value_its_indicator_cannot_use_is_a_fault(desk, row, code, cell):
    desk.settle()
    assert codes(desk.say(数据="检查期|责任单位|指标|分子|分母|数值\n" + row)) == [(code, cell)]


def test_the_same_evidence_counts_once_and_other_evidence_adds_up(desk):
    desk.settle()
    rows = ["2025Q2|甲区|推广与案例|1|简报", "2025Q2|甲区|推广与案例|1|简报", "2025Q2|甲区|推广与案例|1|发言"]
    assert desk.say(数据="\n".join(["检查期|责任单位|指标|数值|佐证材料", *rows])).accepted
    assert len(desk.warehouse.rows("observations")) == 2
