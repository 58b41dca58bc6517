"""The columns of blank ledgers: which field each fills, who fills it, and which answers it offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.calendar import Period
from metrics.history import UNIT_COLUMNS
from metrics.intake.headings import known_headings
from metrics.intake.prefilled import Known, Ledger
from metrics.intake.words import ANSWERS, vocabulary

# Field → names the store or the rules know: offered, but another text may be typed (several units, a new channel).
NAMES = {
    "unit_text": "units",
    "responsible": "units",
    "supervisor": "units",
    "channel_name": "channels",
    "period": "periods",
}
# What a unit fills in itself (scoring.md §9 «Who may say what»); its figures wait until the office accepts them.
OF_UNITS: Mapping[str, frozenset[str]] = {
    "assignments": frozenset(UNIT_COLUMNS),
    "rectifications": frozenset({"action", "fixed_on"}),
    "observations": frozenset({"period", "indicator_text", "numerator", "denominator", "value", "evidence"}),
}
# A year of quarters is offered; any other can be typed.
QUARTERS = 4


@dataclass(frozen=True)
class Column:
    """One column of a ledger: the field it fills, its heading, and whether the reader of the ledger fills it."""

    kind: str
    field: str
    heading: str
    is_open: bool
    is_needed: bool
    example: str


def columns_of(ledger: Ledger, is_for_unit: bool) -> tuple[Column, ...]:
    """Return the columns of a ledger in the order of the data contract; a heading of two kinds stands once."""
    columns: dict[str, Column] = {}
    for kind in ledger.kinds:
        for name, heading in known_headings().kinds[kind].items():
            if name in ledger.left_out or heading.canonical in columns:
                continue
            is_open = not is_for_unit or name in OF_UNITS.get(kind, ())
            is_needed = heading.is_needed or heading.group in ("responsible", "when")
            columns[heading.canonical] = Column(kind, name, heading.canonical, is_open, is_needed, heading.example)
    return tuple(columns.values())


def choices_of(ledger: Ledger, known: Known, columns: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    """Return the choices of every column that has any, by its heading."""
    offered = {column.heading: _choices_of(column, ledger, known) for column in columns}
    return {heading: tuple(dict.fromkeys(texts)) for heading, texts in offered.items() if texts}


def _choices_of(column: Column, ledger: Ledger, known: Known) -> Iterable[str]:
    if answers := ANSWERS.get((column.kind, column.field)):
        return vocabulary().canonical(answers)
    if column.field == "result_text":
        return vocabulary().lists["inspection_scope"]["unchecked"]
    if column.field == "indicator_text":
        return _indicators(ledger, known)
    source = NAMES.get(column.field)
    units, channels = known.directory.units.values(), known.directory.channels.values()
    if source == "units":
        named = [one.name for one in units if known.is_wanted(one.unit) and _is_valid(one, known.day)]
        return [*named, *_declaring("everybody", column.kind, known)]
    if source == "channels":
        everything = vocabulary().lists["inspection_scope"]["all_channels"][:1] if column.kind == "inspections" else ()
        return [*everything, *(one.name for one in channels if known.is_wanted(one.unit) and one.closed_on is None)]
    if source == "periods":
        quarter = Period.containing(known.day)
        found = [quarter]
        while len(found) < QUARTERS:
            found.append(found[-1].previous())
        return [one.code for one in found]
    return ()


def _is_valid(unit: Any, day: date) -> bool:
    return unit.valid_until is None or day < unit.valid_until


def _indicators(ledger: Ledger, known: Known) -> list[str]:
    schemes = known.warehouse.schemes
    scheme = schemes.in_force(max(known.day, schemes.versions[0].effective_from))
    if ledger.kinds == ("observations",):
        observed, ticked = [one.name for one in scheme.observations], [one.name for one in scheme.checklist]
        bonus = [one.name for one in scheme.bonus]
        return [*observed, *ticked, *(_declaring("checklist", "observations", known) if ticked else ()), *bonus]
    return [*(one.name for one in scheme.indicators), *(one.name for one in scheme.classes)]


def _declaring(code: str, kind: str, known: Known) -> tuple[str, ...]:
    """Return the word by which the office, and only the office, declares that the checklists were collected."""
    is_for_office = kind == "observations" and known.unit is None
    return vocabulary().lists["collection"][code][:1] if is_for_office else ()
