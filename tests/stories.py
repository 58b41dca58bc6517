"""Reading the stories of `scenarios/*.toml`, and writing their tables as the files an office would send.

A story holds tables as people draw them: a line of headings, then a line per row, cells parted by `|`.
Its near misses change a few cells and say what is different then.
"""

import csv
import tomllib
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

FOLDER = Path(__file__).parent / "scenarios"


@dataclass(frozen=True)
class Story:
    """One situation and what each unit gets in it, worked out by hand."""

    name: str
    period: str
    as_of: date | None
    scheme: dict[str, Any]
    imports: list[dict[str, Any]]
    expect: dict[str, dict[str, Any]]
    inspections: dict[str, Any]
    movement: dict[str, list[str]]
    """Per unit: change, actual, rules, population; an empty list for a unit without a comparable score."""
    trend: dict[str, list[str]]
    """Per unit: its periods as `period score` or `period 未在册`, with 断点 and the codes of the breaks."""

    def __str__(self) -> str:
        return self.name


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a drawn table, by heading."""
    lines = [line.split("|") for line in table.splitlines()]
    for line in lines[1:]:
        assert len(line) == len(lines[0]), f"{len(line)} cells under {len(lines[0])} headings: {line}"
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def all_stories() -> list[Story]:
    """Every story and every near miss and further question of it, one `Story` each."""
    return [story for path in sorted(FOLDER.glob("*.toml")) for story in stories_in(path)]


def stories_in(path: Path) -> list[Story]:
    told = tomllib.loads(path.read_text("utf-8"))
    imports = [heard(each) for each in told.pop("imports")]
    stories = [story_of(path.stem, told["title"], told, told, imports)]
    for miss in told.get("near_miss", []):
        changed = [deepcopy(imports), *miss.get("change", [])]
        for change in changed[1:]:
            replace(changed[0], **change)
        changed[0] += [heard(each) for each in miss.get("imports", [])]
        stories.append(story_of(path.stem, miss["title"], told, miss, changed[0]))
    return stories


def heard(told: dict[str, Any]) -> dict[str, Any]:
    """One import of a story; the office speaks unless it says who else does."""
    tables = {name: squeezed(text) for name, text in told["tables"].items()}
    return {"speaker": told.get("speaker", "office"), "tables": tables}


def replace(imports: list[dict[str, Any]], table: str, old: str = "", new: str = "", add: str = "") -> None:
    """Change the one place of a story's table that reads `old`, or add lines at the end of the table."""
    tables = [each["tables"] for each in imports if table in each["tables"]]
    if old:
        holders = [each for each in tables if squeezed(old) in each[table]]
        places = sum(each[table].count(squeezed(old)) for each in holders)
        assert places == 1, f"{table}: {old!r} stands in {places} places"
        holders[0][table] = holders[0][table].replace(squeezed(old), squeezed(new))
    if add:
        tables[-1][table] += "\n" + squeezed(add)


def squeezed(table: str) -> str:
    """A drawn table without the blanks that only align its columns."""
    return "\n".join("|".join(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines())


def story_of(stem: str, title: str, told: dict, asked: dict, imports: list[dict[str, Any]]) -> Story:
    return Story(
        name=f"{stem}: {title}",
        period=asked.get("period", told["period"]),
        as_of=asked.get("as_of", told.get("as_of") if "period" not in asked else None),
        scheme={**told.get("scheme", {}), **asked.get("scheme", {})},
        imports=[
            {"speaker": each["speaker"], "tables": {name: rows_of(text) for name, text in each["tables"].items()}}
            for each in imports
        ],
        expect=asked.get("expect", {}),
        inspections=asked.get("inspections", {}),
        movement=asked.get("movement", {}),
        trend=asked.get("trend", {}),
    )


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    """The table as a CSV file with a byte order mark, as WPS saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_workbook(path: Path, tables: dict[str, list[dict[str, str]]]) -> Path:
    """The tables as the sheets of one workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([text or None for text in row.values()])
    book.save(path)
    return path
