"""得分卡: why this score, and which row of which file is behind every point?"""

import streamlit as st

from pages.parts import session
from pages.parts.explanation import show_explanation, show_findings_of, show_place, show_tasks_of
from pages.parts.filters import ask_listed_unit, ask_period
from pages.parts.headlines import show_basis

t = session.words()
period = ask_period(t)
unit = ask_listed_unit(t, period)
card = session.scorecard(unit, period)

show_basis(t, card, card.unit.unit)
show_place(t, card)
marks, tasks, findings = st.tabs(
    [
        t("Marks ({n})", n=len(card.marks)),
        t("Tasks ({n})", n=len(card.tasks)),
        t("Findings and rectification ({n})", n=len(card.findings)),
    ]
)
with marks:
    show_explanation(t, unit, period)
with tasks:
    show_tasks_of(t, unit, period)
with findings:
    show_findings_of(t, unit, period)
