"""Names nobody knew: what might be meant and why, one decision for all files that wait, and the record of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.i18n import Translator
from metrics.intake.column_decisions import all_column_decisions, columns_in, unknown_columns
from metrics.intake.decisions import Decision, Meaning, Name, all_decisions
from metrics.intake.directory import Directory
from metrics.intake.likeness import reason_in_words
from metrics.intake.receipt import Receipt
from metrics.intake.unmatched import Unmatched, decide, keep_all_ready, ready_files, unmatched, unmatched_in
from metrics.intake.waiting import OF_SCOPE, Held, held_files, looked_at
from metrics.words import NAME_ANSWERS, NAME_KINDS, word_actor
from pages.parts import session, submission
from pages.parts.deciding import actor, tell_files
from pages.parts.exports import Shown, show_exported
from pages.parts.mappings import ask_columns
from pages.parts.news import refusable, tell
from pages.parts.unplanned import ask_scope
from pages.parts.whose import reads_own_only
from pages.parts.words import plain

MOST_ASKED = 30


def show_decisions(t: Translator) -> None:
    """Draw what waits for a decision (names, columns), the files that became whole, and what was decided before."""
    store, reader = session.warehouse(), session.reader()
    queue = unmatched(store, reader)
    columns = unknown_columns(store, reader)
    ready = ready_files(store, reader)
    held = held_files(store)
    is_scope_asked = reader.may_decide and any(one.waits_for(OF_SCOPE) for one in held)
    if not (queue or columns or ready or is_scope_asked or all_decisions(store) or all_column_decisions(store)):
        none_of_own = t("No name and no column in files of your own units waits for a decision.")
        st.markdown(none_of_own if reads_own_only() else t("No name and no column waits for a decision."))
        return
    with st.container():  # one place for what comes and goes: the record below keeps its own, open or closed
        if ready:
            _show_ready(t, ready)
        if reader.may_decide:
            ask_scope(t, held, "held")
        if queue:
            ask_names(t, queue, "held")
        if columns:
            ask_columns(t, columns, "held")
    _show_record(t)


def show_what_waits(t: Translator) -> None:
    """Say in one line that names or columns wait for a decision, or that files are ready; nothing when none do."""
    store, reader = session.warehouse(), session.reader()
    names = sum(one.is_open for one in unmatched(store, reader))
    columns, ready = len(unknown_columns(store, reader)), len(ready_files(store, reader))
    parts = [
        t("{n} names wait for a decision", n=names) if names else "",
        t("{n} columns wait for a decision", n=columns) if columns else "",
        t("{n} files are ready to be kept", n=ready) if ready else "",
    ]
    if any(parts):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge(t("To be decided"), color="orange")
            said = t(", ").join(part for part in parts if part)
            of_own = t("Held files of your own units: {said}; see the part “Names and columns”.", said=said)
            whole = t("Held files: {said}; see the part “Names and columns”.", said=said)
            st.markdown(of_own if reads_own_only() else whole)


def ask_about_files(t: Translator, receipt: Receipt, speaker: str) -> None:
    """Ask about the names and columns of files that are only looked at; once decided, they are checked again."""
    if not session.reader().may_decide:
        return
    files = [looked_at(one, speaker, submission.now()) for one in receipt.files]
    ask_scope(t, files, "looked")
    names = [one for one in unmatched_in(session.warehouse(), files) if one.is_open]
    columns = tuple({(one.layout, one.heading): one for file in files for one in columns_in(file.faults)}.values())
    if not names and not columns:
        return
    told = t("Decide here what names and columns mean ({n})", n=len(names) + len(columns))
    with st.expander(told, expanded=not receipt.accepted, key="names_of_files"):
        if names:
            ask_names(t, names, "looked")
        if columns:
            ask_columns(t, columns, "looked")


def ask_names(t: Translator, queue: Sequence[Unmatched], where: str) -> None:
    """Ask of every name what it means; ``where`` keeps two places on one page apart."""
    st.markdown(f"**{t('Names nobody knew')}**")
    directory = Directory(session.warehouse())
    for number, one in enumerate(queue[:MOST_ASKED]):
        _ask_name(t, directory, one, f"{where}_{number}_{one.name.text}")
    if len(queue) > MOST_ASKED:
        st.caption(t("The first {shown} of {n} are shown.", shown=MOST_ASKED, n=len(queue)))


def _ask_name(t: Translator, directory: Directory, one: Unmatched, key: str) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(one.name.text)}**", width="content")
            files = "、".join(held.file for held, _ in one.files[:3]) + ("…" if len(one.files) > 3 else "")
            st.caption(
                plain(t("{what}, {n} rows, waiting: {files}", what=_what(t, one.name, one.unit_name), n=one.rows,
                        files=files))
            )  # fmt: skip
            if one.decision is not None:
                st.badge(_in_words(t, one.decision), color="gray")
        if one.suggestions:
            similar = "；".join(f"{said.name}（{reason_in_words(said, t)}）" for said in one.suggestions)
            st.caption(plain(t("Similar: {names}", names=similar)))
        if not session.reader().may_decide:
            return
        _ask_meaning(t, directory, one.name, [similar.name for similar in one.suggestions], one.decision, key)


def _ask_meaning(
    t: Translator, directory: Directory, name: Name, likely: Sequence[str], before: Decision | None, key: str
) -> None:
    offered = _offered(directory, name, likely)
    seen = before.import_id if before is not None else None
    is_channel = name.what == "channel"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("This name means"), list(offered), index=None, key=f"meant_{key}", width=420,
            format_func=lambda meant: offered[meant], placeholder=t("Choose what it means; nothing is chosen for you"),
            label_visibility="collapsed",
        )  # fmt: skip
        actions: tuple[tuple[str, Meaning], ...] = (
            (t("Decide"), "is"),
            (t("New channel, to be imported") if is_channel else t("New unit, to be imported"), "awaited"),
            (t("Not a channel") if is_channel else t("Not a unit"), "refused"),
        )
        for label, answer in actions:
            st.button(
                label,
                key=f"{answer}_{key}",
                type="primary" if answer == "is" else "secondary",
                disabled=answer == "is" and st.session_state.get(f"meant_{key}") is None,
                on_click=refusable(t, _decide),
                args=(t, name, answer, f"meant_{key}", seen),
            )


def _offered(directory: Directory, name: Name, likely: Sequence[str]) -> dict[int, str]:
    """Return what may be chosen, the similar ones first."""
    if name.what == "channel":
        named = [(one.channel, one.name, directory.words(one)) for one in directory.channels_of(name.unit)]
    else:
        named = [(one.unit, one.name, one.name) for one in directory.units.values()]
    named.sort(key=lambda one: likely.index(one[1]) if one[1] in likely else len(likely))
    return {meant: words for meant, _, words in named}


def _decide(t: Translator, name: Name, answer: Meaning, chosen: str, seen: int | None) -> None:
    meant = st.session_state.get(chosen)
    if answer == "is" and meant is None:
        tell(t("Choose first what “{name}” means.", name=name.text))
        return
    decision, files = decide(
        session.warehouse(), session.reader(), name, answer, meant if answer == "is" else None,
        actor=actor(), now=submission.now(), seen=seen,
    )  # fmt: skip
    tell(t("Kept as import {number}: “{name}” {meaning}.", number=decision.import_id, name=name.text,
           meaning=_in_words(t, decision)))  # fmt: skip
    tell_files(t, files)


def _show_ready(t: Translator, ready: Sequence[Held]) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{t('Held files that are ready to be kept')}**", width="stretch")
            if session.reader().may_decide:
                st.button(t("Keep them all"), key="keep_ready", type="primary", icon=":material/save:",
                          on_click=refusable(t, _keep_ready), args=(t,))  # fmt: skip
        number, words = st.column_config.NumberColumn, st.column_config.TextColumn
        tallies = ("new", "changed", "unchanged")
        lines = [
            {"number": str(one.import_id), "file": one.file}
            | {name: sum(kind[name] for kind in one.report["kinds"].values()) for name in tallies}
            for one in ready
        ]
        columns: dict[str, Any] = {"number": words(t("Import"), width=80, alignment="right")}
        columns |= {"file": words(t("File"), width=420)}
        columns |= {"new": number(t("New"), width=90), "changed": number(t("Changed"), width=90)}
        columns |= {"unchanged": number(t("Unchanged"), width=90)}
        show_exported(t, t("Held files that are ready to be kept"), columns, lines, Shown(), key="files_ready")


def _keep_ready(t: Translator) -> None:
    receipts = keep_all_ready(session.warehouse(), session.reader(), actor=actor(), now=submission.now())
    for told, is_kept in ((t("In the store now: {files}"), True), (t("Still held: {files}"), False)):
        files = [one.file for receipt in receipts for one in receipt.files if one.accepted is is_kept]
        if files:
            tell(told.format(files="、".join(files)))


def _show_record(t: Translator) -> None:
    """Draw every decision that was ever kept, and offer to decide one of those in force anew."""
    store = session.warehouse()
    decided, columns = all_decisions(store), all_column_decisions(store)
    if not decided and not columns:
        return
    lines = [
        {"about": _what(t, one.name, one.unit_name), "name": one.name.text, "said": _in_words(t, one)}
        | _line(t, one)
        for one in decided
    ] + [{"about": t("Column"), "name": one.heading, "said": one.meaning} | _line(t, one) for one in columns]
    words = st.column_config.TextColumn
    shown: dict[str, Any] = {
        "about": words(t("What"), width=190),
        "name": words(t("Name"), width=200),
        "said": words(t("Decision"), width=320),
        "by": words(t("By"), width=110),
        "at": words(t("At"), width=140),
        "state": words(t("State"), width=80),
        "number": words(t("Import"), width=80, alignment="right"),
    }
    with st.expander(t("Decisions kept ({n})", n=len(lines)), key="decisions_record"):
        show_exported(t, t("Decisions kept"), shown, lines, Shown(), key="decisions_kept")
        st.caption(
            t("A decision is remembered for every later file; withdrawing its import (part “History of imports”) "
              "brings the one before back. What was kept by it stays.")
        )  # fmt: skip
        standing = {one.import_id: one for one in decided if one.is_standing}
        if standing and session.reader().may_decide:
            _ask_change(t, standing)


def _line(t: Translator, one: Any) -> dict[str, str]:
    state = t("in force") if one.is_standing else t("not in force")
    at = one.at.strftime("%Y-%m-%d %H:%M")
    return {"by": word_actor(t, one.actor), "at": at, "state": state, "number": str(one.import_id)}


def _ask_change(t: Translator, standing: dict[int, Decision]) -> None:
    chosen = st.selectbox(
        t("Change a decision that is in force"), list(standing), index=None, key="decision_to_change", width=420,
        format_func=lambda number: f"{standing[number].name.text}：{_in_words(t, standing[number])}",
        placeholder=t("Choose the decision"),
    )  # fmt: skip
    if chosen is not None:
        before = standing[chosen]
        _ask_meaning(t, Directory(session.warehouse()), before.name, [], before, f"change_{chosen}")


def _what(t: Translator, name: Name, unit: str) -> str:
    return t(NAME_KINDS[name.what]) + (f"（{unit}）" if unit else "")


def _in_words(t: Translator, decision: Decision) -> str:
    return t(NAME_ANSWERS[decision.name.what, decision.answer], meaning=decision.meaning)
