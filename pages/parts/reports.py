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
    """Draw errors, then warnings, each sentence once with all cells it is true of.

    Warnings of one kind about one column are one line: nobody reads the same advice for every row of a ledger.
    """
    for severity, title in (("error", t("Errors")), ("warning", t("Warnings"))):
        chosen = [fault for fault in faults if fault["severity"] == severity]
        if chosen:
            st.markdown(f"**{title}**")
            _show_sentences(t, chosen, title)


def _show_sentences(t: Translator, faults: Sequence[Mapping[str, str]], title: str) -> None:
    places: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for fault in faults:
        places.setdefault(_sameness(fault), []).append(fault)
    headings = (t("Sheet and cell"), t("As typed"), t("What is wrong"), t("What to do"))
    lines = [_sentence(t, alike) for alike in [*places.values()][:MOST_FAULTS]]
    # A table that wraps its sentences reads Markdown: nothing from a file may become a link or an image.
    table = {heading: [plain(line[number]) for line in lines] for number, heading in enumerate(headings)}
    st.table(table, border="horizontal", hide_index=True, alt=title)
    if len(places) > MOST_FAULTS:
        st.caption(t("The first {shown} of {n} are shown.", shown=MOST_FAULTS, n=len(places)))


def _sameness(fault: Mapping[str, str]) -> tuple[str, ...]:
    column = fault["cell"].rstrip("0123456789")
    if fault["severity"] == "warning" and column:
        return fault["sheet"], fault["code"], column
    return tuple(fault[part] for part in ("sheet", "value", "message", "advice"))


def _sentence(t: Translator, alike: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    first, cells = alike[0], list(dict.fromkeys(fault["cell"] for fault in alike))
    typed = list(dict.fromkeys(fault["value"] for fault in alike if fault["value"]))
    value = _cells(t, typed) if len(typed) > 1 else first["value"]
    others = len({fault["message"] for fault in alike}) - 1
    message = t("{message} ({n} more of this kind)", message=first["message"], n=others) if others else first["message"]
    return f"{first['sheet']} {_cells(t, cells)}".strip(), value, message, first["advice"]


def _cells(t: Translator, cells: Sequence[str]) -> str:
    shown = "、".join(cells[:MOST_CELLS])
    return shown if len(cells) <= MOST_CELLS else t("{cells} and {n} more", cells=shown, n=len(cells) - MOST_CELLS)
