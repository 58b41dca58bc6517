"""The lists of the page 任务落实: assignments with their reports, counts per task, responsibilities to be confirmed.

Every list is a fragment whose click shows the row of the original.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.observed import task_of
from metrics.task_state import TaskState, task_state
from metrics.words import GROUPS
from pages.parts.answers import ask
from pages.parts.exports import Shown, show_exported
from pages.parts.news import show_news
from pages.parts.observations import word_observed
from pages.parts.originals import show_row
from pages.parts.responsibilities import show_open_responsibilities
from pages.parts.whose import reads_own_only
from pages.parts.words import ROLES, TASK_STATES, plain, word_day

LISTS = {
    "is_overdue": "Overdue",
    "is_due_soon": "Due soon",
    "is_without_evidence": "Evidence missing",
    "is_unverified": "Not verified",
    "is_not_submitted": "Not submitted",
    "is_refuted": "Verification failed",
}
"""Flag of an assignment → the list of the office it stands on; the counts are named without ``is_``."""
Line = dict[str, Any]


def shown_of(t: Translator, found: TaskState, group: str, list_name: str = "") -> Shown:
    """Return what the tables of this page rest on, for their files; ``list_name`` is the list they are narrowed to."""
    choice = t("; ").join(t(name) for name in (GROUPS[group], list_name) if name)
    return Shown(found.period, found.as_of, found.scheme, choice)


def show_assignments(t: Translator, rows: Sequence[Line], shown: Shown, key: str) -> int | None:
    """Draw assignments with what was reported; return the record behind the selected one."""
    words = st.column_config.TextColumn
    columns = {
        "unit": words(t("Unit"), width=130),
        "number": words(t("No."), width=44, alignment="right"),
        "title": words(t("Task"), width=150),
        "role": words(t("Role"), width=52),
        "due": words(t("Due"), width=106),
        "state": words(t("State"), width=140),
        "completed": words(t("Completed on"), width=106),
        "progress": words(t("Progress"), width=160),
        "evidence": words(t("Evidence"), width=108),
    }
    lines = [_assignment(t, row) for row in rows]
    title = t("Assignments and their reports")
    event = show_exported(
        t, title, columns, lines, shown, key=key, on_select="rerun", selection_mode="single-cell"
    )
    cells = event.selection.cells
    return lines[cells[0][0]]["record"] if cells else None


def _assignment(t: Translator, row: Line) -> Line:
    state = t(str(TASK_STATES.get(row["shown_state"], row["shown_state"])))
    is_late = row["is_overdue"] and row["shown_state"] != "overdue"
    return {
        "unit": row["unit_name"],
        "number": row["number"],
        "title": row["title"] or "",
        "role": t(str(ROLES.get(row["role"], row["role"]))),
        "due": word_day(t, row["due_on"]) or row["due_text"] or "",
        "state": t("{state}, overdue", state=state) if is_late else state,
        "completed": word_day(t, row["completed_on"]),
        "progress": row["progress"] or "",
        "evidence": row["evidence"] or "",
        "record": row["record"],
    }


@st.fragment
def show_tasks(t: Translator, period: Period, group: str) -> None:
    """Draw one line per task: how many units lag and how, and what was observed; a click lists the units."""
    found = ask(task_state, period)
    lines = _task_lines(t, found, group)
    if reads_own_only():
        st.caption(t("Figures of all units of “{group}”; a click lists your own units only.", group=t(GROUPS[group])))
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "number": words(t("No."), width=44, alignment="right"),
        "title": words(t("Task"), width=172),
        "assigned": number(t("Listed"), width=60),
        **{flag: number(t(name), width=72) for flag, name in LISTS.items()},
        "not_applicable": number(t("Not applicable"), width=66),
        "observed": words(t("Observations"), width=222),
    }
    event = show_exported(
        t, t("Tasks of the plan"), columns, lines, shown_of(t, found, group),
        key=f"tasks_{period.code}_{group}", on_select="rerun", selection_mode="single-cell",
    )  # fmt: skip
    cells = event.selection.cells
    if cells:
        _show_units_of_task(t, found, group, lines[cells[0][0]]["number"], cells[0][1])


def _task_lines(t: Translator, found: TaskState, group: str) -> list[Line]:
    counts = {row["number"]: row for row in found.counts if row["group_code"] == group}
    observed: dict[str | None, list[str]] = {}
    for one in found.observed:
        if one.group == group:
            observed.setdefault(task_of(one, found.period.year), []).append(word_observed(t, one))
    return [
        {
            "number": task.number,
            "title": task.title,
            "assigned": counts.get(task.number, {}).get("assigned", 0),
            **{flag: counts.get(task.number, {}).get(flag.removeprefix("is_"), 0) for flag in LISTS},
            "not_applicable": counts.get(task.number, {}).get("not_applicable", 0),
            "observed": t("; ").join(observed.get(task.number, [])),
        }
        for task in found.tasks
    ]


def _show_units_of_task(t: Translator, found: TaskState, group: str, number: str, column: str) -> None:
    task = next(one for one in found.tasks if one.number == number)
    rows = [
        row
        for row in found.assignments
        if row["group_code"] == group and row["number"] == number and (column not in LISTS or row[column])
    ]
    if task.responsibility:
        st.caption(plain(t("Responsible by the plan: {text}", text=task.responsibility)))
    if rows:
        show_row(t, show_assignments(t, rows, shown_of(t, found, group), key=f"units_of_{group}_{number}_{column}"))
    else:
        none_of_own = t("None of your own units stands here.")
        st.caption(none_of_own if reads_own_only() else t("No unit of this group stands here."))


def show_open_phrases(t: Translator, found: TaskState) -> None:
    """Ask for the responsibilities of the plan that a person still has to spell out; unscored until then."""
    show_news()
    if not any(task.open_phrases for task in found.tasks):
        st.markdown(t("Every responsibility of the plan is spelled out."))
    show_open_responsibilities(t, found.period.year)
