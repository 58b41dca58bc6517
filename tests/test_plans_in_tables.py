"""A plan's 任务分解表 in Word is read as its tasks; what it repeats of the text is no second task."""

from __future__ import annotations

from pathlib import Path

import pytest
from word_files import paragraph, table, write_docx

from metrics.i18n import translator
from metrics.intake.faults import describe
from metrics.intake.plan import read_plan
from metrics.intake.reading import Reading
from metrics.intake.receive import create_store, receive

TITLE = paragraph("2026年甲市政务公开工作要点")
HEADINGS = ("序号", "任务", "责任单位")
TEXT = (paragraph("（一）公开预算。按季公布。（责任单位：市财政局）"), paragraph("（二）公开规划。"))


def read(folder: Path, *parts: str) -> Reading:
    path = write_docx(folder / "plan.docx", parts)
    return read_plan(path, "plan.docx")


def told(reading: Reading) -> list[tuple[object, ...]]:
    """Number, title, units and place of every task."""
    return [
        (row.fields["number"], row.fields["title"], [party[1] for party in row.fields["expansion"] or ()],
         row.sheet, row.row)
        for row in reading.rows
    ]  # fmt: skip


def places(reading: Reading) -> list[tuple[str, str, str, str]]:
    return [(fault.code, fault.severity, fault.sheet, fault.cell) for fault in reading.faults]


def test_a_document_that_is_only_a_table_has_its_rows_as_tasks(tmp_path):
    reading = read(tmp_path, TITLE, table(
        ("序号", "重点任务", "牵头单位", "配合单位", "完成时限"),
        ("一、重点公开", "<", "<", "<", "<"),
        ("1", "公开预算", "市财政局", "市审计局、各区县政府", "6月底前"),
        ("2", "公开水价", "市水务局等有关部门", "", "长期坚持"),
    ))  # fmt: skip
    assert told(reading) == [
        ("1", "公开预算", ["市财政局", "市审计局", "district"], "表格1", 3),
        ("2", "公开水价", ["市水务局", "有关部门"], "表格1", 4),
    ]
    first, second = reading.rows
    assert [party.role for party in first.fields["expansion"]] == ["lead", "support", "support"]
    assert (str(first.fields["due_on"]), second.fields["due_on"]) == ("2026-06-30", None)
    assert not any(row.is_faulty for row in reading.rows)


def test_a_task_merged_over_several_rows_is_one_task_of_all_their_units(tmp_path):
    reading = read(tmp_path, TITLE, table(
        HEADINGS, ("1", "公开预算", "市财政局"), ("^", "^", "市审计局"), ("2", "公开规划", "市教育局")
    ))  # fmt: skip
    assert [one[:3] for one in told(reading)] == [
        ("1", "公开预算", ["市财政局", "市审计局"]),
        ("2", "公开规划", ["市教育局"]),
    ]


def test_numbers_that_word_counts_itself_name_the_tasks_of_a_table(tmp_path):
    counted = paragraph("", 0)
    reading = read(tmp_path, TITLE, table(HEADINGS, (counted, "公开预算", "市财政局"), (counted, "培训", "市教育局")))
    assert [one[1] for one in told(reading)] == ["公开预算", "培训"]
    assert len({one[0] for one in told(reading)}) == 2


def test_a_table_says_who_is_responsible_for_the_tasks_of_the_text(tmp_path):
    decomposed = table(HEADINGS, ("1", "公开预算", "市财政局"), ("2", "公开规划", "市教育局"))
    reading = read(tmp_path, TITLE, *TEXT, decomposed)
    assert [one[:3] for one in told(reading)] == [
        ("1", "公开预算", ["市财政局"]),
        ("2", "公开规划", ["市教育局"]),
    ]
    assert places(reading) == []


def test_a_table_that_names_other_units_than_the_text_is_a_fault_at_its_cell(tmp_path):
    reading = read(tmp_path, TITLE, TEXT[0], table(HEADINGS, ("1", "公开预算", "市审计局")))
    assert places(reading) == [("plan_table_differs", "error", "表格1", "C2")]


def test_a_task_that_only_the_table_has_gets_a_free_number_and_its_sender_is_told(tmp_path):
    reading = read(tmp_path, TITLE, TEXT[0], table(HEADINGS, ("1", "培训人员", "市教育局")))
    assert [one[:2] for one in told(reading)] == [("1", "公开预算"), ("2", "培训人员")]
    assert places(reading) == [("plan_table_renumbered", "warning", "表格1", "A2")]


def test_one_number_for_two_tasks_of_a_table_is_a_fault(tmp_path):
    reading = read(tmp_path, TITLE, table(HEADINGS, ("1", "公开预算", "市财政局"), ("1", "培训人员", "市教育局")))
    assert places(reading) == [("number_reused", "error", "表格1", "A3")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("任务", "责任单位"), ("公开预算", "市财政局")), [("unknown_kind", "error", "表格1", "A1")]),
        ((HEADINGS, ("1", "公开预算", "")), [("no_responsible_unit", "error", "表格1", "C2")]),
        (
            ((*HEADINGS, "进展情况"), ("1", "公开预算", "市财政局", "已公开")),
            [("plan_table_reports", "warning", "表格1", "D2")],
        ),
    ],
)
def test_what_a_table_lacks_is_told_at_its_cell(tmp_path, rows, expected):
    reading = read(tmp_path, TITLE, table(*rows))
    assert places(reading) == expected
    for fault in reading.faults:
        assert describe(fault, translator("zh_CN"))["message"]


def test_a_table_without_numbers_beside_the_tasks_keeps_nothing_out_and_is_told(tmp_path):
    reading = read(tmp_path, TITLE, TEXT[0], table(("任务", "责任单位"), ("公开预算", "市教育局")))
    assert [one[0] for one in told(reading)] == ["1"]
    assert places(reading) == [("unknown_kind", "warning", "表格1", "A1")]


def test_a_ledger_of_another_kind_in_the_document_is_not_dropped_in_silence(tmp_path):
    ledger = table(("检查期", "渠道名称", "主办单位"), ("2026Q1", "甲市网", "市教育局"))
    assert places(read(tmp_path, TITLE, TEXT[0], ledger)) == [("plan_table_left_out", "warning", "表格1", "A1")]


def test_a_table_without_any_year_says_so(tmp_path):
    reading = read(tmp_path, table(HEADINGS, ("1", "公开预算", "市财政局")))
    assert places(reading) == [("notice_without_year", "error", "", "")]


def test_the_tasks_of_a_table_are_received_with_their_assignments(tmp_path):
    warehouse = create_store(tmp_path / "store", "real")
    path = write_docx(tmp_path / "plan.docx", [TITLE, table(
        HEADINGS, ("1", "公开预算", "市财政局、各区县政府"), ("2", "培训", "市不存在局")
    )])  # fmt: skip
    refused = receive(warehouse, [(path, path.name)])
    unknown = [one for one in refused.files[0].faults if one.severity == "error"]
    assert [(one.sheet, one.cell, one.value) for one in unknown] == [("表格1", "C3", "市不存在局")]
    path = write_docx(tmp_path / "plan.docx", [TITLE, table(HEADINGS, ("1", "公开预算", "市财政局、各区县政府"))])
    assert receive(warehouse, [(path, path.name)]).accepted
    assert len(warehouse.rows("assignments", year=2026, number="1")) > 12
    warehouse.close()
