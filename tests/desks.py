"""A desk at which files are received: tables as people draw them go in through the real path, answers come out."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from stories import rows_of, squeezed, write_csv

from metrics.access import LOCAL
from metrics.calendar import SHANGHAI, Period
from metrics.intake.receipt import Receipt
from metrics.intake.receive import receive
from metrics.intake.withdrawal import withdraw
from metrics.scores import league
from metrics.warehouse import Warehouse

UNITS = """
单位名称|单位类别|简称  |排序号
甲区    |区县    |甲    |1
乙区    |区县    |      |2
市丙局  |部门    |丙局  |3
"""
CHANNELS = """
渠道名称  |渠道类型  |主办单位
甲区政府网|政府网站  |甲区
甲区发布  |微信公众号|甲区
甲区发布  |新浪微博  |甲区
乙区政府网|政府网站  |乙区
"""
COVERAGE = """
检查期|渠道名称
2025Q2|全覆盖
"""
FINDINGS = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |渠道类型|指标    |性质|扣分|问题描述      |页面地址
1       |2025Q2|2025-05-20|甲区    |甲区政府网|        |政策文件|扣分|5   |半年未更新    |/zcwj
2       |2025Q2|2025-05-21|甲区    |甲区政府网|        |动态要闻|扣分|1   |要闻未更新    |/dtyw
1       |2025Q2|2025-05-22|乙区    |乙区政府网|        |可用性  |扣分|2   |错链          |/link
"""
REPAIRS = """
问题编号|责任单位|整改时限  |整改完成日期|复查日期|复查结果
1       |甲区    |2025-06-10|2025-06-09  |        |
2       |甲区    |2025-06-10|            |        |
"""
TASKS = """
年度|序号|重点任务        |责任单位|角色|完成时限|进展状态|完成日期  |佐证材料|核验结果
2025|1   |推进重点领域公开|甲区    |牵头|年底前  |推进中  |          |        |
2025|2   |规范政策解读    |甲区    |牵头|6月底前|已完成  |2025-06-20|链接    |
2025|1   |推进重点领域公开|乙区    |配合|年底前  |        |          |        |
"""
RELATIONS = (
    "units",
    "channels",
    "assignments",
    "inspection_scope",
    "findings",
    "rectification_rounds",
    "observations",
)
Q2 = Period.parse("2025Q2")


class Desk:
    """A new store in ``folder`` and a clock that moves on a minute with every command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warehouse = Warehouse.open(folder / "store", create="real")
        self.clock = datetime(2025, 7, 1, 9, tzinfo=SHANGHAI)

    def write(self, name: str, table: str) -> tuple[Path, str]:
        """Draw a table as a file."""
        return write_csv(self.folder / f"{name}.csv", rows_of(squeezed(table))), f"{name}.csv"

    def say(self, speaker: str = "office", /, *, options: dict[str, Any] | None = None, **tables: str) -> Receipt:
        """Receive tables, one file each, in one command."""
        files = [self.write(name, table) for name, table in tables.items()]
        return self.receive(files, speaker, **(options or {}))

    def receive(self, files: list[tuple[Path, str]], speaker: str = "office", **options: Any) -> Receipt:
        """Receive files in one command."""
        self.clock += timedelta(minutes=1)
        return receive(self.warehouse, files, speaker, actor="tester", now=self.clock, **options)

    def withdraw(self, number: int) -> None:
        """Withdraw an import."""
        self.clock += timedelta(minutes=1)
        withdraw(self.warehouse, number, "tester", self.clock)

    def settle(self) -> Desk:
        """Stand in a small city: units, channels, scope, findings and their repair, tasks."""
        self.warehouse.close()
        shutil.rmtree(self.folder / "store")
        shutil.copytree(settled_store(), self.folder / "store")
        self.warehouse = Warehouse.open(self.folder / "store")
        return self

    def receive_city(self) -> None:
        """Receive the small city's tables in one command."""
        tables = {"单位": UNITS, "渠道": CHANNELS, "检查": COVERAGE, "问题": FINDINGS, "整改": REPAIRS, "任务": TASKS}
        receipt = self.say(**tables)
        assert receipt.accepted, receipt.as_json()

    def scores(self) -> list[Any]:
        """Everything the league tables of the quarter say, to be compared as a whole."""
        return [repr(unit) for unit in league(self.warehouse, LOCAL, Q2, Q2.last).units]

    def facts(self) -> dict[str, Any]:
        """The stored facts by what they say, without the numbers a store hands out."""
        relations = (
            "units",
            "channels",
            "assignments",
            "inspection_scope",
            "findings",
            "rectification_rounds",
            "observations",
        )
        return {name: _without_numbers(self.warehouse.rows(name)) for name in relations}


@cache
def settled_store() -> Path:
    """The small city's store, received once per process."""
    folder = Path(tempfile.mkdtemp(prefix="settled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    desk = Desk(folder)
    desk.receive_city()
    desk.warehouse.close()
    return folder / "store"


def _without_numbers(rows: list[dict[str, Any]]) -> list[str]:
    hidden = {"record", "rectification_record"}
    return sorted(repr({name: value for name, value in row.items() if name not in hidden}) for row in rows)


def codes(receipt: Receipt, severity: str = "error") -> list[tuple[str, str]]:
    """Code and cell of every fault of a severity, in their order."""
    return [(one.code, one.cell) for file in receipt.files for one in file.faults if one.severity == severity]


def counts(receipt: Receipt, kind: str, file: int = 0) -> tuple[int, int, int, int]:
    """New, changed, unchanged and refused rows of a kind in one file."""
    tally = receipt.files[file].kinds[kind]
    return tally.new, tally.changed, tally.unchanged, tally.refused
