"""The inbox on screen: where the folder is, what waits in it and why, what came in, what was refused and its answer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from metrics.calendar import SHANGHAI
from metrics.i18n import Translator
from metrics.inbox import Inbox, Received, Waiting
from metrics.intake.hearing import OFFICE
from metrics.watching import watcher
from pages.parts import session
from pages.parts.downloads import offer_file
from pages.parts.exports import XLSX, Shown, show_exported

SECONDS = 3
MOST_RECEIVED, MOST_ANSWERS = 100, 12


def show_inbox(t: Translator) -> None:
    """Draw the inbox of the store shown, and draw it again every few seconds."""
    if not session.reader().may_decide:
        st.markdown(t("The inbox is the office's."))
        return
    inbox = watcher.inbox(session.warehouse().folder)
    st.markdown(
        t(
            "Files put into this folder are received by themselves: good ones end in accepted, bad ones in refused"
            " with their answer beside them. A unit's files go into a folder of the unit's name."
        )
    )
    st.code(str(inbox.folder), language=None, wrap_lines=True)
    _draw(t, inbox)


@st.fragment(run_every=SECONDS)
def _draw(t: Translator, inbox: Inbox) -> None:
    words = st.column_config.TextColumn
    waiting, received = inbox.waiting(), inbox.received(MOST_RECEIVED)
    if not waiting and not received:
        st.markdown(t("Nothing was put into the inbox yet."))
        return
    if waiting:
        st.markdown(f"**{t('Waiting to be received')}**")
        lines = [_waiting_line(t, one) for one in waiting]
        columns = {"file": words(t("File"), width=240), "speaker": words(t("From"), width=150)}
        columns |= {"state": words(t("Why"), width=620)}
        show_exported(t, t("Waiting to be received"), columns, lines, Shown(), key="inbox_waiting")
    if received:
        st.markdown(f"**{t('Came in')}**")
        columns = {"time": words(t("Time"), width=130), "file": words(t("File"), width=430)}
        columns |= {"speaker": words(t("From"), width=250), "state": words(t("State"), width=100)}
        height: Any = 400 if len(received) > 12 else "content"
        lines = [_received_line(t, one) for one in received]
        show_exported(t, t("Came in"), columns, lines, Shown(), key="inbox_received", height=height)
    answers = [one for one in received if one.answer is not None][:MOST_ANSWERS]
    if answers:
        st.markdown(f"**{t('Refused: download the answer, correct it, put it into the inbox again')}**")
        for one in answers:
            _offer(one)


def _waiting_line(t: Translator, one: Waiting) -> dict[str, str]:
    why = t.error(one.trouble) if one.trouble else t("Taken as soon as it has been copied completely.")
    return {"file": one.path.name, "speaker": _speaker(t, one.speaker), "state": why}


def _received_line(t: Translator, one: Received) -> dict[str, str]:
    at = one.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    state = t("accepted") if one.is_accepted else t("refused")
    return {"time": at, "file": one.path.name, "speaker": _speaker(t, one.speaker), "state": state}


def _speaker(t: Translator, name: str) -> str:
    return t("The office") if name == OFFICE else name


def _offer(one: Received) -> None:
    answer = one.answer
    if answer is None:
        return
    offer_file(
        answer.name,
        answer.read_bytes,
        answer.name,
        XLSX,
        key=f"inbox_{answer}",
        icon=":material/download:",
        type="tertiary",
    )
