"""Tell what a sheet holds from its headings: where they are, which kinds of record, which column is which field.

The headings are data (data/reference/headings.toml): the canonical ones and the others seen in the field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
# A group of headings loses these before a heading below it: 整改情况 over 时限 is 整改时限.
GROUP_ENDINGS = ("落实情况", "情况", "信息", "结果", "内容", "事项")
Keys = Mapping[int, Sequence[str]]
"""Column → the keys its heading may have, the likeliest first."""
Kinds = Mapping[str, Mapping[str, int]]
"""Kind → field → column."""
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
    answer_sheet: str
    """Name of the sheet on which an annotated copy lists what is wrong."""
    answer_says: str
    """What the first cell of that sheet says."""


@dataclass(frozen=True)
class Table:
    """A sheet, or a part of it, whose headings were understood."""

    sheet: Sheet
    heading_row: int
    """The last row of the headings; the data is below."""
    year: int | None
    """The year a title above the headings (or the sheet's name) names."""
    headings: Mapping[int, str]
    """Column → heading as typed."""
    kinds: Mapping[str, Mapping[str, int]]
    """Kind → field → column."""
    last_row: int
    left: int = 1
    right: int = 16_384
    """The columns that are its own; beside them there may be another table."""
    again: frozenset[int] = frozenset()
    """Rows that hold the headings again, as on every page of a print."""
    widths: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Row and column of cells merged across → number of columns."""
    problems: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """Row and column → code of the fault and text of cells without a value: the sheet's, and what the layout adds."""


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
    pages = [content[page][said] for page in ("example", "answer") for said in ("sheet", "says")]
    return Headings(kinds, ignored, *pages)


def is_example(sheet: Sheet) -> bool:
    """Whether a sheet is the example page of a blank ledger, which says of itself that it is not imported."""
    known = known_headings()
    first = sheet.rows.get(1, {}).get(1, "")
    return sheet.name.strip() == known.example_sheet and known.example_says in first


def is_answer(name: str, first: str) -> bool:
    """Whether a sheet of this name, with this first cell, is the list of faults in an annotated copy sent back."""
    known = known_headings()
    return name.strip().startswith(known.answer_sheet) and known.answer_says in first


@cache
def known_keys() -> frozenset[str]:
    """Return the keys of all headings of all kinds, those that say nothing included."""
    known = known_headings()
    headings = (heading for fields in known.kinds.values() for heading in fields.values())
    words = (word for heading in headings for word in (heading.canonical, *heading.synonyms))
    return known.ignored | {heading_key(word) for word in words}


def keys_of(cells: Mapping[int, str]) -> Keys:
    """Return the headings of one row by column, as they are compared; blank cells left out."""
    return {column: (heading_key(text),) for column, text in cells.items() if text.strip()}


def heading_key(text: str) -> str:
    """Return a heading as it is compared: no blanks, line breaks, brackets, stars or colons, half-width."""
    bare = _IN_BRACKETS.sub("", half_width(text))
    return folded(bare or text).strip("*:：")


def qualified(stack: Sequence[str], is_repeated: bool) -> tuple[str, ...]:
    """Return what a heading in several rows may mean, from its keys top down: 整改情况 over 时限 is 时限 or 整改时限.

    ``is_repeated``: its lowest text stands over several columns and says nothing without the one above.
    """
    lowest = stack[-1]
    found = [] if is_repeated and len(stack) > 1 else [lowest]
    for group in reversed(stack[:-1]):
        stem = next((group.removesuffix(end) for end in GROUP_ENDINGS if group.endswith(end) and group != end), group)
        found += [stem + lowest, group + lowest, lowest + group[-2:], stem]
    return tuple(dict.fromkeys(found))


def columns_of(keys: Keys) -> dict[str, dict[str, int]]:
    """Return for every kind the columns its fields would have; the canonical heading wins over synonyms."""
    by_key: dict[str, int] = {}
    for choice in range(max(map(len, keys.values()), default=0)):
        for column, names in keys.items():
            if choice < len(names):
                by_key.setdefault(names[choice], column)
    found: dict[str, dict[str, int]] = {}
    for kind, fields in known_headings().kinds.items():
        found[kind] = {}
        # A heading that is canonical for one field is never taken as another field's synonym.
        own = {heading_key(heading.canonical) for heading in fields.values()}
        for name, heading in fields.items():
            names_of_field = [heading_key(heading.canonical)]
            names_of_field += [key for key in map(heading_key, heading.synonyms) if key not in own]
            taken = set(found[kind].values())
            free = [by_key[key] for key in names_of_field if key in by_key and by_key[key] not in taken]
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
        columns = columns_of(keys_of(sheet.rows[number]))
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
        missing=missing(best_kind, columns_of(keys_of(cells))[best_kind]) if best_kind else (),
        wanted=tuple(KIND_NAMES.values()),
    )


def heading_faults(table: Table) -> list[Fault]:
    """Return what is wrong with the headings themselves: one field twice, or columns nobody knows."""
    faults = []
    sheet, row = table.sheet.name, table.heading_row
    used = {column for columns in table.kinds.values() for column in columns.values()}
    by_key = {heading_key(table.headings[column]): column for column in used}
    names = sorted({heading.canonical for kind in table.kinds for heading in known_headings().kinds[kind].values()})
    filled = filled_columns(table)
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
    for column in sorted(filled.keys() - table.headings.keys()):
        place = address(filled[column], column)
        faults.append(fault("column_without_heading", sheet, place, column=column_letters(column)))
    return faults


def filled_columns(table: Table) -> dict[int, int]:
    """Return the table's columns that have texts below the headings, with the first row of each."""
    found: dict[int, int] = {}
    rows = table.sheet.rows
    for number in sorted(rows):
        if table.heading_row < number <= table.last_row and not rows[number].keys() <= found.keys():
            for column, text in rows[number].items():
                if column not in found and table.left <= column <= table.right and text.strip():
                    found[column] = number
    return found


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
