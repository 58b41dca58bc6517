"""Read one ledger into rows that know the cells they came from, and faults that know theirs.

``read_ledger`` is the only door: bytes of an .xlsx or .csv in, a ``Reading`` out. It never raises for what
is inside the file (a hostile or broken file is a fault, too) and resolves nothing: units, channels and
indicators stay the text that was typed; the store is not asked (receive.py does both).
"""

from __future__ import annotations

from pathlib import Path

from metrics.intake.faults import Fault, fault
from metrics.intake.headings import is_example, understand
from metrics.intake.records import Kind, Reading, Row, Value
from metrics.intake.rows import read_rows
from metrics.intake.workbook import Limits, Sheet, read_workbook

__all__ = ["Kind", "Reading", "Row", "Value", "read_ledger"]


def read_ledger(path: Path, name: str, limits: Limits | None = None) -> Reading:
    """Return everything a file says and everything wrong with it; its bytes decide what it is, not its name.

    Raises OSError if ``path`` cannot be opened.
    """
    sheets = read_workbook(path, name, limits)
    if isinstance(sheets, Fault):
        return Reading(name, (), (sheets,))
    rows: list[Row] = []
    faults: list[Fault] = []
    unread: list[tuple[Sheet, Fault]] = []
    is_understood = False
    for sheet in sheets:
        if is_example(sheet):
            continue
        table = understand(sheet, Path(name).stem)
        if table is None:
            continue
        if isinstance(table, Fault):
            unread.append((sheet, table))
            continue
        if sheet.is_hidden:
            faults.append(fault("sheet_ignored", sheet.name, seen="hidden"))
            continue
        is_understood = True
        found_rows, found_faults = read_rows(table)
        rows += found_rows
        faults += found_faults
    faults += [found for sheet, unknown in unread for found in unread_sheet(sheet, unknown, is_understood)]
    if not rows and not faults:
        faults.append(fault("empty_file"))
    return Reading(name, tuple(rows), tuple(faults))


def unread_sheet(sheet: Sheet, unknown: Fault, is_beside_table: bool) -> tuple[Fault, ...]:
    """Return what to say of a sheet that is no ledger: nothing of a hidden list, little of a page of text.

    Lists behind drop-downs are hidden, instructions have one column; a visible table that nobody reads is an
    error, because its sender believes it was read.
    """
    if not is_beside_table:
        return (unknown,)
    if sheet.is_hidden:
        return ()
    if all(len(cells) < 2 for cells in sheet.rows.values()):
        return (fault("sheet_ignored", sheet.name, seen="a page of text without a table"),)
    return (unknown,)
