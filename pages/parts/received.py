"""What was received: the history of imports with their reports and their withdrawal."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from metrics.i18n import Translator
from metrics.intake.hearing import OFFICE
from metrics.scores import imports
from metrics.words import IMPORT_STATES
from pages.parts import session, submission
from pages.parts.agreeing import ask_twice
from pages.parts.answer_files import offer_answer
from pages.parts.exports import Shown, show_exported
from pages.parts.news import refusable
from pages.parts.reports import show_report
from pages.parts.whose import reads_own_only


def show_history(t: Translator) -> None:
    """Draw every received file, latest first; a click shows its report and offers to withdraw it."""
    rows = imports(session.warehouse(), session.reader())
    if not rows:
        none_of_own = t("Nothing was received of your own units yet.")
        st.markdown(none_of_own if reads_own_only() else t("Nothing was received yet."))
        return
    if session.reader().is_read_only:
        _show_files_of_package(t, rows)
        return
    words = st.column_config.TextColumn
    columns = _columns(t) | {"rows": words(t("Rows kept"), width=90, alignment="right")}
    lines = [_history_line(t, row) for row in rows]
    event = show_exported(
        t, t("History of imports"), columns, lines, Shown(), key=f"history_{session.warehouse().version}",
        height=_height(rows), on_select="rerun", selection_mode="single-cell",
    )  # fmt: skip
    cells = event.selection.cells
    may_hand_in = session.reader().may_hand_in
    st.caption(t("Click an import to see its report or to withdraw it.") if may_hand_in
               else t("Click an import to see its report."))  # fmt: skip
    if cells and cells[0][0] < len(rows):
        _show_import(t, rows[cells[0][0]])


def _show_files_of_package(t: Translator, rows: list[dict[str, Any]]) -> None:
    st.caption(t("The package holds the rows of these files as typed, and of each file its SHA-256 only."))
    columns = _columns(t) | {"sha256": st.column_config.TextColumn("SHA-256", width=330)}
    lines = [_history_line(t, row) | {"sha256": row["sha256"]} for row in rows]
    show_exported(t, t("History of imports"), columns, lines, Shown(), key="files_of_package", height=_height(rows))


def _columns(t: Translator) -> dict[str, Any]:
    words = st.column_config.TextColumn
    return {
        "number": words(t("Import"), width=62, alignment="right"),
        "time": words(t("Received at"), width=150),
        "file": words(t("File"), width=330),
        "speaker": words(t("From"), width=180),
        "state": words(t("State"), width=90),
    }


def _height(rows: list[dict[str, Any]]) -> Any:
    return "content" if len(rows) <= 14 else 30 * 15


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
            if faults and row["sha256"]:
                make = partial(submission.answer_to_import, row)
                offer_answer(t, row["file_name"], make, key=f"answer_to_{row['import']}")
            may_hand_in = session.reader().may_hand_in
            if row["state"] == "held" and may_hand_in:
                again = refusable(t, submission.check_again)
                st.button(t("Check again"), key="check_again", on_click=again, args=(t, row["import"]))
            if row["state"] in ("held", "committed") and may_hand_in:
                _ask_withdrawal(t, row)
        show_report(t, row["file_name"], kinds, faults, key=f"report_of_{row['import']}")


def _ask_withdrawal(t: Translator, row: dict[str, Any]) -> None:
    told = t("All of its rows stop counting; scores go back to what they were without it. The history keeps it.")
    run = refusable(t, submission.take_back)
    ask_twice(t, t("Withdraw"), f"{row['import']} · {row['file_name']}：{told}", lambda: run(t, row["import"]),
              key="withdraw", icon=":material/undo:")  # fmt: skip
