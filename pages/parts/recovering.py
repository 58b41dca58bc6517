"""What a unit can win back: its open items, what each gives back, and where it would stand with some of them done."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st

from metrics.calendar import Period, today_in_shanghai
from metrics.i18n import Translator
from metrics.scores import signed
from metrics.supervision import Item
from metrics.what_if import Recoverable, period_that_counts
from metrics.words import GRADES, word_meaning_of_intervals, word_named_rank
from metrics.words_of_items import word_cost, word_item, word_period_that_counts, word_place, word_state_of_item
from pages.parts import session
from pages.parts.exports import Shown, show_exported
from pages.parts.words import plain, word_day


@st.fragment
def show_recoverable(t: Translator, unit: str, period: Period) -> None:
    """Draw what is left to do, what gives back most first; ticked lines are worked out, nothing is saved."""
    counting = period_that_counts(session.warehouse(), period, today_in_shanghai())
    found = session.recoverable(unit, counting)
    st.caption(plain(_say_what_it_is(t, found, period)))
    if not found.items:
        st.markdown(t("Nothing is left to do that would give points back."))
        return
    standing = st.container(horizontal=True)
    shown = Shown(found.period, found.as_of, found.scheme, found.unit)
    # Other rows are another table: what was ticked in the one before means nothing in it.
    key = f"recoverable_{counting.code}_{unit}_{found.as_of}_{session.warehouse().version}"
    event = show_exported(
        t, t("Points to win back"), _columns(t), [_line(t, one) for one in found.items], shown,
        key=key, on_select="rerun", selection_mode="multi-row",
    )  # fmt: skip
    _show_standing(t, standing, found, event.selection.rows)


def _say_what_it_is(t: Translator, found: Recoverable, asked: Period) -> str:
    said = t(
        "What comes back when an item is done on {day}, before floors and caps. Tick items to see where the unit would"
        " stand then; nothing is saved.", day=word_day(t, found.as_of),
    )  # fmt: skip
    return t.row(word_period_that_counts(t, found, asked, today_in_shanghai()), said)


def _show_standing(t: Translator, place: Any, found: Recoverable, chosen: Collection[int]) -> None:
    now, then = found.if_done(()), found.if_done(chosen)
    if found.is_ranked:
        label = t("Score if {n} items are done", n=len(chosen))
    else:
        label = t("Shadow score if {n} items are done, for rectification only", n=len(chosen))
    # A change is always told: a box that grows would move the table away from under the pointer.
    change = signed(then.hundredths - now.hundredths) if then.hundredths != now.hundredths else 0
    place.metric(label, then.score or "—", change, border=True, height="stretch")
    if then.grade is not None:
        grade = t(GRADES.get(then.grade, then.grade))
        before = t("now {before}", before=t(GRADES.get(now.grade or "", "")))
        place.metric(
            t("Grade once done"), grade, before, border=True, height="stretch", delta_color="off", delta_arrow="off"
        )
    if then.rank is not None:
        place.metric(
            t("Rank once done"), word_named_rank(t, then), t("now {before}", before=word_named_rank(t, now)),
            border=True, height="stretch", delta_color="off", delta_arrow="off", help=word_meaning_of_intervals(t),
        )  # fmt: skip


def _columns(t: Translator) -> dict[str, Any]:
    words = st.column_config.TextColumn
    return {
        "gain": words(t("Comes back"), width=64, alignment="right"),
        "at_stake": words(t("Costs now"), width=64, alignment="right"),
        "place": words(t("Task or channel"), width=140),
        "fact": words(t("Item"), width=228),
        "state": words(t("State"), width=110),
        "deadline": words(t("Time limit"), width=118),
        "file": words(t("File"), width=110),
        "row": words(t("Row and sheet"), width=120),
    }  # fmt: skip


def _line(t: Translator, item: Item) -> dict[str, Any]:
    deadline = word_day(t, item.deadline_on)
    source = item.source
    return {
        "gain": item.gain,
        "at_stake": word_cost(item),
        "place": word_place(t, item),
        "fact": word_item(item),
        "state": word_state_of_item(t, item),
        "deadline": t("{day} (presumed)", day=deadline) if item.is_deadline_presumed and deadline else deadline,
        "file": source.file if source else "",
        "row": t("row {row}, {sheet}", sheet=source.sheet, row=source.row) if source else "",
    }
