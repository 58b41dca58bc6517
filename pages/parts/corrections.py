"""Issued papers whose figures have changed since: what changed, and the 更正说明 that says so."""

from __future__ import annotations

from functools import lru_cache, partial

import streamlit as st

from metrics.access import Reader
from metrics.audit import last_entry
from metrics.briefs.correction import draft_correction, issue_correction
from metrics.briefs.naming import file_name
from metrics.briefs.outdated import Outdated, outdated_papers
from metrics.briefs.template import CORRECTION
from metrics.briefs.words_of_verifying import word_outdated
from metrics.calendar import today_in_shanghai
from metrics.i18n import Translator
from metrics.register import Issued, agency_of
from metrics.words_of_papers import word_issued
from pages.parts import session
from pages.parts.clock import now
from pages.parts.downloads import offer_file
from pages.parts.exports import DOCX, Shown, show_exported
from pages.parts.news import refusable, tell
from pages.parts.words import plain

AGENCY = "papers_agency_correction"


def outdated() -> tuple[Outdated, ...]:
    """Return the papers the reader may know of whose figures have changed since they were issued."""
    store = session.warehouse()
    return _kept((str(store.folder), id(store), store.version, last_entry(store)), session.reader())


@lru_cache(maxsize=16)
def _kept(key: tuple[str, int, int, int], who: Reader) -> tuple[Outdated, ...]:
    return outdated_papers(session.warehouse(), who)


def show_outdated(t: Translator) -> None:
    """Say of which papers figures have changed, old and new; nothing while there is none."""
    for one in outdated():
        st.warning(plain(word_outdated(t, one.paper, one.differences)), icon=":material/difference:")


def show_correction(t: Translator, paper: Issued) -> None:
    """Draw what has changed of one paper, and the correction that says so; nothing of a paper that still holds."""
    found = next((one for one in outdated() if one.paper.paper == paper.paper), None)
    if found is None:
        return
    words = st.column_config.TextColumn
    columns = {"figure": words(t("Figure of the annex"), width=260), "before": words(t("As issued"), width=140),
               "now": words(t("In the store now"), width=140)}  # fmt: skip
    lines = [dict(vars(one)) for one in found.differences]
    title = t("Figures that have changed")
    show_exported(t, title, columns, lines, Shown(choice=paper.reference), key=f"papers_changed_{paper.paper}")
    if not session.reader().may_decide:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = file_name(CORRECTION, paper.period, paper.reference)
        offer_file(
            t("Draft of the correction"), partial(_draft, paper.paper), name, DOCX, icon=":material/edit_note:",
            key=f"papers_correction_{paper.paper}",
        )  # fmt: skip
        st.text_input(t("机关代字 of corrections"), agency_of(session.warehouse(), CORRECTION), key=AGENCY, width=180)
        st.button(t("Issue the correction"), on_click=refusable(t, _issue), args=(t, paper.paper),
                  key="papers_issue_correction")  # fmt: skip


def _draft(paper: int) -> bytes:
    return draft_correction(session.warehouse(), session.reader(), paper, today_in_shanghai()).content


def _issue(t: Translator, paper: int) -> None:
    agency = str(st.session_state.get(AGENCY) or "")
    kept = issue_correction(
        session.warehouse(), session.reader(), paper, agency=agency, actor=session.actor(), now=now()
    )
    tell(word_issued(t, kept))
