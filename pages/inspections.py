"""网站检查: what is wrong on websites and accounts?"""

import streamlit as st

from metrics.channels import channel_state
from pages.parts import channel_tables, session
from pages.parts.answers import ask
from pages.parts.exports import Shown
from pages.parts.filters import ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store
from pages.parts.observations import show_observations

t = session.words()
period = ask_period(t)
found = ask(channel_state, period)

show_basis(t, found, channel_tables.word_basis(t, found))
show_empty_store(t)
channel_tables.show_scope(t, found)
channel_tables.show_figures(t, found)
websites, accounts, undecided, classes, repeats, register, observed = st.tabs(
    [
        t("Websites"),
        t("Accounts"),
        t("Vetoes and findings to be confirmed ({n})", n=len(found.vetoes) + len(found.pending)),
        t("Classes of problems"),
        t("Repeated problems ({n})", n=len(found.repeats)),
        t("Opened and closed"),
        t("Observations"),
    ]
)
with websites:
    channel_tables.show_websites(t, period)
with accounts:
    channel_tables.show_accounts(t, period)
with undecided:
    channel_tables.show_judgements(t, period)
with classes:
    channel_tables.show_classes(t, found)
with repeats:
    channel_tables.show_repeats(t, found)
with register:
    channel_tables.show_register(t, found)
with observed:
    shown = Shown(period, found.as_of, found.scheme)
    show_observations(t, found.observed, found.observed_by_unit, None, shown, key="channel_observations")
