"""Which tasks of the yearly plan lag, and at whom: assignments with their states, counts per task, open phrases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.masking import masked_row
from metrics.observed import Observed, observed_by_groups, observed_by_units
from metrics.rulebook import Scheme
from metrics.scores import day_of, scheme_of
from metrics.warehouse import Warehouse

Row = dict[str, Any]


@dataclass(frozen=True)
class PlannedTask:
    """One task of the year's plan; ``open_phrases`` are responsibilities nobody has spelled out yet."""

    number: str
    title: str
    section: str
    responsibility: str
    open_phrases: tuple[str, ...]
    record: int | None
    """The row of the plan; None when only a ledger speaks of the task."""


@dataclass(frozen=True)
class TaskState:
    """The state of a year's plan on one day; what a reader may not read is left out."""

    period: Period
    as_of: date
    scheme: Scheme
    tasks: tuple[PlannedTask, ...]
    assignments: tuple[Row, ...]
    """Rows of ``task_states``: unit_name, group_code, number, shown_state, the flags ``is_…`` and the report."""
    counts: tuple[Row, ...]
    """Rows of ``task_counts``: per group and number how many assignments stand on each of the office's lists."""
    totals: dict[str, Row]
    """The same per group, all tasks together."""
    observed: tuple[Observed, ...]
    """Per observation: all groups together, then each group."""
    observed_by_unit: tuple[Observed, ...]


def task_state(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> TaskState:
    """Return the tasks of the period's year with their assignments, and the observations of the period."""
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        assignments = run.rows("task_states", order_by="sort_order, unit_name, try_cast(number as integer), number")
        rows = run.rows("task_counts", order_by="group_code, try_cast(number as integer), number")
        observed = observed_by_groups(run, scheme)
        by_unit = observed_by_units(run, scheme)
    counts = [row for row in rows if row["number"] is not None]
    return TaskState(
        period,
        as_of,
        scheme,
        _planned(warehouse, period.year, counts),
        tuple(masked_row(reader, row, row["unit_name"]) for row in assignments if reader.may_read(row["unit_name"])),
        tuple(counts),
        {row["group_code"]: row for row in rows if row["number"] is None},
        observed,
        tuple(one for one in by_unit if reader.may_read(one.unit or "")),
    )


def open_phrases(warehouse: Warehouse, year: int) -> dict[str, tuple[str, ...]]:
    """Return task number → responsibilities of the year's plan that a person still has to spell out."""
    phrases: dict[int, list[str]] = {}
    for row in warehouse.rows("to_confirm", order_by="task, phrase"):
        phrases.setdefault(row["task"], []).append(row["phrase"])
    numbers = {row["task"]: row["number"] for row in warehouse.rows("tasks", year=year)}
    return {numbers[task]: tuple(found) for task, found in phrases.items() if task in numbers}


def _planned(warehouse: Warehouse, year: int, counts: list[Row]) -> tuple[PlannedTask, ...]:
    phrases = open_phrases(warehouse, year)
    tasks = {
        row["number"]: PlannedTask(
            row["number"],
            row["title"] or "",
            row["section"] or "",
            row["responsibility"] or "",
            phrases.get(row["number"], ()),
            row["record"],
        )
        for row in warehouse.rows("tasks", year=year)
    }
    # A ledger may come before the plan: its tasks are listed, too.
    for row in counts:
        tasks.setdefault(row["number"], PlannedTask(row["number"], row["title"] or "", "", "", (), None))
    return tuple(sorted(tasks.values(), key=lambda task: (_order(task.number), task.number)))


def _order(number: str) -> float:
    return int(number) if number.isdigit() else float("inf")
