"""Sample ledgers and what they say: a folder's ``expected.toml`` tells it in canonical tables and codes of faults."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metrics.access import LOCAL
from metrics.calendar import Period
from metrics.intake.delimited import read_delimited
from metrics.intake.faults import CATALOGUE
from metrics.intake.reading import Reading, read_ledger, read_sheets
from metrics.intake.receive import create_store, receive
from metrics.intake.workbook import Sheet
from metrics.scores import league
from metrics.warehouse import Warehouse

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
MOST_CELLS = 10_000
Q2 = Period.parse("2025Q2")
# What the samples speak of, besides the units every store knows.
CHANNELS = "渠道名称,渠道类型,主办单位\n" + "".join(
    f"{unit}政府网,政府网站,{unit}\n" for unit in ("历下区", "市中区", "槐荫区", "天桥区")
)
SCOPE = "检查期,渠道名称\n2025Q1,全覆盖\n2025Q2,全覆盖\n"


@dataclass(frozen=True)
class Sample:
    """One ledger and what it says."""

    path: Path
    faults: tuple[str, ...]
    """Sheet, cell and code of every fault, in the order of reading."""
    tables: tuple[str, ...]
    """Its sound rows, in canonical headings."""

    @property
    def is_sound(self) -> bool:
        return all(CATALOGUE[fault.split()[1]].severity == "warning" for fault in self.faults)

    def __str__(self) -> str:
        return self.path.stem


def samples(folder: str) -> list[Sample]:
    """The samples of a folder in the order of their list."""
    entries = tomllib.loads((SAMPLES / folder / "expected.toml").read_text("utf-8"))["ledgers"]
    return [Sample(SAMPLES / folder / one["file"], tuple(one["faults"]), tuple(one["tables"])) for one in entries]


def reading_of(sample: Sample) -> Reading:
    return read_ledger(sample.path, sample.path.name)


def canonical(sample: Sample, folder: Path) -> list[tuple[Path, str]]:
    """The tables of a sample as files."""
    written = []
    for number, table in enumerate(sample.tables):
        path = folder / f"标准{number}.csv"
        path.write_text(table, encoding="utf-8")
        written.append((path, path.name))
    return written


def plainly(sample: Sample) -> list[Reading]:
    """What the canonical tables of a sample say, read here and not in a process of their own: they are ours."""
    raw = [read_delimited(table.encode(), MOST_CELLS) for table in sample.tables]
    return [read_sheets([Sheet("标准", rows=one.rows)], "标准") for one in raw]


def records(*readings: Reading) -> list[str]:
    """What the sound rows say, whatever their order and place; an empty cell says as little as no column."""
    rows = [row for reading in readings for row in reading.rows if not row.is_faulty]
    said = [
        (row.kind, {name: in_order(value) for name, value in row.fields.items() if value is not None}) for row in rows
    ]
    return sorted(repr((kind, sorted(fields.items()))) for kind, fields in said)


def in_order(value: Any) -> Any:
    """A value; of units with their roles the order says nothing."""
    return sorted(value, key=repr) if isinstance(value, tuple) else value


def places(reading: Reading, path: Path) -> list[str]:
    """Where which fault was found: ``问题!C5 code``, without the sheet in a file that has none."""
    return [
        f"{'' if one.sheet in ('', path.stem) else one.sheet + '!'}{one.cell or '-'} {one.code}"
        for one in reading.faults
    ]


def city(folder: Path) -> Warehouse:
    """A store that knows the channels and the inspected scope the samples speak of."""
    warehouse = create_store(folder / "store", "real")
    base = [(folder / f"{name}.csv", f"{name}.csv") for name in ("渠道", "检查记录")]
    for (path, _), table in zip(base, (CHANNELS, SCOPE), strict=True):
        path.write_text(table, encoding="utf-8")
    assert receive(warehouse, base).accepted
    return warehouse


def standings(warehouse: Warehouse, files: list[tuple[Path, str]]) -> tuple[bool, Any]:
    """Whether files would be accepted, and the league tables they would bring; the store stays as it is."""
    seen: list[str] = []
    receipt = receive(
        warehouse, files, dry_run=True, look=lambda: seen.append(repr(league(warehouse, LOCAL, Q2, as_of=Q2.last)))
    )
    return receipt.accepted, seen
