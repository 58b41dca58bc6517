"""How a unit moved: the three parts of its change, its way through the periods with breaks, the breaks of a league."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.movement import Movements, TrendPoint, UnitMovement
from metrics.scores import League, UnitScore, signed
from metrics.words import VERDICTS, word_period
from metrics.words_of_movement import BREAK_MARK, PARTS, word_breaks, word_nothing, word_rules, word_split
from pages.parts import charts, session
from pages.parts.exports import Shown, show_exported
from pages.parts.words import plain

MOST_NAMES = 4


@st.fragment
def show_movement(t: Translator, name: str, period: Period) -> None:
    """Draw the change against the period before with its three parts, then the unit's way with its breaks."""
    found, points = session.movements(period), session.trend(name, period)
    own = next(one for one in found.units if one.unit == name)
    _show_parts(t, found, own)
    if len(points) > 1:
        picture = charts.build_trend(t, points, [_state(t, one) for one in points])
        alt = t("Score by period; a dotted line marks a break")
        st.plotly_chart(picture, key="trend", config=charts.CONFIG, theme=None, alt=alt)
    _show_points(t, found, own, points)


def _show_parts(t: Translator, found: Movements, own: UnitMovement) -> None:
    previous = word_period(t, found.previous)
    if found.scheme_before is None:
        st.markdown(t("No rules were in force before: there is nothing to compare with."))
        return
    if own.split is None:
        st.markdown(plain(word_nothing(t, own)))
        return
    with st.container(horizontal=True):
        st.metric(t("Score, {period}", period=previous), own.score_before, border=True)
        st.metric(t("Score, {period}", period=word_period(t, found.period)), own.score, border=True)
        st.metric(t("Change"), signed(own.split.change), border=True)
        for part, label in PARTS.items():
            st.metric(t(label), signed(getattr(own.split, part)), border=True, help=t(HELP[part]))
    st.markdown(plain(word_split(t, own.split)))
    breaks = word_breaks(t, own.breaks)
    if breaks:
        reasons = t("{mark} Break: {reasons}.", mark=BREAK_MARK, reasons=breaks)
        st.caption(plain(" ".join(part for part in (reasons, word_rules(t, found)) if part)))


HELP = {
    "actual": "New data less old data, under the old rules and among what was there in both periods.",
    "rules": "The same data under the new rules, less under the old ones; 0 while the rules stay.",
    "population": "What opened and closed channels, and another year's plan of tasks, make of the rest.",
}


def _state(t: Translator, point: TrendPoint) -> str:
    """Return why a period has no score; empty for one that has."""
    if point.verdict is None:
        return t("Not listed")
    return t(VERDICTS[point.verdict]) if point.score is None else ""


def _show_points(t: Translator, found: Movements, own: UnitMovement, points: Sequence[TrendPoint]) -> None:
    words = st.column_config.TextColumn
    columns = {
        "period": words(t("Period"), width=140),
        "score": words(t("Score"), width=72, alignment="right"),
        "rank": words(t("Rank"), width=60, alignment="right"),
        "state": words(t("Why no score"), width=120),
        "scheme": words(t("Rules"), width=190),
        "breaks": words(t("Break"), width=330),
    }
    lines: list[dict[str, Any]] = [
        {
            "period": word_period(t, one.period),
            "score": one.score or "—",
            "rank": str(one.rank or "—"),
            "state": _state(t, one),
            "scheme": f"{one.scheme.name} {one.scheme.version}",
            "breaks": f"{BREAK_MARK} {word_breaks(t, one.breaks)}" if one.breaks else "",
        }
        for one in reversed(points)
    ]
    shown = Shown(found.period, found.as_of, found.scheme, own.unit)
    show_exported(t, t("Score by period"), columns, lines, shown, key=f"trend_{found.period.code}_{own.unit}")


def show_breaks(t: Translator, league: League, units: Sequence[UnitScore]) -> None:
    """Say below a league table what its break marks stand for; nothing where it has none."""
    broken = [one for one in units if one.breaks]
    if not broken:
        return
    own = [(one.unit, [each for each in one.breaks if each.code != "rules"]) for one in broken]
    named = [f"{unit}（{word_breaks(t, breaks)}）" for unit, breaks in own if breaks]
    reasons = []
    if any(each.code == "rules" for one in broken for each in one.breaks):
        reasons.append(t("the rules changed"))
    if named:
        names = t(", ").join(named[:MOST_NAMES])
        reasons.append(t("{names} and others", names=names) if len(named) > MOST_NAMES else names)
    sentence = "{mark} Break against {period}, the change does not compare like with like: {reasons}."
    previous = word_period(t, league.period.previous())
    st.caption(plain(t(sentence, mark=BREAK_MARK, period=previous, reasons=t("; ").join(reasons))))
