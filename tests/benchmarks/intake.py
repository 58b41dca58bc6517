"""How much longer does an import take than merely reading the same sheet, and how does it grow?

    python tests/benchmarks/intake.py [ROWS …] [--rounds N]        (default: 10,000 100,000 500,000, three rounds)

Builds a ledger of findings and their repair (12 columns, as offices keep it: 问题整改台账) for every size. Per round,
each in a fresh process and right after one another, so that a busy machine slows all of them alike: fastexcel reads
the sheet into Arrow strings; ``python -m metrics import`` takes it into a store that knows the units and the
channels, from the start of the command until it has ended; pandas reads it through openpyxl (once per size, and not
above 100,000 rows, where it would take minutes). Prints the median seconds, the ratios, the most memory of the
parent, of its reading process and of both at one moment, and between the first and the last size the exponent of
growth. Beside the seconds on the clock stand those of the processors: where others keep the machine busy, a program
that works on both of them at a time (the import) is slowed down more than one that does not (fastexcel).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from openpyxl import Workbook  # noqa: E402 (the path has to be set first)

from metrics.demonstration.city import City, build_city  # noqa: E402
from metrics.rulebook import load_schemes  # noqa: E402
from metrics.warehouse import SCHEMES  # noqa: E402

SIZES = (10_000, 100_000, 500_000)
ROUNDS = 3
# Wanted: at most so many times fastexcel, at least so many times faster than pandas, growth, bytes per row.
TIMES_FASTEXCEL, TIMES_PANDAS, EXPONENT, BYTES_PER_ROW = 3.0, 6.0, 1.1, 6_000
MOST_ROWS_FOR_PANDAS = 100_000
# An installed program finds its modules compiled; the first import, of the channels, compiles them here.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
LOOK_EVERY = 0.02
FASTEXCEL = """
import fastexcel, sys
fastexcel.read_excel(sys.argv[1]).load_sheet(0, dtypes='string').to_arrow()
"""
PANDAS = "import pandas, sys; pandas.read_excel(sys.argv[1], engine='openpyxl')"
HEADINGS = (
    "问题编号", "发现日期", "责任单位", "渠道名称", "渠道类型", "指标", "扣分", "问题描述", "页面地址",
    "整改时限", "整改情况", "整改完成日期",
)  # fmt: skip
FIRST_DAY, DAYS = date(2025, 4, 1), 91
PROBLEMS = ("栏目超过半年未更新", "附件无法下载", "链接无法打开", "办事指南要素不全", "留言超期未答复", "出现错别字")
DONE = ("已整改", "已更新栏目内容", "已修复链接并全站排查", "已补充办事指南要素", "已删除错误信息")
DOING = ("正在整改",)


class Cost(NamedTuple):
    """What a process took."""

    seconds: float
    processor: float
    """Seconds of all processors, those of its children included."""
    peak: int
    """Most bytes in memory, of the process itself."""
    children: int
    """Most bytes in memory of one of those it started."""
    together: int
    """Most bytes in memory of all of them at one moment; a page they share is counted once."""


def write_channels(path: Path, city: City) -> None:
    """Write the 渠道台账 of a city."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("渠道台账")
    sheet.append(["渠道名称", "渠道类型", "主办单位", "标识码", "地址", "运行状态", "开设日期"])
    for one in city.channels:
        sheet.append([one.name, one.type, one.unit.name, one.identifier, one.address, "正常运行", one.opened_on])
    book.save(path)


def write_ledger(path: Path, city: City, rows: int) -> None:
    """Write a ledger of ``rows`` findings of one quarter, four in five of them repaired."""
    draw = random.Random(rows)
    scheme = load_schemes(SCHEMES).versions[-1]
    named = [one.name for one in scheme.indicators if one.kind in ("deduction", "record_only")]
    named += [one.name for one in scheme.classes if one.kind is None]
    first, last = FIRST_DAY, FIRST_DAY + timedelta(days=DAYS)
    channels = [
        (one.unit.spelled(draw), one)
        for one in city.channels
        if (one.opened_on or first) <= first and (one.closed_on or last) >= last
    ]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("问题整改台账")
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        unit, channel = draw.choice(channels)
        found = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
        fixed = found + timedelta(days=draw.randrange(1, 30)) if draw.random() < 0.8 else None
        column = draw.randrange(9_999)
        page = f"http://www.site{channel.identifier or 0}.example.gov.cn/col/col{column}/art_{number}.html"
        sheet.append([
            f"2025-2-{number:06}", found, unit, channel.name, channel.type, draw.choice(named),
            draw.choice((0.5, 1, 1.5, 2, 5)),
            f"“{draw.choice(PROBLEMS)}”第{number}处：{draw.choice(PROBLEMS)}", page,
            found + timedelta(days=draw.choice((5, 10, 15))), draw.choice(DONE if fixed else DOING), fixed,
        ])  # fmt: skip
    book.save(path)


def cost(*command: object, is_watched: bool = False) -> Cost:
    """Run a command in a fresh process and return what it took; the most its children took is told apart.

    Only one that is watched tells of all processes together: looking at their pages holds them up.
    Raises RuntimeError with what the command said when it fails.
    """
    with tempfile.NamedTemporaryFile("r") as told, tempfile.NamedTemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-c", WATCHED, told.name, *map(str, command)], cwd=PROJECT, stdout=said, stderr=said,
            env=ENVIRONMENT,
        )
        together, ended = 0, 0
        while not ended:
            together = max(together, memory_of(child.pid) if is_watched else 0)
            time.sleep(LOOK_EVERY)
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(Path(said.name).read_text(encoding="utf-8", errors="replace"))
        own, children = (kilobytes * 1024 for kilobytes in json.load(told))
    return Cost(seconds, used.ru_utime + used.ru_stime, own, children, together)


def memory_of(process: int) -> int:
    """Return the bytes a process and all below it have in memory, shared pages counted once; 0 where nobody tells."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("Pss:")), 0)
    return own + sum(memory_of(int(one)) for one in children)


# Runs a module (-m NAME) or a piece of code in its own process, and writes down the memory at its end.
WATCHED = """
import atexit, json, resource, runpy, sys
told = sys.argv[1]
most = lambda whom: resource.getrusage(whom).ru_maxrss
atexit.register(lambda: json.dump([most(resource.RUSAGE_SELF), most(resource.RUSAGE_CHILDREN)], open(told, "w")))
sys.argv = sys.argv[2:]
if sys.argv[0] == "-m":
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
else:
    exec(compile(sys.argv.pop(1), "program", "exec"), {"__name__": "__main__"})
"""


def measure(rows: int, rounds: int, folder: Path, pristine: Path, city: City) -> dict[str, Any]:
    """Return the median costs of reading and of importing a ledger of so many rows."""
    ledger = folder / f"ledger-{rows}.xlsx"
    write_ledger(ledger, city, rows)
    floor: list[Cost] = []
    imported: list[Cost] = []
    pandas: list[Cost] = []
    watched = imported_cost(ledger, folder / "store", pristine, is_watched=True)
    for _ in range(rounds):
        floor.append(cost("-c", FASTEXCEL, ledger))
        imported.append(imported_cost(ledger, folder / "store", pristine))
        if rows <= MOST_ROWS_FOR_PANDAS and not pandas:
            pandas.append(cost("-c", PANDAS, ledger))
    ledger.unlink()
    return {
        "rows": rows,
        "floor": statistics.median(one.seconds for one in floor),
        "import": statistics.median(one.seconds for one in imported),
        "pandas": statistics.median(one.seconds for one in pandas) if pandas else None,
        "ratio": statistics.median(one.seconds / two.seconds for one, two in zip(imported, floor, strict=True)),
        "processor": [statistics.median(one.processor for one in costs) for costs in (floor, imported)],
        "parent": max(one.peak for one in imported),
        "child": max(one.children for one in imported),
        "together": watched.together,
    }


def imported_cost(ledger: Path, store: Path, pristine: Path, *, is_watched: bool = False) -> Cost:
    """Import a ledger into a copy of a store that knows the units and channels, and return what it took."""
    shutil.copytree(pristine, store)
    found = cost("-m", "metrics", "import", ledger, "--store", store, is_watched=is_watched)
    shutil.rmtree(store)
    return found


def report(found: dict[str, Any]) -> str:
    """Return the line of one size."""
    text = f"{found['rows']:>9,} rows: fastexcel {found['floor']:.2f} s, import {found['import']:.2f} s"
    text += f" = {found['ratio']:.2f} × fastexcel (at most {TIMES_FASTEXCEL})"
    floor, imported = found["processor"]
    text += f"; of the processors {floor:.2f} s, {imported:.2f} s = {imported / floor:.2f} ×"
    if found["pandas"]:
        times = found["pandas"] / found["import"]
        text += f"; pandas {found['pandas']:.2f} s = {times:.1f} × import (at least {TIMES_PANDAS})"
    parent, child, together = (found[which] / 1e6 for which in ("parent", "child", "together"))
    text += f"; memory {parent:.0f} and {child:.0f}, {together:.0f} MB at one moment"
    return f"{text} = {found['together'] / found['rows']:,.0f} bytes per row"


def main(arguments: list[str]) -> None:
    """Print costs, ratios, growth and memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="intake-") as name:
        folder = Path(name)
        city = build_city(random.Random(1))
        write_channels(folder / "channels.xlsx", city)
        pristine = folder / "pristine"
        cost("-m", "metrics", "import", folder / "channels.xlsx", "--store", pristine)
        results = []
        for rows in sorted(asked.rows):
            results.append(measure(rows, asked.rounds, folder, pristine, city))
            print(report(results[-1]), flush=True)
    if len(results) > 1:
        first, last = results[0], results[-1]
        factor = math.log(last["rows"] / first["rows"])
        grown = math.log(last["import"] / first["import"]) / factor
        floor = math.log(last["floor"] / first["floor"]) / factor
        memory = (last["together"] - first["together"]) / (last["rows"] - first["rows"])
        print(f"growth: exponent {grown:.2f} (at most {EXPONENT}; fastexcel {floor:.2f})")
        whole = last["together"] / last["rows"]
        text = f"memory: {whole:,.0f} bytes per row at the largest size, {memory:,.0f} per further row"
        print(f"{text} (at most {BYTES_PER_ROW:,})")


if __name__ == "__main__":
    main(sys.argv[1:])
