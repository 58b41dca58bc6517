"""Telling a story to the engine: its tables as files, its imports as commands, its rules as a scheme file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scheme_files import ASSUMED, SchemeFiles
from stories import Story, write_csv, write_workbook

from metrics.intake.receipt import Receipt
from metrics.intake.receive import receive
from metrics.rulebook import Schemes, load_schemes
from metrics.warehouse import Warehouse

GROUPS = {"区县": "district", "部门": "department", "公共企事业单位": "institution"}
BANDS = {"excellent": "优秀", "good": "良好", "pass": "合格", "fail": "不合格"}
FIRST_MOMENT = datetime.fromisoformat("2026-01-05T09:00:00")

# Where an entry of the oracle's rules stands in the scheme file.
KEYS = {
    "veto_website": "inspection.veto_website",
    "account_first_veto": "inspection.account_first_veto",
    "evidence_required": "tasks.evidence_required",
}


def schemes_with(changes: dict[str, Any], folder: Path) -> Schemes | None:
    """The shipped rules with a story's changes, loaded from scheme files in `folder`; nothing for no changes."""
    if not changes:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    files = SchemeFiles(folder)
    for key, value in changes.items():
        if key == "weights":
            for group, weights in value.items():
                for dimension, weight in weights.items():
                    files.edit(f"dimension_weights.{GROUPS[group]}.{dimension}", dated(weight))
        else:
            files.edit(KEYS[key], dated(value))
    return load_schemes(folder)


def dated(value: object) -> str:
    """A value of the rules as the scheme file writes it."""
    text = f'"{value}"' if isinstance(value, str) else str(value).lower()
    return f"{{ value = {text}, {ASSUMED}"


def retell(imports: list[dict[str, Any]], folder: Path, schemes: Schemes | None = None) -> Warehouse:
    """A new store in which every import of a story was received; a refused one fails with its faults."""
    warehouse = Warehouse.open(folder / "store", create="real", schemes=schemes)
    for number, each in enumerate(imports):
        files = write_files(each["tables"], folder, number)
        told = tell(warehouse, files, each.get("speaker", "office"), number)
        faults = [fault for file in told.files for fault in file.faults if fault.severity == "error"]
        assert told.accepted, faults
    return warehouse


def tell(warehouse: Warehouse, files: list[tuple[Path, str]], speaker: str, number: int = 0) -> Receipt:
    """One command with some files, spoken by the office or by a unit."""
    now = FIRST_MOMENT + timedelta(hours=number)
    return receive(warehouse, files, speaker, actor="故事", now=now)


def write_files(tables: dict[str, list[dict[str, str]]], folder: Path, number: int) -> list[tuple[Path, str]]:
    """The tables of one import: one workbook, but a CSV file each for every second import."""
    folder.mkdir(parents=True, exist_ok=True)
    if number % 2 == 0:
        path = folder / f"第{number}次.xlsx"
        return [(write_workbook(path, tables), path.name)]
    names = {name: f"第{number}次{name}.csv" for name in tables}
    return [(write_csv(folder / names[name], rows), names[name]) for name, rows in tables.items()]


EVERYBODY = "全部"
UNIT_HEADINGS = ("单位名称", "简称", "曾用名", "主办单位", "责任单位", "牵头单位", "配合单位")


def cities_of(stories: list[Story]) -> list[list[tuple[str, Story]]]:
    """Stories that can be told to one store, each with what its units' names end in.

    They share rules and what is declared for the whole city; the rest of a story is its units' own.
    """
    cities: dict[str, list[Story]] = {}
    for story in stories:
        cities.setdefault(repr((story.scheme, declarations(story.imports))), []).append(story)
    return [[(f"{number}号", story) for number, story in enumerate(city, 1)] for city in cities.values()]


def declarations(imports: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """What each import declares for everybody: the scope of the inspection, a checklist that was collected."""
    told = [each["tables"] for each in imports]
    scope = [tables.get("检查记录", []) for tables in told]
    collected = [[row for row in tables.get("指标数据", []) if row["责任单位"] == EVERYBODY] for tables in told]
    return [rows for rows in (*scope, *collected) if rows]


def told_together(city: list[tuple[str, Story]]) -> list[dict[str, Any]]:
    """The imports of a whole city: the first imports of all stories at once, then their second ones."""
    told: list[dict[str, Any]] = []
    for turn in range(max(len(story.imports) for _, story in city)):
        together: dict[str, Any] = {"speaker": "office", "tables": {}}
        own = []
        for number, (suffix, story) in enumerate(city, 1):
            for each in story.imports[turn : turn + 1]:
                tables = {name: renamed(rows, suffix, number) for name, rows in each["tables"].items()}
                if each["speaker"] != "office":
                    own.append({"speaker": each["speaker"] + suffix, "tables": tables})
                else:
                    gather_tables(together["tables"], tables)
        told += [together] * bool(together["tables"]) + own
    return told


def gather_tables(together: dict[str, list[dict[str, str]]], tables: dict[str, list[dict[str, str]]]) -> None:
    """Add a story's tables to the city's: rows under the same headings go into one table."""
    for kind, rows in tables.items():
        name = next(
            name
            for name in (kind, *(f"{kind}{number}" for number in range(1, 1000)))
            if name not in together or together[name][0].keys() == rows[0].keys()
        )
        known = together.setdefault(name, [])
        known += [row for row in rows if row not in known]


def renamed(rows: list[dict[str, str]], suffix: str, number: int) -> list[dict[str, str]]:
    """The rows with their units' names made the story's own, and its tasks' numbers too."""
    result = []
    for row in rows:
        row = dict(row)
        for heading in UNIT_HEADINGS:
            if row.get(heading) and row[heading] != EVERYBODY:
                row[heading] = "、".join(f"{name}{suffix}" for name in row[heading].split("、"))
        if row.get("序号"):
            row["序号"] = str(100 * number + int(row["序号"]))
        result.append(row)
    return result
