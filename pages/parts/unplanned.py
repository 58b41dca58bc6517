"""Findings outside the declared scope: one click adds the inspection records that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from metrics.i18n import Translator
from metrics.intake.unplanned import LeftOut, add_to_scope, left_out_in, sources
from metrics.intake.waiting import Held
from pages.parts import session, submission
from pages.parts.deciding import actor, tell_files
from pages.parts.news import refusable, tell
from pages.parts.words import plain

MOST_NAMED = 5


def ask_scope(t: Translator, files: Iterable[Held], where: str) -> None:
    """Offer to add the records of channels the scope leaves out; draws nothing when there are none."""
    missing = left_out_in([fault for file in files for fault in file.faults])
    if not missing:
        return
    names = "、".join(f"{one.name}（{one.period}）" for one in missing[:MOST_NAMED])
    with st.container(border=True):
        st.markdown(
            t("The declared scope leaves out {n} channels with findings: {names}. Were they looked at without a plan?",
              n=len(missing), names=plain(names + ("…" if len(missing) > MOST_NAMED else "")))
        )  # fmt: skip
        with st.container(horizontal=True):
            for source in ("明察暗访", *sources()[1:]):
                st.button(t("Add inspection records ({source})", source=source), key=f"scope_{where}_{source}",
                          on_click=refusable(t, _add), args=(t, missing, source))  # fmt: skip


def _add(t: Translator, missing: Sequence[LeftOut], source: str) -> None:
    places = [(one.period, one.channel) for one in missing]
    number, files = add_to_scope(
        session.warehouse(), session.reader(), places, source, actor=actor(), now=submission.now()
    )
    tell(t("Kept as import {number}: {n} inspection records were added.", number=number, n=len(places)))
    tell_files(t, files)
