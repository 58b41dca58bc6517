"""Read one ledger into rows that know the cells they came from, and faults that know theirs.

``read_ledger`` is the only door: bytes of a workbook or text table in, a ``Reading`` out. It never raises for what
is inside the file (a hostile or broken file is a fault, too) and resolves nothing: units, channels and
indicators stay the text that was typed; the store is not asked (receive.py does both).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from metrics.intake.faults import Fault, fault
from metrics.intake.headings import address, heading_key, is_answer, is_example, known_headings
from metrics.intake.layout import tables_of
from metrics.intake.mappings import NO_MAPPINGS, Mappings
from metrics.intake.passing import texts_of
from metrics.intake.phrases import names_responsible
from metrics.intake.records import Kind, Part, Reading, Row, Value
from metrics.intake.rows import read_rows
from metrics.intake.unpacking import Limits
from metrics.intake.workbook import Sheet, read_workbook

# A plan has some hundred paragraphs.
MOST_ROWS_OF_A_PLAN = 2_000
_ITS_NUMBER = re.compile(r"[(（]?(\d{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[、.．]?")

__all__ = ["Kind", "Reading", "Row", "Value", "read_ledger"]


def read_ledger(
    path: Path, name: str, limits: Limits | None = None, mappings: Mappings = NO_MAPPINGS
) -> Reading:
    """Return everything a file says and everything wrong with it; its bytes decide what it is, not its name.

    ``mappings`` are what people have said of columns nobody knew. Raises OSError if ``path`` cannot be opened.
    """
    return read_sheets(read_workbook(path, name, limits), name, mappings)


def read_sheets(sheets: Sequence[Sheet] | Fault, name: str, mappings: Mappings = NO_MAPPINGS) -> Reading:
    """Return everything the sheets of a file say and everything wrong with them, or what kept them from being read."""
    if isinstance(sheets, Fault):
        return Reading(name, (), (sheets,))
    rows: list[Row] = []
    parts: list[Part] = []
    faults: list[Fault] = []
    unread: list[tuple[Sheet, Fault]] = []
    is_understood = False
    for sheet in sheets:
        # Sheets we wrote ourselves, into blank ledgers and annotated copies, say nothing.
        if is_example(sheet) or is_answer(sheet.name, sheet.rows.get(1, {}).get(1, "")):
            continue
        tables = tables_of(sheet, Path(name).stem, mappings)
        if isinstance(tables, Fault):
            unread.append((sheet, tables))
            continue
        if sheet.is_hidden and tables:
            faults.append(fault("hidden_sheet_read", sheet.name))
        for table in tables:
            is_understood = True
            found_rows, block, found_faults = read_rows(table)
            rows += found_rows
            parts.append(Part(tuple(found_rows), block))
            faults += [one for one in found_faults if not is_ignored(one, table.layout, mappings)]
    faults += [found for sheet, unknown in unread for found in unread_sheet(sheet, unknown, is_understood)]
    if not faults and not rows and not any(part.block for part in parts):
        faults.append(fault("empty_file"))
    unchecked = dict.fromkeys(check for sheet in sheets for check in sheet.unchecked)
    return Reading(name, tuple(rows), tuple(faults), tuple(unchecked), tuple(parts))


def is_ignored(found: Fault, layout: str, mappings: Mappings) -> bool:
    """Return whether a column nobody knows was said to hold nothing that counts."""
    return found.code == "unknown_column" and mappings.is_ignored(layout, heading_key(found.value))


def unread_sheet(sheet: Sheet, unknown: Fault, is_beside_table: bool) -> tuple[Fault, ...]:
    """Return what to say of a sheet that is no ledger: nothing of a hidden list, little of a page of text.

    Lists behind drop-downs are hidden, instructions have one column; a visible table that nobody reads is an
    error, because its sender believes it was read. Without any table in the file a page of text is one, too.
    """
    if is_beside_table and sheet.is_hidden:
        return ()
    if not unknown.details["kinds"] and (places := paragraphs_of_a_plan(sheet)):
        found = fault("plan_in_cells", sheet.name, address(*places[0]), count=len(places))
        return (replace(found, severity="warning") if is_beside_table else found,)
    if all(is_text_of_a_page(texts_of(cells)) for cells in sheet.rows.values()):
        if is_beside_table:
            return (fault("sheet_ignored", sheet.name, seen="a page of text without a table"),)
        row, column, text = first_text(sheet)
        if any("。" in one for cells in sheet.rows.values() for one in cells.values()):
            return (fault("text_without_table", sheet.name, address(row, column), text),)
    is_explanation = sheet.name.strip() in known_headings().explaining and not unknown.details["kinds"]
    if is_beside_table and is_explanation:
        return (fault("sheet_ignored", sheet.name, seen="called an explanation and no ledger"),)
    return (unknown,)


def first_text(sheet: Sheet) -> tuple[int, int, str]:
    """Return row, column and text of the first cell that is not blank."""
    return next(
        (row, column, text) for row in sorted(sheet.rows) for column, text in texts_of(sheet.rows[row]).items()
    )


def paragraphs_of_a_plan(sheet: Sheet) -> list[tuple[int, int]]:
    """Return row and first column of every row of prose that names responsible units as a plan does; none of one alone.

    A text table splits prose at its commas: a row is taken together.
    """
    found = []
    for row in sorted(sheet.rows)[:MOST_ROWS_OF_A_PLAN]:
        typed = texts_of(sheet.rows[row])
        if "。" in (line := "，".join(typed.values())) and names_responsible(line):
            found.append((row, min(typed)))
    return found if len(found) > 1 else []


def is_text_of_a_page(typed: Mapping[int, str]) -> bool:
    """Return whether a row is prose, numbered or not, or a label with what belongs to it (填报单位： 历下区)."""
    texts = list(typed.values())
    if len(texts) != 2:
        return len(texts) < 2
    first, second = texts
    return first.endswith((":", "：")) or (_ITS_NUMBER.fullmatch(first) is not None and "。" in second)
