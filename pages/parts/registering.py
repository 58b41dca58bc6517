"""The register on the page 督查督办: issuing what was prepared, what became of each paper, and its bytes as issued."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from metrics.briefs.issuing import issue
from metrics.briefs.papers import Order
from metrics.calendar import today_in_shanghai
from metrics.i18n import Translator
from metrics.register import STEPS, VOID, Issued, agency_of, content_of_paper, issued_papers, mark
from metrics.words import word_actor
from metrics.words_of_papers import PAPER_STATES, REGISTER_HEADINGS, register_line, word_issued, word_kind, word_state
from pages.parts import session
from pages.parts.agreeing import ask_twice
from pages.parts.clock import now
from pages.parts.corrections import show_correction, show_outdated
from pages.parts.downloads import offer_file
from pages.parts.exports import DOCX, Shown, show_exported
from pages.parts.news import refusable, tell
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import reads_own_only, said_of_own
from pages.parts.words import plain

WIDTHS = {"paper": 50, "reference": 136, "kind": 70, "unit": 140, "period": 68, "issued_on": 88, "reply_by": 88,
          "state": 122, "since": 88, "note": 84, "actor": 62}  # fmt: skip
# The chosen paper stands below without scrolling far.
MOST_LINES = 12
MOST_TOLD = 5
COLOURS = {"issued": "gray", "sent": "orange", "acknowledged": "orange", "answered": "green", "void": "gray"}


def ask_issue(t: Translator, one: Order, everybody: Order | None, count: int) -> None:
    """Offer to issue a paper, or all ``count`` of its kind, to whoever issues papers; the others are shown nothing."""
    if not session.reader().may_decide:
        return
    key = f"papers_agency_{one.kind}"
    with st.expander(t("Issue: number it, keep it, register it"), icon=":material/approval:"):
        label = t("机关代字, as in 机关代字〔{year}〕1号", year=now().year)
        st.text_input(label, agency_of(session.warehouse(), one.kind), key=key, width=320)
        st.caption(t("An issued paper never changes. Issued again, what says the same is given again as it is."))
        with st.container(horizontal=True):
            run = refusable(t, _issue)
            label = t("Issue this paper")
            st.button(label, on_click=run, args=(t, one, key), key="papers_issue", type="primary")
            if everybody is not None:
                told = t("{n} papers get a number each and enter the register. A number is never taken back: a paper "
                         "that is wrong can only be made void.", n=count)  # fmt: skip
                ask_twice(t, t("Issue all {n}", n=count), told, lambda: run(t, everybody, key),
                          key="papers_issue_all")  # fmt: skip


def _issue(t: Translator, wanted: Order, key: str) -> None:
    agency = str(st.session_state.get(key) or "")
    found = issue(session.warehouse(), session.reader(), wanted, agency=agency, actor=session.actor(), now=now())
    for one in found[:MOST_TOLD]:
        tell(word_issued(t, one))
    if len(found) > MOST_TOLD:
        tell(t("{n} papers are in the register.", n=len(found)))


def show_register(t: Translator) -> None:
    """Draw every issued paper the reader may know of, overdue ones and then the latest first, the chosen one below."""
    today = today_in_shanghai()
    known = issued_papers(session.warehouse(), session.reader())
    found = sorted(known, key=lambda one: (not one.is_overdue(today), -one.paper))
    if not found:
        none_of_own = t("No paper was issued to your own units yet.")
        st.markdown(none_of_own if reads_own_only() else t("No paper was issued yet."))
        return
    waiting = [one for one in found if one.awaits_answer]
    late = sum(one.is_overdue(today) for one in waiting)
    told = said_of_own(t, t("{n} papers, {waiting} to be answered", n=len(found), waiting=len(waiting)))
    overdue = f" · :red-badge[{plain(t('{n} answers overdue', n=late))}]" if late else ""
    st.markdown(plain(told) + overdue)
    show_outdated(t)
    words = st.column_config.TextColumn
    columns = {name: words(t(heading), width=WIDTHS[name]) for name, heading in REGISTER_HEADINGS.items()}
    columns["paper"] = st.column_config.NumberColumn(t("No."), format="%d", width=WIDTHS["paper"])
    lines = [register_line(t, one, today) for one in found]
    show_exported(t, t("Register of issued papers"), columns, lines, Shown(), key="papers_register",
                  height=ROW_HEIGHT * (min(len(lines), MOST_LINES) + 2))  # fmt: skip
    labels = {one.paper: " · ".join(filter(None, (one.reference, word_kind(t, one), one.unit))) for one in found}
    chosen = st.selectbox(t("Paper"), labels, format_func=labels.__getitem__, key="papers_chosen", width=460)
    _show_paper(t, next(one for one in found if one.paper == chosen))


def _show_paper(t: Translator, one: Issued) -> None:
    today = today_in_shanghai()
    with st.container(border=True):
        colour = "red" if one.is_overdue(today) else COLOURS[one.state]
        st.markdown(f":{colour}-badge[{plain(word_state(t, one, today))}] **{plain(one.reference)}**")
        st.caption(f"SHA-256 {one.sha256}")
        for step in one.steps:
            said = (step.on.isoformat(), t(PAPER_STATES[step.what]), word_actor(t, step.actor), step.note)
            st.text(" ".join(filter(None, said)))
        offer_file(
            t("The paper as it was issued"), partial(_content, one.paper), one.file_to_write, DOCX,
            key=f"papers_get_{one.paper}", icon=":material/lock:",
        )  # fmt: skip
        _ask_step(t, one)
        show_correction(t, one)


def _content(paper: int) -> bytes:
    return content_of_paper(session.warehouse(), session.reader(), paper)[1]


def _ask_step(t: Translator, one: Issued) -> None:
    """Offer the steps that are still to come: to the office all of them, to its unit the acknowledgement."""
    reader = session.reader()
    left = [what for what in STEPS if not one.steps or STEPS.index(what) > STEPS.index(one.state)]
    if not reader.may_decide:
        left = [what for what in left if what == "acknowledged" and reader.role == "unit"]
    if not left or one.is_void:
        return
    names = {what: t(PAPER_STATES[what]) for what in left}
    keys = {name: f"papers_{name}_{one.paper}" for name in ("step", "on", "note")}
    form = st.form(f"papers_mark_{one.paper}", border=False)
    with form.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(t("Next step"), left, format_func=names.__getitem__, key=keys["step"], width=140)
        st.date_input(t("Day"), today_in_shanghai(), key=keys["on"], format="YYYY-MM-DD", width=150)
        help_of_note = t("A remark, or why the paper is void.") if VOID in left else None
        st.text_input(t("Remark"), key=keys["note"], help=help_of_note, width=320)
        st.form_submit_button(t("Note it"), on_click=refusable(t, _mark), args=(t, one.paper, keys))


def _mark(t: Translator, paper: int, keys: dict[str, Any]) -> None:
    what, on, note = (st.session_state.get(keys[name]) for name in ("step", "on", "note"))
    found = mark(
        session.warehouse(), session.reader(), paper, str(what), on=on or today_in_shanghai(), note=str(note or ""),
        actor=session.actor(), now=now(),
    )  # fmt: skip
    tell(t("{reference}: {state}.", reference=found.reference, state=word_state(t, found, today_in_shanghai())))
