"""Receiving files: who sends them, what is wrong with them, what they would change, and whether to keep them."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.intake.faults import describe
from metrics.intake.hearing import OFFICE
from metrics.intake.receipt import FileReceipt, Receipt
from metrics.state import unregistered_quarters
from metrics.words import word_period
from pages.parts import session, submission
from pages.parts.answer_files import offer_answer
from pages.parts.consequences import show_consequences
from pages.parts.news import refusable
from pages.parts.pasting import ask_pasted_plan
from pages.parts.progress import shown_progress
from pages.parts.reports import show_report
from pages.parts.responsibilities import show_open_responsibilities
from pages.parts.unmatched import ask_about_files


def show_open_questions(t: Translator) -> None:
    """Ask the office what the store leaves open: the scope of quarters with findings only, and whom the plans mean."""
    if not session.reader().may_decide:
        return
    for quarter in unregistered_quarters(session.warehouse()):
        _ask_scope(t, quarter)
    show_open_responsibilities(t, is_folded=True)


def _ask_scope(t: Translator, quarter: Period) -> None:
    name = word_period(t, quarter)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.badge(t("To be answered"), color="orange")
        st.markdown(
            t("Which channels were checked in {period}? Without an answer nothing counts as checked.", period=name),
            width="stretch",
        )
        st.button(
            t("All running channels (full coverage)"),
            key=f"full_coverage_{quarter.code}",
            on_click=refusable(t, submission.declare_full_coverage),
            args=(t, quarter),
            help=t("Otherwise import the inspection records of the period."),
        )


def ask_speaker(t: Translator) -> str:
    """Ask who sends the files: the office, or one unit, which can fill its own columns only."""
    units = [row["name"] for row in session.warehouse().rows("units", order_by="sort_order")]
    speaker: str = st.selectbox(
        t("Who sends these files"),
        list(filter(session.reader().may_speak_for, (OFFICE, *units))),
        format_func=lambda name: t("The office") if name == OFFICE else name,
        key="speaker",
        help=t("A unit's file fills the unit columns of its own rows; anything else becomes a request to the office."),
        width=300,
    )
    return speaker


def show_submission(t: Translator) -> None:
    """Ask for files, tell at once what is wrong with them and what they would change, offer to keep them."""
    if not session.reader().may_hand_in:
        st.markdown(t("Files are handed in by the office and by units."))
        return
    speaker = ask_speaker(t)
    uploaded = st.file_uploader(
        t(
            "Drop the ledgers here, several at once if they belong together"
            " (xlsx, xls, et, ods, csv; the yearly plan as docx or txt)"
        ),
        accept_multiple_files=True,
        key=f"upload_{submission.batch()}",
    )
    files: list[Any] = [*uploaded, *ask_pasted_plan(t)]
    if not files:
        return
    place = st.empty()
    with place, st.spinner(t("Checking …")):
        seen = submission.check(files, speaker, shown_progress(t, place))
    place.empty()
    receipt = seen.receipt
    _show_decision(t, files, speaker, receipt)
    for one, file in zip(receipt.files, files, strict=True):
        _show_file(t, one, file)
    ask_about_files(t, receipt, speaker)
    show_consequences(t, seen)


def _show_decision(t: Translator, files: Any, speaker: str, receipt: Receipt) -> None:
    refused = sum(tally.refused for one in receipt.files for tally in one.kinds.values())
    usable = sum(tally.new + tally.changed for one in receipt.files for tally in one.kinds.values())
    keep = refusable(t, submission.keep)
    if receipt.accepted:
        st.info(t("Checked: the files can be kept. Nothing is saved yet."), icon=":material/task_alt:")
    else:
        st.warning(
            t("Checked: there are errors, nothing is saved. Correct the cells below and drop the file again."),
            icon=":material/error:",
        )
    with st.container(horizontal=True):
        if receipt.accepted:
            arguments = (t, files, speaker, False)
            st.button(t("Keep"), type="primary", key="keep", icon=":material/save:", on_click=keep, args=arguments)
            return
        if usable:
            st.button(
                t("Keep the valid rows only"),
                key="keep_valid",
                on_click=keep,
                args=(t, files, speaker, True),
                help=t("{n} faulty rows are left out; rows that contradict each other are never kept.", n=refused),
            )
        st.button(
            t("Register as waiting"),
            key="hold",
            on_click=keep,
            args=(t, files, speaker, False),
            help=t("The file is archived with its faults; nothing of it counts."),
        )


def _show_file(t: Translator, one: FileReceipt, file: Any) -> None:
    faults = [describe(fault, t) for fault in one.faults]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(one.file, width="content")
            color: Any = "primary" if one.accepted else "gray"
            st.badge(t("Can be kept") if one.accepted else t("Not kept"), color=color)
            if one.faults:
                offer_answer(t, one.file, partial(submission.answer, file, one), key=f"answer_{file.file_id}")
        rows = {kind: vars(tally) for kind, tally in one.kinds.items()}
        show_report(t, one.file, rows, faults, key=f"report_{file.file_id}")
