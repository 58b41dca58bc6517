"""The workbook anybody can compute again: another program, given its formulas only, prints the engine's every digit."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import FUZZ, USUAL_FUZZ
from dashboards import command
from desks import Q2, Desk
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import cities
from retelling import cities_of, retell, schemes_with, told_together
from spreadsheets import lines_of, recomputed
from stories import all_stories

from metrics.access import LOCAL, Reader
from metrics.briefs.recomputable import recomputable_workbook
from metrics.calendar import Period
from metrics.errors import AccessDenied, Refused
from metrics.scores import league
from metrics.warehouse import Warehouse

CITIES_COMPUTED = max(FUZZ // 2, 1)
EVERY_NTH = 6
"""The usual run looks at every so many cities of stories but the large first one, .ci/long at all of them."""

GRADES = {"excellent": "优秀", "good": "良好", "pass": "合格", "fail": "不合格", None: None}


@dataclass(frozen=True)
class Expected:
    """What the engine says of one unit."""

    unit: str
    score: str | None
    rank: int | None
    grade: str | None
    dimensions: tuple[str | None, ...]


NAMES = {
    "tasks": "任务落实",
    "inspection": "网站与新媒体检查",
    "rectification": "问题整改",
    "checklist": "信息公开清单",
}


def expected(warehouse: Warehouse, period: Period, as_of: date | None) -> list[Expected]:
    """Return what the league table prints, in its order."""
    return [
        Expected(
            one.unit, one.score, one.rank, GRADES[one.grade],
            tuple(one.dimensions[name].score if name in one.dimensions else None for name in NAMES),
        )
        for one in league(warehouse, LOCAL, period, as_of).units
    ]  # fmt: skip


def computed(book: Any) -> list[Expected]:
    """Return what the other program made of the formulas, printed with two decimals."""
    return [
        Expected(row["单位"], _two(row["得分"]), row["名次"] or None, row["等次"] or None,
                 tuple(_two(row[heading]) for heading in NAMES.values()))
        for row in lines_of(book, "排名")
    ]  # fmt: skip


def _two(value: float | None) -> str | None:
    return None if value in (None, "") else f"{value:.2f}"


class Books:
    """Workbooks and what the engine says of each, computed by LibreOffice in one go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: dict[Path, list[Expected]] = {}

    def add(self, warehouse: Warehouse, period: str, as_of: date | None = None) -> None:
        """Write the workbook of a period."""
        asked = Period.parse(period)
        if not (told := expected(warehouse, asked, as_of)):
            return
        path = self.folder / f"{len(self.told)}.xlsx"
        path.write_bytes(recomputable_workbook(warehouse, LOCAL, asked, as_of))
        self.told[path] = told

    def check(self) -> None:
        """Compare all of them with what LibreOffice computes."""
        for path, book in recomputed(self.told, self.folder).items():
            assert computed(book) == self.told[path], path.name
            assert {row["一致"] for row in lines_of(book, "得分")} == {1}, path.name
            about = [row[:2] for row in book["说明"].iter_rows(values_only=True)]
            assert dict(about)["与系统不一致的单位数"] == 0
            # Told instead of computed would prove nothing.
            assert [note for _, note in about if "不由公式算出" in str(note)] == [], path.name


def test_every_score_rank_and_grade_of_the_demonstration_city_is_computed_again(pristine_demonstration, tmp_path):
    warehouse = Warehouse.open(Path(shutil.copytree(pristine_demonstration, tmp_path / "store")))
    books = Books(tmp_path)
    for period in ("2025Q2", "2025"):
        books.add(warehouse, period)
    warehouse.close()
    books.check()


def test_every_story_is_computed_again(tmp_path):
    books = Books(tmp_path)
    told = cities_of(all_stories())
    for number, city in enumerate(told if FUZZ > USUAL_FUZZ else told[1::EVERY_NTH]):
        folder = tmp_path / f"city{number}"
        rules = city[0][1].scheme
        warehouse = retell(told_together(city), folder, schemes_with(rules, folder / "schemes"))
        for period, as_of in sorted({(story.period, story.as_of) for _, story in city}, key=str):
            books.add(warehouse, str(period), as_of)
        warehouse.close()
    books.check()


def test_invented_cities_are_computed_again(tmp_path):
    books = Books(tmp_path)

    @settings(max_examples=CITIES_COMPUTED)
    @given(city=cities(), day=st.integers(0, 180))
    def write(city: list[dict[str, Any]], day: int) -> None:
        warehouse = retell(city, tmp_path / f"invented{len(books.told)}")
        middle = date(2025, 4, 1) + timedelta(days=day)
        for period, as_of in (("2025Q2", None), ("2025", middle)):
            books.add(warehouse, period, as_of)
        warehouse.close()

    write()
    books.check()


HOSTILE = "=1+1 13900001234"
MORE = f"""
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标    |性质|扣分|问题描述  |页面地址
7       |2025Q2|2025-05-21|甲区    |甲区政府网|政策文件|扣分|2   |{HOSTILE}|/a
8       |2025Q2|2025-05-22|甲区    |甲区政府网|政策解读|扣分|3   |与乙区政府网互链失效|/b
"""

DISMISSED = "问题编号|检查期|责任单位|渠道名称|指标|性质|扣分|问题描述|页面地址|确认情况\n"
DISMISSED += "8|2025Q2|甲区|甲区政府网|政策解读|扣分|3|与乙区政府网互链失效|/b|误报"


@pytest.fixture
def desk(tmp_path):
    """A small city with two districts."""
    desk = Desk(tmp_path).settle()
    assert desk.say(问题2=MORE).accepted
    return desk


def book_of(desk: Desk, unit: str | None = None, reader: Reader = LOCAL) -> Path:
    path = desk.folder / "复算表.xlsx"
    path.write_bytes(recomputable_workbook(desk.warehouse, reader, Q2, None, unit))
    return path


def dismiss(path: Path, number: str, changed: Path) -> None:
    """Take a finding out of the workbook as a person would: no longer counted, nor its rectification."""
    book = openpyxl.load_workbook(path)
    for name, heading in (("问题", "认定计分"), ("整改", "计入")):
        columns = {cell.value: cell.column for cell in book[name][3]}
        for row in range(4, book[name].max_row + 1):
            if book[name].cell(row, columns["问题编号"]).value == number:
                book[name].cell(row, columns[heading]).value = 0
    book.save(changed)


def test_a_changed_cell_moves_the_score_as_the_same_change_moves_the_engines(desk, tmp_path):
    before, path, changed = expected(desk.warehouse, Q2, None), book_of(desk), tmp_path / "改.xlsx"
    dismiss(path, "8", changed)
    assert desk.say(认定=DISMISSED).accepted
    after = expected(desk.warehouse, Q2, None)
    assert [one.score for one in before] != [one.score for one in after]
    found = recomputed([path, changed], tmp_path)
    assert computed(found[path]) == before
    assert {one.unit: one for one in computed(found[changed])} == {one.unit: one for one in after}


def test_nothing_of_another_unit_is_in_any_part_of_a_units_workbook(desk):
    path = book_of(desk, "甲区", Reader("unit", frozenset({"甲区"})))
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode("utf-8")
            assert "乙区" not in text, name
            assert "丙局" not in text, name
    assert [row["单位"] for row in _plain_lines(path, "排名")] == ["甲区"]


def _plain_lines(path: Path, sheet: str) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_a_text_is_no_formula_and_shows_no_telephone_number(desk):
    book = openpyxl.load_workbook(book_of(desk))
    [cell] = [cell for row in book["问题"].iter_rows() for cell in row if "=1+1" in str(cell.value)]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert "139********" in cell.value


def test_every_row_of_a_file_has_its_address(desk):
    path = book_of(desk)
    for sheet in ("任务", "问题", "整改"):
        lines = _plain_lines(path, sheet)
        assert lines != []
        assert all(line["来源文件"] and line["行号"] for line in lines), sheet


def test_a_unit_may_have_its_own_workbook_and_nobody_elses(desk):
    own = Reader("unit", frozenset({"甲区"}))
    for unit in (None, "乙区"):
        with pytest.raises(AccessDenied):
            book_of(desk, unit, own)
    with pytest.raises(Refused):
        book_of(desk, "无名区")


def test_the_command_writes_the_workbook_and_names_its_file(desk):
    desk.warehouse.close()
    store = desk.warehouse.folder
    said = command("workbook", "--period", "2025Q2", "--out", "复算表.xlsx", store=store, cwd=desk.folder)
    assert said.exit == 0, said.stderr
    assert openpyxl.load_workbook(desk.folder / "复算表.xlsx").sheetnames == [
        "说明", "排名", "得分", "明细", "任务", "问题", "整改", "规则",
    ]  # fmt: skip
