"""Tell what a sheet holds from its headings: where they are, which kinds of record, which column is which field.

The headings are data (data/reference/headings.toml): the canonical ones and the others seen in the field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from metrics.intake.faults import Fault, fault
from metrics.intake.words import REFERENCE, folded, half_width
from metrics.intake.workbook import Sheet

ROWS_TO_LOOK_AT = 15
# Msgids; a kind is called by its official name on screen.
KIND_NAMES = {
    "units": "list of units",
    "channels": "channel ledger",
    "assignments": "task ledger",
    "inspections": "inspection records",
    "findings": "ledger of findings",
    "rectifications": "ledger of rectifications",
    "observations": "indicator data",
}
# A sheet with one of these columns speaks of problems, so it lists no channels and declares no inspection scope.
OF_PROBLEMS = ("indicator_text", "description")
# With these a table prices problems; it is no mere report on their repair.
OF_JUDGEMENT = ("points", "kind", "review", "reduced_points")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")
_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass(frozen=True)
class Heading:
    """One field of a kind: what its column is called, and whether a table can do without it."""

    canonical: str
    synonyms: tuple[str, ...]
    is_needed: bool
    group: str
    """Of the fields of one group at least one column is needed; empty for no group."""
    example: str = ""
    """What the example row of a blank ledger shows."""


@dataclass(frozen=True)
class Headings:
    """All kinds with their fields, and the headings that need no question."""

    kinds: Mapping[str, Mapping[str, Heading]]
    ignored: frozenset[str]
    """Folded headings of columns that are kept with the row and say nothing that counts."""
    example_sheet: str
    """Name of the sheet on which blank ledgers show how to fill them in."""
    example_says: str
    """What the first cell of that sheet says."""


@dataclass(frozen=True)
class Table:
    """A sheet whose headings were understood."""

    sheet: Sheet
    heading_row: int
    year: int | None
    """The year a title above the headings (or the sheet's name) names."""
    headings: Mapping[int, str]
    """Column → heading as typed."""
    kinds: Mapping[str, Mapping[str, int]]
    """Kind → field → column."""


@cache
def known_headings(path: Path = REFERENCE / "headings.toml") -> Headings:
    """Return the headings of a file; raises KeyError or TOMLDecodeError if it holds none."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = {
        kind: {
            name: Heading(
                entry["heading"],
                tuple(entry.get("synonyms", ())),
                entry.get("needed", False),
                entry.get("needed_one_of", ""),
                entry.get("example", ""),
            )
            for name, entry in fields.items()
        }
        for kind, fields in content["kinds"].items()
    }
    ignored = frozenset(heading_key(text) for text in content["ignored"]["headings"])
    return Headings(kinds, ignored, content["example"]["sheet"], content["example"]["says"])


def is_example(sheet: Sheet) -> bool:
    """Whether a sheet is the example page of a blank ledger, which says of itself that it is not imported."""
    known = known_headings()
    first = sheet.rows.get(1, {}).get(1, "")
    return sheet.name.strip() == known.example_sheet and known.example_says in first


def heading_key(text: str) -> str:
    """Return a heading as it is compared: no blanks, line breaks, brackets, stars or colons, half-width."""
    bare = _IN_BRACKETS.sub("", half_width(text))
    return folded(bare or text).strip("*:：")


def understand(sheet: Sheet, title: str = "") -> Table | Fault | None:
    """Return the table of a sheet, the fault of a sheet nobody understands, or None for one without cells.

    ``title`` is where a year is looked for last (a text table has no title row, but a file name).
    """
    rows = sorted(number for number, cells in sheet.rows.items() if any(text.strip() for text in cells.values()))
    if not rows:
        return None
    candidates = rows[:ROWS_TO_LOOK_AT]
    for number in candidates:
        cells = {column: text for column, text in sheet.rows[number].items() if text.strip()}
        if kinds := kinds_of(columns_of(cells)):
            above = [text for row in rows if row < number for text in sheet.rows[row].values()]
            return Table(sheet, number, year_in([*above, sheet.name, title]), cells, kinds)
    return nothing_fits(sheet, candidates)


def columns_of(cells: Mapping[int, str]) -> dict[str, dict[str, int]]:
    """Return for every kind the columns its fields would have; the canonical heading wins over synonyms."""
    by_key: dict[str, int] = {}
    for column, text in cells.items():
        by_key.setdefault(heading_key(text), column)
    found: dict[str, dict[str, int]] = {}
    for kind, fields in known_headings().kinds.items():
        found[kind] = {}
        # A heading that is canonical for one field is never taken as another field's synonym.
        own = {heading_key(heading.canonical) for heading in fields.values()}
        for name, heading in fields.items():
            keys = [heading_key(heading.canonical)]
            keys += [key for key in map(heading_key, heading.synonyms) if key not in own]
            taken = set(found[kind].values())
            free = [by_key[key] for key in keys if key in by_key and by_key[key] not in taken]
            if free:
                found[kind][name] = free[0]
    return found


def kinds_of(columns: Mapping[str, Mapping[str, int]]) -> dict[str, Mapping[str, int]]:
    """Return the kinds a row of headings makes: one, or findings together with their rectifications."""
    fitting = {kind for kind in columns if not missing(kind, columns[kind])}
    if speaks_of_problems(columns):
        fitting -= {"inspections", "channels", "units"}
    if "findings" in fitting:
        return {kind: columns[kind] for kind in ("findings", "rectifications") if kind in fitting}
    if "number" not in columns["findings"] and any(name in columns["findings"] for name in OF_JUDGEMENT):
        fitting.discard("rectifications")
    if not fitting:
        return {}
    best = max(sorted(fitting), key=lambda kind: len(columns[kind]))
    return {best: columns[best]}


def speaks_of_problems(columns: Mapping[str, Mapping[str, int]]) -> bool:
    """Return whether there is a column for an indicator or a description of a problem.

    A column that an inspection record has too (检查情况) does not make a table one of problems by itself.
    """
    shared = {None, *columns["inspections"].values()}
    return any(columns["findings"].get(name) not in shared for name in OF_PROBLEMS)


def missing(kind: str, columns: Collection[str]) -> tuple[str, ...]:
    """Return the headings a table lacks to be of this kind; alternatives are joined by 或."""
    fields = known_headings().kinds[kind]
    lacking = [heading.canonical for name, heading in fields.items() if heading.is_needed and name not in columns]
    for group in dict.fromkeys(heading.group for heading in fields.values() if heading.group):
        members = {name: heading.canonical for name, heading in fields.items() if heading.group == group}
        if not members.keys() & set(columns):
            lacking.append("或".join(members.values()))
    # A repair says of which problem: by number, or by everything that describes the problem.
    if kind == "rectifications" and "number" not in columns:
        described = ("unit_text", "indicator_text", "description")
        lacking += [fields[name].canonical for name in described if name not in columns]
    return tuple(lacking)


def nothing_fits(sheet: Sheet, candidates: Collection[int]) -> Fault:
    """Return the fault of a sheet without known headings, measured at the row that comes nearest to a ledger."""
    best_row, best_kind, best_count = next(iter(candidates)), "", 1
    for number in candidates:
        columns = columns_of(sheet.rows[number])
        for kind, found in columns.items():
            wrong = speaks_of_problems(columns) and kind in ("inspections", "channels", "units")
            if len(found) > best_count and not wrong:
                best_row, best_kind, best_count = number, kind, len(found)
    if not best_kind:
        best_row = max(candidates, key=lambda number: len(sheet.rows[number]))
    cells = sheet.rows[best_row]
    return fault(
        "unknown_kind",
        sheet.name,
        address(best_row, min(cells)),
        seen=tuple(text.strip() for text in cells.values() if text.strip())[:20],
        nearest=KIND_NAMES.get(best_kind, "none"),
        missing=missing(best_kind, columns_of(cells)[best_kind]) if best_kind else (),
        wanted=tuple(KIND_NAMES.values()),
    )


def heading_faults(table: Table) -> list[Fault]:
    """Return what is wrong with the headings themselves: one field twice, or columns nobody knows."""
    faults = []
    sheet, row = table.sheet.name, table.heading_row
    used = {column for columns in table.kinds.values() for column in columns.values()}
    by_key = {heading_key(table.headings[column]): column for column in used}
    names = sorted({heading.canonical for kind in table.kinds for heading in known_headings().kinds[kind].values()})
    filled = {column for number, cells in table.sheet.rows.items() if number > row for column in cells}
    for column, text in table.headings.items():
        key = heading_key(text)
        if column in used or key in known_headings().ignored or column not in filled:
            continue
        typed = text.strip()
        if key in by_key:
            first = by_key[key]
            other = {"other": table.headings[first].strip(), "other_cell": address(row, first)}
            faults.append(fault("duplicate_heading", sheet, address(row, column), typed, **other))
        else:
            similar = tuple(get_close_matches(key, names, n=3, cutoff=0.5))
            faults.append(fault("unknown_column", sheet, address(row, column), typed, suggestions=similar))
    return faults


def year_in(texts: Collection[str]) -> int | None:
    """Return the first year the texts name as 2025年, or None."""
    found = (_YEAR.search(half_width(text)) for text in texts)
    return next((int(match[1]) for match in found if match), None)


def address(row: int, column: int) -> str:
    """Return the address of a cell as spreadsheets write it ("C14")."""
    return f"{column_letters(column)}{row}"


@cache
def column_letters(column: int) -> str:
    """Return the letters of a column number, from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
