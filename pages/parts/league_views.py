"""The views of 排行榜: ranked, in tiers, in the order of administration, by progress, and the list for publication.

Each view is drawn and leaves as it is shown; a unit's reader is offered what access tells it, nowhere more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.briefs.public_list import columns_of_list, lines_of_list, title_of_list, word_list_basis, word_order
from metrics.i18n import Translator
from metrics.public_list import public_list
from metrics.scores import League, UnitScore
from metrics.state import movers
from metrics.tiers import tiers_of
from metrics.words import GRADES, GROUPS, VERDICTS, word_meaning_of_intervals, word_period
from metrics.words_of_movement import BREAK_MARK
from pages.parts import charts, session
from pages.parts.exports import PIXELS_OF_CHARACTER, Shown, show_exported, show_league_export
from pages.parts.filters import ask_view
from pages.parts.moving import show_breaks, show_movements
from pages.parts.sureness import show_sureness
from pages.parts.tables import show_leagues
from pages.parts.words import plain

VIEWS = {
    "ranked": "Ranks", "tiers": "Tiers", "area": "Order of administration", "progress": "Fastest progress",
    "public": "For publication",
}  # fmt: skip
WITHOUT_SCORES = ("tiers", "public")


def ask_league_view(t: Translator) -> str:
    """Ask how the units stand; the list for publication is for those who read everything."""
    codes = [code for code in VIEWS if code != "public" or session.reader().reads_everything]
    return ask_view(t, {code: t(VIEWS[code]) for code in codes})


def show_view(t: Translator, view: str, league: League, units: Sequence[UnitScore], group: str) -> str | None:
    """Draw a view of a group's units with its export; return the unit whose row was clicked."""
    if view == "public":
        _show_public(t, league)
        return None
    draw = {"tiers": _show_tiers, "progress": _show_progress, "area": _show_area}.get(view, _show_ranks)
    return draw(t, league, units, group)


def show_pictures(t: Translator, view: str, league: League, units: Sequence[UnitScore], group: str) -> None:
    """Draw how sure the ranks are, what moved scores, and scores by dimension.

    Views that stand in place of scores have none of them.
    """
    if not units or view in WITHOUT_SCORES:
        return
    show_sureness(t, league, units, group)
    show_movements(t, league.period, group)
    picture = st.expander(t("Scores by dimension"), icon=":material/grid_on:", on_change="rerun", key="heat_map_open")
    if picture.open:
        picture.caption(t("The darker, the more points are lost."))
        picture.plotly_chart(charts.build_heat_map(t, units), config=charts.CONFIG, key="heat_map", theme=None)


def _show_ranks(t: Translator, league: League, units: Sequence[UnitScore], group: str) -> str | None:
    chosen = show_leagues(t, units, league.period)
    _say_what_intervals_are(t, units)
    show_breaks(t, league, units)
    show_league_export(t, league, units, group)
    return chosen


def _show_area(t: Translator, league: League, units: Sequence[UnitScore], group: str) -> str | None:
    ordered = sorted(units, key=lambda one: (one.league, one.sort_order, one.unit))
    chosen = show_leagues(t, ordered, league.period, "area")
    _say_what_intervals_are(t, units)
    show_breaks(t, league, units)
    show_league_export(t, league, ordered, group, t(VIEWS["area"]))
    return chosen


def _say_what_intervals_are(t: Translator, units: Sequence[UnitScore]) -> None:
    if any(one.rank_low is not None for one in units):
        st.caption(plain(word_meaning_of_intervals(t)))


def _show_tiers(t: Translator, league: League, units: Sequence[UnitScore], group: str) -> str | None:
    words = st.column_config.TextColumn
    columns = {
        "tier": words(t("Tier"), width=150),
        "unit": words(t("Unit"), width=300),
        "on_time": words(
            t("On time"), width=90, alignment="right",
            help=t("Rectifications closed by their deadline, of those due in the period."),
        ),
    }  # fmt: skip
    tiers = tiers_of(units, league.scheme)
    counts = (t("{tier} {n}", tier=_word_tier(t, one.grade), n=len(one.units)) for one in tiers)
    st.caption(plain(t("Inside a tier the order is that of administration. {counts}", counts="、".join(counts))))
    members = [one for tier in tiers for one in tier.units]
    lines = [{"tier": _word_own_tier(t, one), "unit": one.unit, "on_time": _on_time(one)} for one in members]
    return _show(t, t("Units by tier"), columns, lines, members, league, _choice(t, "tiers", group))


def _word_tier(t: Translator, grade: str | None) -> str:
    return t(VERDICTS["unrated"]) if grade is None else t(GRADES.get(grade, grade))


def _word_own_tier(t: Translator, one: UnitScore) -> str:
    return _word_tier(t, one.grade) if one.verdict == "ranked" else t(VERDICTS[one.verdict])


def _on_time(one: UnitScore) -> str:
    return f"{one.on_time[0]}/{one.on_time[1]}" if one.on_time[1] else "—"


def _show_progress(t: Translator, league: League, units: Sequence[UnitScore], group: str) -> str | None:
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "unit": words(t("Unit"), width=300),
        "change": words(t("Places gained"), width=90, alignment="right"),
        "now": number(t("Rank"), width=70),
        "before": number(t("Rank before"), width=90),
        "score": number(t("Score"), format="%.2f", width=80),
        "remark": words(t("Remark"), width=120),
    }
    risers = movers(tuple(units), -1)
    if not risers:
        st.markdown(t("Nobody rose against the period before, or the two do not compare."))
        return None
    before = word_period(t, league.period.previous())
    st.caption(plain(t("Against {period}; who gained most places comes first. {n} units rose.",
                       period=before, n=len(risers))))  # fmt: skip
    lines = [
        {"unit": one.unit, "change": f"▲{one.rank_change}", "now": one.rank,
         "before": (one.rank or 0) + (one.rank_change or 0), "score": None if one.score is None else float(one.score),
         "remark": BREAK_MARK if one.breaks else ""}
        for one in risers
    ]  # fmt: skip
    chosen = _show(t, t("Fastest progress"), columns, lines, risers, league, _choice(t, "progress", group))
    show_breaks(t, league, risers)
    return chosen


def _show_public(t: Translator, league: League) -> None:
    """Draw the list for publication: of all groups, whatever group was chosen."""
    # Not from the kept answers: a step of a release changes on what it rests, not the version of the data.
    found = public_list(session.warehouse(), session.reader(), league.period)
    words = st.column_config.TextColumn
    columns = {
        one.key: words(
            one.heading,
            width=one.width * PIXELS_OF_CHARACTER,
            alignment="right" if one.kind == "shown" else None,
        )
        for one in columns_of_list(t, found.period)
    }
    st.caption(plain(t.row(word_order(t, found), word_list_basis(found))))
    shown = Shown(found.period, found.as_of, found.scheme, word_order(t, found), word_list_basis(found))
    show_exported(t, title_of_list(t), columns, lines_of_list(t, found), shown,
                  key=f"public_list_{league.period.code}", place=session.basis())  # fmt: skip


def _choice(t: Translator, view: str, group: str) -> str:
    return f"{t(GROUPS.get(group, group))} · {t(VIEWS[view])}"


def _show(
    t: Translator, title: str, columns: dict[str, Any], lines: list[dict[str, Any]], members: Sequence[UnitScore],
    league: League, choice: str,
) -> str | None:  # fmt: skip
    """Draw the lines of ``members``; return the one whose row was clicked."""
    shown = Shown(league.period, league.as_of, league.scheme, choice)
    event = show_exported(
        t, title, columns, lines, shown, key=f"{choice}_{league.period.code}", place=session.basis(),
        on_select="rerun", selection_mode="single-cell",
    )  # fmt: skip
    cells = event.selection.cells
    return members[cells[0][0]].unit if cells else None
