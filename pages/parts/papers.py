"""The page 督查督办: who needs a paper and why, what the paper will say, single papers and all of a kind as zip.

Papers are made when somebody asks for them, never while a page is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from metrics import scores
from metrics.briefs.items import lines_of
from metrics.briefs.naming import file_name
from metrics.briefs.order import word_reason
from metrics.briefs.papers import WHOLE_CITY, Order, as_zip, make_papers
from metrics.briefs.recomputable import recomputable_workbook
from metrics.calendar import Period, today_in_shanghai
from metrics.escalation import FIRST, Level, levels_of
from metrics.i18n import Translator
from metrics.releases import status
from metrics.supervision import Selection, items_of_units
from metrics.supervision_rules import rules_on
from metrics.words import GROUPS
from metrics.words_of_papers import LEVELS, word_level, word_rules
from pages.parts import session
from pages.parts.answers import ask
from pages.parts.downloads import offer_file
from pages.parts.exports import DOCX, XLSX, Shown, show_export, show_exported
from pages.parts.paper_words import key_of_papers, show_words, word_refusal
from pages.parts.registering import ask_issue
from pages.parts.tables import ROW_HEIGHT, WRAPPED_ROW_HEIGHT, show_table
from pages.parts.whose import reads_own_only
from pages.parts.words import plain

KINDS = {
    "order": "Supervision order", "notice": "Notice", "onepage": "Leader’s page", "unit-report": "Score sheet",
}  # fmt: skip
ANNEXES = {"none": "None", "tiers": "Units by grade"}
NAMING = {"named": "Naming units", "unnamed": "Naming nobody"}
# The items of the chosen unit stand below without scrolling far.
MOST_HEIGHT = 500
READY = "papers_ready"


def word_selection(t: Translator, found: Selection) -> str:
    """Return how many units need a paper, or whether the reader's own do."""
    if reads_own_only():
        own = "、".join(one.unit for one in found.units)
        return t("{unit} needs a supervision order", unit=own) if own else t("your own units need no supervision order")
    return t("{n} units need a supervision order", n=len(found.units))


def show_selection(t: Translator, found: Selection) -> None:
    """Draw the choice of a paper, its words, and below it who needs an order and why."""
    show_words(t, show_papers(t, found))
    st.subheader(t("Who needs a supervision order, and why"), anchor=False)
    show_selected(t, found)


def show_papers(t: Translator, found: Selection) -> Order | None:
    """Draw the choice of a paper and the buttons that make or issue it; return the paper that was chosen."""
    if status(session.warehouse(), found.period).latest is not None:
        st.caption(t("Papers of this period are made from the edition that holds, whatever came later."))
    if session.reader().reads_everything:
        with st.container(horizontal=True, vertical_alignment="center"):
            _show_workbook(t, found.period)
            st.caption(t("All scores of the period as live formulas, from the rows of the ledgers to the ranks."))
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        # A paper of the whole city tells every unit's details.
        kinds = [code for code in KINDS if session.reader().reads_everything or code not in WHOLE_CITY]
        kind = _ask_code("paper", t("Paper"), {code: t(KINDS[code]) for code in kinds})
        naming = _ask_code("naming", t("Naming"), {code: t(name) for code, name in NAMING.items()})
        wanted = Order(kind, found.period, today_in_shanghai(), found.as_of, None, naming == "named")
        if kind == "notice":
            annex = _ask_code("annex", t("Annex of grades"), {code: t(name) for code, name in ANNEXES.items()})
            wanted = replace(wanted, is_tiered=annex == "tiers")
        is_of_city = kind in WHOLE_CITY
        units = [] if is_of_city else _units(kind, found)
        if is_of_city:
            _show_word_document(t, wanted)
        elif not units:
            none_of_own = t("Your own units need no such paper.")
            st.caption(none_of_own if reads_own_only() else t("No unit needs this paper."))
            return None
        else:
            unit = st.selectbox(t("Unit"), units, key=f"papers_unit_{kind}", width=260)
            one = replace(wanted, unit=unit)
            _show_word_document(t, one)
            make_all = _ask_all(t, len(units))
            place = st.container()
    if is_of_city:
        ask_issue(t, wanted, None, 0)
        return wanted
    _show_all(t, place, wanted, make_all)
    ask_issue(t, one, wanted, len(units))
    return one


def _ask_all(t: Translator, n: int) -> bool:
    """Offer to make the papers of all ``n`` units; of a single one there is nothing more to make."""
    return n > 1 and st.button(t("Make all {n}", n=n), icon=":material/folder_zip:", key="papers_all")


def _show_word_document(t: Translator, wanted: Order) -> None:
    if refusal := word_refusal(t, wanted):
        st.warning(plain(refusal), icon=":material/error:")
        return
    name = file_name(wanted.kind, wanted.period.code, wanted.unit or "" if wanted.is_named else "")
    _show_button(t("Word document"), partial(_single, wanted), name, DOCX, "single")


def show_papers_of_unit(t: Translator, unit: str, period: Period) -> None:
    """Draw the buttons that make a unit's own score sheet and its re-computable workbook."""
    as_of = scores.day_of(period, None)
    wanted = Order("unit-report", period, today_in_shanghai(), as_of, unit)
    st.markdown(t("The score sheet says where points were lost and what to do first; the workbook computes the score "
                  "again from the rows of the ledgers, with formulas anybody can check in WPS or Excel."))  # fmt: skip
    with st.container(horizontal=True):
        name = file_name("unit-report", period.code, unit)
        _show_button(t("Score sheet"), partial(_single, wanted), name, DOCX, "score_sheet")
        _show_workbook(t, period, unit)


def _show_workbook(t: Translator, period: Period, unit: str | None = None) -> None:
    """Draw the button that makes the workbook of a period, or of one unit in it."""
    make = partial(recomputable_workbook, session.warehouse(), session.reader(), period, None, unit)
    name = file_name("workbook", period.code, unit or "")
    _show_button(t("Re-computable workbook"), make, name, XLSX, "workbook")


def _show_button(label: str, make: Any, name: str, mime: str, key: str) -> None:
    offer_file(label, make, name, mime, key=f"papers_{key}", icon=":material/download:")


def _units(kind: str, found: Selection) -> list[str]:
    if kind == "order":
        return [one.unit for one in found.units]
    return [one.unit for one in session.league(found.period).units if session.reader().may_read(one.unit)]


def _single(wanted: Order) -> bytes:
    _, papers = make_papers(session.warehouse(), session.reader(), wanted)
    return next(papers).content


def _show_all(t: Translator, place: Any, wanted: Order, is_asked: bool) -> None:
    """Make the zip when asked, showing progress; offer it until another one is wanted or the data change."""
    key = (wanted, key_of_papers(wanted))
    if is_asked:
        count, papers = make_papers(session.warehouse(), session.reader(), wanted)
        bar = st.progress(0.0, t("Making {n} papers", n=count))
        st.session_state[READY] = (key, count, as_zip(papers, count, lambda share: _tell(bar, share)))
        bar.empty()
    made_for, count, content = st.session_state.get(READY, (None, 0, b""))
    if made_for == key:
        name = file_name(wanted.kind, wanted.period.code, "").removesuffix(".docx") + ".zip"
        label = t("All {n} as zip", n=count)
        offer_file(label, content, name, "application/zip", key="papers_zip", place=place, icon=":material/download:",
                   type="primary")  # fmt: skip


def _tell(bar: Any, share: float) -> None:
    bar.progress(share)


@st.fragment
def show_selected(t: Translator, found: Selection) -> None:
    """Draw the units that need an order with the rules that say so; the clicked one's items below."""
    if not found.units:
        none_of_own = t("Your own units need no supervision order.")
        told = none_of_own if reads_own_only() else t("Nobody needs a supervision order.")
        st.success(told, icon=":material/check_circle:")
        return
    levels = levels_of(session.warehouse(), session.reader(), today_in_shanghai())
    lines = [_line(t, one, levels.get(one.unit, FIRST)) for one in found.units]
    columns = _columns(t)
    row_height = WRAPPED_ROW_HEIGHT if t.language == "zh_CN" else ROW_HEIGHT
    event = show_table(
        lines, columns, key="papers_selected", on_select="rerun", selection_mode="single-cell",
        row_height=row_height, height=min(len(lines) * row_height + 2 * ROW_HEIGHT, MOST_HEIGHT),
        alt=t("Who needs a supervision order, and why"),
    )  # fmt: skip
    shown = Shown(found.period, found.as_of, found.scheme)
    show_export(t, t("Who needs a supervision order, and why"), columns, lines, shown, key="papers_export")
    st.caption(plain(word_rules(t, rules_on(today_in_shanghai()))))
    cells = event.selection.cells
    chosen = cells[0][0] if cells else 0
    unit = found.units[chosen].unit
    st.subheader(t("What the order to {unit} will list", unit=unit), anchor=False)
    if not cells:
        st.caption(t("Click a unit above to see another one's items."))
    for key in ("why", "level_reason"):
        # In full, as no cell holds every reason there may be.
        st.markdown(f"**{columns[key]['label']}** {plain(lines[chosen][key])}")
    _show_preview(t, found, unit)


def _line(t: Translator, one: Any, level: Level) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "group": t(GROUPS.get(one.group, one.group)),
        "level": t(LEVELS[level.code]),
        "level_reason": word_level(t, level),
        "why": t.row(*(word_reason(t, reason) for reason in one.reasons)),
        "open": one.open_items,
        "overdue": one.overdue,
        "days": one.overdue_days,
        "at_stake": float(one.at_stake),
    }


def _columns(t: Translator) -> dict[str, Any]:
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    days = t("Working days after the deadline of the item that is the latest.")
    stake = t(
        "What the open items cost the score by its marks, or will once they are overdue; the sum of the lines below."
    )
    return {
        "unit": words(t("Unit"), width=116),
        "group": words(t("Group"), width=60),
        "level": words(t("Step to take"), width=70),
        "level_reason": words(t("Reason for the step"), width=150),
        "why": words(t("Reason for supervision"), width=348),
        "open": number(t("Not done"), width=58),
        "overdue": number(t("Overdue"), width=50),
        "days": number(t("Longest"), width=70, help=days),
        "at_stake": number(t("Points at stake"), format="%.2f", width=70, help=stake),
    }


def _show_preview(t: Translator, found: Selection, unit: str) -> None:
    naming = st.query_params.get("naming", "named")
    items: Sequence[Any] = ask(items_of_units, found.period).get(unit, ())
    words = st.column_config.TextColumn
    columns = {
        "number": words(t("No."), width=46, alignment="right"),
        "place": words(t("Item"), width=140),
        "fact": words(t("Problem"), width=250),
        "evidence": words(t("Evidence"), width=160),
        "clause": words(t("Clause"), width=114),
        "deadline": words(t("Deadline"), width=140),
        "overdue": words(t("Days overdue"), width=70, alignment="right"),
        "at_stake": words(t("Points at stake"), width=72, alignment="right"),
    }
    lines = lines_of(items, found.period.year, naming == "named")
    title = t("What the order to {unit} will list", unit=unit)
    shown = Shown(found.period, found.as_of, found.scheme, unit)
    show_exported(t, title, columns, lines, shown, key="papers_preview_of_unit", row_height=WRAPPED_ROW_HEIGHT)


def _ask_code(name: str, label: str, known: Mapping[str, str]) -> str:
    """Ask for one of ``known`` (code → word), kept in the address as a code."""
    codes = list(known)
    asked = st.query_params.get(name) or codes[0]
    code = asked if asked in known else codes[0]
    key = f"papers_{name}"
    st.session_state[key] = code
    if st.query_params.get(name) != code:
        st.query_params[name] = code
    st.segmented_control(
        label, codes, format_func=known.__getitem__, required=True, key=key, on_change=_write, args=(name, key)
    )
    return code


def _write(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key]
