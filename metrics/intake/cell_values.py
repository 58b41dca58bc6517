"""What one cell of a known column says, and how a row is shown: the rules that every way of reading rows shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from metrics.calendar import Period, is_continuing, parse_due
from metrics.intake.cleaning import PARSERS, Hints, Wrong, said_by_program
from metrics.intake.headings import Table, address, column_letters, known_headings
from metrics.intake.records import Value
from metrics.intake.words import vocabulary

# Read before the others, because they give cells without a year theirs.
FIRST_READ = ("year", "period", "found_on", "deadline_text")
# The fields that do so.
HINTING = ("period", "year", "found_on")
# What is done about a finding, never before it was found.
DONE_ABOUT_IT = frozenset({"deadline_text", "extended_to", "extension_approved_on", "fixed_on", "rechecked_on"})


def in_reading_order(fields: Iterable[str]) -> list[str]:
    """Return fields in the order in which they are read."""
    return sorted(fields, key=lambda name: FIRST_READ.index(name) if name in FIRST_READ else len(FIRST_READ))


def hints_for(table: Table, fields: Mapping[str, Value], name: str) -> Hints:
    """Return what the row says so far (its ``HINTING`` fields) of the year of its other cells."""
    period, year, found_on = (fields.get(hinting) for hinting in HINTING)
    if isinstance(period, str):
        year = int(period[:4])
    if isinstance(found_on, date) and name != "found_on":
        return Hints(found_on.year, found_on)
    not_before = first_possible_day(None, period) if isinstance(period, str) and name in DONE_ABOUT_IT else None
    return Hints(year if isinstance(year, int) else table.year, not_before)


def first_possible_day(found_on: date | None, period: str) -> date:
    """Return the day of a finding, else the first of its 检查期: 1月15日 of a fourth quarter is the next year's."""
    return found_on or Period.parse(period).first


def value_of(kind: str, name: str, typed: str, hints: Hints) -> Value:
    """Return the value of a cell, None when it is empty; raises ``Wrong`` for what the column cannot hold."""
    if code := said_by_program(typed):
        raise Wrong(code)
    if vocabulary().is_empty(typed):
        if known_headings().kinds[kind][name].is_needed:
            raise Wrong("missing_value")
        return None
    return PARSERS[kind][name](typed, hints)  # type: ignore[return-value]


def deadline_of(typed: str, hints: Hints, kind: str) -> tuple[date | None, str]:
    """Return the day a deadline names and the code of what is to be said of its words; raises ValueError."""
    found, _ = parse_due(typed, hints.year, hints.not_before)
    # 7月16日 of a table that names no year is no word: it takes the year of the finding when that is known.
    if found is None and not is_continuing(typed) and parse_due(typed, 2000)[0] is None:
        return None, "wordy_deadline" if kind == "assignments" else "presumed_deadline"
    return found, ""


def shown_cells(table: Table, cells: Mapping[int, str]) -> dict[str, str]:
    """Return the row as the sheet has it: heading → text; a heading that repeats is told apart by its column."""
    return {heading: cells.get(column, "") for column, heading in shown_headings(table, cells).items()}


def shown_headings(table: Table, columns: Iterable[int]) -> dict[int, str]:
    """Return column → heading of the table's headed columns and of ``columns``, from left to right."""
    shown: dict[int, str] = {}
    taken: set[str] = set()
    for column in sorted({*table.headings, *columns}):
        heading = table.headings.get(column, "").strip() or column_letters(column)
        shown[column] = heading if heading not in taken else f"{heading} ({column_letters(column)})"
        taken.add(shown[column])
    return shown


def addresses(table: Table, kind: str, number: int) -> dict[str, str]:
    """Return field → address for the fields of a kind, those made from another cell included."""
    found = {name: address(number, column) for name, column in table.kinds[kind].items()}
    for made, source in (("due_on", "due_text"), ("deadline_on", "deadline_text"), ("responsible", "lead_units")):
        if source in found:
            found.setdefault(made, found[source])
    return found
