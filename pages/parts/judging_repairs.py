"""Extensions and re-checks on the page 问题整改: choose items, say the new deadline or the result, keep it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.judging import states
from metrics.rechecks import RESULTS, extend, recheck
from metrics.words import VALUES
from pages.parts import session
from pages.parts.clock import now
from pages.parts.exports import show_exported
from pages.parts.judging import ROUND, offer, show_actor, show_later
from pages.parts.news import show_news
from pages.parts.repairs import rectification, shown_of
from pages.parts.tables import ROW_HEIGHT
from pages.parts.words import plain, word_day

MOST_ROWS = 12
Line = dict[str, Any]


@st.fragment
def show_rounds(t: Translator, period: Period, group: str | None, unit: str | None) -> None:
    """Draw open items and those closed in the period; the office chooses some to extend or to re-check."""
    show_news()
    show_later(t)
    found = rectification(period, group, unit)
    items = [*found.open_items, *found.closed_items]
    if not items:
        st.markdown(t("There is nothing to extend or to re-check."))
        return
    words = st.column_config.TextColumn
    columns = {
        "state": words(t("State"), width=90),
        "deadline": words(t("Deadline"), width=112),
        "unit": words(t("Unit"), width=130),
        "channel": words(t("Channel"), width=130),
        "indicator": words(t("Indicator"), width=110),
        "description": words(t("Description"), width=178),
        "closed": words(t("Closed on"), width=112),
        "number": words(t("Finding no."), width=100),
    }
    height: Any = "content" if len(items) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    key = f"rounds_{period.code}_{group}_{unit}_{session.warehouse().version}_{st.session_state.get(ROUND, 0)}"
    event = show_exported(
        t, t("Items to extend or to re-check"), columns, [_line(t, one) for one in items], shown_of(t, found),
        key=key, on_select="rerun", selection_mode="multi-row", height=height,
    )  # fmt: skip
    chosen = [items[place] for place in event.selection.rows if place < len(items)]
    if not session.reader().may_decide:
        return
    if not chosen:
        st.caption(t("Tick items in the first column to extend or to re-check them, one or many at once."))
    else:
        _ask(t, period, chosen)


def _line(t: Translator, item: Line) -> Line:
    is_open = item["band"] != "closed"
    return {
        "state": t("Open") if is_open else t("Closed"),
        "deadline": word_day(t, item["deadline_on"]),
        "unit": item["unit_name"],
        "channel": item["channel_name"] or "",
        "indicator": item["indicator_name"] or item["indicator_code"],
        "description": item["description"] or "",
        "closed": "" if is_open else word_day(t, item["closed_on"]),
        "number": item["number"] or "",
    }


def _ask(t: Translator, period: Period, chosen: Sequence[Line]) -> None:
    keys = [one["finding"] for one in chosen]
    seen = states(session.warehouse(), session.reader(), keys)
    whats = {"recheck": t("Re-check"), "extend": t("Extension")}
    with st.container(border=True):
        what = st.segmented_control(
            plain(t("{n} items chosen", n=len(chosen))), whats, format_func=lambda one: whats[one], default="recheck",
            required=True, key="rounds_what",
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            said = _ask_recheck(t) if what == "recheck" else _ask_extension(t)
            reason = st.text_input(t("Reason (kept with the decision)"), key=f"rounds_reason_{what}")
        told = {"reason": reason, "actor": session.actor(), "now": now(), "seen": seen}
        say: Any = recheck if what == "recheck" else extend
        act = partial(say, session.warehouse(), session.reader(), keys, *said, **told)
        offer(t, period, act, "rounds", is_ready=None not in said)
        show_actor(t)


def _ask_recheck(t: Translator) -> tuple[date | None, str | None]:
    on = st.date_input(t("Re-checked on"), value=None, format="YYYY-MM-DD", key="recheck_on", width=160)
    result = st.selectbox(
        t("Result of the re-check"), list(RESULTS), index=None, format_func=lambda one: t(VALUES[one]),
        key="recheck_result", width=200, placeholder=t("Choose"),
    )  # fmt: skip
    return on, result


def _ask_extension(t: Translator) -> tuple[date | None, date | None]:
    until = st.date_input(t("Extended to"), value=None, format="YYYY-MM-DD", key="extend_until", width=160)
    approved = st.date_input(
        t("Extension approved on"), value=None, format="YYYY-MM-DD", key="extend_approved", width=160
    )
    return until, approved
