"""An import that is taken back leaves every score, rank and fact exactly as it found them, to the digit."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from conftest import FUZZ
from desks import Desk
from hypothesis import given, settings
from hypothesis import strategies as draw

UNITS = ("甲区", "乙区", "市丙局")
SITES = {"甲区": "甲区政府网", "乙区": "乙区政府网"}
DAYS = ("", "2025-05-06", "2025-06-03", "2025-06-30")
findings = draw.tuples(
    draw.sampled_from(("1", "2", "8", "9")),
    draw.sampled_from(("甲区", "乙区")),
    draw.sampled_from(("政策文件", "动态要闻", "可用性")),
    draw.sampled_from(("扣分", "仅记录", "")),
    draw.sampled_from(("1", "2.5", "0.0001", "5")),
    draw.sampled_from(("已确认", "待确认", "误报", "")),
)
repairs = draw.tuples(
    draw.sampled_from(("1", "2")),
    draw.sampled_from(DAYS),
    draw.sampled_from(DAYS),
    draw.sampled_from(DAYS),
    draw.sampled_from(("通过", "未通过", "反弹")),
)
reports = draw.tuples(
    draw.sampled_from(("1", "2", "3")),
    draw.sampled_from(UNITS),
    draw.sampled_from(("推进中", "已完成", "")),
    draw.sampled_from(DAYS),
    draw.sampled_from(("通过", "不通过", "")),
)
observed = draw.tuples(draw.sampled_from(UNITS), draw.integers(0, 9))


@cache
def city() -> Desk:
    """The small city; every example leaves it as it was, so one is enough for all."""
    folder = Path(tempfile.mkdtemp(prefix="withdrawn-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Desk(folder).settle()


def tables(said: dict[str, list[tuple]]) -> dict[str, str]:
    """The drawn rows as tables, one file each."""
    drawn = {
        "问题单": ["问题编号|检查期|责任单位|渠道名称|指标|性质|扣分|问题描述|确认情况"]
        + [f"{number}|2025Q2|{unit}|{SITES[unit]}|{what}|{kind}|{points}|{what}{number}|{review}"
           for number, unit, what, kind, points, review in said["findings"]],
        "整改单": ["问题编号|责任单位|整改时限|整改完成日期|复查日期|复查结果"]
        + [f"{number}|甲区|{deadline}|{fixed}|{checked}|{result if checked else ''}"
           for number, deadline, fixed, checked, result in said["repairs"]],
        "任务单": ["年度|序号|重点任务|责任单位|进展状态|完成日期|核验结果|填报日期"]
        + [f"2025|{number}|任务{number}|{unit}|{status}|{day}|{verified}|2025-06-{10 + row}"
           for row, (number, unit, status, day, verified) in enumerate(said["reports"])],
        "指标单": ["检查期|责任单位|指标|分子|分母"]
        + [f"2025Q2|{unit}|找错留言|{n}|9" for unit, n in said["observed"]],
    }  # fmt: skip
    return {name: "\n".join(rows) for name, rows in drawn.items() if len(rows) > 1}


imports = draw.fixed_dictionaries(
    {
        "findings": draw.lists(findings, max_size=4, unique_by=lambda row: row[:2]),
        "repairs": draw.lists(repairs, max_size=2, unique_by=lambda row: row[0]),
        "reports": draw.lists(reports, max_size=4, unique_by=lambda row: row[:2]),
        "observed": draw.lists(observed, max_size=3, unique_by=lambda row: row[0]),
    }
)


@settings(max_examples=max(4, FUZZ // 5))
@given(draw.lists(imports.filter(lambda said: any(said.values())), min_size=1, max_size=3), draw.randoms())
def test_imports_taken_back_in_any_order_leave_no_trace(commands, chance):
    desk = city()
    scores, facts = desk.scores(), desk.facts()
    numbers = []
    for said in commands:
        receipt = desk.say(options={"accept_valid": True}, **tables(said))
        numbers += [file.import_id for file in receipt.files if file.accepted and file.import_id]
    chance.shuffle(numbers)
    for number in numbers:
        desk.withdraw(number)
    assert desk.scores() == scores
    assert desk.facts() == facts
