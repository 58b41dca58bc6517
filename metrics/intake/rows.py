"""Turn the rows of one table into records: cells cleaned, faults at their cells, rows that are no data set aside.

A physical row gives one ``Row`` per kind of the table; an error anywhere in it makes all of them faulty.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

from metrics.intake.blocks import Block
from metrics.intake.bold import roles_by_bold
from metrics.intake.cell_values import addresses, deadline_of, hints_for, in_reading_order, shown_cells, value_of
from metrics.intake.cleaning import Hints, Wrong
from metrics.intake.data_rows import data_rows, hidden_faults
from metrics.intake.faults import Fault, fault
from metrics.intake.heading_faults import heading_faults
from metrics.intake.headings import Table, address, is_dated_by_title, known_headings
from metrics.intake.plain_rows import plain_block
from metrics.intake.records import Row, Value
from metrics.intake.roles import allot
from metrics.intake.rules import RULES
from metrics.intake.serials import in_days
from metrics.intake.words import vocabulary


@dataclass
class RowReader:
    """One physical row while it is read."""

    table: Table
    number: int
    cells: Mapping[int, str]
    """Column → text, merged cells filled down."""
    faults: dict[tuple[str, str], Fault] = field(default_factory=dict)
    """By code and cell: a column that two kinds share is at fault once."""
    said: dict[str, Value] = field(default_factory=dict)
    """Fields of the kind read before: a rectification takes its year from the finding beside it."""

    def blame(self, code: str, column: int, value: str = "", **details: object) -> None:
        """Find fault with a cell of this row."""
        place = address(self.number, column)
        heading = self.table.headings.get(column, "").strip()
        found = fault(code, self.table.sheet.name, place, value, **{"heading": heading, **details})
        self.faults.setdefault((code, place), found)

    @property
    def is_faulty(self) -> bool:
        """Whether an error was found."""
        return any(found.severity == "error" for found in self.faults.values())


def read_rows(table: Table) -> tuple[list[Row], Block | None, list[Fault]]:
    """Return the records of a table, the plain rows of a long one as a block, and everything wrong with it.

    An error in the headings makes every row faulty: nobody knows which column was meant.
    """
    table = in_days(table)
    faults = heading_faults(table)
    is_dated = "assignments" not in table.kinds or "year" in table.kinds["assignments"] or table.year is not None
    if not is_dated:
        faults.append(fault("missing_year", table.sheet.name, address(table.heading_row, min(table.headings))))
    is_sound = not any(found.severity == "error" for found in faults)
    block = plain_block(table) if is_sound else None
    rows, found = read_one_by_one(table, set() if block is None else set(block.numbers.tolist()))
    faults += found
    numbers = {row.row for row in rows} | (set() if block is None else set(block.numbers.tolist()))
    rows, notes = roles_by_bold(table, rows)
    if not is_sound or any(note.severity == "error" for note in notes):
        rows = [replace(row, is_faulty=True) for row in rows]
    faults += [*notes, *hidden_faults(table, numbers)]
    if not numbers and not any(found.severity == "error" for found in faults):
        faults.append(fault("no_rows", table.sheet.name, address(table.heading_row, min(table.headings))))
    return rows, block, faults


def read_one_by_one(table: Table, plain: Container[int]) -> tuple[list[Row], list[Fault]]:
    """Return the records of the rows that are not plain, and everything wrong with them."""
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells, passed in data_rows(table, plain):
        if passed is not None:
            faults.append(passed)
            continue
        reader = RowReader(table, number, cells)
        found = []
        for kind in table.kinds:
            fields = read_fields(reader, kind)
            check(reader, kind, fields)
            reader.said |= fields
            found.append((kind, fields))
        shown = shown_cells(table, cells)
        for kind, fields in found:
            if kind != "rectifications" or says_something(fields):
                row = Row(kind, table.sheet.name, number, shown, fields, addresses(table, kind, number))  # type: ignore[arg-type]
                rows.append(replace(row, is_faulty=reader.is_faulty))
        faults.extend(reader.faults.values())
    return rows, faults


def read_fields(reader: RowReader, kind: str) -> dict[str, Value]:
    """Return the typed fields of one kind; a cell that is empty or at fault is None."""
    columns = reader.table.kinds[kind]
    fields: dict[str, Value] = {}
    for name in in_reading_order(columns):
        hints = hints_for(reader.table, {**reader.said, **fields}, name)
        fields[name] = read_cell(reader, kind, name, hints)
    if kind == "assignments":
        fields["year"] = fields.get("year") or reader.table.year
        read_deadline(reader, kind, fields, "due_text", "due_on")
        allot(fields)
    if is_dated_by_title(reader.table, kind):
        fields["period"] = reader.table.period
    if kind == "rectifications":
        read_deadline(reader, kind, fields, "deadline_text", "deadline_on")
    if kind == "inspections":
        scope = vocabulary()
        said = {name: scope.code("inspection_scope", str(fields.get(name) or "")) for name in columns}
        fields["is_declared_full"] = said["channel_name"] == "all_channels"
        fields["is_unchecked"] = said.get("result_text") == "unchecked"
    return fields


def read_cell(reader: RowReader, kind: str, name: str, hints: Hints) -> Value:
    """Return the value of one cell, or None after finding fault with it."""
    column = reader.table.kinds[kind][name]
    typed = reader.cells.get(column, "")
    if problem := reader.table.problems.get((reader.number, column)):
        reader.blame(problem[0], column, problem[1])
        return None
    try:
        return value_of(kind, name, typed, hints)
    except Wrong as wrong:
        reader.blame(wrong.code, column, typed.strip(), **wrong.details)
        return None


def read_deadline(reader: RowReader, kind: str, fields: dict[str, Value], text: str, day: str) -> None:
    """Add the day a deadline names; words stay text, and are listed unless they mean to set no day."""
    if text not in fields:
        return
    typed = fields[text]
    fields[day] = None
    if not isinstance(typed, str):
        return
    column = reader.table.kinds[kind][text]
    try:
        fields[day], code = deadline_of(typed, hints_for(reader.table, {**reader.said, **fields}, text), kind)
    except ValueError:
        code = "impossible_date"
    if code:
        reader.blame(code, column, typed)


def says_something(fields: Mapping[str, Value]) -> bool:
    """Return whether a row of a ledger says anything of a rectification yet."""
    known = known_headings().kinds["rectifications"]
    return any(fields.get(name) is not None for name, heading in known.items() if heading.group == "repair")


def check(reader: RowReader, kind: str, fields: Mapping[str, Value]) -> None:
    """Find fault with cells that do not go together; what follows from a cell at fault already is left alone."""
    columns = reader.table.kinds[kind]
    blamed = {place for _, place in reader.faults}
    for code, concerned, details in RULES[kind](fields):
        places = [columns[name] for name in concerned if name in columns]
        if places and not any(address(reader.number, column) in blamed for column in places):
            typed = [reader.cells.get(column, "").strip() for column in places]
            reader.blame(code, places[0], typed[0], **{"said": typed[-1], **details})
