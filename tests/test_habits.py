"""Every habit of an office that fills ledgers is read as it is meant, and said where nobody can see it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from habits import HABITS, write_habits
from sample_ledgers import (
    SAMPLES,
    Sample,
    canonical,
    city,
    places,
    plainly,
    reading_of,
    records,
    samples,
    standings,
)

from metrics.intake.reading import Reading, Row, read_ledger
from metrics.intake.workbook import Sheet, read_workbook
from metrics.warehouse import Warehouse

FOLDER = SAMPLES / "habits"
ALL = samples("habits")


def habit(name: str) -> Reading:
    return read_ledger(FOLDER / f"{name}.xlsx", f"{name}.xlsx")


def values(rows: tuple[Row, ...], *names: str) -> list[Any]:
    """One field of every row, or several of each."""
    found = [tuple(row.fields.get(name) for name in names) for row in rows]
    return [one[0] for one in found] if len(names) == 1 else found


def seen(reading: Reading) -> list[tuple[str, str]]:
    return [(found.code, found.cell) for found in reading.faults]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    made = city(tmp_path_factory.mktemp("habits"))
    yield made
    made.close()


def test_every_habit_has_its_workbook_its_meaning_and_its_line_in_the_table() -> None:
    names = {f"{name}.xlsx" for name in HABITS}
    table = (FOLDER / "README.md").read_text("utf-8")
    assert {path.name for path in FOLDER.iterdir()} == names | {"README.md", "expected.toml"}
    assert {sample.path.name for sample in ALL} == names
    assert [name for name in names if f"| `{name}` |" not in table] == []


def test_the_workbooks_are_those_the_script_writes(tmp_path: Path) -> None:
    def parts(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    for written in write_habits(tmp_path):
        assert parts(written) == parts(FOLDER / written.name), f"{written.name}: write the samples anew"


@pytest.mark.parametrize("sample", ALL, ids=str)
def test_a_habit_says_what_the_canonical_ledger_says(sample: Sample) -> None:
    reading = reading_of(sample)
    plain = plainly(sample)
    assert [fault.code for one in plain for fault in one.faults] == []
    assert records(reading) == records(*plain)
    assert places(reading, sample.path) == list(sample.faults)


@pytest.mark.parametrize("sample", [one for one in ALL if one.is_sound], ids=str)
def test_a_habit_scores_as_the_canonical_ledger_does(sample: Sample, warehouse: Warehouse, tmp_path: Path) -> None:
    is_accepted, scores = standings(warehouse, [(sample.path, sample.path.name)])
    assert is_accepted
    assert scores == standings(warehouse, canonical(sample, tmp_path))[1]


def test_titles_are_no_data_and_chapters_are_passed_over_by_name() -> None:
    reading = habit("合并的标题行和章节行")
    assert seen(reading) == [("section_row_skipped", "A4"), ("section_row_skipped", "A6")]
    assert values(reading.rows, "year", "title") == [(2025, "重大决策预公开"), (2025, "会议开放")]


def test_a_heading_in_two_rows_is_its_lower_cell_with_the_upper_where_that_is_needed() -> None:
    repair = next(row for row in habit("两行表头").rows if row.kind == "rectifications")
    assert repair.fields["deadline_on"] == date(2025, 6, 10)
    assert repair.fields["fixed_on"] == date(2025, 6, 9)
    assert repair.fields["action"] == "已补发"
    assert (repair.fields["rechecked_on"], repair.fields["recheck_result"]) == (date(2025, 6, 20), "passed")
    assert repair.addresses["fixed_on"] == "H3"


def test_a_merged_unit_counts_for_every_row_it_spans() -> None:
    rows = habit("责任单位合并单元格").rows
    assert values(rows, "unit_text") == ["历下区", "历下区", "市中区"]
    assert values(rows, "period") == ["2025Q2"] * 3


def test_a_merged_task_has_all_the_units_beside_it() -> None:
    rows = habit("重点任务合并单元格").rows
    assert values(rows, "number", "title") == [("1", "重大决策预公开"), ("1", "重大决策预公开"), ("2", "会议开放")]
    assert values(rows[:2], "due_on") == [date(2025, 9, 30)] * 2


def test_totals_are_no_data_wherever_the_word_stands() -> None:
    reading = habit("合计小计行")
    assert seen(reading) == [("total_row_skipped", cell) for cell in ("B3", "B5", "A6")]
    assert sum(values(reading.rows, "points")) == 6


def test_notes_go_on_below_the_first_and_signatures_are_notes() -> None:
    assert seen(habit("表后备注")) == [("note_row_skipped", cell) for cell in ("A5", "A6", "A7")]


@pytest.mark.parametrize("name", ["上下两个台账", "左右两个台账"])
def test_two_tables_of_one_sheet_are_both_read(name: str) -> None:
    assert [row.kind for row in habit(name).rows if row.kind == "channels"]
    assert [row.kind for row in habit(name).rows if row.kind == "findings"]


def test_every_sheet_of_a_file_is_read_and_a_cover_is_named() -> None:
    reading = habit("一个文件多张工作表")
    assert [(row.sheet, row.kind) for row in reading.rows] == [("问题", "findings"), ("渠道", "channels")]
    assert [(found.code, found.sheet) for found in reading.faults] == [("sheet_ignored", "封面")]


def test_hidden_rows_and_columns_are_read_and_said_so() -> None:
    reading = habit("隐藏的行和列")
    assert len(reading.rows) == 3
    assert values(reading.rows, "points") == [Decimal(5), Decimal(1), Decimal(2)]
    assert [(found.code, found.details.get("rows") or found.details["columns"]) for found in reading.faults] == [
        ("hidden_rows_read", ("3",)),
        ("hidden_columns_read", ("E",)),
    ]


def test_a_hidden_ledger_is_read_and_said_so_and_a_hidden_list_stays_silent() -> None:
    reading = habit("隐藏的工作表")
    assert [row.sheet for row in reading.rows] == ["问题", "补充"]
    assert [(found.code, found.sheet) for found in reading.faults] == [("hidden_sheet_read", "补充")]


def test_full_width_digits_and_brackets_mean_the_same() -> None:
    rows = habit("全角数字和括号").rows
    assert values(rows, "number", "due_on") == [("1", date(2025, 9, 30)), ("2", date(2025, 6, 30))]


def test_the_same_again_is_what_stands_above_in_every_form() -> None:
    rows = habit("同上").rows
    assert values(rows, "period", "unit_text") == [("2025Q2", "历下区"), ("2025Q2", "历下区"), ("2025Q2", "市中区")]
    assert rows[1].fields["channel_name"] == "历下区政府网"
    assert rows[1].addresses["unit_text"] == "B3"


def test_units_in_one_cell_are_parted_at_every_usual_mark() -> None:
    named = [[unit for unit, _ in found] for found in values(habit("一格多个单位").rows, "responsible")]
    assert named == [["历下区", "市中区", "槐荫区"], ["历下区", "市中区", "槐荫区"], ["历下区", "市中区"]]


def test_bold_units_lead_the_others_support_and_the_answer_says_so() -> None:
    reading = habit("加黑为牵头单位")
    assert values(reading.rows, "responsible") == [
        (("历下区", "lead"), ("市中区", "support")),
        (("槐荫区", "support"), ("历下区", "lead"), ("市中区", "lead")),
        (("天桥区", None),),
    ]
    assert [(found.code, found.severity, found.details["count"]) for found in reading.faults] == [
        ("lead_by_bold", "warning", 2)
    ]


def test_ticks_and_boxes_say_yes_and_no() -> None:
    told = values(habit("打钩和方框").rows, "serves_public")
    assert told == [True, True, False, True, False, True, False]


def test_a_day_is_the_same_in_every_form() -> None:
    repairs = tuple(row for row in habit("各种写法的日期").rows if row.kind == "rectifications")
    assert set(values(repairs, "fixed_on")) == {date(2025, 6, 5)}


def test_a_day_as_a_serial_number_is_a_day() -> None:
    assert values(habit("日期序列号").rows, "opened_on") == [date(2025, 6, 5)] * 2


def test_a_formula_counts_with_its_result() -> None:
    rows = habit("公式有结果").rows
    assert values(rows, "points", "unit_text") == [(5, "历下区"), (1, "市中区")]


@pytest.mark.parametrize(
    ("name", "code"), [("公式没有结果", "formula_without_value"), ("引用错误", "error_value")]
)
def test_a_formula_without_a_value_is_a_fault_at_its_cell_and_only_there(name: str, code: str) -> None:
    reading = habit(name)
    assert seen(reading) == [(code, "E3")]
    assert [row.is_faulty for row in reading.rows] == [False, True]


def test_the_reader_tells_bold_pieces_hidden_rows_and_hidden_columns() -> None:
    def only(name: str) -> Sheet:
        sheets = read_workbook(FOLDER / f"{name}.xlsx", name)
        assert isinstance(sheets, tuple)
        return sheets[0]

    assert only("加黑为牵头单位").bold == {(3, 3): ("历下区",), (4, 3): ("历下区、市中区",)}
    assert only("隐藏的行和列").hidden_rows == {3}
    assert only("隐藏的行和列").hidden_columns == {5}
