"""The page 总览: figures with change and n, movers, freshness of the data; what waits for whom is ``duties``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.i18n import Translator
from metrics.scores import UnitScore
from metrics.state import Freshness, GroupFigures, Overview
from metrics.words import GROUPS, KINDS, word_period
from pages.parts.exports import Shown, show_export, show_exported
from pages.parts.headlines import show_passed, show_share, show_vetoes
from pages.parts.links import open_scorecard
from pages.parts.tables import show_table
from pages.parts.whose import of_city, of_own, reads_own_only
from pages.parts.words import coloured, word_day

MOST_MOVERS = 5
SCOPES = {
    "declared_full": "inspection scope: full coverage",
    "recorded": "inspection scope: as recorded",
    None: "scope not registered",
}
RISE, FALL, SAME = "▲", "▼", "—"


def word_basis(t: Translator, found: Overview) -> str:
    """Return which channels were checked, and with which period the figures are compared, in words."""
    bases = {basis for _, basis in found.scopes}
    if len(bases) == 1:
        said = [t(SCOPES[bases.pop()])]
    else:
        # A quarter nobody looked at counts for nothing in the longer period, and must not go unsaid.
        left_out = [word_period(t, quarter) for quarter, basis in found.scopes if basis is None]
        said = [t("scope of {periods} not registered", periods=t(", ").join(left_out))] if left_out else []
    if found.previous is None:
        return " · ".join([*said, t("no comparable data yet")])
    return " · ".join([*said, t("changes against {period}", period=word_period(t, found.previous))])


def show_figures(t: Translator, found: Overview) -> None:
    """Draw the city's figures in one line: shares with n and change, vetoes, late and undecided items."""
    waiting = found.waiting
    cards = st.container(horizontal=True)
    show_share(t, cards, of_city(t, t("Rectified on time")), found.on_time)
    show_passed(t, cards, of_city(t, t("Websites passed")), found.websites, is_website=True)
    show_passed(t, cards, of_city(t, t("Accounts passed")), found.accounts, is_website=False)
    before = [one.vetoed_before for one in found.groups if one.vetoed_before is not None]
    vetoed = sum(one.vetoed for one in found.groups)
    show_vetoes(cards, vetoed, sum(before) if before else None, of_city(t, t("Units with a veto")))
    overdue = waiting.overdue_findings + waiting.overdue_tasks
    late = t("Overdue items") if reads_own_only() else t("Overdue items ({n} units)", n=waiting.overdue_units)
    _show_count(cards, of_own(t, late), overdue, "red")
    of_all = t("Of this period and all before it; the page of inspections lists those of one period.")
    _show_count(cards, of_own(t, t("Findings to be confirmed")), waiting.pending_findings, "orange", of_all)


def _show_count(place: DeltaGenerator, label: str, n: int, colour: str, about: str | None = None) -> None:
    place.metric(label, coloured(n, colour), border=True, height="stretch", help=about)


def show_groups(t: Translator, found: Overview) -> None:
    """Draw one line per group: how many units are ranked, vetoed and unrated, their mean with change, n/N on time."""
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "group": words(t("Group of units"), width=112),
        "listed": number(t("Listed"), width=58),
        "ranked": number(t("Rated"), width=58),
        "vetoed": number(t("Vetoed"), width=48),
        "unrated": number(t("Not rated"), width=72),
        "mean": words(
            t("Mean"), width=62, alignment="right", help=t("Mean of the printed scores of the ranked units.")
        ),
        "change": words(t("Change"), width=68, alignment="right"),
        "on_time": words(t("On time"), width=126, alignment="right"),
    }
    lines = [_group_line(t, one) for one in found.groups]
    heading = st.container(horizontal=True, vertical_alignment="center")
    heading.subheader(t("The groups"), anchor=False, width="content")
    show_table(lines, columns, key="groups", alt=t("Figures by group of units"))
    show_export(t, t("The groups"), columns, lines, _shown(found), key="groups_export", place=heading)


def _shown(found: Overview) -> Shown:
    return Shown(found.period, found.as_of, found.scheme)


def _group_line(t: Translator, one: GroupFigures) -> dict[str, Any]:
    share = one.on_time
    fraction = f"{share.part}/{share.whole}" if share.whole else "—"
    return {
        "group": t(GROUPS.get(one.group, one.group)),
        "listed": one.listed,
        "ranked": one.ranked,
        "vetoed": one.vetoed,
        "unrated": one.unrated,
        "mean": one.mean or "—",
        "change": _change(one.mean_change),
        "on_time": fraction if share.rate is None else t("{rate}% ({fraction})", rate=share.rate, fraction=fraction),
    }


def _change(change: str | None) -> str:
    if change is None:
        return SAME
    return f"{RISE} {change[1:]}" if change.startswith("+") else f"{FALL} {change[1:]}" if change[0] == "-" else change


def show_movers(t: Translator, found: Overview) -> None:
    """Draw who moved furthest up and down in their group; a click opens the scorecard."""
    heading = st.container(horizontal=True, vertical_alignment="center")
    heading.subheader(t("Movers"), anchor=False, width="content")
    if found.previous is None:
        st.markdown(t("No comparable data yet: the period before has no ranks under the same rules."))
        return
    up, down = st.columns(2, gap="small")
    with up:
        _show_movers(t, found, t("Up"), found.risers, RISE)
    with down:
        _show_movers(t, found, t("Down"), found.fallers, FALL)
    _show_movers_export(t, found, heading)


def _show_movers_export(t: Translator, found: Overview, place: Any) -> None:
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {"unit": words(t("Unit")), "group": words(t("Group of units")), "change": number(t("Places"))}
    columns |= {"rank": number(t("Now")), "score": number(t("Score"), format="%.2f")}
    lines = [
        {"unit": one.unit, "group": t(GROUPS[one.group]), "change": one.rank_change, "rank": one.rank,
         "score": one.score}
        for one in (*found.risers, *found.fallers)
    ]  # fmt: skip
    show_export(t, t("Movers"), columns, lines, _shown(found), key="movers_export", place=place)


def _show_movers(t: Translator, found: Overview, title: str, units: Sequence[UnitScore], sign: str) -> None:
    if not units:
        st.caption(t("{title}: nobody", title=title))
        return
    shown = units[:MOST_MOVERS]
    words = st.column_config.TextColumn
    columns = {
        "unit": words(t("{title} ({n} of {total} units)", title=title, n=len(shown), total=len(units)), width=176),
        "change": words(t("Places"), width=52, alignment="right"),
        "rank": words(t("Now"), width=58, alignment="right"),
    }
    lines = [
        {"unit": one.unit, "change": f"{sign}{abs(one.rank_change or 0)}", "rank": str(one.rank or "")} for one in shown
    ]
    key = f"movers_{sign}_{found.period.code}"
    event = show_table(lines, columns, key=key, on_select="rerun", selection_mode="single-cell", alt=title)
    cells = event.selection.cells
    open_scorecard(shown[cells[0][0]].unit if cells else None, found.period)


def show_freshness(t: Translator, found: Overview) -> None:
    """Draw, per kind of data, when the latest committed file came and from whom; kinds without any are named."""
    words = st.column_config.TextColumn
    columns = {
        "kind": words(t("Kind of data"), width=84),
        "day": words(t("Latest file"), width=110),
        "file": words(t("File"), width=180),
        "who": words(t("From"), width=168),
        "files": st.column_config.NumberColumn(t("Files"), width=58),
    }
    known = {one.kind: one for one in found.freshness}
    lines = [_freshness_line(t, kind, known.get(kind)) for kind in KINDS]
    heading = st.container(horizontal=True, vertical_alignment="center")
    heading.subheader(t("How fresh the data are"), anchor=False, width="content")
    show_exported(t, t("How fresh the data are"), columns, lines, Shown(), key="freshness", place=heading)


def _freshness_line(t: Translator, kind: str, one: Freshness | None) -> dict[str, Any]:
    if one is None or one.received_at is None:
        return {"kind": t(KINDS[kind]), "day": t("none yet"), "file": "", "who": "", "files": 0}
    who = t("the office") if one.speaker == "office" else one.speaker or ""
    return {
        "kind": t(KINDS[kind]),
        "day": word_day(t, one.received_at.date()),
        "file": one.file or "",
        "who": who,
        "files": one.files,
    }


def show_claims(t: Translator, found: Overview) -> None:
    """Draw the units with many tasks called not applicable, with how many of them the office verified."""
    if not found.claims:
        return
    limit = found.scheme.tasks.not_applicable_notice
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "unit": words(t("Unit"), width=200),
        "claimed": number(t("Reported"), width=80),
        "verified": number(t("Verified"), width=80),
    }
    lines = [
        {
            "unit": one["unit_name"],
            "claimed": one["claimed_not_applicable"],
            "verified": one["verified_not_applicable"],
        }
        for one in found.claims
    ]
    title = t("More than {limit} tasks called not applicable", limit=limit)
    st.subheader(title, anchor=False)
    show_exported(t, title, columns, lines, _shown(found), key="claims")
