"""问题整改: what is open, late, back again?"""

import streamlit as st

from pages.parts import repair_lists, repairs, session
from pages.parts.filters import ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store

t = session.words()
period = ask_period(t)
group, unit = repairs.ask_scope(t, period)
found = repairs.rectification(period, group, unit)

show_empty_store(t)
show_basis(t, found, repairs.word_scope(t, found, group, unit))
if session.quarters():
    repairs.show_figures(t, found)
    repairs.show_ageing(t, found)
    still_open, closed, recurrences = st.tabs(
        [
            t("Open ({n})", n=len(found.open_items)),
            t("Closed in the period ({n})", n=len(found.closed_items)),
            t("Back again ({n})", n=len(found.recurrences)),
        ]
    )
    with still_open:
        repair_lists.show_open_items(t, period, group, unit)
    with closed:
        repair_lists.show_closed_items(t, period, group, unit)
    with recurrences:
        repair_lists.show_recurrences(t, period, group, unit)
