"""What other weights would make of the ranks of a group: worked out while one moves them, the scheme stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.reweighing import Line, Weighable
from metrics.scores import signed
from metrics.words import DIMENSIONS, GROUPS, VERDICTS
from pages.parts import session
from pages.parts.exports import Shown, show_exported
from pages.parts.tables import word_change
from pages.parts.words import plain

HIGHEST = 1_000.0


@st.fragment
def show_weighing(t: Translator, period: Period) -> None:
    """Ask for weights of a group's dimensions and draw where its units would stand under them."""
    st.caption(
        t("Only the share of a weight in their sum counts. Nothing is saved: weights are changed in the scheme file.")
    )
    group = st.segmented_control(
        t("Group of units"), list(GROUPS), default=next(iter(GROUPS)), required=True, key="weighed_group",
        format_func=lambda one: t(GROUPS[one]),
    )  # fmt: skip
    found = session.weighable(period, group)
    weights = _ask_weights(t, found, group)
    if not found.standings:
        st.markdown(t("No unit is listed in this period; receive a list of units first."))
    elif not any(weights.values()):
        st.warning(t("At least one dimension needs a weight."))
    else:
        _show_ranks(t, found, weights, group)


def _ask_weights(t: Translator, found: Weighable, group: str) -> dict[str, Decimal]:
    place = st.container(horizontal=True)
    # A scheme of another period has weights of its own: what was tried under one is not kept for the other.
    scheme = f"{found.scheme.id}_{found.scheme.version}"
    given = {
        name: place.number_input(
            t(DIMENSIONS[name]), 0.0, HIGHEST, float(weight), 5.0, "%g", key=f"weight_{scheme}_{group}_{name}",
            width=150, help=t("In the scheme: {weight}", weight=f"{weight:f}"),
        )
        for name, weight in found.weights.items()
    }  # fmt: skip
    return {name: Decimal(f"{weight:.4f}") for name, weight in given.items()}


def _show_ranks(t: Translator, found: Weighable, weights: Mapping[str, Decimal], group: str) -> None:
    before = {one.unit: one for one in found.under(found.weights)}
    then = found.under(weights)
    moved = [one for one in then if (one.rank, one.verdict) != (before[one.unit].rank, before[one.unit].verdict)]
    st.markdown(
        t("{moved} of {n} units would have another rank.", moved=len(moved), n=len(then))
        if moved
        else t("No rank would change.")
    )
    words = st.column_config.TextColumn
    columns = {
        "place": words(t("Tried rank"), width=96, alignment="right"),
        "unit": words(t("Unit"), width=256),
        "change": words(t("Change"), width=72, alignment="right"),
        "now": words(t("Rank"), width=96, alignment="right"),
        "score": words(t("Tried score"), width=96, alignment="right"),
        "score_now": words(t("Score"), width=96, alignment="right"),
        "difference": words(t("Difference"), width=96, alignment="right"),
    }
    if len({one.league for one in then}) > 1:
        columns = {"league": words(t("League"), width=120), **columns}
    said = "、".join(f"{t(DIMENSIONS[name])}{weight.normalize():f}" for name, weight in weights.items())
    choice = f"{t(GROUPS[group])} · {t('Weights tried: {weights}', weights=said)}"
    shown = Shown(found.period, found.as_of, found.scheme, choice)
    lines = [_line(t, before[one.unit], one) for one in then]
    show_exported(t, t("Ranks under other weights"), columns, lines, shown, key=f"weighed_{found.period.code}_{group}")


def _line(t: Translator, now: Line, then: Line) -> dict[str, Any]:
    has_both = now.hundredths is not None and then.hundredths is not None
    return {
        "league": then.league,
        "place": _word_place(t, then),
        "unit": then.unit,
        "change": word_change((now.rank or 0) - (then.rank or 0)) if has_both else "",
        "now": _word_place(t, now),
        "score": then.score,
        "score_now": now.score,
        "difference": signed((then.hundredths or 0) - (now.hundredths or 0)) if has_both else None,
    }


def _word_place(t: Translator, one: Line) -> str:
    return str(one.rank) if one.rank is not None else plain(t(VERDICTS[one.verdict]))

