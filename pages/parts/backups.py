"""Backups and room on screen: take one while the store is in use, unpack one beside it, see what is left."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from metrics.backup import back_up, restore
from metrics.backup_folder import backup_folder, backups
from metrics.capacity import capacity
from metrics.i18n import Translator
from pages.parts import session
from pages.parts.clock import now
from pages.parts.exports import Shown, show_exported
from pages.parts.news import refusable, tell

MEGABYTE = 1024 * 1024
RELATIONS = {
    "imports": "Imports",
    "records": "Rows received",
    "findings": "Findings",
    "assignments": "Assignments",
    "channels": "Channels",
    "audit": "Entries of the audit log",
}


def show_backups(t: Translator) -> None:
    """Draw the backups of the store, a button for one more, and a way to unpack one into a folder of its own."""
    session.reader().require_administrator()
    store = session.warehouse().folder
    st.markdown(t("Backups are written here, also while others work; copy them to another machine:"))
    st.code(str(backup_folder(store)), language=None, wrap_lines=True)
    st.button(t("Back up now"), type="primary", icon=":material/save:", key="back_up",
              on_click=refusable(t, _back_up), args=(t,))  # fmt: skip
    found = backups(store)
    if not found:
        st.markdown(t("There is no backup yet."))
        return
    words = st.column_config.TextColumn
    columns = {"file": words(t("File"), width=330), "at": words(t("Time"), width=170)}
    columns |= {"size": words(t("Size"), width=110, alignment="right")}
    lines = [
        {"file": one.path.name, "at": one.written_at.isoformat(sep=" ", timespec="minutes"), "size": _size(one.size)}
        for one in found
    ]
    show_exported(t, t("Backups"), columns, lines, Shown(), key="backups")
    with st.container(border=True):
        st.markdown(
            t("A backup is unpacked into a folder of its own; the store in use is never overwritten. To work with it, "
              "start the dashboard with METRICS_STORE set to that folder.")
        )  # fmt: skip
        line = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
        line.selectbox(t("Backup"), [one.path.name for one in found], key="backup_chosen", width=330)
        line.button(t("Unpack"), key="restore", on_click=refusable(t, _restore), args=(t,))


def _back_up(t: Translator) -> None:
    session.reader().require_administrator()
    archive = back_up(session.warehouse(), actor=session.actor())
    tell(t("The store was saved to {path}.", path=archive.path))


def _restore(t: Translator) -> None:
    session.reader().require_administrator()
    store = session.warehouse().folder
    chosen = backup_folder(store) / Path(st.session_state["backup_chosen"]).name
    folder = store.with_name(f"{store.name}-restored-{now():%Y%m%d-%H%M%S}")
    restore(chosen, folder, session.actor())
    tell(t("The store was restored into {folder}.", folder=folder))


def show_capacity(t: Translator) -> None:
    """Draw how much the store holds and how much room is left."""
    found = capacity(session.warehouse(), session.reader())
    line = st.container(horizontal=True, gap="medium")
    for label, size in (
        (t("Database"), found.database), (t("Received files"), found.originals), (t("Free on the disk"), found.free),
    ):  # fmt: skip
        line.metric(label, _size(size), width=220, border=True)
    words = st.column_config.TextColumn
    columns = {"what": words(t("Stored"), width=220), "rows": words(t("Number of rows"), width=120, alignment="right")}
    lines = [{"what": t(RELATIONS[name]), "rows": f"{n:,}"} for name, n in found.rows.items()]
    show_exported(t, t("Capacity"), columns, lines, Shown(), key="capacity", width="content")


def _size(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"
