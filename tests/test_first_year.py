"""A new office's first day: the city's real plan, its open responsibilities, ledgers filled by clerks, first papers."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from metrics.commands.running import run
from metrics.intake.templates import HEADING_ROW
from metrics.owner import holder

PROJECT = Path(__file__).parents[1]
PLAN = PROJECT / "data" / "samples" / "2025年济南市政务公开工作要点.txt"
DISTRICT, BUREAU, POLICE = "历下区", "济南市市场监督管理局", "济南市公安局"
UNITS = (DISTRICT, BUREAU, POLICE)


def typed(folder: Path, *arguments: object) -> dict:
    """Type a command on the store of ``folder`` and return the document it prints; it must be done."""
    answer = run([*map(str, arguments), "--store", "store", "--json"], folder)
    assert answer.exit == 0, answer.stderr + answer.stdout
    return json.loads(answer.stdout)


def fill(path: Path, rows: list[dict], *, change: bool = False) -> Path:
    """Write cells into a blank ledger as a clerk does: into the rows it came with, or below its headings."""
    book = openpyxl.load_workbook(path)
    table = book.worksheets[0]
    columns = {cell.value.rstrip("*"): cell.column for cell in table[HEADING_ROW] if cell.value}
    for number, cells in enumerate(rows, start=HEADING_ROW + 1):
        for heading, value in cells.items():
            cell = table.cell(number, columns[heading])
            assert not change or not cell.protection.locked, f"{path.name}: {heading} is not the unit's to fill"
            cell.value = value
    book.save(path)
    return path


def report_tasks(folder: Path, unit: str, reports: dict[str, dict]) -> Path:
    """Fill the task ledger of one unit, the task's number saying which row."""
    path = folder / f"任务台账-{unit}.xlsx"
    table = openpyxl.load_workbook(path).worksheets[0]
    numbers = [str(row[1]) for row in table.iter_rows(min_row=HEADING_ROW + 1, values_only=True) if row[1]]
    return fill(path, [reports.get(number, {}) for number in numbers], change=True)


def in_progress(numbers: range, **reports: dict) -> dict[str, dict]:
    """Return the same report for every task: in progress, with evidence."""
    common = {"进展状态": "推进中", "进展情况": "已按要点要求推进。", "佐证材料": "工作总结"}
    return {str(number): common for number in numbers} | reports


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A folder whose store has gone through the first day, up to the papers."""
    folder = tmp_path_factory.mktemp("office")
    plan = typed(folder, "import", PLAN)
    assert {(one["number"], one["phrase"]) for one in plan["to_confirm"]} == {
        ("2", "市政府有关部门"), ("3", "市政府有关部门"),
    }  # fmt: skip
    typed(folder, "confirm", "--year", "2025", "--task", "2", "--units", f"{BUREAU},市行政审批服务局")
    confirm_on_the_page(folder)
    typed(folder, "confirm", "--year", "2025", "--areas", "include")
    typed(folder, "templates", "--out", "ledgers")
    for unit in UNITS:
        typed(folder, "templates", "--out", "ledgers", "--unit", unit)
    office_speaks(folder)
    for unit in UNITS:
        units_speak(folder, unit)
    return folder


def confirm_on_the_page(folder: Path) -> None:
    """Confirm whom task 3 means where the plan was received: on 数据导入."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("METRICS_STORE", str(folder / "store"))
        page = opened("intake")
        assert "各区县政府" in "".join(one.value for one in page.markdown)
        page.multiselect[0].set_value([POLICE, BUREAU])
        page.text_input[0].set_value("2025年6月会议纪要")
        next(one for one in page.button if one.label == "确认").click()
        page.run()
        assert not page.exception
        assert any("市政府有关部门" in one.value and "2个单位" in one.value for one in page.info)
        assert not page.multiselect
    holder.release()


def opened(page: str, **address: str) -> AppTest:
    test = AppTest.from_file(str(PROJECT / "pages" / "parts" / "frame.py"), default_timeout=60)
    test.switch_page(str(PROJECT / "pages" / f"{page}.py"))
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def office_speaks(folder: Path) -> None:
    """Fill the office's own ledgers: channels, what was checked, what was found, which task the bureau is late with."""
    ledgers = folder / "ledgers"
    channels = [
        {"渠道名称": f"{name}政府网" if name == DISTRICT else f"{name}网站", "渠道类型": "政府网站", "主办单位": name}
        for name in UNITS
    ] + [{"渠道名称": "历下发布", "渠道类型": "微信公众号", "主办单位": DISTRICT}]
    found = {"检查期": "2025Q2", "渠道类型": "政府网站", "性质": "扣分", "确认情况": "已确认"}
    findings = [
        found | {"问题编号": "1", "发现日期": date(2025, 5, 8), "责任单位": DISTRICT, "渠道名称": "历下区政府网",
                 "指标": "政策文件", "扣分": 5, "问题描述": "“规范性文件”栏目缺3件文件",
                 "整改时限": date(2025, 5, 30)},
        found | {"问题编号": "2", "发现日期": date(2025, 5, 9), "责任单位": DISTRICT, "渠道名称": "历下区政府网",
                 "指标": "可用性", "扣分": 1, "问题描述": "首页有2条错链", "整改时限": date(2025, 7, 15)},
        found | {"问题编号": "1", "发现日期": date(2025, 5, 12), "责任单位": BUREAU, "渠道名称": f"{BUREAU}网站",
                 "指标": "留言公开", "扣分": 3, "问题描述": "留言超过三个月未公开答复", "整改时限": date(2025, 6, 10)},
    ]  # fmt: skip
    files = [
        fill(ledgers / "渠道台账.xlsx", channels),
        fill(ledgers / "检查记录.xlsx", [{"检查期": "2025Q2", "渠道名称": "全覆盖"}]),
        fill(ledgers / "问题整改台账.xlsx", findings),
    ]
    tasks = openpyxl.load_workbook(ledgers / "任务台账.xlsx")
    table = tasks.worksheets[0]
    columns = {cell.value.rstrip("*"): cell.column for cell in table[HEADING_ROW] if cell.value}
    for row in range(HEADING_ROW + 1, table.max_row + 1):
        who, number = (table.cell(row, columns[name]).value for name in ("责任单位", "序号"))
        if str(number) == "16" and who == BUREAU:
            table.cell(row, columns["完成时限"]).value = "5月底前"
    tasks.save(ledgers / "任务台账.xlsx")
    receipt = typed(folder, "import", *files, ledgers / "任务台账.xlsx")
    assert all(one["accepted"] for one in receipt["files"])


def units_speak(folder: Path, unit: str) -> None:
    """Fill the unit's own ledgers, written anew after the office has spoken, and send them."""
    ledgers = folder / f"ledgers-{unit}"
    typed(folder, "templates", "--out", ledgers.name, "--unit", unit)
    reports = in_progress(range(1, 17))
    if unit == BUREAU:
        reports |= {"5": {"进展状态": "推进中"}, "16": {"进展状态": "推进中"}}
    files = [report_tasks(ledgers, unit, reports)]
    if unit == DISTRICT:
        repairs = [{"整改情况": "已补发3件文件", "整改完成日期": date(2025, 6, 4)}]
        files.append(fill(ledgers / f"问题整改台账-{unit}.xlsx", repairs, change=True))
    receipt = typed(folder, "import", *files, "--from", unit)
    assert all(one["accepted"] for one in receipt["files"])
    assert not receipt.get("requests")


def test_a_plan_alone_opens_the_pages_on_a_period_of_its_year(tmp_path, monkeypatch):
    typed(tmp_path, "import", PLAN)
    monkeypatch.setenv("METRICS_STORE", str(tmp_path / "store"))
    page = opened("tasks")
    holder.release()
    assert page.query_params["period"] == "2025Q4"
    assert "还没有数据" not in "".join(one.value for one in page.markdown)
    assert next(one.value for one in page.metric if one.label == "未报送") == "256"


def test_the_overview_says_what_is_late_and_what_is_open(office, monkeypatch):
    monkeypatch.setenv("METRICS_STORE", str(office / "store"))
    page = opened("overview")
    holder.release()
    assert page.query_params["period"] == "2025Q2"
    ways = " ".join(one.label for one in page.get("page_link"))
    assert "逾期整改" in ways
    assert "逾期任务" in ways


def test_a_surprising_number_is_explained_down_to_its_row(office):
    card = typed(office, "explain", DISTRICT, "--period", "2025Q2")
    late = next(mark for mark in card["marks"] if mark["dimension"] == "rectification")
    assert late["source"]["file"] == f"问题整改台账-{DISTRICT}.xlsx"
    assert round(100 + sum(float(mark["points"]) for mark in card["marks"]), 2) == float(card["score"])


def test_an_order_and_a_notice_are_ready_to_be_signed(office):
    orders = typed(office, "brief", "order", "--period", "2025Q2", "--unit", BUREAU, "--out", "papers")["files"]
    notice = typed(office, "brief", "notice", "--period", "2025Q2", "--out", "papers")["files"]
    texts = {Path(name).name: _text(office / "papers" / Path(name).name) for name in (*orders, *notice)}
    order = next(text for name, text in texts.items() if BUREAU in name)
    assert "留言超过三个月未公开答复" in order
    assert "2025-06-10" in order
    assert "2025年6月30日" in order
    for text in texts.values():
        assert not re.search(r"None|nan|\{\{|\{%|undefined", text)


def _text(path: Path) -> str:
    paper = docx.Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)
