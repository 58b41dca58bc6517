"""The lists of the page 问题整改: open items with their cards, closed ones, what came back.

Every list is a fragment whose click shows the row of the original.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.rectification import OVERDUE, Rectification
from metrics.scores import plain as plain_number
from metrics.words import CHANNEL_TYPES
from pages.parts.exports import show_exported
from pages.parts.originals import show_row
from pages.parts.repairs import rectification, shown_of
from pages.parts.tables import ROW_HEIGHT
from pages.parts.words import FINDING_KINDS, word_day

MOST_ROWS = 15
HOW = {
    "relapsed": "Back by the re-check",
    "found_again": "Found again on the same page",
    "suspected": "Perhaps back (to be confirmed)",
}
Lines = list[dict[str, Any]]


@st.fragment
def show_open_items(t: Translator, period: Period, group: str | None, unit: str | None) -> None:
    """Draw the open items, the earliest deadline first; a click shows the row of the ledger."""
    found = rectification(period, group, unit)
    card = st.column_config.MultiselectColumn(
        t("Card"), options=[t("Red"), t("Yellow")], color=["#B3261E", "#A66A00"], width=64
    )
    known = _columns(t)
    columns = {
        "card": card,
        "deadline": known.pop("deadline"),
        "past": st.column_config.NumberColumn(t("Working days late"), width=80),
        "points": st.column_config.NumberColumn(t("Points lost"), width=72),
        **known,
    }
    lines = [_open_line(t, one) for one in found.open_items]
    _show_lines(t, found, t("Open items"), columns, lines, t("Nothing is open on the as-of day."))


@st.fragment
def show_closed_items(t: Translator, period: Period, group: str | None, unit: str | None) -> None:
    """Draw what was closed in the period, the latest first; a click shows the row of the ledger."""
    found = rectification(period, group, unit)
    words = st.column_config.TextColumn
    columns = {**_columns(t), "closed": words(t("Closed on"), width=110)}
    columns["days"] = st.column_config.NumberColumn(t("Working days to fix"), width=96)
    columns["kept"] = words(t("In time"), width=64)
    lines = [_closed_line(t, one) for one in found.closed_items]
    _show_lines(t, found, t("Closed items"), columns, lines, t("Nothing was closed in this period."))


@st.fragment
def show_recurrences(t: Translator, period: Period, group: str | None, unit: str | None) -> None:
    """Draw what came back, or perhaps did, the latest first; a click shows the row that says so."""
    found = rectification(period, group, unit)
    words = st.column_config.TextColumn
    columns = {
        "how": words(t("How"), width=170),
        "seen": words(t("Back on"), width=110),
        "unit": words(t("Unit"), width=150),
        "channel": words(t("Channel"), width=130),
        "indicator": words(t("Indicator"), width=100),
        "description": words(t("Description"), width=230),
        "page": words(t("Page"), width=140),
        "day": words(t("First found on"), width=110),
        "closed": words(t("Closed on"), width=110),
        "number": words(t("Finding no."), width=90),
    }
    lines = [_recurrence_line(t, one) for one in found.recurrences]
    _show_lines(t, found, t("Back again"), columns, lines, t("Nothing came back in this period."))


def _columns(t: Translator) -> dict[str, Any]:
    words = st.column_config.TextColumn
    return {
        "deadline": words(t("Deadline"), width=150),
        "unit": words(t("Unit"), width=150),
        "channel": words(t("Channel"), width=130),
        "indicator": words(t("Indicator"), width=92),
        "description": words(t("Description"), width=210),
        "kind": words(t("Nature"), width=72),
        "day": words(t("Found on"), width=110),
        "number": words(t("Finding no."), width=90),
    }


def _line(t: Translator, item: dict[str, Any]) -> dict[str, Any]:
    day = word_day(t, item["deadline_on"])
    return {
        "deadline": t("{day} (presumed)", day=day) if item["is_deadline_presumed"] else day,
        "unit": item["unit_name"],
        "channel": _channel(t, item),
        "indicator": item["indicator_name"] or item["indicator_code"],
        "description": item["description"] or "",
        "kind": t(FINDING_KINDS.get(item["kind"], item["kind"])),
        "day": word_day(t, item["dated_on"]),
        "number": item["number"] or "",
        "record": item["record"],
    }


def _channel(t: Translator, item: dict[str, Any]) -> str:
    if not item["channel_name"]:
        return ""
    kind = item.get("channel_type")
    return f"{item['channel_name']} · {t(CHANNEL_TYPES[kind])}" if kind in CHANNEL_TYPES else item["channel_name"]


def _open_line(t: Translator, item: dict[str, Any]) -> dict[str, Any]:
    band = item["band"]
    is_overdue = band in OVERDUE
    return _line(t, item) | {
        "card": [t("Red")] if is_overdue else [t("Yellow")] if band == "due_soon" else [],
        "past": item["working_days_past"] if is_overdue else None,
        "points": float(plain_number(item["loss"])) if item["loss"] else None,
    }


def _closed_line(t: Translator, item: dict[str, Any]) -> dict[str, Any]:
    is_kept = item["closed_on"] <= item["deadline_on"]
    return _line(t, item) | {
        "closed": word_day(t, item["closed_on"]),
        "days": item["working_days_to_fix"],
        "kept": t("Yes") if is_kept else t("No"),
    }


def _recurrence_line(t: Translator, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "how": t(HOW[item["how"]]),
        "seen": word_day(t, item["seen_on"]),
        "unit": item["unit_name"],
        "channel": item["channel_name"] or "",
        "indicator": item["indicator_name"] or item["indicator_code"],
        "description": item["description"] or "",
        "page": item["page"] or "",
        "day": word_day(t, item["dated_on"]),
        "closed": word_day(t, item["closed_on"]),
        "number": item["number"] or "",
        "record": item["record"],
    }


def _show_lines(
    t: Translator, found: Rectification, title: str, columns: Mapping[str, Any], lines: Lines, empty: str
) -> None:
    if not lines:
        st.markdown(empty)
        return
    scope = f"{found.period.code}_{found.group}_{found.unit}"
    height: Any = "content" if len(lines) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    event = show_exported(
        t, title, columns, lines, shown_of(t, found),
        key=f"{title}_{scope}", on_select="rerun", selection_mode="single-cell", height=height,
    )  # fmt: skip
    st.caption(t("Click a line to see the row of the original it was read from."))
    cells = event.selection.cells
    show_row(t, lines[cells[0][0]]["record"] if cells else None)
