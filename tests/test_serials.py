"""A workbook that counts days from 1904 means the same days, also where a cell shows only their number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from spreadsheets import saved_again

from metrics.intake.reading import Reading, read_ledger, read_sheets
from metrics.intake.serials import day_of
from metrics.intake.workbook import Sheet

DAY = date(2025, 5, 20)
SERIAL = (DAY - date(1904, 1, 1)).days
FOUND = ["发现日期", "责任单位", "渠道名称", "指标", "扣分", "问题描述", "整改时限", "整改完成日期"]


def book(folder: Path) -> Path:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    assert sheet is not None
    sheet.append(FOUND)
    sheet.append([SERIAL, "历下区", "历下区政府网", "政策文件", 5, "半年未更新", SERIAL + 1, f"{SERIAL + 2}"])
    sheet.append([DAY, "市中区", "市中区政府网", "可用性", 1, "首页有死链", "5月21日", "2025.5.22"])
    sheet["A2"].number_format = sheet["G2"].number_format = "General"
    made.save(folder / "台账.xlsx")
    return folder / "台账.xlsx"


def days(reading: Reading) -> list[tuple[object, ...]]:
    names = ("found_on", "deadline_on", "fixed_on")
    said: dict[int, dict[str, object]] = {}
    for row in reading.rows:
        said.setdefault(row.row, {}).update(row.fields)
    return [tuple(fields.get(name) for name in names) for fields in said.values()]


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_bare_number_of_a_day_counts_from_the_beginning_of_its_workbook(ending: str, tmp_path: Path) -> None:
    path = book(tmp_path)
    if ending != "xlsx":
        path = saved_again([path], tmp_path, ending)[path]
    reading = read_ledger(path, path.name)
    assert days(reading) == [(DAY, date(2025, 5, 21), date(2025, 5, 22))] * 2
    assert reading.faults == ()


def test_other_numbers_stay_what_they_are(tmp_path: Path) -> None:
    rows = {1: dict(enumerate(["检查期", "责任单位", "指标", "数值"], 1)),
            2: dict(enumerate(["2025Q2", "历下区", "找错留言", "44335"], 1))}  # fmt: skip
    (row,) = read_sheets((Sheet("指标", rows=rows, counts_from_1904=True),), "指标.xlsx").rows
    assert row.fields["value"] == SERIAL == 44335


@pytest.mark.parametrize(
    ("text", "said"),
    [("44335", "2025-05-20"), (" 44335.5", "2025-05-20"), ("４４３３５", "2025-05-20"), ("20250520", "20250520"),
     ("34000", "34000"), ("6月底前", "6月底前")],
)  # fmt: skip
def test_only_serials_are_made_days(text: str, said: str) -> None:
    assert day_of(text) == said
