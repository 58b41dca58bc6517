"""The trial ledgers of ``data/samples``: what a newcomer imports, with the plan, into an empty store of their own.

They are written once by ``write_samples`` and kept with the project; their channels, problems and reports are
the second quarter of the demonstration, their counts those the city published.
"""

from __future__ import annotations

import random
from pathlib import Path

from metrics.demonstration.city import build_city
from metrics.demonstration.findings import QUARTERS, Finding
from metrics.demonstration.inspector import Inspector
from metrics.demonstration.ledgers import CHANNEL_HEADINGS, SCOPE_HEADINGS, SEED, channel_row
from metrics.demonstration.reports import MEASURE_HEADINGS, TASK_HEADINGS, measure_rows, task_rows
from metrics.demonstration.settlements import LEDGER_HEADINGS, finding_row, settle
from metrics.demonstration.sheets import Record, Sheet, write_workbook

NOTE = "试用样例：渠道名称与问题均为虚构"


def write_samples(folder: Path) -> tuple[Path, Path, Path]:
    """Write register, inspection ledger and task ledger of 2025Q2 and return their paths in that order."""
    quarter = QUARTERS[1]
    draw = random.Random(SEED)
    city = build_city(draw)
    running = [channel for channel in city.channels if channel.runs_in(quarter.first, quarter.last)]
    title = f"济南市政府网站和政务新媒体台账（{NOTE}）"
    sheets = [
        Sheet(
            name, title, CHANNEL_HEADINGS, [channel_row(channel, quarter.last) for channel in running if is_in(channel)]
        )
        for name, is_in in (
            ("政府网站", lambda channel: channel.is_website),
            ("新媒体", lambda channel: not channel.is_website),
        )
    ]
    register = write_workbook(folder / "2025年二季度渠道台账.xlsx", sheets)

    findings = Inspector(city, draw).inspect(quarter, [])
    inspection = write_workbook(
        folder / "2025年二季度网站新媒体检查台账.xlsx",
        [
            Sheet("检查范围", f"检查范围（{NOTE}）", SCOPE_HEADINGS, [{"检查期": quarter.name, "渠道名称": "全覆盖"}]),
            Sheet(
                "问题整改台账", f"{quarter.name}问题整改台账（{NOTE}）", LEDGER_HEADINGS, ledger_rows(findings, draw)
            ),
            Sheet(
                "指标数据",
                f"{quarter.name}指标数据（{NOTE}）",
                MEASURE_HEADINGS,
                list(measure_rows(city, quarter, draw)),
            ),
        ],
    )
    tasks = Sheet(
        "任务台账", f"2025年政务公开工作要点任务台账（{NOTE}）", TASK_HEADINGS, list(task_rows(city, quarter, SEED))
    )
    return register, inspection, write_workbook(folder / "2025年二季度任务台账.xlsx", [tasks])


def ledger_rows(findings: list[Finding], draw: random.Random) -> list[Record]:
    """Return findings and their rectification side by side, as one table of the office."""
    rows: list[Record] = []
    for finding in findings:
        told = settle([finding], draw)[finding.quarter.number]
        rectification = {heading: value for row in told for heading, value in row.items() if value is not None}
        rows.append(
            rectification | {key: value for key, value in finding_row(finding, draw).items() if value is not None}
        )
    return rows
