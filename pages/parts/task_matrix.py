"""The page 任务落实: the office's lists in figures, and the matrix of tasks and units.

A cell says its state in words; colour repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.task_state import TaskState, task_state
from metrics.words import GROUPS
from pages.parts.answers import ask
from pages.parts.exports import Shown, show_export
from pages.parts.originals import show_row
from pages.parts.tables import ROW_HEIGHT, short_enough
from pages.parts.task_lists import LISTS, show_assignments, shown_of
from pages.parts.whose import of_city, of_group, reads_own_only
from pages.parts.words import coloured, plain

# Short enough for a cell of the matrix.
SIGNS = {
    "not_applicable": "N/A",
    "not_submitted": "Silent",
    "claimed_not_applicable": "Claimed N/A",
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
SHORTER_SIGNS = {
    "Claimed N/A": "N/A?",
    "Not begun": "Idle",
    "Verified": "Ver.",
    "Unverified": "Unv.",
    "No evidence": "No ev.",
    "Done late": "Late",
    "Not due yet": "Later",
    "Overdue": "Over",
    "Refuted": "Ref.",
    "No date": "Date?",
}
"""English words of signs that are too long for a cell; a line below the matrix says what is short for what."""

COLOURS = {"is_overdue": "red", "is_due_soon": "orange"}
RED = "color: #B3261E; background-color: #FBECEB; font-weight: 600"
AMBER = "color: #A66A00; background-color: #FBF3E6"
STYLES = {
    "not_applicable": "color: #8A97A3",
    "not_submitted": "background-color: #DDE3E9",
    "claimed_not_applicable": "background-color: #DDE3E9",
    "not_started": "background-color: #DDE3E9",
    "continuing_claim": "background-color: #E9EEF2",
    "claimed_without_date": "background-color: #E9EEF2",
    "claimed_without_evidence": "background-color: #E9EEF2",
    "refuted": "background-color: #C9D1D9",
    "continuing_evidence": "background-color: #E3EDF3",
    "on_time": "background-color: #E3EDF3",
}
# Three characters or six letters fit, and sixteen tasks beside the units.
WIDTH_OF_TASK = 53
MOST_UNITS = 18
OFF_THE_LIST = "·"
EVERYTHING, LIST = "everything", "list"
Line = dict[str, Any]


def word_basis(t: Translator, found: TaskState, group: str) -> str:
    """Return how many tasks and assignments are looked at, in words."""
    total = found.totals.get(group)
    if not found.tasks:
        return t("no plan of {year}", year=found.period.year)
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
            about = t("Of {n} assignments.", n=total.get("assigned", 0))
            st.metric(of_group(t, t(name), group), shown, border=True, help=about)
        open_tasks = sum(bool(task.open_phrases) for task in found.tasks)
        shown = coloured(open_tasks, "orange")
        st.metric(of_city(t, t("Whose?")), shown, border=True, help=t("Tasks with a responsibility to be confirmed."))


@st.fragment
def show_matrix(t: Translator, period: Period, group: str) -> None:
    """Draw units × tasks, a word in every cell; a click lists the assignments of the cell, or of the unit."""
    found = ask(task_state, period)
    own = [row for row in found.assignments if row["group_code"] == group]
    if not own:
        st.markdown(_word_no_rows(t, found, group))
        return
    if reads_own_only():
        st.caption(t("The figures above are of all units of “{group}”; your own units only stand below.",
                     group=t(GROUPS[group])))  # fmt: skip
    chosen = _ask_list(t)
    rows = own if chosen == EVERYTHING else [row for row in own if row[chosen]]
    if not rows:
        none_of_own = t("No assignment of your own units stands on this list.")
        st.markdown(none_of_own if reads_own_only() else t("No assignment of this group stands on this list."))
        return
    units = list(dict.fromkeys(row["unit_name"] for row in rows))
    numbers = [task.number for task in found.tasks]
    columns = _columns_of_matrix(t, found)
    words, styles = _cells(t, own, units, numbers, chosen)
    table = pd.DataFrame([[SHORTER_SIGNS.get(word, word) for word in row] for row in words], columns=list(columns))
    table["unit"] = [short_enough(unit, columns["unit"]["width"]) for unit in units]
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
    shown = shown_of(t, found, group, "" if chosen == EVERYTHING else LISTS[chosen])
    show_export(t, t("Tasks and units"), columns, lines, shown, key="matrix_export")
    if shortened := [word for word in SHORTER_SIGNS if any(word in row for row in words)]:
        st.caption(" · ".join(f"{SHORTER_SIGNS[word]}: {word.lower()}" for word in shortened))
    cells = event.selection.cells
    if cells:
        _show_chosen(t, rows, units[cells[0][0]], cells[0][1], shown)
    else:
        st.caption(t("Click a cell to see the report behind it, a unit to see all of its assignments."))


def _word_no_rows(t: Translator, found: TaskState, group: str) -> str:
    """Return why the matrix is empty: nobody of the group has a task, or none whom the reader may read."""
    if group not in found.totals:
        return t("The plan of this year gives this group no task.")
    return t("No assignment of “{group}” is one of your own units; those of other units are not for your role.",
             group=t(GROUPS[group]))  # fmt: skip


def _ask_list(t: Translator) -> str:
    """Ask for one of the office's lists, kept in the address; return its flag."""
    names = {EVERYTHING: t("All states")} | {flag: t(name) for flag, name in LISTS.items()}
    asked = st.query_params.get(LIST, EVERYTHING)
    chosen = next((flag for flag in names if flag.removeprefix("is_") == asked), EVERYTHING)
    st.session_state[LIST] = chosen
    st.segmented_control(
        t("Show"), names, format_func=names.__getitem__, required=True, key=LIST, label_visibility="collapsed",
        on_change=_keep_list,
    )  # fmt: skip
    return chosen


def _keep_list() -> None:
    chosen = st.session_state[LIST]
    if chosen == EVERYTHING:
        st.query_params.pop(LIST, None)
    else:
        st.query_params[LIST] = chosen.removeprefix("is_")


def _columns_of_matrix(t: Translator, found: TaskState) -> dict[str, Any]:
    words = st.column_config.TextColumn
    columns = {"unit": words(t("Unit"), width=148, pinned=True)}
    for task in found.tasks:
        about = task.title + (t(" (responsibility to be confirmed)") if task.open_phrases else "")
        columns[task.number] = words(task.number, width=WIDTH_OF_TASK, help=plain(about))
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


def _show_chosen(t: Translator, rows: Iterable[Line], unit: str, column: str, shown: Shown) -> None:
    own = [row for row in rows if row["unit_name"] == unit and column in ("unit", row["number"])]
    if not own:
        st.caption(t("The plan does not give this task to {unit}.", unit=plain(unit)))
        return
    record = show_assignments(t, own, shown, key=f"chosen_{unit}_{column}")
    show_row(t, own[0]["record"] if len(own) == 1 else record)
