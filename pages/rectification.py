"""问题整改: what is open, late, back again?"""

import streamlit as st

from pages.parts import judging_repairs, repair_lists, repairs, session
from pages.parts.filters import ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store
from pages.parts.tabs import show_tabs

t = session.words()
period = ask_period(t)
group, unit = repairs.ask_scope(t, period)
found = repairs.rectification(period, group, unit)

show_empty_store(t)
show_basis(t, found, repairs.word_scope(t, found))
if session.quarters():
    figures = st.container()
    repairs.show_ageing(t, found)
    # The table goes to the browser first; the figures fill their place above it afterwards.
    with figures:
        repairs.show_figures(t, found)
    show_tabs(
        {
            t("Open items"): lambda: repair_lists.show_open_items(t, period, group, unit),
            t("Closed in the period"): lambda: repair_lists.show_closed_items(t, period, group, unit),
            t("Back again or perhaps"): lambda: repair_lists.show_recurrences(t, period, group, unit),
            t("Extend and re-check"): lambda: judging_repairs.show_rounds(t, period, group, unit),
        },
        key="rectification_parts",
        codes={"open": t("Open items")},
    )
