"""A long ledger read by columns says what it says row by row: the same records, the same faults."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.intake import rows
from metrics.intake.data_rows import is_ditto
from metrics.intake.plain_rows import LIKE_DITTO
from metrics.intake.reading import read_sheets
from metrics.intake.records import Reading
from metrics.intake.rules import READ_BY_RULES, RULES
from metrics.intake.words import vocabulary
from metrics.intake.workbook import Sheet

TEXTS = {
    "问题编号": (
        "2025-1",
        "ＷＴ－００１",
        "WT 02",
        "无",
        "示例",
        "备注：见附件",
        "备注",
        "填 表 人",
        "=A1",
        "一、网站类",
    ),
    "检查期": ("2025Q2", "2025年第二季度", "二季度", "去年", "-"),
    "发现日期": ("2025-05-20", "5月6日", "45797", "2025-02-30", "03/04/2025", "同上"),
    "责任单位": (
        "历下区",
        "市财政局",
        " 历下区 ",
        "",
        "合计",
        "（合计）",
        "#REF!",
        "同 上",
        "（同上）",
        f"同上{' ' * 20}",
    ),
    "渠道类型": ("政府网站", "微信", "报纸"),
    "指标": ("政策文件", "死链", "其他栏目"),
    "扣分": ("5", "1.5分", "1,250", "五"),
    "问题描述": ("栏目超过半年未更新，请尽快处理", "两  处\n错别字", "说明：附件无法下载", "=SUM(A1:A2)", "同上。"),
    "页面地址": ("http://www.example.gov.cn/a.html", "/", "http://x\u3000y"),
    "确认情况": ("已确认", "核减", "误报", "待定"),
    "整改时限": ("2025-06-05", "6月30日", "立即整改", "尽快", "2月30日"),
    "整改情况": ("已整改", "正在整改", "无"),
    "整改完成日期": ("2025-06-03", "6月1日", "六月"),
    "复查日期": ("2025-06-10", ""),
    "复查结果": ("通过", "未通过", "不错"),
}
NEEDED = ("检查期", "责任单位", "指标", "问题描述")


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    optional = [heading for heading in TEXTS if heading not in NEEDED]
    chosen = {*NEEDED, *draw(st.lists(st.sampled_from(optional), unique=True))}
    headings = [heading for heading in TEXTS if heading in chosen]
    cells = {1: dict(enumerate(headings, start=2))}
    for number in range(2, 2 + draw(st.integers(1, 12))):
        # Mostly sound cells, so that whole rows are sound often enough.
        picks = {heading: draw(st.integers(-1, 12)) for heading in headings}
        row = {
            at: TEXTS[heading][pick if pick < len(TEXTS[heading]) else 0]
            for at, (heading, pick) in enumerate(picks.items(), start=2)
            if pick >= 0
        }
        if draw(st.integers(0, 9)) == 0:
            row[draw(st.integers(1, 20))] = draw(st.sampled_from(("无表头", " ", "小计")))
        cells[number] = row
    merges = ((2, 4, 3, 4),) if draw(st.integers(0, 5)) == 0 else ()
    problems = {(3, 3): ("error_value", "#REF!")} if draw(st.integers(0, 5)) == 0 else {}
    return Sheet("问题整改台账", rows=cells, merges=merges, problems=problems)


def read_both(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> tuple[Reading, Reading]:
    by_columns = read_sheets((sheet,), "台账.xlsx")
    with monkeypatch.context() as patched:
        patched.setattr(rows, "plain_block", lambda table: None)
        by_rows = read_sheets((sheet,), "台账.xlsx")
    return by_columns, by_rows


@given(sheet=sheets())
def test_columns_say_what_rows_say(sheet: Sheet) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        by_columns, by_rows = read_both(sheet, monkeypatch)
    assert by_columns.rows == by_rows.rows
    assert [list(row.fields) for row in by_columns.rows] == [list(row.fields) for row in by_rows.rows]
    assert sorted(map(repr, by_columns.faults)) == sorted(map(repr, by_rows.faults))
    assert not any(row.is_faulty for block in by_columns.blocks for row in block.rows())


def test_every_word_for_the_same_again_is_left_to_the_rows() -> None:
    words = vocabulary().lists["ditto"]["above"]
    assert [word for word in words if not re.search(LIKE_DITTO, word) or not is_ditto(word)] == []


def test_what_columns_show_is_what_rows_show(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {number: {at: choices[0] for at, choices in enumerate(TEXTS.values(), start=1)} for number in (2, 3, 4)}
    texts[3].pop(9)
    texts[4][99] = "无表头"
    sheet = Sheet("问题整改台账", rows={1: dict(enumerate(TEXTS, start=1)), **texts})
    by_columns, by_rows = read_both(sheet, monkeypatch)
    (block,) = by_columns.blocks
    shown = [{name: values[place] for name, values in block.shown.items()} for place in range(len(block))]
    wanted = [dict(row.cells) for row in by_rows.rows if row.kind == "findings"]
    for row, cells in zip(shown, wanted, strict=True):
        assert {name: text or "" for name, text in row.items() if text is not None or name in block.headed} == cells


class Asked(dict[str, Any]):
    """Fields that remember which of them were asked for."""

    def __init__(self, fields: dict[str, Any], asked: set[str]) -> None:
        super().__init__(fields)
        self._asked = asked

    def get(self, name: str, default: Any = None) -> Any:
        self._asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self._asked.add(name)
        return super().__getitem__(name)


def combinations(kind: str) -> Iterator[dict[str, Any]]:
    """Yield fields of every kind of content, in all combinations of those the rules read."""
    contents: dict[str, tuple[Any, ...]] = {
        "review": (None, "reduced", "confirmed"), "kind": (None, "veto", "deduction"),
        "reduced_points": (None, Decimal(1)), "period": (None, "2025Q2"), "action": (None, "已整改", "正在整改"),
        "recheck_result": (None, "passed", "failed"),
    }  # fmt: skip
    days = (None, date(2025, 5, 1), date(2025, 6, 1))
    names = READ_BY_RULES[kind]
    for values in product(*(contents.get(name, days) for name in names)):
        yield dict(zip(names, values, strict=True))


@pytest.mark.parametrize("kind", READ_BY_RULES)
def test_the_rules_read_no_more_than_they_are_said_to(kind: str) -> None:
    asked: set[str] = set()
    for fields in combinations(kind):
        list(RULES[kind](Asked(fields, asked)))
    assert asked <= set(READ_BY_RULES[kind])
    assert set(READ_BY_RULES[kind]) == asked, inspect.getsource(RULES[kind])
