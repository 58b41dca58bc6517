"""定稿: what was published, and does it still hold?"""

import streamlit as st

from pages.parts import editions, publishing, session
from pages.parts.filters import ask_period
from pages.parts.news import show_news

t = session.words()
period = ask_period(t)
found = publishing.state(period)

publishing.show_state(t, found)
with st.container():
    show_news()
steps, action = st.columns([5, 3], gap="medium")
with steps:
    publishing.show_steps(t, found)
    editions.show_editions(t, found)
with action:
    publishing.ask_step(t, found)
publishing.show_differences(t, found)
