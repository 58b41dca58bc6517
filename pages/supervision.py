"""督查督办: which papers must go out, and which rule says so; what became of those that went?"""

import streamlit as st

from metrics.supervision import selection
from pages.parts import papers, registering, session, verifying
from pages.parts.answers import ask
from pages.parts.filters import ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store
from pages.parts.news import show_news
from pages.parts.tabs import show_tabs

t = session.words()
period = ask_period(t)
found = ask(selection, period)

show_basis(t, found, papers.word_selection(t, found))
show_empty_store(t)
with st.container():
    show_news()
if session.quarters():
    show_tabs(
        {
            t("Papers to go out"): lambda: papers.show_selection(t, found),
            t("Register of issued papers"): lambda: registering.show_register(t),
            t("Verify a paper"): lambda: verifying.show_verification(t),
        },
        key="supervision_parts",
        codes={"register": t("Register of issued papers")},
    )
