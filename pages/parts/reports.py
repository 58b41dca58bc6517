"""What a file's report says: rows by kind, and every fault with its cell, what was seen, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics.i18n import Translator
from metrics.words import KINDS, SEVERITIES
from pages.parts.exports import Shown, show_export, show_exported
from pages.parts.words import plain

MOST_FAULTS, MOST_CELLS = 60, 4
TALLY = ("new", "changed", "unchanged", "refused")


def show_report(
    t: Translator, file: str, kinds: Mapping[str, Mapping[str, int]], faults: Sequence[Mapping[str, str]], key: str
) -> None:
    """Draw rows by kind, and each fault of ``file`` with its cell, what was seen, what is wrong and what to do."""
    words, number = st.column_config.TextColumn, st.column_config.NumberColumn
    if kinds:
        headings = {"new": t("New"), "changed": t("Changed"), "unchanged": t("Unchanged"), "refused": t("Refused")}
        lines = [{"kind": t(KINDS.get(kind, kind))} | dict(tally) for kind, tally in kinds.items()]
        columns = {"kind": words(t("Rows"), width=160)} | {one: number(headings[one], width=90) for one in TALLY}
        place = st.container(horizontal=True, vertical_alignment="bottom")
        with place:
            show_exported(
                t, t("Rows by kind"), columns, lines, Shown(choice=file), key=f"{key}_rows", place=place,
                width="content",
            )  # fmt: skip
    if faults:
        show_faults(t, faults)
        _show_export_of_faults(t, file, faults, f"{key}_faults")


def _show_export_of_faults(t: Translator, file: str, faults: Sequence[Mapping[str, str]], key: str) -> None:
    words, severities = st.column_config.TextColumn, {one: t(name) for one, name in SEVERITIES.items()}
    columns = {
        "severity": words(t("Severity"), width=80),
        "sheet": words(t("Sheet"), width=120),
        "cell": words(t("Cell"), width=80),
        "value": words(t("As typed"), width=200),
        "message": words(t("What is wrong"), width=400),
        "advice": words(t("What to do"), width=400),
    }
    lines = [dict(one) | {"severity": severities.get(one["severity"], one["severity"])} for one in faults]
    show_export(t, t("Errors and warnings"), columns, lines, Shown(choice=file), key=key)


def show_faults(t: Translator, faults: Sequence[Mapping[str, str]]) -> None:
    """Draw errors, then warnings, each sentence once with all cells it is true of."""
    for severity, title in (("error", t("Errors")), ("warning", t("Warnings"))):
        chosen = [fault for fault in faults if fault["severity"] == severity]
        if chosen:
            st.markdown(f"**{title}**")
            _show_sentences(t, chosen, title)


def _show_sentences(t: Translator, faults: Sequence[Mapping[str, str]], title: str) -> None:
    places: dict[tuple[str, ...], list[str]] = {}
    for fault in faults:
        said = tuple(fault[part] for part in ("sheet", "value", "message", "advice"))
        places.setdefault(said, []).append(fault["cell"])
    headings = (t("Sheet and cell"), t("As typed"), t("What is wrong"), t("What to do"))
    lines = [
        (f"{sheet} {_cells(t, cells)}".strip(), value, message, advice)
        for (sheet, value, message, advice), cells in [*places.items()][:MOST_FAULTS]
    ]
    # A table that wraps its sentences reads Markdown: nothing from a file may become a link or an image.
    table = {heading: [plain(line[number]) for line in lines] for number, heading in enumerate(headings)}
    st.table(table, border="horizontal", hide_index=True, alt=title)
    if len(places) > MOST_FAULTS:
        st.caption(t("The first {shown} of {n} are shown.", shown=MOST_FAULTS, n=len(places)))


def _cells(t: Translator, cells: Sequence[str]) -> str:
    shown = "、".join(cells[:MOST_CELLS])
    return shown if len(cells) <= MOST_CELLS else t("{cells} and {n} more", cells=shown, n=len(cells) - MOST_CELLS)
