"""Receiving files: who sends them, what is wrong with them, what they would change, and whether to keep them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.intake.faults import describe
from metrics.intake.hearing import OFFICE
from metrics.intake.receipt import FileReceipt, Receipt
from metrics.preview import Preview
from metrics.scores import UnitScore
from metrics.state import unregistered_quarters
from metrics.words import GROUPS, KINDS, VERDICTS, word_field, word_period, word_value
from pages.parts import session, submission
from pages.parts.news import refusable
from pages.parts.pasting import ask_pasted_plan
from pages.parts.reports import show_report
from pages.parts.responsibilities import show_open_responsibilities
from pages.parts.tables import show_table

MOST_LINES = 200


def show_open_questions(t: Translator) -> None:
    """Ask what the store leaves open: the scope of quarters with findings only, and whom the plans mean."""
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
        [OFFICE, *units],
        format_func=lambda name: t("The office") if name == OFFICE else name,
        key="speaker",
        help=t("A unit's file fills the unit columns of its own rows; anything else becomes a request to the office."),
        width=300,
    )
    return speaker


def show_submission(t: Translator) -> None:
    """Ask for files, tell at once what is wrong with them and what they would change, offer to keep them."""
    speaker = ask_speaker(t)
    uploaded = st.file_uploader(
        t("Drop the ledgers here, several at once if they belong together (xlsx, csv; the yearly plan as docx or txt)"),
        accept_multiple_files=True,
        key=f"upload_{submission.batch()}",
    )
    files: list[Any] = [*uploaded, *ask_pasted_plan(t)]
    if not files:
        return
    with st.spinner(t("Checking …")):
        seen = submission.check(files, speaker)
    receipt = seen.receipt
    _show_decision(t, files, speaker, receipt)
    for one in receipt.files:
        _show_file(t, one)
    _show_consequences(t, seen)


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


def _show_file(t: Translator, one: FileReceipt) -> None:
    faults = [describe(fault, t) for fault in one.faults]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(one.file, width="content")
            color: Any = "primary" if one.accepted else "gray"
            st.badge(t("Can be kept") if one.accepted else t("Not kept"), color=color)
        show_report(t, {kind: vars(tally) for kind, tally in one.kinds.items()}, faults)


def _show_consequences(t: Translator, seen: Preview) -> None:
    receipt, words = seen.receipt, st.column_config.TextColumn
    if seen.effects:
        _show_effects(t, seen)
    if receipt.changes:
        with st.expander(t("Values that would change ({n})", n=len(receipt.changes))):
            lines = [
                {"kind": t(KINDS.get(one.kind, one.kind)), "item": one.item, "field": word_field(t, one.field)}
                | {"old": word_value(t, one.field, one.old), "new": word_value(t, one.field, one.new)}
                | {"place": t("{sheet}, row {row}", sheet=one.sheet, row=one.row)}
                for one in receipt.changes[:MOST_LINES]
            ]
            columns = {"kind": words(t("Rows"), width=100), "item": words(t("Item"), width=250)}
            columns |= {"field": words(t("Column"), width=110), "old": words(t("Before"), width=170)}
            columns |= {"new": words(t("After"), width=170), "place": words(t("Sheet and row"), width=140)}
            show_table(lines, columns, alt=t("Values that would change"), height=400 if len(lines) > 12 else "content")
            if len(receipt.changes) > MOST_LINES:
                st.caption(t("The first {shown} of {n} are shown.", shown=MOST_LINES, n=len(receipt.changes)))
    if receipt.to_confirm:
        st.markdown(f"**{t('Responsibilities a person has to spell out (unscored until then)')}**")
        tasks = [{"number": one.number, "title": one.title, "phrase": one.phrase} for one in receipt.to_confirm]
        columns = {"number": words(t("No."), width=60), "title": words(t("Task"), width=500)}
        show_table(tasks, columns | {"phrase": words(t("As typed"), width=300)}, alt=t("To be confirmed"))
    if receipt.requests:
        st.markdown(f"**{t('Requests to the office: not the sender’s to say, nothing changes')}**")
        asked = [
            {
                "unit": one.unit,
                "item": one.item,
                "field": word_field(t, one.field),
                "old": word_value(t, one.field, one.old),
            }
            | {"new": word_value(t, one.field, one.new), "place": f"{one.sheet} {one.cell}".strip()}
            for one in receipt.requests[:MOST_LINES]
        ]
        show_table(asked, request_columns(t), alt=t("Requests"))


def _show_effects(t: Translator, seen: Preview) -> None:
    words = st.column_config.TextColumn
    period = word_period(t, seen.period)
    with st.expander(t("Effect on scores and ranks of {period} ({n} units)", period=period, n=len(seen.effects))):
        lines = [
            {"unit": one.unit, "group": t(GROUPS[one.group])}
            | {"score_before": _score(t, one.before), "score_after": _score(t, one.after)}
            | {"rank_before": _rank(one.before), "rank_after": _rank(one.after)}
            for one in seen.effects
        ]
        columns = {"unit": words(t("Unit"), width=270), "group": words(t("Group of units"), width=150)}
        columns |= {
            "score_before": words(t("Score now"), width=130, alignment="right"),
            "score_after": words(t("Score then"), width=130, alignment="right"),
            "rank_before": words(t("Rank now"), width=110, alignment="right"),
            "rank_after": words(t("Rank then"), width=110, alignment="right"),
        }
        show_table(lines, columns, alt=t("Effect on scores"), height=400 if len(lines) > 12 else "content")


def _score(t: Translator, one: UnitScore | None) -> str:
    if one is None:
        return ""
    return one.score if one.score is not None else t(VERDICTS[one.verdict])


def _rank(one: UnitScore | None) -> str:
    return "" if one is None or one.rank is None else str(one.rank)


def request_columns(t: Translator) -> dict[str, Any]:
    words = st.column_config.TextColumn
    return {
        "unit": words(t("Unit"), width=170),
        "item": words(t("Item"), width=240),
        "field": words(t("Column"), width=120),
        "old": words(t("In the store"), width=150),
        "new": words(t("Asked for"), width=150),
        "place": words(t("Sheet and row"), width=160),
    }
