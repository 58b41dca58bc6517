"""Two rows of one command about the same thing: merged when they agree, a fault when they do not (scoring.md §9)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from metrics.history import UNIT_COLUMNS
from metrics.intake.headings import KIND_NAMES
from metrics.intake.hearing import Hearing, Said, heading_of, typed_text
from metrics.intake.places import ALIAS_KINDS

# What rows do not state but are read as; the cautious one of two readings wins.
IMPLIED = frozenset({
    "title", "is_report", "review_default", "kind_default", "is_accepted", "problem_class", "is_area", "is_left_out",
})  # fmt: skip


def merge(hearing: Hearing, said: Iterable[Said]) -> list[Said]:
    """Return the statements in an order that rows and files cannot change, those about one thing made to agree.

    Statements about one thing with the same date (填报日期, 复查日期, 检查日期) that differ in a cell both fill in
    are faults that block the command; what only one of them fills in holds for both.
    """
    by_thing: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        by_thing[one.identity].append(one)
    merged: list[Said] = []
    for identity in sorted(by_thing):
        statements = sorted(by_thing[identity], key=_order)
        merged += _agreed(hearing, statements) if len(statements) > 1 else statements
    return merged


def _order(said: Said) -> tuple[str, str]:
    return said.date_key, json.dumps(said.fields, sort_keys=True, ensure_ascii=False)


def _agreed(hearing: Hearing, statements: list[Said]) -> list[Said]:
    if statements[0].kind == "assignments":
        statements = _one_role(statements)
        _check_reports(hearing, statements)
    agreed: list[Said] = []
    for _, group in groupby(statements, key=lambda one: one.date_key):
        same_date = list(group)
        _check_agreement(hearing, sorted(same_date, key=lambda one: one.source.place))
        union = _union(same_date)
        agreed += [replace(one, fields=union) for one in same_date]
    return _one_default(agreed)


def _union(statements: Sequence[Said]) -> dict[str, Any]:
    union: dict[str, Any] = {}
    for one in statements:
        for name, value in one.fields.items():
            union.setdefault(name, value)
    if any("aliases" in one.fields for one in statements):
        named = [tuple(pair) for one in statements for pair in one.fields.get("aliases", ())]
        union["aliases"] = [list(pair) for pair in dict.fromkeys(named)]
    if statements[0].kind == "assignments":
        # That the titles mean one task was checked by 序号; the fullest one stands for it.
        union["title"] = max((one.fields["title"] for one in statements), key=lambda title: (len(title), title))
    if not all(one.fields.get("is_area") for one in statements):
        # Named itself in one row, an area is not merely included in another's 各区县政府.
        union = {name: value for name, value in union.items() if name not in ("is_area", "is_left_out")}
    if any(one.fields.get("is_report") for one in statements):
        union["is_report"] = True
    return union


def _check_agreement(hearing: Hearing, statements: Sequence[Said]) -> None:
    """Find fault with the first cell of every row that an earlier row about the same thing fills in differently."""
    first: dict[str, Said] = {}
    for one in statements:
        for name in _columns(one):
            other = first.setdefault(name, one)
            if name not in IMPLIED and _value(one, name) != _value(other, name):
                column = _column_told(one, other, name)
                hearing.blame(
                    one.source,
                    "conflicting_rows",
                    column,
                    typed_text(one.source, column),
                    other=hearing.where(other.source),
                    kind=KIND_NAMES.get(one.kind, one.kind),
                    heading=heading_of(one.kind, column),
                    other_value=typed_text(other.source, column),
                )
                break


def _column_told(one: Said, other: Said, name: str) -> str:
    """Return the field whose cells show the difference: two channels may have one name and differ in their type."""
    columns = (name, "channel_type") if name == "channel" else (name,)
    return next((each for each in columns if typed_text(one.source, each) != typed_text(other.source, each)), name)


def _columns(one: Said) -> list[str]:
    """Return the fields of a statement; other names of a unit by the columns they are written in."""
    names = [name for name in one.fields if name != "aliases"]
    kinds = {kind for _, kind in one.fields.get("aliases", ())}
    return names + [column for column, kind in ALIAS_KINDS if kind in kinds]


def _value(one: Said, column: str) -> Any:
    kind = dict(ALIAS_KINDS).get(column)
    return one.fields[column] if kind is None else [pair for pair in one.fields["aliases"] if pair[1] == kind]


def _one_default(statements: list[Said]) -> list[Said]:
    """Return findings with one implied review: pending when any row implies doubt, so that row order cannot decide."""
    if not any(one.fields.get("review_default") == "pending" for one in statements):
        return statements
    return [replace(one, fields={**one.fields, "review_default": "pending"}) for one in statements]


def _one_role(statements: list[Said]) -> list[Said]:
    """Return assignments with one role: lead and support in two rows means lead (scoring.md §3)."""
    if not any(one.fields.get("role") == "lead" for one in statements):
        return statements
    return [replace(one, fields={**one.fields, "role": "lead"}) for one in statements]


def _check_reports(hearing: Hearing, statements: list[Said]) -> None:
    """Find fault with several reports of one assignment of which one has no date: nobody knows the later one."""
    reports = [one for one in statements if any(column in one.fields for column in UNIT_COLUMNS)]
    contents = {tuple(one.fields.get(column) for column in UNIT_COLUMNS) for one in reports}
    if len(contents) < 2 or all(one.date_key for one in reports):
        return
    reports.sort(key=lambda one: one.source.place)
    for one in reports[1:]:
        hearing.blame(one.source, "reports_without_date", "reported_on", "", other=hearing.where(reports[0].source))
