"""What became of received files: faults, counts, changes, requests, history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.errors import MetricsError
from metrics.i18n import Translator
from metrics.intake.faults import describe
from metrics.intake.hearing import OFFICE
from metrics.intake.receipt import FileReceipt, Receipt
from metrics.scores import imports, requests
from pages.parts import session, submission
from pages.parts.tables import show_table
from pages.parts.words import FIELDS, IMPORT_STATES, KINDS, SEVERITIES, plain, word_period

MOST_LINES = 200
TALLY = ("new", "changed", "unchanged", "refused")


def show_news() -> None:
    """Say what the last click did."""
    for sentence in submission.take_news():
        st.success(plain(sentence), icon=":material/check_circle:")


def show_open_questions(t: Translator) -> None:
    """Ask for the inspection scope of every quarter that has findings and no inspection records."""
    for quarter in session.quarters():
        if session.inspections(quarter)["basis"] is None:
            _ask_scope(t, quarter)


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
            on_click=_refusable(t, submission.declare_full_coverage),
            args=(t, quarter),
            help=t("Otherwise import the inspection records of the period."),
        )


def _refusable(t: Translator, action: Callable[..., None]) -> Callable[..., None]:
    def run(*arguments: Any) -> None:
        try:
            action(*arguments)
        except MetricsError as error:
            st.session_state["intake_refusal"] = t.error(error)

    return run


def show_refusal() -> None:
    """Say why the last click was refused."""
    sentence = st.session_state.pop("intake_refusal", None)
    if sentence:
        st.error(plain(sentence), icon=":material/error:")


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
    files = st.file_uploader(
        t("Drop the ledgers here, several at once if they belong together (xlsx, csv; the yearly plan as txt)"),
        accept_multiple_files=True,
        key=f"upload_{submission.batch()}",
    )
    if not files:
        return
    with st.spinner(t("Checking …")):
        receipt = submission.check(files, speaker)
    _show_decision(t, files, speaker, receipt)
    for one in receipt.files:
        _show_file(t, one)
    _show_consequences(t, receipt)


def _show_decision(t: Translator, files: Any, speaker: str, receipt: Receipt) -> None:
    refused = sum(tally.refused for one in receipt.files for tally in one.kinds.values())
    usable = sum(tally.new + tally.changed for one in receipt.files for tally in one.kinds.values())
    keep = _refusable(t, submission.keep)
    if receipt.accepted:
        st.success(t("Checked: the files can be kept. Nothing is saved yet."), icon=":material/task_alt:")
    else:
        st.error(
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


def show_report(t: Translator, kinds: Mapping[str, Mapping[str, int]], faults: Sequence[Mapping[str, str]]) -> None:
    """Draw rows by kind, and each fault with its cell, what was seen, what is wrong and what to do."""
    words, number = st.column_config.TextColumn, st.column_config.NumberColumn
    if kinds:
        headings = {"new": t("New"), "changed": t("Changed"), "unchanged": t("Unchanged"), "refused": t("Refused")}
        show_table(
            [{"kind": t(KINDS.get(kind, kind))} | dict(tally) for kind, tally in kinds.items()],
            {"kind": words(t("Rows"), width=160)} | {key: number(headings[key], width=90) for key in TALLY},
            width="content",
            alt=t("Rows by kind"),
        )
    if faults:
        columns = {
            "severity": words(t("Severity"), width=62),
            "sheet": words(t("Sheet"), width=96),
            "cell": words(t("Cell"), width=54),
            "value": words(t("As typed"), width=110),
            "message": words(t("What is wrong"), width=330),
            "advice": words(t("What to do"), width=320),
        }
        lines = [fault | {"severity": t(SEVERITIES[fault["severity"]])} for fault in map(dict, faults[:MOST_LINES])]
        # Sentences need two lines; the whole of one stands in the cell's overlay.
        show_table(lines, columns, row_height=48, height="content" if len(lines) < 9 else 460, alt=t("Faults"))
        if len(faults) > MOST_LINES:
            st.caption(t("The first {shown} of {n} are shown.", shown=MOST_LINES, n=len(faults)))


def _show_consequences(t: Translator, receipt: Receipt) -> None:
    words = st.column_config.TextColumn
    if receipt.changes:
        st.markdown(f"**{t('Values that would change')}**")
        lines = [
            {"kind": t(KINDS.get(one.kind, one.kind)), "item": one.item, "field": _field(t, one.field)}
            | {
                "old": one.old or "",
                "new": one.new or "",
                "place": t("{sheet}, row {row}", sheet=one.sheet, row=one.row),
            }
            for one in receipt.changes[:MOST_LINES]
        ]
        columns = {"kind": words(t("Rows"), width=100), "item": words(t("Item"), width=260)}
        columns |= {"field": words(t("Column"), width=110), "old": words(t("Before"), width=170)}
        columns |= {"new": words(t("After"), width=170), "place": words(t("Sheet and row"), width=150)}
        show_table(lines, columns, alt=t("Values that would change"))
    if receipt.to_confirm:
        st.markdown(f"**{t('Responsibilities a person has to spell out (unscored until then)')}**")
        tasks = [{"number": one.number, "title": one.title, "phrase": one.phrase} for one in receipt.to_confirm]
        columns = {"number": words(t("No."), width=60), "title": words(t("Task"), width=500)}
        show_table(tasks, columns | {"phrase": words(t("As typed"), width=300)}, alt=t("To be confirmed"))
    if receipt.requests:
        st.markdown(f"**{t('Requests to the office: not the sender’s to say, nothing changes')}**")
        asked = [
            {"unit": one.unit, "item": one.item, "field": _field(t, one.field), "old": one.old, "new": one.new}
            | {"place": f"{one.sheet} {one.cell}".strip()}
            for one in receipt.requests[:MOST_LINES]
        ]
        show_table(asked, _request_columns(t), alt=t("Requests"))


def _request_columns(t: Translator) -> dict[str, Any]:
    words = st.column_config.TextColumn
    return {
        "unit": words(t("Unit"), width=170),
        "item": words(t("Item"), width=240),
        "field": words(t("Column"), width=120),
        "old": words(t("In the store"), width=150),
        "new": words(t("Asked for"), width=150),
        "place": words(t("Sheet and row"), width=160),
    }


def _field(t: Translator, name: str) -> str:
    return t(FIELDS.get(name, name))


def show_requests(t: Translator) -> None:
    """Draw what units' files asked the office to change."""
    rows = requests(session.warehouse(), session.reader())
    if not rows:
        st.markdown(t("No unit asks for anything."))
        return
    lines = [
        {"unit": row["unit_name"], "item": t(KINDS.get(row["kind"], row["kind"])), "field": _field(t, row["field"])}
        | {"old": row["old_value"], "new": row["new_value"]}
        | {"place": t("{sheet}, row {row}", sheet=row["sheet"], row=row["row_number"])}
        for row in rows[:MOST_LINES]
    ]
    show_table(lines, _request_columns(t), alt=t("Requests"))


def show_history(t: Translator) -> None:
    """Draw every received file, latest first; a click shows its report and offers to withdraw it."""
    rows = imports(session.warehouse(), session.reader())
    if not rows:
        st.markdown(t("Nothing was received yet."))
        return
    words = st.column_config.TextColumn
    columns = {
        "number": words(t("Import"), width=62),
        "time": words(t("Received at"), width=150),
        "file": words(t("File"), width=330),
        "speaker": words(t("From"), width=180),
        "state": words(t("State"), width=90),
        "rows": words(t("Rows kept"), width=90, alignment="right"),
    }
    lines = [_history_line(t, row) for row in rows]
    options = {"key": "history", "on_select": "rerun", "selection_mode": "single-cell"}
    height: Any = "content" if len(rows) <= 14 else 30 * 15
    event = show_table(lines, columns, height=height, alt=t("History of imports"), **options)
    cells = event.selection.cells
    st.caption(t("Click an import to see its report or to withdraw it."))
    if cells and cells[0][0] < len(rows):
        _show_import(t, rows[cells[0][0]])


def _history_line(t: Translator, row: dict[str, Any]) -> dict[str, str]:
    kinds, _ = submission.report_of(t, row)
    kept = sum(tally["new"] + tally["changed"] for tally in kinds.values())
    return {
        "number": str(row["import"]),
        "time": row["received_at"].strftime("%Y-%m-%d %H:%M"),
        "file": row["file_name"],
        "speaker": t("The office") if row["speaker"] == OFFICE else row["speaker"],
        "state": t(IMPORT_STATES[row["state"]]),
        "rows": str(kept) if row["state"] == "committed" else "",
    }


def _show_import(t: Translator, row: dict[str, Any]) -> None:
    kinds, faults = submission.report_of(t, row)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{row['import']} · {row['file_name']}", width="stretch")
            if row["state"] == "held":
                again = _refusable(t, submission.check_again)
                st.button(t("Check again"), key="check_again", on_click=again, args=(t, row["import"]))
            if row["state"] != "withdrawn" and st.button(t("Withdraw"), key="withdraw", icon=":material/undo:"):
                _confirm_withdrawal(t, row)
        show_report(t, kinds, faults)


def _confirm_withdrawal(t: Translator, row: dict[str, Any]) -> None:
    @st.dialog(t("Withdraw import {number}", number=row["import"]))
    def confirm() -> None:
        st.text(row["file_name"])
        st.write(t("All of its rows stop counting; scores go back to what they were without it. The history keeps it."))
        if st.button(t("Withdraw"), key="confirm_withdrawal", type="primary"):
            _refusable(t, submission.take_back)(t, row["import"])
            st.rerun()

    confirm()
