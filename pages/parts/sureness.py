"""How sure the ranks of a group are: their intervals, tiers, and what each dimension left out would make of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.i18n import Translator
from metrics.scores import League, UnitScore
from metrics.words import DIMENSIONS, GROUPS, word_interval, word_only_weights
from pages.parts.exports import Shown, show_exported
from pages.parts.words import plain


def show_sureness(t: Translator, league: League, units: Sequence[UnitScore], group: str) -> None:
    """Draw, once it is opened, how much the rank of every unit owes to the choice of weights."""
    ranked = [one for one in units if one.rank_tier is not None]
    if not ranked:
        return
    box = st.expander(t("How sure the ranks are"), icon=":material/balance:", on_change="rerun", key="sureness_open")
    if not box.open:
        return
    with box:
        tiers = t(
            "A tier ends where no interval reaches across: those of a tier and of the next do not meet, those inside"
            " one do. The columns on the right tell the rank if one dimension were not counted at all."
        )
        st.caption(plain(tiers))
        choice = f"{t(GROUPS.get(group, group))} · {word_only_weights(t)}"
        shown = Shown(league.period, league.as_of, league.scheme, choice)
        show_exported(
            t, t("How sure the ranks are"), _columns(t, ranked), [_line(t, one) for one in ranked], shown,
            key=f"sureness_{league.period.code}_{group}",
        )  # fmt: skip


def _columns(t: Translator, units: Sequence[UnitScore]) -> dict[str, Any]:
    words, number = st.column_config.TextColumn, st.column_config.NumberColumn
    counted = {name for one in units for name in one.rank_without}
    leagues = {"league": words(t("League"), width=120)} if len({one.league for one in units}) > 1 else {}
    without = {
        f"without_{name}": number(t("Without {dimension}", dimension=t(label)), width=128)
        for name, label in DIMENSIONS.items()
        if name in counted
    }
    return {
        **leagues,
        "tier": words(t("Rank tier"), width=84),
        "unit": words(t("Unit"), width=256),
        "rank": number(t("Rank"), width=64),
        "interval": words(t("Interval"), width=80, alignment="right"),
        **without,
    }


def _line(t: Translator, one: UnitScore) -> dict[str, Any]:
    return {
        "league": one.league,
        "tier": t("Tier {n}", n=one.rank_tier),
        "unit": one.unit,
        "rank": one.rank,
        "interval": word_interval(one),
        **{f"without_{name}": rank for name, rank in one.rank_without.items()},
    }
