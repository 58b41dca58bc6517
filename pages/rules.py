"""考核规则: how is it computed?"""

import streamlit as st

from pages.parts import regulations, session
from pages.parts.filters import ask_period
from pages.parts.rule_lines import SECTIONS

t = session.words()
period = ask_period(t)
rules = regulations.rules_of(period)

regulations.show_scheme(t, rules)
places = st.tabs([t(section) for section in SECTIONS])
for place, section in zip(places, SECTIONS, strict=True):
    with place:
        regulations.show_section(t, rules, section)
