"""The ledgers of three quarters, in the order in which a municipal office receives them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from metrics.demonstration.city import Channel, City, build_city
from metrics.demonstration.findings import QUARTERS, Finding, Quarter
from metrics.demonstration.inspector import Inspector
from metrics.demonstration.reports import MEASURE_HEADINGS, TASK_HEADINGS, measure_rows, task_rows
from metrics.demonstration.settlements import (
    FINDING_HEADINGS,
    LEDGER_HEADINGS,
    RECTIFICATION_HEADINGS,
    REVIEW_HEADINGS,
    SCAN_HEADINGS,
    finding_row,
    review_row,
    scan_row,
    settle,
)
from metrics.demonstration.sheets import Record, Sheet, write_csv, write_workbook

SEED = "济南 2025"
CHANNEL_HEADINGS = ("渠道名称", "渠道类型", "主办单位", "标识码", "网址", "运行状态", "开设日期", "关停日期")
SCOPE_HEADINGS = ("检查期", "渠道名称", "渠道类型", "主办单位", "检查日期", "检查结果")
ANNEXES = {"附件1 区县（功能区）": "district", "附件2 市直部门": "department", "附件3 公共企事业单位": "institution"}
OFFICE = "office"


@dataclass(frozen=True)
class Batch:
    """The files of one import command."""

    received_on: date
    files: tuple[Path, ...]
    speaker: str = OFFICE
    """``office``, or the unit whose own file it is."""


def ledgers(folder: Path) -> list[Batch]:
    """Write every ledger of the demonstration into ``folder`` and return the imports in order.

    The same release of this program writes the same bytes each time. The yearly notice, which came on
    5 June 2025, is not among them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(SEED)
    city = build_city(draw)
    inspector = Inspector(city, draw)
    found: list[Finding] = []
    batches: list[Batch] = []
    for quarter in QUARTERS:
        before = [finding for finding in found if finding.quarter.number == quarter.number - 1]
        current = inspector.inspect(quarter, before)
        scanned = inspector.scan(quarter)
        found += current
        rows = settle(found, random.Random(f"{SEED}/settle"))[quarter.number]
        batches += [
            Batch(registered_on(quarter), (write_channels(folder, city, quarter),)),
            Batch(
                quarter.reported_on,
                (write_findings(folder, quarter, current, draw), write_scan(folder, quarter, scanned, draw)),
            ),
            Batch(quarter.settled_on, tuple(write_settlement(folder, city, quarter, rows, scanned, draw))),
        ]
    returned = write_returned(folder, city, found)
    return [*batches, returned]


def write_channels(folder: Path, city: City, quarter: Quarter) -> Path:
    """Write the register as the office knows it shortly before it reports the quarter's inspection."""
    known_on = registered_on(quarter)
    known = [channel for channel in city.channels if channel.opened_on is None or channel.opened_on <= known_on]
    title = f"济南市政府网站和政务新媒体台账（{quarter.name}）"
    websites = [channel_row(channel, known_on) for channel in known if channel.is_website]
    accounts = [channel_row(channel, known_on) for channel in known if not channel.is_website]
    sheets = [
        Sheet("政府网站", title, CHANNEL_HEADINGS, websites),
        Sheet("政务新媒体", title, CHANNEL_HEADINGS, accounts),
    ]
    return write_workbook(folder / f"{quarter.number}-1 {quarter.name}渠道台账.xlsx", sheets)


def registered_on(quarter: Quarter) -> date:
    """Return the day on which the quarter's register comes in."""
    return quarter.reported_on - timedelta(days=1)


def channel_row(channel: Channel, known_on: date) -> Record:
    """Return one line of the register; a closing is told by the first register after it."""
    closed = channel.closed_on if channel.closed_on and channel.closed_on <= known_on else None
    return {
        "渠道名称": channel.name,
        "渠道类型": channel.type,
        "主办单位": channel.unit.name,
        "标识码": channel.identifier or None,
        "网址": channel.address or None,
        "运行状态": "关停" if closed else "正常运行",
        "开设日期": channel.opened_on,
        "关停日期": closed,
    }


def write_findings(folder: Path, quarter: Quarter, findings: Sequence[Finding], draw: random.Random) -> Path:
    """Write the inspection ledger: the scope declared, and the findings in one annex per group."""
    scope: list[Record] = [
        {"检查期": quarter.name, "渠道名称": "全覆盖", "检查日期": quarter.inspected_to, "检查结果": "已检查"}
    ]
    sheets = [Sheet("检查范围", f"{quarter.name}检查范围", SCOPE_HEADINGS, scope)]
    for name, group in ANNEXES.items():
        rows = [finding_row(finding, draw) for finding in findings if finding.unit.group == group]
        if rows:
            sheets.append(
                Sheet(name, f"{quarter.name}政府网站与政务新媒体检查问题台账", FINDING_HEADINGS, rows, has_total=True)
            )
    return write_workbook(folder / f"{quarter.number}-2 {quarter.name}检查问题台账.xlsx", sheets)


def write_scan(folder: Path, quarter: Quarter, scanned: Sequence[Finding], draw: random.Random) -> Path:
    """Write the scanner's export, as Windows saves it."""
    path = folder / f"{quarter.number}-2 {quarter.name}系统扫描疑似问题.csv"
    return write_csv(path, SCAN_HEADINGS, [scan_row(finding, draw) for finding in scanned], "gb18030")


def write_settlement(
    folder: Path, city: City, quarter: Quarter, rows: Sequence[Record], scanned: Sequence[Finding], draw: random.Random
) -> Iterator[Path]:
    """Write what comes in after the quarter's end: rectifications, reviews, measures and the tasks.

    The plan is of June: the first quarter has no task ledger.
    """
    reviews = [review_row(finding, draw) for finding in scanned]
    yield write_workbook(
        folder / f"{quarter.number}-3 {quarter.name}问题整改台账.xlsx",
        [
            Sheet("问题整改", f"{quarter.name}问题整改台账", RECTIFICATION_HEADINGS, rows, has_total=True),
            Sheet("系统扫描核实", f"{quarter.name}系统扫描疑似问题核实情况", REVIEW_HEADINGS, reviews),
        ],
    )
    yield write_csv(
        folder / f"{quarter.number}-3 {quarter.name}指标数据.csv",
        MEASURE_HEADINGS,
        list(measure_rows(city, quarter, draw)),
    )
    if quarter.number > 1:
        tasks = Sheet(
            "任务台账",
            f"2025年济南市政务公开工作要点任务台账（{quarter.name}）",
            TASK_HEADINGS,
            list(task_rows(city, quarter, SEED)),
        )
        yield write_workbook(folder / f"{quarter.number}-3 {quarter.name}任务台账.xlsx", [tasks])


def write_returned(folder: Path, city: City, found: Sequence[Finding]) -> Batch:
    """Write what one district sends back: its own fixes, and office columns that it may not fill."""
    quarter = QUARTERS[-1]
    last = [finding for finding in found if finding.quarter == quarter and finding.is_rectified and finding.number]
    unit = max(city.group("district"), key=lambda unit: sum(finding.unit == unit for finding in last))
    draw = random.Random(f"{SEED}/returned")
    rows: list[Record] = []
    for position, finding in enumerate(finding for finding in last if finding.unit == unit):
        row = finding_row(finding, draw) | {"整改情况": "已落实专人负责，定期自查"}
        if finding.fate in ("never", "very_late"):
            row |= {"整改情况": "整改到位，请予复查", "整改完成日期": date(2025, 10, 13)}
        if position == 0:
            row |= {"确认情况": "误报", "扣分": 0}
        elif position == 1:
            row |= {"整改时限": date(2025, 10, 31), "复查日期": date(2025, 10, 13), "复查结果": "通过"}
        rows.append(row)
    sheet = Sheet("整改反馈", f"{unit.stem}{quarter.name}整改情况反馈", LEDGER_HEADINGS, rows)
    path = write_workbook(folder / f"{quarter.number}-4 {unit.stem}整改反馈.xlsx", [sheet])
    return Batch(date(2025, 10, 14), (path,), unit.name)
