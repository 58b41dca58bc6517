"""Ledgers as people keep them become typed rows that know their cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from metrics.i18n import translator
from metrics.intake.faults import describe
from metrics.intake.headings import known_headings
from metrics.intake.reading import Reading, Row, read_ledger


def read(folder: Path, text: str, name: str = "台账.csv") -> Reading:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return read_ledger(path, name)


def only(reading: Reading) -> Row:
    assert [found.code for found in reading.faults] == []
    (row,) = reading.rows
    return row


def seen(reading: Reading) -> list[tuple[str, str]]:
    return [(found.code, found.cell) for found in reading.faults]


CANONICAL = {
    "units": "单位名称,单位类别,排名组,简称,承担对外服务,主管单位,排序号,生效日期,失效日期\n"
    "历下区人民政府,区县,,历下区、历下,是,,1,2019.1.1,",
    "channels": "渠道名称,渠道类型,主办单位,标识码,网址,运行状态,开设日期,关停日期\n"
    "历下发布,微信公众号,历下区,3701020001,https://example.org,正常运行,20190501,",
    "assignments": "年度,序号,重点任务,责任单位,角色,完成时限,进展状态,完成日期,进展情况,佐证材料,核验结果,填报日期\n"
    "2025,1,重大决策预公开,历下区,牵头,6月底前,已完成,6月20日,已办结,/a.pdf,通过,2025-06-25",
    "inspections": "检查期,渠道名称,渠道类型,主办单位,检查日期,检查结果\n"
    "2025年第二季度,历下区政府网,政府网站,历下区,2025-6-3,合格",
    "findings": "问题编号,检查期,发现日期,责任单位,渠道名称,渠道类型,指标,性质,扣分,"
    "问题描述,页面地址,截图,来源,确认情况,核减后扣分\n"
    "W1,2025Q2,2025/6/3,历下区,历下区政府网,政府网站,政策文件,扣分,-5,半年未更新,http://a/1,1.png,人工,核减,1.75",
    "rectifications": "问题编号,责任单位,渠道名称,指标,问题描述,"
    "整改时限,延期至,延期批准日期,整改情况,整改完成日期,复查日期,复查结果\n"
    "W1,历下区,历下区政府网,政策文件,半年未更新,2025-06-10,2025-06-20,2025-06-09,已整改,2025-06-19,2025-06-25,通过",
    "observations": "检查期,责任单位,指标,分子,分母,数值,佐证材料\n2025年上半年,历下区,找错留言,4,5,,表1",
}
VALUES: dict[str, dict[str, object]] = {
    "units": {"group": "district", "short_names": ("历下区", "历下"), "serves_public": True, "sort_order": 1},
    "channels": {"type": "wechat", "status": "running", "opened_on": date(2019, 5, 1), "closed_on": None},
    "assignments": {
        "year": 2025,
        "number": "1",
        "responsible": (("历下区", "lead"),),
        "due_text": "6月底前",
        "due_on": date(2025, 6, 30),
        "status": "completed",
        "completed_on": date(2025, 6, 20),
        "verification": "passed",
    },
    "inspections": {"period": "2025Q2", "type": "website", "is_declared_full": False, "is_unchecked": False},
    "findings": {
        "found_on": date(2025, 6, 3),
        "kind": "deduction",
        "points": Decimal(5),
        "review": "reduced",
        "reduced_points": Decimal("1.75"),
    },
    "rectifications": {
        "deadline_text": "2025-06-10",
        "deadline_on": date(2025, 6, 10),
        "extended_to": date(2025, 6, 20),
        "recheck_result": "passed",
    },
    "observations": {"period": "2025H1", "numerator": Decimal(4), "denominator": Decimal(5), "value": None},
}


@pytest.mark.parametrize("kind", CANONICAL)
def test_a_ledger_with_canonical_headings_is_read_without_a_word(tmp_path: Path, kind: str) -> None:
    row = only(read(tmp_path, CANONICAL[kind]))
    assert row.kind == kind
    assert {name: row.fields[name] for name in VALUES[kind]} == VALUES[kind]


@pytest.mark.parametrize("kind", CANONICAL)
def test_every_field_but_the_alternatives_is_in_the_canonical_ledger(tmp_path: Path, kind: str) -> None:
    row = only(read(tmp_path, CANONICAL[kind]))
    alternatives = {"former_names", "lead_units", "support_units", "role"}
    if kind == "rectifications":
        # Beside the number alone; with 检查期 and a description a table is one of findings, too.
        alternatives.add("period")
    assert set(known_headings().kinds[kind]) - alternatives <= set(row.fields)
    assert set(row.addresses) >= set(row.fields) - {"is_declared_full", "is_unchecked"}


def test_one_table_holds_findings_and_their_rectifications(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "检查期,发现日期,责任单位,渠道名称,指标,扣分,问题描述,整改时限,整改完成日期\n"
        "2025Q2,2025-05-06,历下区,历下区政府网,政策文件,5,半年未更新,6月10日,6月9日\n"
        "2025Q2,2025-12-20,历城区,历城区政府网,可用性,1,死链,1月5日,\n"
        "2025Q2,,市中区,市中区政府网,可用性,1,死链,,",
    )
    assert [(row.kind, row.row) for row in reading.rows] == [
        ("findings", 2), ("rectifications", 2), ("findings", 3), ("rectifications", 3), ("findings", 4),
    ]  # fmt: skip
    assert reading.rows[1].fields["deadline_on"] == date(2025, 6, 10)
    assert reading.rows[1].fields["fixed_on"] == date(2025, 6, 9)
    assert reading.rows[3].fields["deadline_on"] == date(2026, 1, 5), "the next year, since it cannot lie before"


def test_a_table_with_an_indicator_is_never_taken_for_a_declared_scope(tmp_path: Path) -> None:
    reading = read(tmp_path, "检查期,渠道名称,指标,检查情况\n2025Q2,历下区政府网,政策文件,未发现")
    assert [(found.code, found.details["nearest"]) for found in reading.faults] == [
        ("unknown_kind", "ledger of findings")
    ]
    assert reading.faults[0].details["missing"] == ("责任单位",)


def test_a_list_of_accounts_with_problem_classes_is_no_channel_ledger(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "新媒体类型,新媒体名称,责任单位,问题类别,检查时更新日期\n微信,西营发布,西营镇,不更新,7月16日"
    )
    assert (reading.rows, [found.code for found in reading.faults]) == ((), ["unknown_kind"])


def test_full_coverage_and_unchecked_channels_are_told_apart(tmp_path: Path) -> None:
    reading = read(tmp_path, "检查期,渠道名称,检查结果\n2025Q2,全覆盖,\n2025Q2,历下发布,无法检查")
    told = [(row.fields["is_declared_full"], row.fields["is_unchecked"]) for row in reading.rows]
    assert told == [(True, False), (False, True)]


def test_an_absent_column_and_an_empty_cell_are_told_apart(tmp_path: Path) -> None:
    head = "检查期,责任单位,渠道名称,指标,问题描述"
    absent = only(read(tmp_path, f"{head}\n2025Q2,历下区,历下区政府网,政策文件,未更新"))
    empty = only(read(tmp_path, f"{head},确认情况\n2025Q2,历下区,历下区政府网,政策文件,未更新,无"))
    assert "review" not in absent.fields
    assert empty.fields["review"] is None


@pytest.mark.parametrize("sign", ["", "无", "/", "-", "—", "　", "\u00a0"])
def test_signs_for_nothing_are_empty_cells(tmp_path: Path, sign: str) -> None:
    row = only(read(tmp_path, f"年度,序号,重点任务,责任单位,佐证材料\n2025,1,预公开,历下区,{sign}"))
    assert row.fields["evidence"] is None
    assert row.cells["佐证材料"] == sign


@pytest.mark.parametrize(
    "typed", ["2025.6.5", "2025-6-5", "2025/6/5", "2025年6月5日", "20250605", "２０２５．６．５", "45813"]
)
def test_days_are_read_in_every_form_people_type(tmp_path: Path, typed: str) -> None:
    row = only(read(tmp_path, f"渠道名称,渠道类型,主办单位,开设日期\n历下发布,微信,历下区,{typed}"))
    assert row.fields["opened_on"] == date(2025, 6, 5)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1.75", "1.75"), ("－３", "3"), ("3.0000", "3"), ("２分", "2"), (" 0.5000 ", "0.5"), ("20", "20")],
)
def test_points_are_exact_and_lose_their_sign(tmp_path: Path, typed: str, value: str) -> None:
    row = only(read(tmp_path, f"检查期,责任单位,指标,问题描述,扣分\n2025Q2,历下区,政策文件,未更新,{typed}"))
    assert repr(row.fields["points"]) == f"Decimal('{value}')"


@pytest.mark.parametrize(
    "typed",
    ["1", "１", "1、", "（1）", "01", "1.0", "第1项", "一", "一、", "（一）", "㈠", "第一项", "任务1", "任务一："],
)
def test_a_task_number_is_the_same_however_it_is_typed(tmp_path: Path, typed: str) -> None:
    row = only(read(tmp_path, f"年度,序号,重点任务,责任单位\n2025,{typed},预公开,历下区"))
    assert row.fields["number"] == "1"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("十", "10"), ("（十六）", "16"), ("二十一、", "21"), ("重点任务（3）", "3"), ("一-2", "一-2"), ("2.1", "2.1"),
     ("十百", "十百"), ("任务甲", "任务甲")],
)  # fmt: skip
def test_a_task_number_counts_as_the_plan_does_and_a_composite_stays(tmp_path: Path, typed: str, number: str) -> None:
    row = only(read(tmp_path, f"年度,序号,重点任务,责任单位\n2025,{typed},预公开,历下区"))
    assert row.fields["number"] == number


def test_responsible_units_carry_the_role_their_column_states(tmp_path: Path) -> None:
    separate = '年度,序号,重点任务,牵头单位,配合单位\n2025,1,预公开,市司法局,"历下区、市中区；\n槐荫区"'
    columns = only(read(tmp_path, separate))
    beside = only(read(tmp_path, "年度,序号,重点任务,牵头单位,责任单位\n2025,1,预公开,市司法局,历下区"))
    silent = only(read(tmp_path, "年度,序号,重点任务,责任单位\n2025,1,预公开,市司法局，历下区/市中区，历下区"))
    assert columns.fields["responsible"] == (
        ("市司法局", "lead"), ("历下区", "support"), ("市中区", "support"), ("槐荫区", "support"),
    )  # fmt: skip
    assert beside.fields["responsible"] == (("市司法局", "lead"), ("历下区", "support"))
    assert silent.fields["responsible"] == (("市司法局", None), ("历下区", None), ("市中区", None))


@pytest.mark.parametrize("words", ["长期坚持", "持续推进", "常态化", "全年", "立即"])
def test_deadlines_that_mean_to_set_no_day_are_kept_as_text_without_a_warning(tmp_path: Path, words: str) -> None:
    row = only(read(tmp_path, f"年度,序号,重点任务,责任单位,完成时限\n2025,1,预公开,历下区,{words}"))
    assert (row.fields["due_text"], row.fields["due_on"]) == (words, None)


@pytest.mark.parametrize("words", ["6月前", "下半年", "月底前"])
def test_deadlines_nobody_can_place_are_kept_as_text_and_listed(tmp_path: Path, words: str) -> None:
    reading = read(tmp_path, f"年度,序号,重点任务,责任单位,完成时限\n2025,1,预公开,历下区,{words}")
    assert seen(reading) == [("wordy_deadline", "E2")]
    assert not reading.rows[0].is_faulty


def test_a_denominator_of_zero_is_allowed(tmp_path: Path) -> None:
    row = only(read(tmp_path, "检查期,责任单位,指标,分子,分母\n2025Q2,历下区,找错留言,0,0"))
    assert row.fields["denominator"] == Decimal(0)


@pytest.mark.parametrize(("typed", "value"), [("是", 1), ("否", 0), ("√", 1), ("3", 3), ("TRUE", 1), ("false", 0)])
def test_an_observed_value_may_be_yes_or_no(tmp_path: Path, typed: str, value: int) -> None:
    row = only(read(tmp_path, f"检查期,责任单位,指标,数值\n2025Q2,济南水务,公开目录,{typed}"))
    assert row.fields["value"] == Decimal(value)


def test_a_ticked_cell_of_a_spreadsheet_is_yes_or_no(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["检查期", "责任单位", "指标", "数值"],
        ["2025Q2", "历下区", "甲", True],
        ["2025Q2", "历下区", "乙", False],
    ):
        sheet.append(row)
    book.save(tmp_path / "数据.xlsx")
    reading = read_ledger(tmp_path / "数据.xlsx", "数据.xlsx")
    assert [row.fields["value"] for row in reading.rows] == [Decimal(1), Decimal(0)]


def test_several_faults_of_one_row_are_all_reported_once(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "检查期,发现日期,责任单位,指标,问题描述,扣分,复查日期\n春季,2025-13-01,,政策文件,未更新,很多,2025-02-30\n",
    )
    assert sorted(seen(reading)) == [
        ("impossible_date", "B2"), ("impossible_date", "G2"), ("missing_value", "C2"), ("not_a_number", "F2"),
        ("unknown_period", "A2"),
    ]  # fmt: skip
    assert all(row.is_faulty for row in reading.rows)


def test_titles_merged_units_chapters_and_notes_of_a_real_ledger_are_understood(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "任务台账"
    for row in (
        ["２０２５年政务公开任务台账"],
        ["填报单位：市政府办公厅"],
        ["序号", "重点\n任务 ", "责任单位\n（加黑为牵头单位）", "完成时限"],
        ["一、决策公开"],
        [1, "重大决策预公开", "历下区、市中区", "持续推进"],
        [2, "会议开放", "市司法局", "9月底前"],
        [None, None, "市财政局", "三季度末"],
        [3, None, None, None],
        ["小计", None, None, 3],
        ["备注：统计截至9月30日。"],
    ):
        sheet.append(row)
    for merged in ("A1:D1", "A4:D4", "A6:A7", "B6:B7", "A10:D10"):
        sheet.merge_cells(merged)
    book.create_sheet("Sheet2")
    book.save(tmp_path / "任务.xlsx")
    reading = read_ledger(tmp_path / "任务.xlsx", "任务.xlsx")
    assert seen(reading) == [("section_row_skipped", "A4"), ("total_row_skipped", "A9"), ("note_row_skipped", "A10")]
    assert [(row.row, row.fields["year"], row.fields["number"], row.fields["title"]) for row in reading.rows] == [
        (5, 2025, "1", "重大决策预公开"), (6, 2025, "2", "会议开放"), (7, 2025, "2", "会议开放"),
    ]  # fmt: skip
    assert reading.rows[2].fields["responsible"] == (("市财政局", None),)
    assert reading.rows[2].addresses["responsible"] == "C7"
    assert reading.rows[0].cells["重点\n任务"] == "重大决策预公开"


@pytest.mark.parametrize("again", ["同 上", "同上。", "（同上）", "( 同上 ).", "【同前】", "同上行．"])
@pytest.mark.parametrize(
    "headings", ["检查期,责任单位,指标,问题描述,扣分", "检查期,责任单位,指标,问题描述,扣分,渠道名称,页面地址"]
)
def test_the_same_again_is_what_stands_above_with_blanks_brackets_or_a_full_stop(again, headings, tmp_path) -> None:
    reading = read(tmp_path, f"{headings}\n2025Q2,历下区,政策文件,半年未更新,5\n2025Q2,{again},死链,{again},1")
    assert reading.faults == ()
    assert [row.fields["unit_text"] for row in reading.rows] == ["历下区"] * 2
    assert [row.fields["description"] for row in reading.rows] == ["半年未更新"] * 2


FOUND = "责任单位,渠道名称,指标,扣分,问题描述,发现日期\n历下区,历下区政府网,政策文件,5,半年未更新,2025-05-20"


@pytest.mark.parametrize(
    ("below", "cells"),
    [
        (["济南市人民政府办公厅", "2025年6月30日"], ["A3", "A4"]),
        ([",济南市人民政府办公厅", ",二〇二五年六月三十日"], ["B3", "B4"]),
        (["某科室", "2025.6.30", "说明,本表截至6月底", "1.以上为初步结果"], ["A3", "A4", "A5", "A6"]),
        (["填 表 人,张三,,审核人,李四", "备注,均已告知", "联系电话,0531"], ["A3", "A4", "A5"]),
    ],
)
def test_who_signs_the_day_and_labels_beside_what_they_say_are_notes(below, cells, tmp_path: Path) -> None:
    reading = read(tmp_path, "\n".join([FOUND, *below]))
    assert seen(reading) == [("note_row_skipped", cell) for cell in cells]
    assert len(reading.rows) == 1


@pytest.mark.parametrize(
    "below",
    [
        # A day where days belong, a text above no day, and one with data below are cells of data with others missing.
        [",,,,,2025-06-30"],
        ["历城区"],
        # Of a unit's name or a description above a day nobody knows whether it signs.
        ["历城区", "2025年6月30日"],
        [",,,,首页错链", "2025年6月30日"],
        ["历城区", "2025年6月30日", "历下区,历下区政府网,可用性,1,错链,2025-05-21"],
    ],
)
def test_a_lone_cell_that_signs_nothing_is_data_with_cells_missing(below, tmp_path: Path) -> None:
    reading = read(tmp_path, "\n".join([FOUND, *below]))
    assert "missing_value" in {one.code for one in reading.faults}


def test_a_row_that_begins_with_a_label_and_fills_every_needed_column_is_data(tmp_path: Path) -> None:
    reading = read(tmp_path, f"{FOUND}\n备注,历下区政府网,可用性,1,错链,2025-05-21")
    assert [row.fields["unit_text"] for row in reading.rows] == ["历下区", "备注"]


DESCRIBED_THIRD = "检查期,责任单位,问题描述,渠道名称,指标,扣分\n"


@pytest.mark.parametrize("said", ["收费表合计（数字错误）", "首页访问量累计：不更新", "办件量合计", "累计3次"])
def test_a_row_that_fills_every_needed_column_is_data_though_its_description_adds_up(said, tmp_path: Path) -> None:
    row = only(read(tmp_path, f"{DESCRIBED_THIRD}2025Q2,历下区,{said},历下区政府网,可用性,1"))
    assert row.fields["description"] == said


def test_a_row_below_a_merged_unit_is_whole_by_what_is_merged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = (
        ["责任单位", "问题描述", "检查期", "渠道名称", "指标", "扣分"],
        ["历下区", "半年未更新", "2025Q2", "历下区政府网", "政策文件", 1],
        [None, "收费表合计", "2025Q2", "历下区政府网", "可用性", 1],
        [None, "小计", None, None, None, 2],
    )
    for each in rows:
        sheet.append(each)
    sheet.merge_cells("A2:A4")
    book.save(tmp_path / "问题.xlsx")
    reading = read_ledger(tmp_path / "问题.xlsx", "问题.xlsx")
    assert [row.fields["description"] for row in reading.rows] == ["半年未更新", "收费表合计"]
    assert [(one.code, one.cell, one.value) for one in reading.faults] == [("total_row_skipped", "B4", "小计")]


@pytest.mark.parametrize(
    ("row", "cell", "text"),
    [
        # The first text is the word itself, however complete the row is.
        ("合计,历下区,见上,历下区政府网,可用性,5", "A3", "合计"),
        ("共计1条,,,,,", "A3", "共计1条"),
        (",共计 12 条,,,,", "B3", "共计 12 条"),
        # The hint quotes the text by which the row is a total, not the first one.
        ("2025Q2,历下区,小计（2个）,,,5", "C3", "小计（2个）"),
    ],
)
def test_a_total_is_told_by_the_text_that_says_so(row, cell, text, tmp_path: Path) -> None:
    reading = read(tmp_path, f"{DESCRIBED_THIRD}2025Q2,历下区,空白,历下区政府网,可用性,1\n{row}")
    assert [(one.code, one.cell, one.value) for one in reading.faults] == [("total_row_skipped", cell, text)]
    assert len(reading.rows) == 1


OBSERVED = "序号,检查期,备注,责任单位,指标,分子,分母\n1,2025Q2,,历下区,找错留言,3,4"


@pytest.mark.parametrize("word", ["合计", "小 计", "总计", "共计", "累计", "合计："])
def test_a_bare_total_in_place_of_a_unit_is_no_data_however_complete_its_row_is(word, tmp_path: Path) -> None:
    reading = read(tmp_path, f"{OBSERVED}\n2,2025Q2,2025-06-30,{word},找错留言,8,9\n3,2025Q2,,{word},找错留言,8,9")
    assert seen(reading) == [("total_row_skipped", "D3"), ("total_row_skipped", "D4")]
    assert [found.value for found in reading.faults] == [word, word]
    assert [row.fields["unit_text"] for row in reading.rows] == ["历下区"]


def test_a_bare_total_in_place_of_a_channel_is_no_data(tmp_path: Path) -> None:
    head = "检查期,责任单位,渠道名称,指标,扣分,问题描述"
    reading = read(tmp_path, f"{head}\n2025Q2,历下区,合计,政策文件,5,累计\n2025Q2,历下区,历下区政府网,政策文件,5,累计")
    assert seen(reading) == [("total_row_skipped", "C2")]
    assert [row.fields["description"] for row in reading.rows] == ["累计"]


def test_a_total_merged_over_two_rows_is_no_data_in_both(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for each in (
        ["检查期", "责任单位", "指标", "分子", "分母"],
        ["2025Q2", "历下区", "找错留言", 3, 4],
        ["2025Q2", "合计", "找错留言", 3, 4],
        ["2025Q2", None, "公开目录", 3, 4],
    ):
        sheet.append(each)
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "数据.xlsx")
    reading = read_ledger(tmp_path / "数据.xlsx", "数据.xlsx")
    assert [(one.code, one.cell, one.value) for one in reading.faults] == [
        ("total_row_skipped", "B3", "合计"),
        ("total_row_skipped", "B4", "合计"),
    ]


def test_the_year_of_a_text_table_may_stand_in_its_name(tmp_path: Path) -> None:
    row = only(read(tmp_path, "序号,重点任务,责任单位\n1,预公开,历下区", "2025年任务台账.csv"))
    assert row.fields["year"] == 2025


def test_a_visible_table_nobody_reads_is_an_error_beside_a_good_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    good, other, hidden = book.active, book.create_sheet("通讯录"), book.create_sheet("选项")
    assert good is not None
    hidden.sheet_state = "hidden"
    for row in (["单位名称", "单位类别"], ["历下区人民政府", "区县"]):
        good.append(row)
    for sheet in (other, hidden):
        sheet.append(["姓名", "电话"])
        sheet.append(["张三", "1"])
    book.save(tmp_path / "two.xlsx")
    reading = read_ledger(tmp_path / "two.xlsx", "two.xlsx")
    assert [(found.code, found.sheet) for found in reading.faults] == [("unknown_kind", "通讯录")]
    assert [row.is_faulty for row in reading.rows] == [False]


@pytest.mark.parametrize("last", ["F", "G"])
def test_a_numbered_description_below_merged_cells_is_a_finding_and_no_chapter(last: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = (
        ["责任单位", "渠道名称", "指标", "性质", "发现日期", "问题描述", "备注"],
        ["历下区", "历下区政府网", "错别字", "仅记录", "2025-05-20", "一、首页错字"],
        [None, None, None, None, None, "二、要闻页错字"],
        [None, None, None, None, None, "备注：其他页错字"],
        ["二、新媒体"],
    )
    for each in rows:
        sheet.append(each)
    for merged in ("A2:A4", "B2:B4", "C2:C4", "D2:D4", "E2:E4", "A5:F5", f"F3:{last}3"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "问题.xlsx")
    reading = read_ledger(tmp_path / "问题.xlsx", "问题.xlsx")
    assert [row.fields["description"] for row in reading.rows] == ["一、首页错字", "二、要闻页错字", "备注：其他页错字"]
    assert {row.fields["unit_text"] for row in reading.rows} == {"历下区"}
    assert seen(reading) == [("section_row_skipped", "A5")]


def workbook_of(path: Path, sheets: dict[str, list[list[object]]]) -> Reading:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return read_ledger(path, path.name)


UNITS = [["单位名称", "单位类别"], ["历下区人民政府", "区县"]]
PLAN_TEXT = (Path(__file__).parent.parent / "data" / "samples" / "2025年济南市政务公开工作要点.txt").read_text("utf-8")
PLAN_LINES = [[line] for line in PLAN_TEXT.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "page",
    [
        [["填报说明"], ["一、本表由各区县填报。"], ["二、检查期填写到季度。"]],
        [[1, "本表由各区县填报。"], ["（二）", "检查期填写到季度。"]],
        [["字段", "填写要求"], ["检查期", "到季度"], ["责任单位", "写全称"]],
    ],
)
def test_a_visible_page_of_explanations_beside_a_ledger_is_no_error_and_nobody_is_told_to_unhide_it(
    tmp_path: Path, page: list[list[object]]
) -> None:
    reading = workbook_of(tmp_path / "台账.xlsx", {"单位": UNITS, "说明": page})
    assert [(one.code, one.severity, one.sheet) for one in reading.faults] == [("sheet_ignored", "warning", "说明")]
    assert "隐藏" not in describe(reading.faults[0], translator("zh_CN"))["advice"]


def test_a_ledger_on_a_sheet_called_an_explanation_is_read_and_a_near_one_is_told(tmp_path: Path) -> None:
    assert len(workbook_of(tmp_path / "一.xlsx", {"单位": UNITS, "说明": UNITS}).rows) == 2
    near = [["检查期", "责任单位", "问题描述"], ["2025Q2", "历下区", "错"]]
    reading = workbook_of(tmp_path / "二.xlsx", {"单位": UNITS, "说明": near})
    assert [(one.code, one.sheet) for one in reading.faults] == [("unknown_kind", "说明")]


def test_a_file_with_nothing_but_text_is_told_so_and_not_asked_for_the_meaning_of_a_column(tmp_path: Path) -> None:
    reading = workbook_of(tmp_path / "说明.xlsx", {"说明": [["填报说明"], ["一、本表由各区县填报。"]]})
    assert [(one.code, one.severity, one.cell) for one in reading.faults] == [("text_without_table", "error", "A1")]


def test_the_text_of_a_plan_in_cells_is_told_as_such_and_a_document_is_asked_for(tmp_path: Path) -> None:
    reading = workbook_of(tmp_path / "2025年工作要点.xlsx", {"Sheet1": PLAN_LINES})
    assert [(one.code, one.severity, one.cell) for one in reading.faults] == [("plan_in_cells", "error", "A12")]
    assert reading.faults[0].details["count"] == 16
    # Its half-width commas split the text into columns.
    split = read(tmp_path, "\n".join(line for (line,) in PLAN_LINES), "2025年工作要点.csv")
    assert [(one.code, one.cell) for one in split.faults] == [("plan_in_cells", "A12")]
    beside = workbook_of(tmp_path / "两张.xlsx", {"单位": UNITS, "要点": PLAN_LINES})
    assert [(one.code, one.severity) for one in beside.faults] == [("plan_in_cells", "warning")]


def test_one_sentence_on_who_is_responsible_makes_a_page_of_text_no_plan(tmp_path: Path) -> None:
    page = [["填报说明"], ["本表由各区县填报。（责任单位：市政府办公厅）"]]
    reading = workbook_of(tmp_path / "台账.xlsx", {"单位": UNITS, "须知": page})
    assert [one.code for one in reading.faults] == ["sheet_ignored"]


@pytest.mark.parametrize("typed", ["一", "一、", "（一）", "第一章"])
def test_a_chapter_with_a_number_of_its_own_among_tasks_that_count_otherwise_is_no_task(
    tmp_path: Path, typed: str
) -> None:
    heads = "序号,重点任务,责任单位,进展状态"
    reading = read(tmp_path, f"2025年任务台账\n{heads}\n{typed},重点工作,,\n1,预公开,历下区,推进中")
    assert [row.fields["title"] for row in reading.rows] == ["预公开"]
    assert [(one.code, one.cell, one.value) for one in reading.faults] == [("section_row_skipped", "B3", "重点工作")]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        # Tasks that count so themselves, the units of one forgotten.
        ("一,预公开,历下区,推进中\n二,解读,,", ["no_responsible_unit"]),
        # Said of one chapter, it may be a task.
        ("一,重点工作,历下区,\n1,预公开,历下区,推进中\n二,保障,,", ["no_responsible_unit"]),
        ("一,重点工作,,推进中\n1,预公开,历下区,推进中", ["no_responsible_unit"]),
    ],
)
def test_a_row_without_units_is_no_chapter_where_it_may_be_a_task(
    tmp_path: Path, lines: str, codes: list[str]
) -> None:
    reading = read(tmp_path, f"2025年任务台账\n序号,重点任务,责任单位,进展状态\n{lines}")
    assert [one.code for one in reading.faults] == codes


def test_a_sentence_that_adds_a_list_up_below_it_is_no_channel(tmp_path: Path) -> None:
    heads = "2025年第二季度检查名单\n序号,渠道名称,主办单位,检查结果\n1,历下区政府网,历下区,合格"
    reading = read(tmp_path, heads + "\n,共抽查1家，合格1家，合格率100%。\n,共青团济南市委网站")
    assert [row.fields["channel_name"] for row in reading.rows] == ["历下区政府网", "共青团济南市委网站"]
    assert ("total_row_skipped", "B4") in seen(reading)
