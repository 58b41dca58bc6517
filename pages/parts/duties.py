"""The to-do list of whoever is looking: what waits, how many, since or until when, and the way to where it is done."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import streamlit as st

from metrics.access import Reader
from metrics.audit import last_entry
from metrics.calendar import Period, today_in_shanghai
from metrics.duties import Duty, duties
from metrics.i18n import Translator
from metrics.words_of_duties import word_duty
from pages.parts import session
from pages.parts.links import show_way
from pages.parts.stores import show_read_only
from pages.parts.words import plain

# Red for vetoes and what is overdue, orange for what is due or undecided, gray for the rest.
COLOURS = {
    "veto_suspected": "red", "veto_second": "red", "unit_vetoed": "red", "findings_overdue": "red",
    "tasks_overdue": "red", "release": "orange", "correction_outdated": "orange", "reply_open": "orange",
    "paper_overdue": "red", "paper_outdated": "orange", "paper_unsigned": "orange",
    "reply_to_enter": "orange", "reply_window": "orange", "finding_pending": "orange", "findings_due_soon": "orange",
    "tasks_due_soon": "orange", "request_open": "orange", "file_ready": "orange", "name_unknown": "orange",
    "column_unknown": "orange", "file_held": "orange", "scope_unregistered": "orange", "phrase_open": "orange",
    "areas_open": "orange",
    "claims_many": "gray",
}  # fmt: skip
# Where each is dealt with: the page, and the tab of it by its code.
WAYS = {
    "veto_suspected": ("inspections", "judging"), "veto_second": ("inspections", "judging"),
    "unit_vetoed": ("inspections", "vetoes"), "findings_overdue": ("rectification", "open"),
    "tasks_overdue": ("tasks", ""), "release": ("releases", ""), "correction_outdated": ("releases", ""),
    "paper_overdue": ("supervision", "register"), "paper_outdated": ("supervision", "register"),
    "paper_unsigned": ("supervision", "register"),
    "reply_open": ("scorecard", "replies"), "reply_to_enter": ("scorecard", "replies"),
    "reply_window": ("scorecard", "replies"), "finding_pending": ("inspections", "judging"),
    "findings_due_soon": ("rectification", "open"), "tasks_due_soon": ("tasks", ""),
    "request_open": ("intake", "requests"), "file_ready": ("intake", "names"), "name_unknown": ("intake", "names"),
    "column_unknown": ("intake", "names"), "file_held": ("intake", "history"), "scope_unregistered": ("intake", ""),
    "phrase_open": ("tasks", ""), "areas_open": ("tasks", ""), "claims_many": ("tasks", ""),
}  # fmt: skip


def show_duties(t: Translator, period: Period) -> None:
    """Draw what waits for whoever is looking, the most urgent first, each with the way to where it is done."""
    st.subheader(t("My duties"), anchor=False)
    if session.reader().is_read_only:
        show_read_only(t)
        return
    found = _duties_of(session.reader(), session.actor(), period)
    if not found:
        st.markdown(t("Nothing waits for you."))
        return
    with st.container(border=True, gap="xsmall"):
        for one in found:
            page, _ = WAYS[one.code]
            show_way(page, f":{COLOURS[one.code]}-badge[{one.n}] {plain(word_duty(t, one, period))}", **_address(one))


def _address(one: Duty) -> dict[str, str]:
    said = {"period": one.period, "unit": one.unit, "tab": WAYS[one.code][1]}
    return {name: code for name, code in said.items() if code}


def _duties_of(who: Reader, person: str, period: Period) -> tuple[Duty, ...]:
    store = session.warehouse()
    # Replies, people and steps of a release make no new version of the store, but the log tells them.
    key = (str(store.folder), id(store), store.version, last_entry(store))
    return _kept_duties(key, who, person, period, today_in_shanghai())


@lru_cache(maxsize=64)
def _kept_duties(
    key: tuple[str, int, int, int], who: Reader, person: str, period: Period, today: date
) -> tuple[Duty, ...]:
    return duties(session.warehouse(), who, person, period, today)
