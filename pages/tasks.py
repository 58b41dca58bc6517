"""任务落实: which tasks of the plan lag, and at whom?"""

import streamlit as st

from metrics.task_state import task_state
from pages.parts import session, task_matrix
from pages.parts.answers import ask
from pages.parts.exports import Shown
from pages.parts.filters import ask_group, ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store
from pages.parts.observations import show_observations

t = session.words()
period = ask_period(t)
group = ask_group(t)
found = ask(task_state, period)

show_basis(t, found, task_matrix.word_basis(t, found, group))
show_empty_store(t)
task_matrix.show_figures(t, found, group)
matrix, tasks, phrases, observed = st.tabs(
    [t("Units and tasks"), t("Task by task"), t("Responsibilities to be confirmed"), t("Observations")]
)
with matrix:
    task_matrix.show_matrix(t, period, group)
with tasks:
    task_matrix.show_tasks(t, period, group)
with phrases:
    task_matrix.show_open_phrases(t, found)
with observed:
    shown = Shown(period, found.as_of, found.scheme)
    show_observations(t, found.observed, found.observed_by_unit, group, shown, key="task_observations")
