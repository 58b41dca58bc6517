"""Columns nobody knew: a person says once what a column of a layout holds; the next file of that layout is read so."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.i18n import Translator
from metrics.intake.column_decisions import Column, decide_column, fields_of
from metrics.intake.likeness import Suggestion, reason_in_words
from pages.parts import session, submission
from pages.parts.deciding import actor, tell_files
from pages.parts.news import refusable, tell
from pages.parts.words import plain

MOST_ASKED = 30
IGNORE = ""


def ask_columns(t: Translator, columns: Sequence[Column], where: str) -> None:
    """Ask of every unknown column what it holds; ``where`` keeps two places on one page apart."""
    st.markdown(f"**{t('Columns nobody knew')}**")
    for number, one in enumerate(columns[:MOST_ASKED]):
        _ask_column(t, one, f"{where}_{number}_{one.layout}_{one.heading}")
    if len(columns) > MOST_ASKED:
        st.caption(t("The first {shown} of {n} are shown.", shown=MOST_ASKED, n=len(columns)))


def _ask_column(t: Translator, one: Column, key: str) -> None:
    similar = [said.as_json() if isinstance(said, Suggestion) else said for said in one.suggestions]
    likely = [str(said["name"]) for said in similar]
    fields = sorted(fields_of(one.kinds), key=lambda name: likely.index(name) if name in likely else len(likely))
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(one.heading)}**", width="content")
            place = (one.held.file if one.held else "", one.sheet)
            st.caption(plain("　".join(part for part in place if part)))
        if similar:
            names = "；".join(f"{said['name']}（{reason_in_words(said, t)}）" for said in similar)
            st.caption(plain(t("Similar: {names}", names=names)))
        if not session.reader().may_decide:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                t("This column holds"), [*fields, IGNORE], index=None, key=f"holds_{key}", width=420,
                format_func=lambda name: name or t("Nothing that counts (ignore it)"),
                placeholder=t("Choose what it holds; nothing is chosen for you"), label_visibility="collapsed",
            )  # fmt: skip
            st.button(t("Decide"), key=f"column_{key}", type="primary", on_click=refusable(t, _decide),
                      args=(t, one, f"holds_{key}"),
                      disabled=st.session_state.get(f"holds_{key}") is None,
                      help=t("Remembered for every file whose table has the same headings."))  # fmt: skip


def _decide(t: Translator, one: Column, chosen: str) -> None:
    name = st.session_state.get(chosen)
    if name is None:
        tell(t("Choose first what the column “{heading}” holds.", heading=one.heading))
        return
    field = fields_of(one.kinds)[name] if name else None
    kept, files = decide_column(
        session.warehouse(), session.reader(), one, field, actor=actor(), now=submission.now()
    )
    tell(t("Kept as import {number}: the column “{heading}” of this layout: {meaning}.",
           number=kept.import_id, heading=one.heading, meaning=kept.meaning))  # fmt: skip
    tell_files(t, files)
