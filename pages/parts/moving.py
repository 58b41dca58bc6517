"""How a unit moved: the three parts of its change, its way through the periods with breaks, the breaks of a league."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.movement import Movements, TrendPoint, UnitMovement
from metrics.scores import League, UnitScore, signed
from metrics.words import GROUPS, VERDICTS, word_period
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
        st.caption(plain(t.row(reasons, word_rules(t, found))))


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


@st.fragment
def show_movements(t: Translator, period: Period, group: str) -> None:
    """Draw, once it is opened, how the scores of a group and the means of its leagues moved, in three parts."""
    box = st.expander(t("What the changes are made of"), icon=":material/difference:", on_change="rerun", key="moved")
    if not box.open:
        return
    found = session.movements(period)
    units = [one for one in found.units if one.group == group]
    words = st.column_config.TextColumn
    columns = {
        "unit": words(t("Unit"), width=256),
        "before": words(t("Score before"), width=84, alignment="right"),
        "now": words(t("Score"), width=72, alignment="right"),
        "change": words(t("Change"), width=72, alignment="right"),
        **{part: words(t(label), width=84, alignment="right", help=t(HELP[part])) for part, label in PARTS.items()},
        "remark": words(t("Remark"), width=260),
    }
    with box:
        for one in found.leagues:
            if one.group == group and one.split is not None:
                mean = t("Mean of the league {before} → {now}: {split}", before=one.mean_before, now=one.mean,
                         split=word_split(t, one.split))  # fmt: skip
                st.markdown(plain(f"{one.league} {mean}" if one.league else mean))
        lines = [_unit_line(t, found, one) for one in units]
        shown = Shown(found.period, found.as_of, found.scheme, t(GROUPS[group]))
        show_exported(t, t("What the changes are made of"), columns, lines, shown, key=f"moved_{period.code}_{group}")


def _unit_line(t: Translator, found: Movements, one: UnitMovement) -> dict[str, Any]:
    parts = {} if one.split is None else {name: signed(getattr(one.split, name)) for name in ("change", *PARTS)}
    if found.scheme_before is None:
        remark = t("No rules were in force before: there is nothing to compare with.")
    else:
        remark = word_breaks(t, one.breaks) if one.split else word_nothing(t, one)
    return {"unit": one.unit, "before": one.score_before, "now": one.score, **parts, "remark": remark}


def show_breaks(t: Translator, league: League, units: Sequence[UnitScore]) -> None:
    """Say below a league table what its break marks stand for; nothing where it has none."""
    broken = [one for one in units if one.breaks]
    if not broken:
        return
    own = [(one.unit, [each for each in one.breaks if each.code != "rules"]) for one in broken]
    named = [t("{name} ({reason})", name=unit, reason=word_breaks(t, breaks)) for unit, breaks in own if breaks]
    reasons = []
    if any(each.code == "rules" for one in broken for each in one.breaks):
        reasons.append(t("the rules changed"))
    if named:
        names = t(", ").join(named[:MOST_NAMES])
        reasons.append(t("{names} and others", names=names) if len(named) > MOST_NAMES else names)
    sentence = "{mark} Break against {period}, the change does not compare like with like: {reasons}."
    previous = word_period(t, league.period.previous())
    st.caption(plain(t(sentence, mark=BREAK_MARK, period=previous, reasons=t("; ").join(reasons))))
