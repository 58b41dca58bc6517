"""Tell what a sheet holds from its headings: where they are, which kinds of record, which column is which field.

The headings are data (data/reference/headings.toml): the canonical ones and the others seen in the field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from metrics.calendar import Period
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
_PERIOD = re.compile(r"20\d\d\s*年?度?\s*(?:第?\s*[一二三四1-4]\s*季度|[上下]半年|[QqHh][1-4])")


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
    explaining: frozenset[str]
    """Names of sheets that explain a ledger or stand before it (说明, 封面)."""


@dataclass(frozen=True)
class Table:
    """A sheet, or a part of it, whose headings were understood."""

    sheet: Sheet
    heading_row: int
    """The last row of the headings; the data is below."""
    year: int | None
    """The year a title above the headings (or the sheet's name) names (``titles.year_of``)."""
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
    period: str | None = None
    """The quarter or half-year a title above the headings names, where the table has no column for it."""
    layout: str = ""
    """The name of its set of headings (``mappings.layout_of``)."""
    other_years: tuple[int, ...] = ()
    """The years that could as well have been meant as ``year``."""
    reach: Mapping[int, int] = field(default_factory=dict)
    """Column of a heading merged across → the last column it spans."""


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
    example_sheet, example_says, answer_sheet, answer_says = pages
    explaining = frozenset(content["explaining"]["sheets"])
    return Headings(kinds, ignored, example_sheet, example_says, answer_sheet, answer_says, explaining)


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


def key_of_field(kind: str, name: str) -> str:
    """Return the canonical heading of a field as it is compared; empty for a field there is no more."""
    fields = known_headings().kinds.get(kind, {})
    return heading_key(fields[name].canonical) if name in fields else ""


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
        found += [stem + lowest, group + lowest, lowest + group[-2:]]
    return tuple(dict.fromkeys(found))


def columns_of(keys: Keys) -> dict[str, dict[str, int]]:
    """Return for every kind the columns its fields would have; the canonical heading wins over synonyms.

    What a heading says by itself wins over what it says together with those above it.
    """
    choices: list[dict[str, int]] = [{} for _ in range(max(map(len, keys.values()), default=0))]
    for column, names in keys.items():
        for choice, name in enumerate(names):
            choices[choice].setdefault(name, column)
    found: dict[str, dict[str, int]] = {kind: {} for kind in known_headings().kinds}
    for by_key in choices:
        for kind, columns in found.items():
            for name, keys_of_name in keys_of_fields(kind).items():
                if name not in columns:
                    taken = columns.values()
                    free = (by_key[key] for key in keys_of_name if key in by_key and by_key[key] not in taken)
                    if (place := next(free, None)) is not None:
                        columns[name] = place
    return found


@cache
def keys_of_fields(kind: str) -> dict[str, tuple[str, ...]]:
    """Return field → its headings as they are compared, the canonical one first."""
    fields = known_headings().kinds[kind]
    # A heading that is canonical for one field is never taken as another field's synonym.
    own = {heading_key(heading.canonical) for heading in fields.values()}
    return {
        name: (heading_key(heading.canonical), *(key for key in map(heading_key, heading.synonyms) if key not in own))
        for name, heading in fields.items()
    }


def kinds_of(columns: Mapping[str, Mapping[str, int]], titled: Collection[str] = ()) -> dict[str, Mapping[str, int]]:
    """Return the kinds a row of headings makes: one, or findings together with their rectifications.

    ``titled`` are fields that the title above says for every row (检查期).
    """
    fitting = {kind for kind in columns if columns[kind] and not missing(kind, {*columns[kind], *titled})}
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


def is_dated_by_title(table: Table, kind: str) -> bool:
    """Return whether the rows of a kind take their 检查期 from the title: no column of theirs says when.

    A repair never does: under 2025年第二季度 stands what was repaired then, of problems found before, too.
    """
    fields = known_headings().kinds[kind]
    return kind != "rectifications" and "period" in fields and not {"period", "found_on"} & table.kinds[kind].keys()


def period_in(texts: Collection[str]) -> str | None:
    """Return the code of the first quarter or half-year the texts name (2025年第二季度), or None."""
    for text in texts:
        for match in _PERIOD.finditer(half_width(text)):
            try:
                return Period.parse(match[0]).code
            except ValueError:
                continue
    return None


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
