"""Read a plan's file: its text (notice.py) and its tables of tasks (任务分解表) become rows of the kind ``tasks``.

A table is read as a task ledger is, headings and merged cells included. What it repeats of the text is the same
task; what only it has is a task of its own; where the two name different units nobody guesses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from metrics.calendar import parse_due
from metrics.history import UNIT_COLUMNS
from metrics.intake.document import read_document
from metrics.intake.faults import Fault, fault
from metrics.intake.layout import tables_of
from metrics.intake.notice import Notice, NoticeTask, heading_of, read_notice
from metrics.intake.reading import Reading, Row, read_sheets
from metrics.intake.responsibility import expand
from metrics.intake.tasks import is_same_task
from metrics.intake.workbook import Sheet

ROLES = ((None, "责任单位"), ("lead", "牵头单位"), ("support", "配合单位"))


@dataclass(frozen=True)
class Plan:
    """What a plan's tasks are put together from."""

    rows: list[Row]
    faults: list[Fault]


def read_plan(path: Path, name: str) -> Reading:
    """Return the tasks of a plan (text in UTF-8, UTF-16 or GB18030, or .docx) as rows of the kind ``tasks``.

    ``row`` is the line of the text, or the row of the table that ``sheet`` names. A task whose responsibility cannot
    be read stays among the rows as faulty, without an expansion. The year may also stand in ``name``. Raises OSError
    if ``path`` cannot be opened.
    """
    parts = read_document(path)
    if isinstance(parts, Fault):
        return Reading(name, (), (parts,))
    stem = Path(name).stem
    tables = [part for part in parts if isinstance(part, Sheet) and _is_of_tasks(part)]
    lines = [line for part in parts if part not in tables for line in _lines(part)]
    notice = read_notice("\n".join(lines), stem)
    plan = Plan([_row(task, notice, stem) for task in notice.tasks], list(notice.faults))
    for sheet in tables:
        _add_table(plan, sheet, notice)
    has_table_tasks = len(plan.rows) > len(notice.tasks)
    if tables and not notice.tasks:
        plan.faults[:] = [one for one in plan.faults if one.code != "notice_not_recognised"]
        if notice.year is None and has_table_tasks:
            plan.faults.insert(0, fault("notice_without_year"))
    plan.faults.extend(
        fault("plan_table_left_out", part.name, "A1")
        for part in parts
        if isinstance(part, Sheet) and part not in tables and not isinstance(tables_of(part), Fault)
    )
    return Reading(name, tuple(plan.rows), tuple(plan.faults))


def _is_of_tasks(sheet: Sheet) -> bool:
    """Whether a table tells tasks, or nearly: then what its headings lack is told."""
    tables = tables_of(sheet)
    if isinstance(tables, Fault):
        return "assignments" in tables.details["kinds"]  # type: ignore[operator]
    return any("assignments" in table.kinds for table in tables)


def _lines(part: str | Sheet) -> Iterator[str]:
    """Yield a line, or the lines in the cells of a table that is only there for the layout."""
    if isinstance(part, str):
        yield part
        return
    for cells in part.rows.values():
        for text in cells.values():
            yield from text.split("\n")


def _add_table(plan: Plan, sheet: Sheet, notice: Notice) -> None:
    """Add a table's tasks, and what is wrong with them, to those of the text and of the tables before."""
    reading = read_sheets([sheet], f"{notice.year}年" if notice.year else "")
    for one in reading.faults:
        # A list of contacts has a column 责任单位, too: beside a text with tasks it keeps nothing out.
        is_mild = one.code == "unknown_kind" and bool(notice.tasks)
        if one.code != "missing_year":
            plan.faults.append(replace(one, severity="warning") if is_mild else one)
    rows = [row for row in reading.rows if row.kind == "assignments"]
    reports = [row.addresses[name] for row in rows for name in UNIT_COLUMNS if row.fields.get(name) is not None]
    if reports:
        plan.faults.append(fault("plan_table_reports", sheet.name, reports[0]))
    known = list(plan.rows)
    for row in _joined(rows, plan.faults):
        task = _table_task(row, notice)
        same = [one for one in known if _is_same(one, task)]
        same = [one for one in same if one.fields["number"] == task.fields["number"]] or same
        if len(same) == 1:
            _compare(plan, same[0], task)
        else:
            plan.rows.append(_with_free_number(plan, task))


def _joined(rows: Sequence[Row], faults: list[Fault]) -> Iterator[Row]:
    """Yield every task once: the rows of one number and title name its units together."""
    by_number: dict[object, Row] = {}
    for place, row in enumerate(rows):
        number = row.fields["number"] or place
        first = by_number.setdefault(number, row)
        if first is row:
            continue
        if first.fields["title"] != row.fields["title"]:
            faults.append(fault("number_reused", row.sheet, row.addresses["number"], str(number), year="",
                                other=first.fields["title"], title=row.fields["title"]))  # fmt: skip
            continue
        units = (*(first.fields["responsible"] or ()), *(row.fields["responsible"] or ()))  # type: ignore[misc]
        fields = {**first.fields, "responsible": tuple(dict.fromkeys(units))}
        by_number[number] = replace(first, fields=fields, is_faulty=first.is_faulty or row.is_faulty)
    yield from by_number.values()


def _table_task(row: Row, notice: Notice) -> Row:
    """Return the task that a row of a table tells."""
    named: Any = row.fields["responsible"] or ()
    told: list[str] = []
    for role, label in ROLES:
        units = "、".join(unit for unit, stated in named if stated == role)
        told += [f"{label}：{units}" if role or told else units] if units else []
    responsibility = "；".join(told)
    text = str(row.fields["title"] or "")
    due = {name: row.fields.get(name) for name in ("due_text", "due_on")}
    expansion = (expand(responsibility) if responsibility else None) or None
    fields = {
        "year": notice.year, "number": row.fields["number"], "title": heading_of(text), "section": None, "text": text,
        "responsibility": responsibility or None, "expansion": expansion, **due,
    }  # fmt: skip
    units_cell = next((row.addresses[name] for name in ("responsible", "lead_units", "support_units")
                       if name in row.addresses), "")  # fmt: skip
    addresses = {**row.addresses, "responsibility": units_cell}
    is_faulty = row.is_faulty or expansion is None or notice.year is None
    return Row("tasks", row.sheet, row.row, row.cells, fields, addresses, is_faulty)


def _is_same(one: Row, other: Row) -> bool:
    title = str(other.fields["text"])
    return any(is_same_task(title, str(one.fields[name] or "")) for name in ("title", "text"))


def _compare(plan: Plan, known: Row, told: Row) -> None:
    """Give a task of the text the units its row of the table names; find fault where the two differ."""
    place = plan.rows.index(known)
    if not known.fields["expansion"]:
        taken = {name: told.fields[name] for name in ("responsibility", "expansion", "due_text", "due_on")}
        plan.rows[place] = replace(known, fields={**known.fields, **taken}, is_faulty=told.is_faulty)
        plan.faults[:] = [one for one in plan.faults if not (
            one.code == "responsibility_unreadable" and one.details["line"] == known.row)]  # fmt: skip
        return
    units = {party[:2] for party in known.fields["expansion"]}  # type: ignore[union-attr, index]
    if units != {party[:2] for party in told.fields["expansion"] or ()}:  # type: ignore[union-attr, index]
        plan.faults.append(
            fault("plan_table_differs", told.sheet, told.addresses["responsibility"],
                  str(told.fields["responsibility"] or ""), number=known.fields["number"],
                  other=known.fields["responsibility"])
        )  # fmt: skip


def _with_free_number(plan: Plan, task: Row) -> Row:
    """Return a task that only a table has under its own number, or under the next one when that is taken."""
    used = {str(row.fields["number"]) for row in plan.rows}
    number = str(task.fields["number"])
    if number not in used:
        return task
    following = str(max((int(one) for one in used if one.isdecimal()), default=0) + 1)
    plan.faults.append(fault("plan_table_renumbered", task.sheet, task.addresses["number"], number, number=following))
    return replace(task, fields={**task.fields, "number": following})


def _row(task: NoticeTask, notice: Notice, sheet: str) -> Row:
    is_faulty = not task.expansion or notice.year is None
    due_on = None
    if task.due_text and notice.year:
        try:
            due_on, _ = parse_due(task.due_text, notice.year)
        except ValueError:
            # A day that does not exist stays words, as any deadline that is no date.
            due_on = None
    fields = {
        "year": notice.year,
        "number": task.number,
        "title": task.title,
        "section": task.section or None,
        "text": task.text,
        "responsibility": task.responsibility or None,
        "expansion": task.expansion or None,
        "due_text": task.due_text or None,
        "due_on": due_on,
    }
    cells = {"序号": task.number, "原文编号": task.printed, "章节": task.section, "正文": task.paragraph}
    return Row("tasks", sheet, task.line, cells, fields, {}, is_faulty)
