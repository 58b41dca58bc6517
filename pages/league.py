"""排行榜: who stands where in their group, and how sure is that?"""

import streamlit as st

from pages.parts import charts, session
from pages.parts.exports import show_league_export
from pages.parts.filters import ask_group, ask_period
from pages.parts.headlines import show_headlines, show_status
from pages.parts.links import open_scorecard, show_empty_store
from pages.parts.moving import show_breaks, show_movements
from pages.parts.tables import show_leagues

t = session.words()
period = ask_period(t)
group = ask_group(t)
league = session.league(period)
units = [unit for unit in league.units if unit.group == group]

headlines = st.container(horizontal=True)
show_empty_store(t)
# The table goes to the browser first; what needs more questions fills its place above afterwards.
chosen = show_leagues(t, units, period)
open_scorecard(chosen, period)
show_breaks(t, league, units)
show_status(t, league, units)
show_league_export(t, league, units, group)
show_headlines(t, headlines, period, group)

if units:
    show_movements(t, period, group)
    picture = st.expander(t("Scores by dimension"), icon=":material/grid_on:", on_change="rerun", key="heat_map_open")
    if picture.open:
        picture.caption(t("The darker, the more points are lost."))
        picture.plotly_chart(charts.build_heat_map(t, units), config=charts.CONFIG, key="heat_map", theme=None)
