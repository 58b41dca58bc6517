"""The page 任务落实: the office's lists, the matrix of tasks and units, counts per task, open phrases, observations.

A cell says its state in words; colour repeats it. Every list is a fragment whose click shows the row of the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.observed import task_of
from metrics.task_state import TaskState, task_state
from metrics.words import GROUPS
from pages.parts.answers import ask
from pages.parts.exports import Shown, show_export
from pages.parts.news import show_news
from pages.parts.observations import word_observed
from pages.parts.originals import show_row
from pages.parts.responsibilities import show_open_responsibilities
from pages.parts.tables import ROW_HEIGHT, show_table
from pages.parts.words import ROLES, TASK_STATES, plain, word_day

# Short enough for a cell of the matrix.
SIGNS = {
    "not_applicable": "N/A",
    "not_submitted": "Silent",
    "not_started": "Not begun",
    "continuing_verified": "Verified",
    "continuing_evidence": "Unverified",
    "continuing_claim": "No evidence",
    "completed_late": "Done late",
    "on_time_verified": "Done",
    "on_time": "Unverified",
    "running": "Not due yet",
    "overdue": "Overdue",
    "refuted": "Refuted",
    "claimed_without_date": "No date",
    "claimed_without_evidence": "No evidence",
}
LISTS = {
    "is_overdue": "Overdue",
    "is_due_soon": "Due soon",
    "is_without_evidence": "Evidence missing",
    "is_unverified": "Not verified",
    "is_not_submitted": "Not submitted",
    "is_refuted": "Verification failed",
}
"""Flag of an assignment → the list of the office it stands on; the counts are named without ``is_``."""
COLOURS = {"is_overdue": "red", "is_due_soon": "orange"}
RED = "color: #B3261E; background-color: #FBECEB; font-weight: 600"
AMBER = "color: #A66A00; background-color: #FBF3E6"
STYLES = {
    "not_applicable": "color: #8A97A3",
    "not_submitted": "background-color: #DDE3E9",
    "not_started": "background-color: #DDE3E9",
    "continuing_claim": "background-color: #E9EEF2",
    "claimed_without_date": "background-color: #E9EEF2",
    "claimed_without_evidence": "background-color: #E9EEF2",
    "refuted": "background-color: #C9D1D9",
    "continuing_evidence": "background-color: #E3EDF3",
    "on_time": "background-color: #E3EDF3",
}
MOST_UNITS = 18
OFF_THE_LIST = "·"
EVERYTHING = "everything"
Line = dict[str, Any]


def word_basis(t: Translator, found: TaskState, group: str) -> str:
    """Return how many tasks and assignments are looked at, in words."""
    total = found.totals.get(group)
    if total is None:
        return t("{group}: no assignments in the plan of {year}", group=t(GROUPS[group]), year=found.period.year)
    return t(
        "{group}: {n} assignments of {units} units, plan of {year}",
        group=t(GROUPS[group]),
        n=total["assigned"],
        units=total["units"],
        year=found.period.year,
    )


def show_figures(t: Translator, found: TaskState, group: str) -> None:
    """Draw how many assignments of the group stand on each of the office's lists, of how many."""
    total = found.totals.get(group) or {}
    with st.container(horizontal=True):
        for flag, name in LISTS.items():
            n = total.get(flag.removeprefix("is_"), 0)
            shown = f":{COLOURS[flag]}[{n}]" if n and flag in COLOURS else str(n)
            st.metric(t(name), shown, border=True, help=t("Of {n} assignments.", n=total.get("assigned", 0)))
        open_tasks = sum(bool(task.open_phrases) for task in found.tasks)
        shown = f":orange[{open_tasks}]" if open_tasks else "0"
        st.metric(t("Whose?"), shown, border=True, help=t("Tasks with a responsibility to be confirmed."))


@st.fragment
def show_matrix(t: Translator, period: Period, group: str) -> None:
    """Draw units × tasks, a word in every cell; a click lists the assignments of the cell, or of the unit."""
    found = ask(task_state, period)
    own = [row for row in found.assignments if row["group_code"] == group]
    if not own:
        st.markdown(t("The plan of this year gives this group no task."))
        return
    chosen = _ask_list(t)
    rows = own if chosen == EVERYTHING else [row for row in own if row[chosen]]
    if not rows:
        st.markdown(t("No assignment of this group stands on this list."))
        return
    units = list(dict.fromkeys(row["unit_name"] for row in rows))
    numbers = [task.number for task in found.tasks]
    columns = _columns_of_matrix(t, found)
    words, styles = _cells(t, own, units, numbers, chosen)
    table = pd.DataFrame(words, columns=list(columns))
    event = st.dataframe(
        table.style.apply(lambda _: pd.DataFrame(styles, columns=list(columns)), axis=None),
        column_config=columns,
        hide_index=True,
        row_height=ROW_HEIGHT,
        # With more units than a screen holds, the numbers of the tasks stay in sight above the rows.
        height="content" if len(units) <= MOST_UNITS else ROW_HEIGHT * (MOST_UNITS + 1),
        key=f"matrix_{period.code}_{group}_{chosen}_{t.language}",
        on_select="rerun",
        selection_mode="single-cell",
        alt=t("State of every task at every unit"),
    )
    lines = [dict(zip(columns, row, strict=True)) for row in words]
    show_export(t, t("Tasks and units"), columns, lines, _shown(t, found, group), key="matrix_export")
    cells = event.selection.cells
    if cells:
        _show_chosen(t, rows, units[cells[0][0]], cells[0][1])
    else:
        st.caption(t("Click a cell to see the report behind it, a unit to see all of its assignments."))


def _ask_list(t: Translator) -> str:
    names = {EVERYTHING: t("All states")} | {flag: t(name) for flag, name in LISTS.items()}
    label = t("Show")
    chosen: str = st.segmented_control(
        label, names, format_func=names.__getitem__, default=EVERYTHING, required=True, key="ask_list",
        label_visibility="collapsed",
    )  # fmt: skip
    return chosen


def _columns_of_matrix(t: Translator, found: TaskState) -> dict[str, Any]:
    words = st.column_config.TextColumn
    columns = {"unit": words(t("Unit"), width=148, pinned=True)}
    # Three characters fit; other languages need more and scroll.
    width = 53 if t.language == "zh_CN" else 92
    for task in found.tasks:
        about = task.title + (t(" (responsibility to be confirmed)") if task.open_phrases else "")
        columns[task.number] = words(task.number, width=width, help=plain(about))
    return columns


def _cells(
    t: Translator, own: Sequence[Line], units: Sequence[str], numbers: Sequence[str], chosen: str
) -> tuple[list[list[str]], list[list[str]]]:
    found = {(row["unit_name"], row["number"]): row for row in own}
    words, styles = [], []
    for unit in units:
        cells = [found.get((unit, number)) for number in numbers]
        words.append([unit, *(_word(t, one, chosen) for one in cells)])
        styles.append(["", *(_style(one, chosen) for one in cells)])
    return words, styles


def _word(t: Translator, row: Line | None, chosen: str) -> str:
    if row is None:
        return ""
    return t(SIGNS[row["shown_state"]]) if chosen == EVERYTHING or row[chosen] else OFF_THE_LIST


def _style(row: Line | None, chosen: str) -> str:
    if row is None or (chosen != EVERYTHING and not row[chosen]):
        return ""
    return RED if row["is_overdue"] else AMBER if row["is_due_soon"] else STYLES.get(row["shown_state"], "")


def _show_chosen(t: Translator, rows: Iterable[Line], unit: str, column: str) -> None:
    own = [row for row in rows if row["unit_name"] == unit and column in ("unit", row["number"])]
    if not own:
        st.caption(t("The plan does not give this task to {unit}.", unit=plain(unit)))
        return
    record = show_assignments(t, own, key=f"chosen_{unit}_{column}")
    show_row(t, own[0]["record"] if len(own) == 1 else record)


def show_assignments(t: Translator, rows: Sequence[Line], key: str) -> int | None:
    """Draw assignments with what was reported; return the record behind the selected one."""
    words = st.column_config.TextColumn
    columns = {
        "unit": words(t("Unit"), width=130),
        "number": words(t("No."), width=44),
        "title": words(t("Task"), width=150),
        "role": words(t("Role"), width=52),
        "due": words(t("Due"), width=106),
        "state": words(t("State"), width=140),
        "completed": words(t("Completed on"), width=106),
        "progress": words(t("Progress"), width=160),
        "evidence": words(t("Evidence"), width=108),
    }
    lines = [_assignment(t, row) for row in rows]
    event = show_table(
        lines, columns, key=key, on_select="rerun", selection_mode="single-cell", alt=t("Assignments and their reports")
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


def _shown(t: Translator, found: TaskState, group: str) -> Shown:
    return Shown(found.period, found.as_of, found.scheme, t(GROUPS[group]))


@st.fragment
def show_tasks(t: Translator, period: Period, group: str) -> None:
    """Draw one line per task: how many units lag and how, and what was observed; a click lists the units."""
    found = ask(task_state, period)
    lines = _task_lines(t, found, group)
    if not lines:
        st.markdown(t("The plan of this year is not in the store yet."))
        return
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "number": words(t("No."), width=44),
        "title": words(t("Task"), width=172),
        "assigned": number(t("Listed"), width=60),
        **{flag: number(t(name), width=72) for flag, name in LISTS.items()},
        "not_applicable": number(t("Not applicable"), width=66),
        "observed": words(t("Observations"), width=222),
    }
    event = show_table(
        lines,
        columns,
        key=f"tasks_{period.code}_{group}",
        on_select="rerun",
        selection_mode="single-cell",
        alt=t("Tasks of the plan with their counts"),
    )
    show_export(t, t("Tasks of the plan"), columns, lines, _shown(t, found, group), key="tasks_export")
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
        show_row(t, show_assignments(t, rows, key=f"units_of_{group}_{number}_{column}"))
    else:
        st.caption(t("No unit of this group stands here."))


def show_open_phrases(t: Translator, found: TaskState) -> None:
    """Ask for the responsibilities of the plan that a person still has to spell out; unscored until then."""
    show_news()
    if not any(task.open_phrases for task in found.tasks):
        st.markdown(t("Every responsibility of the plan is spelled out."))
    show_open_responsibilities(t, found.period.year)
