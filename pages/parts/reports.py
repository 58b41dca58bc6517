"""What a file's report says: rows by kind, and every fault with its cell, what was seen, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics.i18n import Translator
from metrics.words import KINDS
from pages.parts.tables import show_table
from pages.parts.words import plain

MOST_FAULTS, MOST_CELLS = 60, 4
TALLY = ("new", "changed", "unchanged", "refused")


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
        show_faults(t, faults)


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
