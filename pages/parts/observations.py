"""Observations with n/d: the city's sums, and on a click what each unit reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.i18n import Translator
from metrics.observed import Observed
from metrics.words import GROUPS
from pages.parts.exports import Shown, show_exported
from pages.parts.originals import show_row
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import reads_own_only

MOST_ROWS = 15


def word_observed(t: Translator, one: Observed) -> str:
    """Return an observation in words: its name with the rate and n/d, or with the count."""
    return t("{name} {figure}", name=one.name, figure=_figure(t, one))


def _figure(t: Translator, one: Observed) -> str:
    if one.kind != "ratio":
        return t("not submitted") if one.value is None else one.value
    if one.numerator is None or one.denominator is None:
        return t("not submitted")
    if one.denominator == "0":
        return t("not applicable")
    fraction = f"{one.numerator}/{one.denominator}"
    return fraction if one.rate is None else t("{rate}% ({fraction})", rate=one.rate, fraction=fraction)


@st.fragment
def show_observations(
    t: Translator, observed: Sequence[Observed], by_unit: Sequence[Observed], group: str | None, shown: Shown, key: str
) -> None:
    """Draw one line per observation of a group (None: the whole city); a click lists the units that reported it."""
    sums = [one for one in observed if one.group == group]
    named = {one.code for one in sums}
    # An observation nobody of the group reported is named: empty is not zero.
    sums += [one for one in _silent(observed) if one.code not in named]
    words = st.column_config.TextColumn
    columns = {
        "name": words(t("Observation"), width=130),
        "figure": words(t("Figure"), width=170, alignment="right"),
        "meaning": words(t("Numerator / denominator"), width=190),
        "units": st.column_config.NumberColumn(t("Units that reported"), width=110),
        "scored": words(t("Scored"), width=80),
        "clause": words(t("Clause"), width=300),
    }
    lines = [_line(t, one) for one in sums]
    about = t("Fewer than the scheme's minimum: n/d without a percentage. Unscored unless the rules say otherwise.")
    st.caption(t.row(_word_sums(t, group) if reads_own_only() else "", about))
    name = t("Observations")
    event = show_exported(t, name, columns, lines, shown, key=key, on_select="rerun", selection_mode="single-cell")
    cells = event.selection.cells
    if cells:
        code = sums[cells[0][0]].code
        rows = [one for one in by_unit if one.code == code and (group in (None, one.group))]
        _show_units(t, rows, shown, f"{key}_{code}")


def _word_sums(t: Translator, group: str | None) -> str:
    if group is None:
        return t("Figures of the whole city; a click lists your own units only.")
    return t("Figures of all units of “{group}”; a click lists your own units only.", group=t(GROUPS[group]))


def _silent(observed: Sequence[Observed]) -> list[Observed]:
    by_code = {one.code: one for one in observed if one.group is None}
    return [
        Observed(
            one.code, one.name, one.kind, one.clause, one.is_scored, one.numerator_word, one.denominator_word,
            None, None, None, None, 0,
        )
        for one in by_code.values()
    ]  # fmt: skip


def _line(t: Translator, one: Observed) -> dict[str, Any]:
    parts = f"{one.numerator_word} / {one.denominator_word}" if one.kind == "ratio" else t("Number of items")
    return {
        "name": one.name,
        "figure": _figure(t, one),
        "meaning": parts,
        "units": one.units,
        "scored": t("yes") if one.is_scored else t("no"),
        "clause": one.clause,
    }


def _show_units(t: Translator, rows: Sequence[Observed], shown: Shown, key: str) -> None:
    if not rows:
        none_of_own = t("Your own units did not report this in the period.")
        st.caption(none_of_own if reads_own_only() else t("No unit reported this in the period."))
        return
    words = st.column_config.TextColumn
    columns = {"unit": words(t("Unit"), width=240), "figure": words(t("Figure"), width=180, alignment="right")}
    lines = [{"unit": one.unit, "figure": _figure(t, one)} for one in rows]
    height: Any = "content" if len(lines) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    event = show_exported(
        t, f"{rows[0].name} {t('Units that reported')}", columns, lines, shown, key=key,
        on_select="rerun", selection_mode="single-cell", height=height,
    )  # fmt: skip
    cells = event.selection.cells
    show_row(t, rows[cells[0][0]].record if cells else None)
