"""The rows of data below the headings, each cell saying for itself what its row means.

Merged cells are filled down, 同上 becomes what stands above it, and rows that are no data are told apart. What
cannot be filled without guessing is noted in ``Table.problems`` and becomes a fault at its cell.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from metrics.intake.faults import Fault, fault
from metrics.intake.headings import Table, address, column_letters
from metrics.intake.passing import (
    TEXTS_TO_LOOK_AT,
    chapters_of,
    first_texts,
    is_total,
    may_be_no_data,
    own_cells,
    reason_to_pass,
    texts_of,
    total_as_name,
    total_in,
)
from metrics.intake.words import folded, vocabulary

# One number per row: merged over several rows it may count once or in each, and nobody can tell.
AMOUNTS = frozenset({"points", "reduced_points", "numerator", "denominator", "value"})
LONGEST_DITTO = 12
MOST_ROWS_NAMED = 20


class DataRow(NamedTuple):
    """One row below the headings."""

    number: int
    cells: Mapping[int, str]
    """Column → text, merged cells filled down and 同上 replaced; of the table's own columns only."""
    passed: Fault | None
    """Why it is no data; None for data."""


def data_rows(table: Table, plain: Container[int] = ()) -> Iterator[DataRow]:
    """Yield the rows below the headings that say anything in a known column, and those passed over.

    Rows that are known to be ``plain`` are left out.
    """
    rows = table.sheet.rows
    used = {column for columns in table.kinds.values() for column in columns.values()}
    numbering = {columns["number"] for kind, columns in table.kinds.items() if kind == "assignments"}
    filled = filled_down(table, used)
    chapters = chapters_of(table, filled)
    telling = used - numbering
    before: Mapping[int, str] | None = {}
    before_number = 0
    was_remark = False
    for number in sorted(rows):
        if number in plain:
            before, before_number, was_remark = None, number, False
            continue
        if not table.heading_row < number <= table.last_row:
            continue
        cells = own_cells(table, rows[number])
        # Nearly every row is plain data; only what may be something else is looked at closely.
        is_plain = not was_remark and is_plainly_data(table, number, cells, filled.get(number, {}))
        if not is_plain or not any(cells.get(column, "").strip() for column in telling):
            typed = texts_of(cells)
            above = filled.get(number, {})
            is_chapter = number in chapters
            code = reason_to_pass(table, number, typed, above, was_remark) if typed else ""
            code = "section_row_skipped" if is_chapter else code
            was_remark = code == "note_row_skipped"
            if code:
                column = total_in(table, typed, above) if code == "total_row_skipped" else None
                column = table.kinds["assignments"]["title"] if is_chapter else column
                at = next(iter(typed)) if column is None else column
                said = {**above, **typed}[at]
                yield DataRow(number, typed, fault(code, table.sheet.name, address(number, at), said))
                continue
            # Ledgers are handed out with their numbers filled in: a number alone is an empty row.
            says = typed.keys() & used
            if not says or (says <= numbering and folded(next(iter(typed.values()))).isdigit()):
                continue
        if number in filled:
            cells = {**filled[number], **{column: text for column, text in cells.items() if text.strip()}}
        if repeated := [column for column, text in cells.items() if column in used and is_ditto(text)]:
            if before is None:
                before = own_cells(table, rows[before_number])
            cells = repeat_above(table, number, cells, repeated, before, before_number)
        yield DataRow(number, cells, None)
        before, before_number = cells, number


def is_plainly_data(table: Table, number: int, cells: Mapping[int, str], above: Mapping[int, str]) -> bool:
    """Return whether a row has several texts and none of the first looks like anything but data."""
    if number == table.heading_row + 1 or number in table.again:
        return False
    texts = first_texts(cells)
    if len(texts) < TEXTS_TO_LOOK_AT or may_be_no_data(texts[0]):
        return False
    return not is_total(texts) and total_as_name(table, {**above, **cells}) is None


def filled_down(table: Table, used: set[int]) -> dict[int, dict[int, str]]:
    """Return row → column → text for cells below the top of a merge; an amount merged so is a problem instead."""
    sheet = table.sheet
    amounts = {column for columns in table.kinds.values() for name, column in columns.items() if name in AMOUNTS}
    filled: dict[int, dict[int, str]] = {}
    for first, left, last, _ in sheet.merges:
        if left not in used or last == first or not table.heading_row < first <= table.last_row:
            continue
        text = sheet.rows.get(first, {}).get(left, "")
        if not text.strip():
            continue
        for number in range(first, min(last, table.last_row) + 1):
            if left in amounts:
                table.problems.setdefault((number, left), ("merged_amount", text.strip()))
            elif (first, left) in table.problems:
                table.problems[number, left] = table.problems[first, left]
            if number > first:
                filled.setdefault(number, {})[left] = text
    return filled


def repeat_above(
    table: Table,
    number: int,
    cells: Mapping[int, str],
    columns: Sequence[int],
    before: Mapping[int, str],
    before_number: int,
) -> dict[int, str]:
    """Return the cells with what stands above in the place of 同上; without anything above, the cell is a problem."""
    done = dict(cells)
    for column in columns:
        if (before_number, column) in table.problems:
            table.problems[number, column] = table.problems[before_number, column]
        elif before.get(column, "").strip():
            done[column] = before[column]
        else:
            table.problems[number, column] = ("nothing_above", cells[column].strip())
    return done


@lru_cache(maxsize=10_000)
def is_ditto(text: str) -> bool:
    """Return whether a cell says no more than that it repeats the one above: 同上, 同 上, （同上）, 同上。."""
    return (
        len(text.strip(" \t\n\f\r")) <= LONGEST_DITTO
        and folded(text).strip("()[]【】。.") in vocabulary().codes["ditto"]
    )


def hidden_faults(table: Table, numbers: set[int]) -> list[Fault]:
    """Return the warnings about rows and columns that were read though the sheet does not show them."""
    sheet, faults = table.sheet, []
    if rows := sorted(sheet.hidden_rows & numbers):
        named = tuple(str(number) for number in rows[:MOST_ROWS_NAMED])
        place = address(rows[0], min(table.headings))
        faults.append(fault("hidden_rows_read", sheet.name, place, "", rows=named, count=len(rows)))
    used = {column for columns in table.kinds.values() for column in columns.values()}
    if columns := sorted(sheet.hidden_columns & used):
        place = address(table.heading_row, columns[0])
        letters = tuple(map(column_letters, columns))
        heading = table.headings[columns[0]].strip()
        faults.append(fault("hidden_columns_read", sheet.name, place, heading, columns=letters))
    return faults
