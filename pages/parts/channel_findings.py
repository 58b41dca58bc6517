"""Findings on the page 网站检查: those of one channel, confirmed vetoes, and what waits for a judgement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.channels import ChannelState, Verdict, channel_state, findings_on
from metrics.i18n import Translator
from pages.parts import session
from pages.parts.answers import ask
from pages.parts.exports import Shown, show_exported
from pages.parts.originals import show_row
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import of_own, reads_own_only
from pages.parts.words import FINDING_KINDS, FINDING_STATES, plain, word_day

MOST_ROWS = 16
Line = dict[str, Any]


def shown_of(found: ChannelState) -> Shown:
    """Return what the tables of this page rest on, for their files."""
    return Shown(found.period, found.as_of, found.scheme)


def show_findings_on(t: Translator, period: Period, one: Verdict | None) -> None:
    """Draw the period's findings on one checked channel; nothing for no channel."""
    if one is None:
        return
    rows = findings_on(session.warehouse(), session.reader(), period, one.channel)
    st.markdown(f"**{plain(t('Findings on {channel} in the period ({n})', channel=one.name, n=len(rows)))}**")
    if rows:
        show_row(t, _show_findings(t, period, rows, f"on_{one.channel}_{period.code}"))
    else:
        st.caption(t("Nothing was found on it."))


def _show_findings(t: Translator, period: Period, rows: Sequence[Line], key: str) -> int | None:
    words = st.column_config.TextColumn
    columns = {
        "kind": words(t("Nature"), width=84),
        "state": words(t("State"), width=84),
        "unit": words(t("Unit"), width=140),
        "channel": words(t("Channel"), width=150),
        "indicator": words(t("Indicator"), width=100),
        "description": words(t("Description"), width=250),
        "day": words(t("Found on"), width=108),
        "source": words(t("Source of the finding"), width=90),
        "number": words(t("Finding no."), width=110),
    }
    lines = [_finding(t, row) for row in rows]
    height: Any = "content" if len(lines) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    shown = shown_of(ask(channel_state, period))
    event = show_exported(
        t, t("Findings"), columns, lines, shown, key=key, on_select="rerun", selection_mode="single-cell", height=height
    )
    cells = event.selection.cells
    return lines[cells[0][0]]["record"] if cells else None


def _finding(t: Translator, row: Line) -> Line:
    is_suspected = row["kind"] == "veto" and row["state"] == "pending"
    return {
        "kind": t("Suspected veto") if is_suspected else t(str(FINDING_KINDS.get(row["kind"], row["kind"]))),
        "state": t(str(FINDING_STATES.get(row["state"], row["state"]))),
        "unit": row["unit_name"],
        "channel": row["channel_name"] or "",
        "indicator": row["problem_class"] or row["indicator_name"] or row["indicator_code"] or "",
        "description": row["description"] or "",
        "day": word_day(t, row["dated_on"]),
        "source": row["source"] or "",
        "number": row["number"] or "",
        "record": row["record"],
    }


def word_nothing_waits(t: Translator) -> str:
    """Return that no finding the reader may read waits for a judgement."""
    none_of_own = t("No finding of your own units waits for a judgement.")
    return none_of_own if reads_own_only() else t("Nothing waits for a judgement.")


@st.fragment
def show_judgements(t: Translator, period: Period) -> None:
    """Draw confirmed vetoes, then what waits for a judgement, suspected vetoes first; a click shows the row."""
    found = ask(channel_state, period)
    if found.vetoes:
        st.markdown(f"**{plain(of_own(t, t('Confirmed vetoes of the period ({n})', n=len(found.vetoes))))}**")
        show_row(t, _show_findings(t, period, found.vetoes, f"vetoes_{period.code}"))
    else:
        none_of_own = t("No veto of your own units is confirmed in this period.")
        st.markdown(none_of_own if reads_own_only() else t("No veto is confirmed in this period."))
    if not found.pending:
        st.markdown(word_nothing_waits(t))
        return
    st.markdown(f"**{plain(of_own(t, t('To be confirmed ({n})', n=len(found.pending))))}**")
    st.caption(t("These cost nothing until a person confirms them: under “To be judged”, or by 确认情况 in a ledger "
                 "that is imported again."))  # fmt: skip
    show_row(t, _show_findings(t, period, found.pending, f"pending_{period.code}"))
