"""A long ledger heard by columns leaves the store, and the clerk, exactly as one heard row by row does."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from metrics.bulk import NewFindings
from metrics.calendar import Period
from metrics.intake import rows
from metrics.intake.receive import create_store, receive
from metrics.warehouse import Transaction, Warehouse

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
AT = datetime(2025, 7, 10, 9, 0, 0)  # noqa: DTZ001 - the store keeps no zone
CHANNELS = """渠道名称,渠道类型,主办单位,运行状态,开设日期,关停日期
历下区政府网,政府网站,历下区,正常运行,2010-01-01,
历下发布,微信公众号,历下区,正常运行,2015-01-01,
历下发布,新浪微博,历下区,正常运行,2015-01-01,
市中区政府网,政府网站,市中区,正常运行,2010-01-01,
旧站,政府网站,市中区,关停,2010-01-01,2025-05-01
"""
HEADINGS = (
    "问题编号", "检查期", "发现日期", "责任单位", "渠道名称", "渠道类型", "指标", "性质", "扣分", "问题描述",
    "页面地址", "来源", "确认情况", "核减后扣分", "整改时限", "延期至", "整改情况", "整改完成日期",
    "复查日期", "复查结果",
)  # fmt: skip


def ledger(draw: random.Random, count: int) -> list[dict[str, str]]:
    """Return rows as clerks write them: mostly sound, some twice, some with everything wrong."""
    pick = draw.choice
    made = []
    for number in range(count):
        row = dict.fromkeys(HEADINGS, "")
        row["问题编号"] = pick((f"W-{number}", f"W-{number}", f"W-{draw.randrange(count)}", ""))
        row["检查期"] = pick(("2025Q2", "2025年第二季度", "2025Q2", "2025H1"))
        row["发现日期"] = pick((f"2025-0{draw.randint(4, 6)}-{draw.randint(1, 28):02}", "2025-05-20", ""))
        row["责任单位"] = pick(("历下区", "历下区", "市中区", "历下", "无此单位"))
        row["渠道名称"] = pick(("历下区政府网", "历下发布", "市中区政府网", "旧站", ""))
        row["渠道类型"] = pick(("政府网站", "微信公众号", "", ""))
        row["指标"] = pick(("政策文件", "其他栏目", "死链", "错别字", "互动回应差", "没有的指标", "办事服务创新"))
        row["性质"] = pick(("", "", "扣分", "仅记录", "单项否决"))
        row["扣分"] = pick(("1", "2.5", "2.5", ""))
        row["问题描述"] = pick(("栏目超过半年未更新", f"第{number}处“链接”打不开\\", f"第{number}处错误"))
        row["页面地址"] = pick((f"http://www.example.gov.cn/{draw.randint(1, 5)}.html", ""))
        row["来源"] = pick(("日常监管", "", "", "系统扫描", "群众投诉"))
        row["确认情况"] = pick(("已确认", "", "待核实", "误报", "核减"))
        row["核减后扣分"] = "0.5" if row["确认情况"] == "核减" else ""
        if draw.random() < 0.7:
            row["整改时限"] = pick(("2025-06-30", "7月16日", "", "立即整改"))
            row["延期至"] = pick(("", "", "2025-07-20"))
            row["整改情况"] = pick(("已整改", "正在整改"))
            row["整改完成日期"] = pick((f"2025-06-{draw.randint(1, 28):02}", "2025-06-29"))
            if draw.random() < 0.4:
                row["复查日期"] = f"2025-07-0{draw.randint(1, 9)}"
                row["复查结果"] = pick(("通过", "通过", "未通过", "反弹"))
        if draw.random() < 0.6:
            day = f"2025-05-{draw.randint(1, 28):02}"
            row |= {"问题编号": f"S-{number}", "检查期": "2025Q2", "发现日期": day, "责任单位": "历下区"}
            row |= {"指标": "其他栏目"}
            row |= {"渠道名称": "历下区政府网", "渠道类型": "政府网站", "性质": "", "扣分": "1.5", "来源": ""}
            row |= {"整改时限": pick((row["整改时限"], "2025-06-30")), "复查结果": "", "复查日期": ""}
        made.append(row)
    return made


def write(path: Path, headings: Sequence[str], found: Iterable[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, headings, extrasaction="ignore")
        table.writeheader()
        table.writerows(found)
    return path


def told(store: Path, commands: Sequence[Sequence[Path]]) -> tuple[list[Any], dict[str, list[str]]]:
    """Return the receipts of commands, and all that the store holds of findings, keys and numbers taken out."""
    warehouse = Warehouse.open(store)
    try:
        receipts = [
            receive(warehouse, [(path, path.name) for path in paths], accept_valid=True, now=AT) for paths in commands
        ]
        names = {(row["kind"], row["key"]): row["identity"] for row in warehouse.rows("identities")}
        codes = {row["indicator"]: row["code"] for row in warehouse.rows("indicators")}
        records = {row["record"]: said(row) for row in warehouse.rows("records")}
        held: dict[str, list[str]] = {
            "records": sorted(map(repr, records.values())),
            "identities": sorted(map(repr, names.values())),
        }
        tables = ("findings", "rectification_rounds", "failed_rechecks", "found_again", "eventful_findings")
        for table in (*tables, "inspection_scope"):
            held[table] = sorted(repr(named(row, names, codes, records)) for row in warehouse.rows(table))
    finally:
        warehouse.close()
    return [(one.as_json(), one.changes) for one in receipts], held


def said(record: dict[str, Any]) -> tuple[Any, ...]:
    fields = (sorted(json.loads(record[column]).items()) for column in ("fields", "cells"))
    return record["import"], record["kind"], record["identity"], record["sheet"], record["row_number"], *fields


def named(row: dict[str, Any], names: dict[Any, str], codes: dict[int, str], records: dict[int, Any]) -> dict[str, Any]:
    change: dict[str, dict[int, Any]] = {
        "finding": {key: name for (kind, key), name in names.items() if kind == "findings"},
        "again": {key: name for (kind, key), name in names.items() if kind == "findings"},
        "inspection": {key: name for (kind, key), name in names.items() if kind == "inspections"},
        "indicator": codes,
        "record": records,
        "rectification_record": records,
    }
    return {name: change[name].get(value) if name in change else value for name, value in row.items()}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    channels = folder / "渠道台账.csv"
    channels.write_text(CHANNELS, encoding="utf-8-sig")
    warehouse = create_store(folder / "store", "real")
    receive(warehouse, [(channels, channels.name)], now=AT, full_coverage=Period.parse("2025Q2"))
    warehouse.close()
    return folder / "store"


# What tells a long ledger from a short one.
LONG = {
    "metrics.bulk.MANY": 3,
    "metrics.bulk.SLICE": 7,
    "metrics.changes.MANY_ROWS": 5,
    "metrics.intake.sheet_columns.FEW": 3,
}


@pytest.mark.parametrize("seed", range(8))
def test_columns_do_to_the_store_what_rows_do(
    seed: int, pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(seed)
    for name, few in LONG.items() if seed % 2 else ():
        monkeypatch.setattr(name, few)
    # The last two name every finding by its number.
    always = ("检查期", "责任单位", "指标", "问题描述", *(("问题编号",) if seed >= 6 else ()))
    columns = [name for name in HEADINGS if draw.random() < 0.85 or name in always]
    first = ledger(draw, 60)
    second = [row | {"扣分": "3"} if draw.random() < 0.2 else row for row in first[10:]] + ledger(draw, 10)
    for place, row in enumerate([*first, *second] if seed >= 6 else ()):
        row["问题编号"] = row["问题编号"] or f"N-{place}"
    commands = [
        [write(tmp_path / "一.csv", columns, first[:40]), write(tmp_path / "二.csv", columns, first[35:])],
        [write(tmp_path / "三.csv", columns, second)],
    ]
    found = []
    taken: list[int] = []
    append = Transaction.append_new_findings

    def counted(changes: Transaction, found: Sequence[NewFindings], others: Iterable[str]) -> None:
        taken.extend(map(len, found))
        append(changes, found, others)

    monkeypatch.setattr(Transaction, "append_new_findings", counted)
    for name in ("columns", "rows"):
        if name == "rows":
            assert taken, "some rows are plain"
            taken.clear()
            monkeypatch.setattr(rows, "plain_block", lambda table: None)
        shutil.copytree(pristine, tmp_path / name)
        found.append(told(tmp_path / name, commands))
    assert not taken
    by_columns, by_rows = found
    assert by_columns[0] == by_rows[0]
    assert by_columns[1] == by_rows[1]
