"""任务落实: which tasks of the plan lag, and at whom?"""

import streamlit as st

from metrics.task_state import task_state
from pages.parts import session, task_lists, task_matrix
from pages.parts.answers import ask
from pages.parts.exports import Shown
from pages.parts.filters import ask_group, ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store
from pages.parts.observations import show_observations
from pages.parts.responsibilities import show_plan_difference
from pages.parts.tabs import show_tabs

t = session.words()
period = ask_period(t)
group = ask_group(t)
found = ask(task_state, period)
shown = Shown(period, found.as_of, found.scheme)
observations = {
    t("Observations"): lambda: show_observations(
        t, found.observed, found.observed_by_unit, group, shown, key=f"task_observations_{group}"
    ),
}

show_basis(t, found, task_matrix.word_basis(t, found, group))
show_empty_store(t)
figures = st.container()
if found.tasks:
    show_tabs(
        {
            t("Units and tasks"): lambda: task_matrix.show_matrix(t, period, group),
            t("Task by task"): lambda: task_lists.show_tasks(t, period, group),
            t("Responsibilities to be confirmed"): lambda: task_lists.show_open_phrases(t, found),
            t("Against the year before"): lambda: show_plan_difference(t, period.year, shown),
            **observations,
        },
        key="task_parts",
    )
    # The table goes to the browser first; the figures fill their place above it afterwards.
    with figures:
        task_matrix.show_figures(t, found, group)
elif not session.is_empty():
    # Without a plan no task is late, nobody's or verified: one sentence, no figures of nothing.
    st.markdown(t("The plan of {year} is not in the store yet: receive it and the tasks stand here.", year=period.year))
    if any(one.units for one in found.observed):
        show_tabs(observations, key="task_observations")
