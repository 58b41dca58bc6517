"""What the quarterly rectification ledgers tell of each finding: its fate, in the order it became known."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from metrics.demonstration.findings import QUARTERS, Finding, typed
from metrics.demonstration.sheets import Cell, Record
from metrics.demonstration.words import WORDS_OF_FIX

FINDING_HEADINGS = (
    "问题编号",
    "检查期",
    "发现日期",
    "责任单位",
    "渠道名称",
    "渠道类型",
    "指标",
    "性质",
    "扣分",
    "问题描述",
    "页面地址",
    "来源",
    "确认情况",
    "核减后扣分",
    "整改时限",
)
SCAN_HEADINGS = ("责任单位", "渠道名称", "渠道类型", "指标", "扣分", "问题描述", "页面地址", "发现日期", "来源")
RECTIFICATION_HEADINGS = (
    "问题编号",
    "责任单位",
    "渠道名称",
    "指标",
    "问题描述",
    "整改时限",
    "延期至",
    "延期批准日期",
    "整改情况",
    "整改完成日期",
    "复查日期",
    "复查结果",
)
LEDGER_HEADINGS = (*FINDING_HEADINGS, "延期至", "延期批准日期", "整改情况", "整改完成日期", "复查日期", "复查结果")
"""A 问题整改台账: finding and rectification side by side."""
REVIEW_HEADINGS = (*SCAN_HEADINGS, "确认情况", "核减后扣分", "整改时限", "整改情况", "整改完成日期")
SETTLED_ON = {quarter.number: quarter.settled_on for quarter in QUARTERS}


def finding_row(finding: Finding, draw: random.Random) -> dict[str, Cell]:
    """Return a finding as the inspector's ledger lists it."""
    return {
        "问题编号": finding.number or None,
        "检查期": finding.quarter.name,
        "发现日期": typed(finding.found_on, draw),
        **place_row(finding, draw),
        "性质": finding.kind or ("扣分" if finding.points else None),
        "扣分": number(finding.points),
        "页面地址": finding.page or None,
        "来源": finding.source,
        "确认情况": finding.review,
        "核减后扣分": number(finding.reduced_points),
        "整改时限": finding.deadline if finding.is_rectified else None,
    }


def scan_row(finding: Finding, draw: random.Random) -> dict[str, Cell]:
    """Return a finding as the scanner exports it: no number, no review."""
    return {
        **place_row(finding, draw),
        "扣分": number(finding.points),
        "页面地址": finding.page,
        "发现日期": f"{finding.found_on:%Y-%m-%d}",
        "来源": finding.source,
    }


def review_row(finding: Finding, draw: random.Random) -> dict[str, Cell]:
    """Return a scanner's finding once a person has looked at it; some are still waiting (an empty cell)."""
    row = scan_row(finding, draw) | {"确认情况": finding.review if finding.review != "待确认" else None}
    if finding.is_rectified:
        fixed = finding.quarter.reported_on + timedelta(days=draw.randint(3, 12))
        row |= {
            "核减后扣分": number(finding.reduced_points),
            "整改时限": finding.quarter.reported_on + timedelta(days=14),
            "整改情况": draw.choice(WORDS_OF_FIX),
            "整改完成日期": fixed,
        }
    return row


def place_row(finding: Finding, draw: random.Random) -> dict[str, Cell]:
    """Return where the problem is and what it says."""
    return {
        "责任单位": finding.unit.spelled(draw),
        "渠道名称": finding.channel.name if finding.channel else None,
        "渠道类型": finding.channel.type if finding.channel else None,
        "指标": finding.indicator,
        "问题描述": finding.description,
    }


def number(text: str) -> float | None:
    """Return points as the number a clerk types, nothing for an empty text."""
    return float(text) if text else None


def settle(findings: Iterable[Finding], draw: random.Random) -> dict[int, list[Record]]:
    """Return the rows of each quarter's rectification ledger, by quarter number."""
    ledgers: dict[int, list[Record]] = defaultdict(list)
    for finding in findings:
        if not finding.is_rectified:
            continue
        for quarter, event in told(finding, list(events(finding, draw))):
            known = {"问题编号": finding.number or None, **place_row(finding, draw)}
            ledgers[quarter].append(known | event)
    return ledgers


def told(finding: Finding, events_of_finding: list[dict[str, Cell]]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Yield the quarter whose ledger tells each event; later events come at least one ledger later."""
    quarter = finding.quarter.number
    for event in events_of_finding:
        happened = max((value for value in event.values() if type(value) is date), default=date.min)
        while quarter in SETTLED_ON and happened > SETTLED_ON[quarter]:
            yield quarter, {"整改情况": "正在整改"}
            quarter += 1
        if quarter not in SETTLED_ON:
            return
        yield quarter, event
        quarter += 1


def events(finding: Finding, draw: random.Random) -> Iterator[dict[str, Cell]]:
    """Yield what happens to a finding, one dict of rectification columns per ledger that tells it."""
    due, found, fix = finding.due, finding.found_on, draw.choice(WORDS_OF_FIX)
    in_time = max(found, due - timedelta(days=draw.randint(0, 6)))
    match finding.fate:
        case "on_time":
            yield {"整改情况": fix, "整改完成日期": in_time, **checked(in_time, draw)}
        case "immediate":
            yield {"整改情况": "即知即改", "整改完成日期": found, **checked(found, draw)}
        case "extended":
            yield {
                "整改情况": "需技术单位配合，申请延期",
                "延期至": due + timedelta(days=14),
                "延期批准日期": max(found, due - timedelta(days=2)),
                "整改完成日期": due + timedelta(days=draw.randint(6, 13)),
            }
        case "page_gone":
            yield {
                "整改情况": "相关页面已下线",
                "复查日期": max(found, due - timedelta(days=1)),
                "复查结果": "页面已下线",
            }
        case "late":
            yield {"整改情况": fix, "整改完成日期": due + timedelta(days=draw.randint(1, 10))}
        case "very_late":
            yield {"整改情况": fix, "整改完成日期": due + timedelta(days=draw.randint(30, 70))}
        case "never":
            yield {"整改情况": "整改中"}
        case "undated":
            yield {"整改情况": "已整改"}
            yield {"整改情况": "已整改", "整改完成日期": in_time}
        case "failed" | "relapsed":
            again = in_time + timedelta(days=draw.randint(4, 12))
            result = "未通过" if finding.fate == "failed" else "反弹"
            yield {"整改情况": fix, "整改完成日期": in_time, "复查日期": again, "复查结果": result}
            fixed = again + timedelta(days=draw.randint(5, 12))
            yield {
                "整改时限": again + timedelta(days=14),
                "整改情况": "已重新整改",
                "整改完成日期": fixed,
                **checked(fixed, draw),
            }


def checked(fixed_on: date, draw: random.Random) -> dict[str, Cell]:
    """Return a passed re-check some days after the fix, for about half of the fixes."""
    if draw.random() < 0.45:
        return {}
    return {"复查日期": fixed_on + timedelta(days=draw.randint(1, 8)), "复查结果": "通过"}
