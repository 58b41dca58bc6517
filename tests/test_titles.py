"""What stands above headings is a title only where it cannot be data, and says the year and the 检查期 it means."""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time
from typing import Any

import pytest

from metrics.intake.reading import Reading, read_sheets
from metrics.intake.workbook import Sheet
from metrics.intake.xlsx import position

TASKS = ["序号", "重点任务", "完成时限", "责任单位"]
FOUND = ["责任单位", "渠道名称", "指标", "扣分", "问题描述"]
LIXIA = ["历下区", "历下区政府网", "政策文件", 5, "半年未更新"]
DUE = "年底前"


def read(rows: Sequence[Sequence[Any]], merged: str = "", sheet: str = "台账", file: str = "台账.xlsx") -> Reading:
    """Read a sheet of these rows from A1, ``merged`` where it says."""
    cells = {
        number: {at: str(value) for at, value in enumerate(row, start=1) if value is not None}
        for number, row in enumerate(rows, start=1)
    }
    spans = (area.partition(":") for area in merged.split())
    merges = tuple((*position(first), *position(last)) for first, _, last in spans)
    return read_sheets((Sheet(sheet, rows=cells, merges=merges),), file)


def seen(reading: Reading) -> list[tuple[str, str]]:
    return [(found.code, found.cell) for found in reading.faults]


def named(reading: Reading) -> list[tuple[int, str, Any]]:
    """The row, the kind and whom it names, of every record."""
    names = {"assignments": "responsible", "findings": "unit_text", "inspections": "channel_name"}
    return [(row.row, row.kind, row.fields[names[row.kind]]) for row in reading.rows]


SHARED_TASK = [
    ["2025年重点任务分解表"],
    TASKS,
    [1, "任务一", DUE, "历下区"],
    [2, "任务二", DUE, "历下区"],
    [None, None, None, "市中区"],
    [None, None, None, "槐荫区"],
]


@pytest.mark.parametrize("gap", [[], [[]]], ids=["directly", "after a blank row"])
@pytest.mark.parametrize("headings", [TASKS, [*TASKS, "进展状态"]], ids=["a new page", "another table"])
def test_units_of_a_merged_task_are_no_titles_of_the_headings_below(headings: list[str], gap: list[list[Any]]) -> None:
    reading = read([*SHARED_TASK, *gap, headings, [3, "任务三", DUE, "天桥区"]], "A1:D1 A4:A6 B4:B6 C4:C6")
    units = ["历下区", "历下区", "市中区", "槐荫区", "天桥区"]
    assert [row.fields["responsible"] for row in reading.rows] == [((unit, None),) for unit in units]
    assert [row.fields["title"] for row in reading.rows][1:4] == ["任务二"] * 3
    # The headings of a new page are passed over by name.
    assert [code for code, _ in seen(reading)] == ["section_row_skipped"] * (headings == TASKS)


def test_a_lone_text_below_data_is_a_row_that_lacks_the_rest_and_not_a_title() -> None:
    reading = read([*SHARED_TASK[:5], [*TASKS, "进展状态"], [3, "任务三", DUE, "天桥区"]])
    assert seen(reading) == [("missing_value", "A5"), ("missing_value", "B5")]
    assert [row.row for row in reading.rows] == [3, 4, 5, 7]


@pytest.mark.parametrize(
    ("title", "merged", "gap"),
    [
        (["表二 2024年任务"], "", []),
        ([None, "表二 2024年任务"], "B4:D4", []),
        (["表二 2024年任务"], "", [[]]),
        ([None, "表二 2024年任务"], "B5:D5", [[]]),
        # Directly below data an inner text is a title only when it is called as one.
        ([None, "2024年任务"], "", [[]]),
        ([None, "2024年任务"], "", []),
    ],
)
def test_a_title_stays_one_in_the_first_column_when_merged_or_beyond_a_blank_row(
    title: list[Any], merged: str, gap: list[list[Any]]
) -> None:
    rows = [["2025年任务"], TASKS, [1, "任务一", DUE, "历下区"], *gap, title, TASKS, [1, "任务一", DUE, "市中区"]]
    reading = read(rows, merged)
    assert [row.fields["year"] for row in reading.rows] == [2025, 2024]
    assert seen(reading) == []


def test_a_chapter_beside_merged_cells_stays_one() -> None:
    rows = [["2025年任务"], TASKS, [1, "任务一", DUE, "历下区"], ["一、主动公开"], [2, "任务二", DUE, "市中区"]]
    reading = read(rows, "B3:B4 C3:C4 D3:D4")
    assert seen(reading) == [("section_row_skipped", "A4")]
    assert [row.fields["number"] for row in reading.rows] == ["1", "2"]


def test_a_title_two_rows_high_stays_one_with_a_label_in_its_second_row() -> None:
    above = [["2025年任务"], TASKS, [1, "任务一", DUE, "历下区"], []]
    title = [["2024年任务"], [None, None, None, "单位：个"]]
    reading = read([*above, *title, TASKS, [1, "任务一", DUE, "市中区"]], "A5:C6")
    assert [row.fields["year"] for row in reading.rows] == [2025, 2024]
    assert seen(reading) == []


@pytest.mark.parametrize("gap", [[], [[]]], ids=["directly", "after a blank row"])
@pytest.mark.parametrize("word", ["全覆盖", "全部渠道"])
def test_everything_was_checked_is_no_title_of_the_findings_below(word: str, gap: list[list[Any]]) -> None:
    rows = [["2025年第二季度检查记录"], ["渠道名称", "检查结果", "检查日期"], [word], *gap, FOUND, LIXIA]
    reading = read(rows, file="2025年第二季度.xlsx")
    assert named(reading) == [(3, "inspections", word), (5 + len(gap), "findings", "历下区")]
    assert reading.rows[0].fields["is_declared_full"]


@pytest.mark.parametrize(
    ("above", "year"),
    [
        (["附件1（截至2025年1月10日）", "2024年重点任务台账"], 2024),
        (["填报日期：2025年1月", "2024年重点任务台账"], 2024),
        (["填报日期：2025年 月 日", "2024年重点任务台账"], 2024),
        (["截至2025年1月底", "２０２４ 年度任务"], 2024),
        (["在2024年工作基础上，2025年重点任务台账"], 2025),
        (["在2024年重点任务完成的基础上，2025年市里重点工作"], 2025),
        (["2024年12月印发", "2025年第一季度任务台账"], 2025),
        (["依据《2024年政务公开工作要点》制定", "2025年重点任务分解表"], 2025),
        (["《2025年政务公开工作要点》任务分解表"], 2025),
        (["重点任务台账", "填报日期：2025年1月10日"], 2025),
    ],
)
def test_the_year_of_a_table_is_the_one_it_is_called_by(above: list[str], year: int) -> None:
    reading = read([*([text] for text in above), TASKS, [1, "任务一", "6月底前", "历下区"]])
    assert [(row.fields["year"], row.fields["due_on"].year) for row in reading.rows] == [(year, year)]  # type: ignore[union-attr]
    assert seen(reading) == []


@pytest.mark.parametrize("named", [{"sheet": "2024年"}, {"file": "2024年任务.xlsx"}], ids=["sheet", "file"])
def test_a_date_above_says_less_of_the_year_than_the_name_of_the_sheet_or_file(named: dict[str, str]) -> None:
    rows = [["重点任务台账"], ["填报日期：2025年1月10日"], TASKS, [1, "任务一", DUE, "历下区"]]
    assert [row.fields["year"] for row in read(rows, **named).rows] == [2024]


@pytest.mark.parametrize(
    ("title", "taken", "other"),
    [
        # Of years in a row the last one: 规划（2021-2025年） is reported on in 2025.
        ("2024年至2025年重点任务台账", "2025", "2024"),
        ("2024-2025年重点任务台账", "2025", "2024"),
        ("“十四五”规划（2021-2025年）任务台账", "2025", "2021"),
        ("2024年任务、2025年要点", "2024", "2025"),
    ],
)
def test_of_several_years_in_the_title_one_is_taken_and_the_others_are_told(title: str, taken: str, other: str) -> None:
    rows = [[title], TASKS, [1, "任务一", DUE, "历下区"]]
    reading = read(rows)
    assert [row.fields["year"] for row in reading.rows] == [int(taken)]
    assert [(one.code, one.cell, one.value, one.details["others"]) for one in reading.faults] == [
        ("several_years", "A2", taken, (other,))
    ]
    stated = read([[title], ["年度", *TASKS], [2025, 1, "任务一", DUE, "历下区"]])
    assert [row.fields["year"] for row in stated.rows] == [2025]
    assert seen(stated) == []


@pytest.mark.parametrize(
    "between", [[["（续表）"]], [], [["2025年问题台账（续）"]]], ids=["续表", "directly", "a title"]
)
def test_the_same_headings_again_go_on_with_the_period_of_the_table_before(between: list[list[Any]]) -> None:
    other = ["市中区", "市中区政府网", "可用性", 1, "首页有死链"]
    reading = read([["2025年第二季度问题台账"], FOUND, LIXIA, *between, FOUND, other], file="2025年第三季度.xlsx")
    assert named(reading) == [(3, "findings", "历下区"), (5 + len(between), "findings", "市中区")]
    assert [row.fields["period"] for row in reading.rows] == ["2025Q2"] * 2
    assert {found.severity for found in reading.faults} == {"warning"}


def test_a_title_with_a_period_of_its_own_begins_that_period() -> None:
    reading = read([["2025年第二季度问题台账"], FOUND, LIXIA, ["2025年第三季度问题台账"], FOUND, LIXIA])
    assert [row.fields["period"] for row in reading.rows] == ["2025Q2", "2025Q3"]


WIDE = ["序号", "重点任务", None, "责任单位"]


def test_a_heading_over_two_columns_that_both_hold_text_is_an_error_at_the_heading() -> None:
    rows = [["2025年任务"], WIDE, [1, "发布解读", None, "历下区"], [2, None, "任务二", "历下区"]]
    reading = read(rows, "A1:D1 B2:C2 B3:B4")
    assert seen(reading) == [("heading_over_columns", "B2")]
    assert (reading.faults[0].details["columns"], reading.faults[0].details["row"]) == ("B–C", 4)
    assert all(row.is_faulty for row in reading.rows)


@pytest.mark.parametrize(
    ("row", "merged"),
    [
        ([1, "任务一", None, "历下区"], "B3:C3"),
        ([1, "任务一", None, "历下区"], ""),
    ],
    ids=["merged alike", "second column empty"],
)
def test_a_heading_over_two_columns_of_which_one_holds_text_is_the_heading_of_that_one(
    row: list[Any], merged: str
) -> None:
    reading = read([["2025年任务"], WIDE, row, ["备注：", "甲", "乙"]], f"A1:D1 B2:C2 {merged}")
    assert [found.fields["title"] for found in reading.rows] == ["任务一"]
    # The signature below stands in both columns.
    assert "heading_over_columns" not in [code for code, _ in seen(reading)]
    assert not any(found.is_faulty for found in reading.rows)


def test_thousands_of_lines_that_might_be_titles_are_read_in_no_time() -> None:
    started = process_time()
    reading = read([["2025年任务"], TASKS, [1, "任务一", DUE, "历下区"], *([["重点任务"]] * 3_000)])
    assert [row.row for row in reading.rows if not row.is_faulty] == [3]
    assert process_time() - started < 6
