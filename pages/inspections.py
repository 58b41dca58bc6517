"""网站检查: what is wrong on websites and accounts?"""

import streamlit as st

from metrics.channels import channel_state
from pages.parts import channel_findings, channel_history, channel_tables, judging, session
from pages.parts.answers import ask
from pages.parts.exports import Shown
from pages.parts.filters import ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store
from pages.parts.observations import show_observations
from pages.parts.tabs import show_tabs

t = session.words()
period = ask_period(t)
found = ask(channel_state, period)
shown = Shown(period, found.as_of, found.scheme)

show_basis(t, found, channel_tables.word_basis(t, found))
show_empty_store(t)
channel_tables.show_open_scope(t, found)
figures = st.container()
show_tabs(
    {
        t("Websites"): lambda: channel_tables.show_websites(t, period),
        t("Accounts"): lambda: channel_tables.show_accounts(t, period),
        t("To be judged"): lambda: judging.show_judging(t, period),
        t("Vetoes and findings to be confirmed"): lambda: channel_findings.show_judgements(t, period),
        t("Classes of problems"): lambda: channel_history.show_classes(t, found),
        t("Repeated problems"): lambda: channel_history.show_repeats(t, found),
        t("Opened and closed"): lambda: channel_history.show_register(t, found),
        t("Observations"): lambda: show_observations(
            t, found.observed, found.observed_by_unit, None, shown, key="channel_observations"
        ),
    },
    key="inspection_parts",
    codes={"judging": t("To be judged"), "vetoes": t("Vetoes and findings to be confirmed")},
)
# The table goes to the browser first; the figures fill their place above it afterwards.
with figures:
    channel_tables.show_figures(t, found)
