"""Who leads a task whose ledger says it by bold type only (加黑为牵头单位, as 济南市市中区 does).

Within one task, units in bold lead and the others support; where all or none are bold the type says nothing,
and every named unit leads (scoring.md §3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from metrics.intake.cleaning import Hints, names
from metrics.intake.faults import Fault, fault
from metrics.intake.headings import Table, address
from metrics.intake.records import Row
from metrics.intake.words import half_width

# A heading that says so itself: 责任单位（加黑为牵头单位）.
SAYS_BOLD = ("加黑", "加粗", "黑体", "粗体")


def roles_by_bold(table: Table, rows: Sequence[Row]) -> tuple[list[Row], list[Fault]]:
    """Return the rows with lead and support where bold type tells them apart, and the note that says so.

    A heading that promises bold type in a file whose format does not tell it is a fault: everybody would lead.
    """
    column = table.kinds.get("assignments", {}).get("responsible")
    if column is None:
        return list(rows), []
    heading = table.headings[column]
    place = address(table.heading_row, column)
    if "bold" in table.sheet.unchecked and any(word in half_width(heading) for word in SAYS_BOLD):
        return list(rows), [fault("bold_not_told", table.sheet.name, place, heading.strip())]
    if not any(at == column for _, at in table.sheet.bold):
        return list(rows), []
    tops = {number: first for first, left, last, _ in table.sheet.merges if left == column
            for number in range(first, min(last, table.last_row) + 1)}  # fmt: skip
    bold = {row.row: bold_names(table.sheet.bold.get((tops.get(row.row, row.row), column), ())) for row in rows}
    tasks: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if row.kind == "assignments":
            tasks[row.fields.get("year"), row.fields.get("number")].append(row)
    marked = {key: roles for key, group in tasks.items() if (roles := told_apart(group, bold))}
    if not marked:
        return list(rows), []
    done = [with_roles(row, bold, marked) for row in rows]
    note = fault("lead_by_bold", table.sheet.name, place, heading.strip(), count=len(marked))
    return done, [note]


def bold_names(pieces: Iterable[str]) -> frozenset[str]:
    """Return the names that stand in bold pieces of a cell."""
    return frozenset(name for piece in pieces for name in names(piece, Hints()))


def told_apart(group: Sequence[Row], bold: Mapping[int, frozenset[str]]) -> bool:
    """Return whether some units of a task without stated roles are bold and others are not."""
    told = {unit in bold[row.row] for row in group for unit, role in named(row) if role is None}
    return told == {True, False}


def named(row: Row) -> tuple[tuple[str, str | None], ...]:
    """Return the units of a row with their roles."""
    found = row.fields.get("responsible")
    return found if isinstance(found, tuple) else ()  # type: ignore[return-value]


def with_roles(row: Row, bold: Mapping[int, frozenset[str]], marked: Mapping[Any, bool]) -> Row:
    """Return a row with its units' roles as their type tells them; other rows as they are."""
    if row.kind != "assignments" or (row.fields.get("year"), row.fields.get("number")) not in marked:
        return row
    pairs = tuple((unit, role or ("lead" if unit in bold[row.row] else "support")) for unit, role in named(row))
    return replace(row, fields={**row.fields, "responsible": pairs})
