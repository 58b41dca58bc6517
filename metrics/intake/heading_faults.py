"""What is wrong with the headings of a sheet: none of a ledger, one field twice, columns nobody knows or named."""

from __future__ import annotations

from collections.abc import Collection
from itertools import takewhile

from metrics.intake.data_rows import data_rows
from metrics.intake.faults import Fault, fault
from metrics.intake.headings import (
    KIND_NAMES,
    Table,
    address,
    column_letters,
    columns_of,
    heading_key,
    is_dated_by_title,
    keys_of,
    known_headings,
    known_keys,
    missing,
    speaks_of_problems,
)
from metrics.intake.likeness import Suggestion, suggestions
from metrics.intake.mappings import layout_of
from metrics.intake.workbook import Sheet


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
        layout=layout_of(heading_key(text) for text in cells.values() if text.strip()),
        kinds=(best_kind,) if best_kind else (),
        unknown=tuple(text.strip() for text in cells.values() if is_unknown(text)),
        wanted=tuple(KIND_NAMES.values()),
    )


def is_unknown(text: str) -> bool:
    """Return whether a text is a heading of no ledger."""
    return bool(text.strip()) and heading_key(text) not in known_keys()


def heading_faults(table: Table) -> list[Fault]:
    """Return what is wrong with the headings themselves: one field twice, or columns nobody knows."""
    faults = []
    sheet, row = table.sheet.name, table.heading_row
    used = {column for columns in table.kinds.values() for column in columns.values()}
    by_key = {heading_key(table.headings[column]): column for column in used}
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
            kinds, similar = possible_kinds(table), similar_fields(table, key)
            details = {"layout": table.layout, "kinds": kinds, "suggestions": similar}
            faults.append(fault("unknown_column", sheet, address(row, column), typed, **details))
    if table.other_years and not any("year" in columns for columns in table.kinds.values()):
        others = tuple(map(str, table.other_years))
        place = address(row, min(table.headings))
        faults.append(fault("several_years", sheet, place, str(table.year), others=others))
    if table.period and any(is_dated_by_title(table, kind) for kind in table.kinds):
        faults.append(fault("period_from_title", sheet, address(row, min(table.headings)), table.period))
    crowded = crowded_headings(table, filled)
    for column, number in crowded.items():
        place, typed = address(row, column), table.headings[column].strip()
        letters = f"{column_letters(column)}–{column_letters(table.reach[column])}"
        faults.append(fault("heading_over_columns", sheet, place, typed, columns=letters, row=number))
    covered = {at for column in crowded for at in range(column, table.reach[column] + 1)}
    for column in sorted(filled.keys() - table.headings.keys() - covered):
        place = address(filled[column], column)
        faults.append(fault("column_without_heading", sheet, place, column=column_letters(column)))
    return faults


def crowded_headings(table: Table, filled: Collection[int]) -> dict[int, int]:
    """Return the column of each heading merged over several columns that hold text side by side → a row where they do.

    Only headings of fields count, and only rows of data: a signature may stand anywhere.
    """
    used = {column for columns in table.kinds.values() for column in columns.values()}
    spans = {column: range(column, last + 1) for column, last in table.reach.items() if column in used}
    spans = {column: span for column, span in spans.items() if len(table.headings.keys() & set(span)) == 1}
    spans = {column: span for column, span in spans.items() if sum(at in filled for at in span) > 1}
    found: dict[int, int] = {}
    for number, cells, passed in data_rows(table) if spans else ():
        for column, span in spans.items():
            if passed is None and sum(bool(cells.get(at, "").strip()) for at in span) > 1:
                found.setdefault(column, number)
    return found


def similar_fields(table: Table, key: str) -> tuple[Suggestion, ...]:
    """Return the headings an unknown one resembles, of fields the table has no column for yet.

    What it resembles less than a column that is there (应扣分数 beside 扣分) is left out: that one would be meant.
    """
    headings = [
        (heading, name in table.kinds.get(kind, {}))
        for kind in possible_kinds(table)
        for name, heading in known_headings().kinds[kind].items()
    ]
    taken = {heading.canonical for heading, is_taken in headings if is_taken}
    words = ((word, heading.canonical) for heading, _ in headings for word in (heading.canonical, *heading.synonyms))
    similar = suggestions(key, [(heading_key(word), word, canonical) for word, canonical in words])
    return tuple(takewhile(lambda one: one.name not in taken, similar))


def possible_kinds(table: Table) -> tuple[str, ...]:
    """Return the kinds a table holds or would hold: one column on its repair makes a finding's row a repair's, too."""
    kinds = tuple(table.kinds)
    return (*kinds, "rectifications") if "findings" in kinds and "rectifications" not in kinds else kinds


def filled_columns(table: Table) -> dict[int, int]:
    """Return the table's columns that have texts below the headings, with the first row of each."""
    columns = table.sheet.columns
    is_inside = (columns.numbers > table.heading_row) & (columns.numbers <= table.last_row)
    found: dict[int, int] = {}
    for at, column in columns.columns.items():
        if table.left <= at <= table.right:
            says = is_inside & column.rows_of(~column.is_blank)
            if says.any():
                found[at] = int(columns.numbers[says.argmax()])
    return found
