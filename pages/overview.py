"""总览: what is the state, what needs me?"""

import streamlit as st

from metrics.state import overview
from pages.parts import duties, overviews, session
from pages.parts.answers import ask
from pages.parts.filters import ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store

t = session.words()
period = ask_period(t)
found = ask(overview, period)

show_basis(t, found, overviews.word_basis(t, found))
show_empty_store(t)
overviews.show_figures(t, found)
figures, needs = st.columns([5, 3], gap="medium")
with figures:
    overviews.show_groups(t, found)
    overviews.show_movers(t, found)
with needs:
    duties.show_duties(t, period)
freshness, claims = st.columns([5, 3], gap="medium")
with freshness:
    overviews.show_freshness(t, found)
with claims:
    overviews.show_claims(t, found)
