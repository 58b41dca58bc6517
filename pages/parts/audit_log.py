"""The audit log on screen: filters, the entries that fit, and the same as a file."""

from __future__ import annotations

import streamlit as st

from metrics.audit import audit_entries
from metrics.i18n import Translator
from metrics.words_of_audit import AUDIT_HEADINGS, AUDITED, word_audit
from pages.parts import session
from pages.parts.exports import Shown, show_exported

MOST_LINES = 500
WIDTHS = {"at": 145, "actor": 130, "role": 70, "what": 120, "about": 245, "old": 110, "new": 170}


def show_audit(t: Translator) -> None:
    """Draw the entries that fit the filters, latest first; the file holds all of them."""
    line = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    what = line.selectbox(
        t("What"), ["", *AUDITED], format_func=lambda one: t(AUDITED[one]) if one else t("Everything"),
        key="audit_what", width=190,
    )  # fmt: skip
    actor = line.text_input(t("Who"), key="audit_actor", width=190)
    text = line.text_input(t("Text"), key="audit_text", width=190, help=t("In what it is about, before or after."))
    since = line.date_input(t("Since"), value=None, key="audit_since", format="YYYY-MM-DD", width=150)
    until = line.date_input(t("Until"), value=None, key="audit_until", format="YYYY-MM-DD", width=150)
    found = audit_entries(
        session.warehouse(), session.reader(), actor=actor.strip(), what=what, text=text.strip(), since=since,
        until=until,
    )  # fmt: skip
    if not found:
        st.markdown(t("Nothing fits."))
        return
    words = st.column_config.TextColumn
    columns = {key: words(t(heading), width=WIDTHS[key]) for key, heading in AUDIT_HEADINGS.items()}
    lines = [word_audit(t, one) for one in found]
    show_exported(t, t("Audit log"), columns, lines, Shown(), key="audit", most=MOST_LINES, height=430)
