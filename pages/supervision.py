"""督查督办: which papers must go out, and which rule says so?"""

import streamlit as st

from metrics.supervision import selection
from pages.parts import papers, session
from pages.parts.answers import ask
from pages.parts.filters import ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store

t = session.words()
period = ask_period(t)
found = ask(selection, period)

show_basis(t, found, papers.word_selection(t, found))
show_empty_store(t)
if session.quarters():
    papers.show_papers(t, found)
    st.subheader(t("Who needs a supervision order, and why"), anchor=False)
    papers.show_selected(t, found)
