"""From a line on a page to the row of the received file it was read from, as it was typed."""

from __future__ import annotations

import streamlit as st

from metrics.i18n import Translator
from pages.parts import session
from pages.parts.tables import show_original
from pages.parts.words import plain


def show_row(t: Translator, record: int | None) -> None:
    """Draw the row behind a record: where it stands and what was typed; nothing for no record."""
    if record is None:
        return
    source, cells = session.original_row(record)
    place = t(
        "{file}, sheet {sheet}, row {row} (import {number}, from {who})",
        file=source.file,
        sheet=source.sheet or "—",
        row=source.row,
        number=source.import_id,
        who=t("the office") if source.speaker == "office" else source.speaker,
    )
    if source.answer_import is not None:
        place = t(
            "{place}; accepted by {actor} in import {number}",
            place=place, actor=source.answered_by, number=source.answer_import,
        )  # fmt: skip
    with st.container(border=True):
        st.markdown(f"**{plain(t('The row of the original'))}**")
        show_original(t, place, cells)
