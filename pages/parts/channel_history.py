"""Parts of the page 网站检查 that look back: classes of problems against the period before, repeats, the register."""

from __future__ import annotations

from typing import Any

import streamlit as st

from metrics.channels import ChannelState
from metrics.i18n import Translator
from metrics.words import CHANNEL_TYPES, word_period
from pages.parts import charts
from pages.parts.channel_findings import MOST_ROWS, shown_of
from pages.parts.charts_channels import build_register
from pages.parts.exports import show_exported
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import reads_own_only


def show_classes(t: Translator, found: ChannelState) -> None:
    """Draw how many confirmed problems each class has, beside the period before under the same rules."""
    if not found.classes:
        st.markdown(t("No problem is confirmed in this period."))
        return
    if reads_own_only():
        st.caption(t("Figures of the whole city."))
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns: dict[str, Any] = {
        "name": words(t("Class of problems"), width=170),
        "findings": st.column_config.ProgressColumn(
            word_period(t, found.period),
            min_value=0,
            max_value=max(one.findings for one in found.classes) or 1,
            format="%d",
            width=300,
        ),
    }
    if found.previous is None:
        st.caption(t("No comparable data yet: the period before has no ranks under the same rules."))
    else:
        columns["before"] = number(word_period(t, found.previous), width=150)
    lines = [{"name": one.name, "findings": one.findings, "before": one.before} for one in found.classes]
    show_exported(t, t("Classes of problems"), columns, lines, shown_of(found), key="classes")


def show_repeats(t: Translator, found: ChannelState) -> None:
    """Draw units, channels and indicators with confirmed problems in more than one quarter."""
    if not found.repeats:
        none_of_own = t("Your own units have no problem on the same channel again.")
        none = t("No unit has the same problem on the same channel again.")
        st.markdown(none_of_own if reads_own_only() else none)
        return
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "unit": words(t("Unit"), width=210),
        "channel": words(t("Channel"), width=230),
        "indicator": words(t("Indicator"), width=120),
        "quarters": words(t("Quarters"), width=180),
        "findings": number(t("This period"), width=80),
        "before": number(t("Before"), width=80),
    }
    lines = [
        {
            "unit": one.unit,
            "channel": one.channel or t("(no channel)"),
            "indicator": one.indicator,
            "quarters": t(", ").join(one.quarters),
            "findings": one.findings,
            "before": one.earlier_findings,
        }
        for one in found.repeats
    ]
    about = t("Same unit, channel and indicator in this period and in another quarter of it or of the one before.")
    st.caption(t.row(t("Your own units only.") if reads_own_only() else "", about))
    height: Any = "content" if len(lines) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    show_exported(t, t("Repeated problems"), columns, lines, shown_of(found), key="repeats", height=height)


def show_register(t: Translator, found: ChannelState) -> None:
    """Draw how many accounts ran, opened and closed quarter by quarter: fewer is the goal, and the words say so."""
    if not found.register:
        st.markdown(t("The register of channels is not in the store yet."))
        return
    about = t(
        "Accounts running at the end of each quarter (+ opened, − closed). Fewer, well-kept accounts are the goal:"
        " a falling number is an improvement."
    )
    st.caption(t.row(t("Figures of the whole city.") if reads_own_only() else "", about))
    st.plotly_chart(
        build_register(t, found.register), config=charts.CONFIG, key="register_chart", theme=None,
        alt=t("Accounts running at the end of each quarter"),
    )  # fmt: skip
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "quarter": words(t("Quarter"), width=100),
        "type": words(t("Type of channel"), width=170),
        "running": number(t("Running at the end"), width=130),
        "opened": number(t("Opened"), width=90),
        "closed": number(t("Closed down"), width=90),
    }
    lines = [
        {
            "quarter": one.quarter,
            "type": t("All accounts") if one.channel_type is None else t(CHANNEL_TYPES[one.channel_type]),
            "running": one.running,
            "opened": one.opened,
            "closed": one.closed,
        }
        for one in reversed(found.register)
    ]
    height = ROW_HEIGHT * (MOST_ROWS + 1)
    show_exported(t, t("Register of channels"), columns, lines, shown_of(found), key="register", height=height)
