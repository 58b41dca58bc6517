"""Blank ledgers: ready to fill, and sent back unchanged they change nothing, whoever sends them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from dashboards import command, dashboard
from desks import Desk

from metrics.access import LOCAL, Reader
from metrics.calendar import Period
from metrics.errors import AccessDenied, Refused
from metrics.intake.prefilled import LEDGERS
from metrics.intake.reading import read_ledger
from metrics.intake.receive import create_store, receive
from metrics.intake.templates import HEADING_ROW, build_templates, write_templates
from metrics.scores import league
from metrics.warehouse import Warehouse

DAY = date(2025, 6, 30)
ALL = {f"{ledger.name}.xlsx" for ledger in LEDGERS}


@pytest.fixture
def demo(pristine_demonstration, tmp_path):
    shutil.copytree(pristine_demonstration, tmp_path / "demo")
    warehouse = Warehouse.open(tmp_path / "demo")
    yield warehouse
    warehouse.close()


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path).settle()
    yield found
    found.warehouse.close()


def sheet(folder, name):
    return openpyxl.load_workbook(folder / name).worksheets[0]


def column_of(table, heading):
    headings = {cell.value.rstrip("*"): cell.column for cell in table[HEADING_ROW] if cell.value}
    return headings[heading]


def rows(table):
    headings = [cell.value.rstrip("*") for cell in table[HEADING_ROW] if cell.value]
    values = table.iter_rows(min_row=HEADING_ROW + 1, max_col=len(headings), values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in values if any(cell is not None for cell in row)]


def resend(warehouse, folder, unit=None):
    """Write the ledgers of a day and receive them as they are."""
    files = write_templates(warehouse, folder, DAY, unit)
    return receive(warehouse, [(path, path.name) for path in files], unit or "office", actor="tester")


def standings(warehouse):
    tables = [league(warehouse, LOCAL, Period.parse(code)) for code in ("2025Q1", "2025Q2")]
    return [repr(unit) for table in tables for unit in table.units]


@pytest.mark.parametrize("unit", [None, "历下区", "济南市教育局"])
def test_sent_back_unchanged_they_change_nothing(demo, tmp_path, unit):
    before = standings(demo)
    receipt = resend(demo, tmp_path / "out", unit)
    assert receipt.accepted
    tallies = {kind: vars(tally) for file in receipt.files for kind, tally in file.kinds.items()}
    assert set(tallies) >= {"channels", "assignments", "findings", "rectifications"}
    assert all(one["unchanged"] and not (one["new"] or one["changed"] or one["refused"]) for one in tallies.values())
    assert (receipt.changes, receipt.requests) == ((), ())
    assert standings(demo) == before


def test_a_unit_gets_its_own_rows_and_nobody_elses(demo, tmp_path):
    write_templates(demo, tmp_path, DAY, "历下区")
    names = {path.name for path in tmp_path.glob("*.xlsx")}
    assert names == {"渠道台账-历下区.xlsx", "任务台账-历下区.xlsx", "问题整改台账-历下区.xlsx", "指标数据-历下区.xlsx"}
    for name in names:
        table = sheet(tmp_path, name)
        key = "主办单位" if name.startswith("渠道") else "责任单位"
        assert {row[key] for row in rows(table)} == {"历下区"}
        with (tmp_path / name).open("rb") as content:
            book = openpyxl.load_workbook(content)
        texts = {str(cell.value) for one in book.worksheets for row in one.iter_rows() for cell in row if cell.value}
        assert not any("市中区" in text for text in texts)


def test_the_ledger_of_the_office_lists_the_units_of_a_task_by_group_and_in_administrative_order(demo, tmp_path):
    write_templates(demo, tmp_path, DAY)
    listed = [row["责任单位"] for row in rows(sheet(tmp_path, "任务台账.xlsx")) if row["序号"] == "1"]
    groups = ("district", "department", "institution")
    known = {row["name"]: (groups.index(row["group_code"]), row["sort_order"]) for row in demo.rows("units")}
    assert len(listed) > 50
    assert [known[name] for name in listed] == sorted(known[name] for name in listed)


def test_units_fill_their_columns_and_the_office_keeps_its_own(desk, tmp_path):
    write_templates(desk.warehouse, tmp_path, DAY, "甲区")
    tasks, repairs = sheet(tmp_path, "任务台账-甲区.xlsx"), sheet(tmp_path, "问题整改台账-甲区.xlsx")
    assert tasks.protection.sheet
    assert not tasks.protection.password

    def open_columns(table):
        first = HEADING_ROW + 1
        return {cell.value for cell in table[HEADING_ROW] if not table.cell(first, cell.column).protection.locked}

    assert open_columns(tasks) == {"进展状态", "完成日期", "进展情况", "佐证材料", "填报日期"}
    assert open_columns(repairs) == {"整改情况", "整改完成日期"}
    assert all(cell.protection.locked for cell in tasks[HEADING_ROW])


def test_what_a_unit_fills_in_arrives(desk, tmp_path):
    desk.clock = desk.clock.replace(month=6, day=1)
    write_templates(desk.warehouse, tmp_path, date(2025, 6, 1), "甲区")
    path = tmp_path / "问题整改台账-甲区.xlsx"
    book = openpyxl.load_workbook(path)
    table = book.worksheets[0]
    row = next(cell.row for cell in table["A"] if cell.value == "2")
    table.cell(row, column_of(table, "整改情况")).value = "已更新要闻"
    table.cell(row, column_of(table, "整改完成日期")).value = date(2025, 6, 5)
    book.save(path)
    receipt = desk.receive([(path, path.name)], "甲区")
    assert receipt.accepted
    assert receipt.requests == ()
    assert [one["closed_on"] for one in desk.warehouse.rows("findings", number="2")] == [date(2025, 6, 5)]


def test_only_open_findings_are_handed_out(desk, tmp_path):
    write_templates(desk.warehouse, tmp_path, DAY)
    table = rows(sheet(tmp_path, "问题整改台账.xlsx"))
    assert [(row["责任单位"], row["问题编号"]) for row in table] == [("甲区", "2"), ("乙区", "1")]


def test_an_empty_store_gives_blank_ledgers_that_read_as_empty(tmp_path):
    warehouse = create_store(tmp_path / "store", "real")
    files = write_templates(warehouse, tmp_path / "out", DAY)
    assert {path.name for path in files} == ALL
    for path in files:
        if path.name != "单位名录.xlsx":
            reading = read_ledger(path, path.name)
            assert reading.rows == ()
            assert [one.code for one in reading.faults] == ["no_rows"]
    assert resend(warehouse, tmp_path / "again").accepted
    warehouse.close()


def test_the_example_shows_a_filled_row_and_is_never_imported(demo, tmp_path):
    for path in write_templates(demo, tmp_path, DAY):
        book = openpyxl.load_workbook(path)
        example = book["填写示例"]
        assert "本页不导入" in example["A1"].value
        filled = [cell.value for cell in example[HEADING_ROW + 1] if cell.value]
        assert len(filled) >= 4
        assert not any(row.sheet == "填写示例" for row in read_ledger(path, path.name).rows)


def test_the_example_alone_would_be_accepted_by_the_reader(demo, tmp_path):
    # What the example shows must be right: without its first line and under another name it reads without a fault.
    for path in write_templates(demo, tmp_path, DAY):
        book = openpyxl.load_workbook(path)
        for name in [name for name in book.sheetnames if name != "填写示例"]:
            del book[name]
        example = book["填写示例"]
        example.title, example["A1"].value = "台账", "示例"
        book.save(path)
        reading = read_ledger(path, path.name)
        assert reading.rows, path.name
        assert reading.faults == (), path.name


def test_a_sheet_merely_called_example_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "填写示例"
    for row in (["渠道名称", "渠道类型", "主办单位"], ["甲区发布", "微信公众号", "甲区"]):
        book.active.append(row)
    book.save(tmp_path / "渠道.xlsx")
    assert len(read_ledger(tmp_path / "渠道.xlsx", "渠道.xlsx").rows) == 1


def offered_in(path):
    """Return the drop-downs of a blank ledger by heading."""
    book = openpyxl.load_workbook(path)
    table, choices = book.worksheets[0], book["选项"]
    assert choices.sheet_state == "hidden"
    offered = {}
    for validation in table.data_validations.dataValidation:
        column = table[HEADING_ROW][next(iter(validation.sqref.ranges)).min_col - 1].value.rstrip("*")
        cells = choices[validation.formula1.split("!")[1].replace("$", "")]
        offered[column] = [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]
    return offered


def test_cells_offer_the_words_that_intake_knows(desk, tmp_path):
    write_templates(desk.warehouse, tmp_path, DAY)
    offered = offered_in(tmp_path / "任务台账.xlsx")
    assert offered["进展状态"] == ["未启动", "推进中", "已完成", "不涉及"]
    assert offered["核验结果"] == ["通过", "未通过"]
    assert offered["责任单位"] == ["甲区", "乙区", "市丙局"]


def test_only_the_office_is_offered_to_declare_that_checklists_were_collected(desk, tmp_path):
    write_templates(desk.warehouse, tmp_path, DAY)
    offered = offered_in(tmp_path / "指标数据.xlsx")
    assert offered["责任单位"] == ["甲区", "乙区", "市丙局", "全部"]
    assert "信息公开清单" in offered["指标"]
    write_templates(desk.warehouse, tmp_path / "unit", DAY, "甲区")
    offered = offered_in(tmp_path / "unit" / "指标数据-甲区.xlsx")
    assert offered["责任单位"] == ["甲区"]
    assert "信息公开清单" not in offered["指标"]


def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(desk, tmp_path):
    desk.say(问题2="问题编号|检查期|责任单位|渠道名称|指标|扣分|问题描述\n9|2025Q2|甲区|甲区政府网|可用性|1|=1+1 错链")
    receipt = resend(desk.warehouse, tmp_path / "out")
    assert receipt.accepted
    assert receipt.changes == ()
    texts = [row["问题描述"] for row in rows(sheet(tmp_path / "out", "问题整改台账.xlsx"))]
    assert "=1+1 错链" in texts


def test_a_finding_back_from_a_failed_recheck_is_handed_out_and_stays_as_it_is(desk, tmp_path):
    head = "问题编号|责任单位|整改时限|延期至|延期批准日期|整改完成日期|复查日期|复查结果\n"
    desk.say(复查=head + "1|甲区|||||2025-06-12|未通过")
    desk.say(延期=head + "1|甲区||2025-06-25|2025-06-13|||")
    desk.say(再延=head + "1|甲区||2025-07-05||||")
    before = desk.facts()
    receipt = resend(desk.warehouse, tmp_path / "out")
    assert receipt.accepted
    assert (receipt.changes, desk.facts()) == ((), before)
    table = rows(sheet(tmp_path / "out", "问题整改台账.xlsx"))
    assert ("1", "甲区") in [(row["问题编号"], row["责任单位"]) for row in table]


def test_suspicions_and_figures_nobody_accepted_stay_what_they_are(desk, tmp_path):
    head = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|性质|确认情况|问题描述\n"
    desk.say(问题3=head + "7|2025Q2|2025-06-02|甲区|甲区政府网|站点无法访问|||打不开")
    desk.say("甲区", 数据="检查期|责任单位|指标|分子|分母\n2025Q2|甲区|找错留言|11|12")
    before = desk.facts()
    for unit in (None, "甲区"):
        receipt = resend(desk.warehouse, tmp_path / str(unit), unit)
        assert receipt.accepted
        assert (receipt.changes, receipt.requests) == ((), ())
        assert desk.facts() == before


def test_nobody_asks_for_an_unknown_unit_or_for_more_than_its_own(desk):
    with pytest.raises(Refused):
        build_templates(desk.warehouse, DAY, "丁区")
    own = Reader("unit", frozenset({"甲区"}))
    assert len(build_templates(desk.warehouse, DAY, "甲区", own)) == 4
    for unit in (None, "乙区"):
        with pytest.raises(AccessDenied):
            build_templates(desk.warehouse, DAY, unit, own)


def test_the_command_writes_them_also_beside_a_running_dashboard(demonstration, tmp_path):
    alone = command("templates", "--out", "alone", "--unit", "历下区", "--json", store=demonstration, cwd=tmp_path)
    assert alone.exit == 0, alone.stderr
    assert Path(json.loads(alone.stdout)["files"][0]).name == "渠道台账-历下区.xlsx"
    with dashboard(demonstration, demonstration.parent / "store-demo"):
        beside = command("templates", "--out", "beside", store=demonstration, cwd=tmp_path)
    assert beside.exit == 0, beside.stderr
    assert {path.name for path in (tmp_path / "beside").iterdir()} == ALL
    refused = command("templates", "--out", "none", "--unit", "没有的区", store=demonstration, cwd=tmp_path)
    assert (refused.exit, refused.stdout, (tmp_path / "none").exists()) == (1, "", False)
