"""排行榜: who stands where in their group, and how sure is that?"""

import streamlit as st

from pages.parts import league_views, session
from pages.parts.filters import ask_group, ask_period
from pages.parts.headlines import show_headlines, show_status
from pages.parts.links import open_scorecard, show_empty_store

t = session.words()
period = ask_period(t)
group = ask_group(t)
view = league_views.ask_league_view(t)
league = session.league(period)
units = [unit for unit in league.units if unit.group == group]

headlines = st.container(horizontal=True)
show_empty_store(t)
# The table goes to the browser first; what needs more questions fills its place above afterwards.
show_status(t, league, units)
open_scorecard(league_views.show_view(t, view, league, units, group), period)
show_headlines(t, headlines, period, group)
league_views.show_pictures(t, view, league, units, group)
