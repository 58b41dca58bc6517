"""What units' files ask the office for: the list with its answers; the office accepts or declines one or many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from metrics.answering import answer_requests
from metrics.i18n import Translator
from metrics.unit_requests import UnitRequest, requests_of_units
from metrics.words import KINDS, word_actor, word_field, word_value
from metrics.words_of_replies import REQUEST_STATES
from pages.parts import session
from pages.parts.clock import now
from pages.parts.exports import Shown, show_exported
from pages.parts.judging import ROUND, offer, show_actor, show_later
from pages.parts.news import show_news
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import reads_own_only, said_of_own
from pages.parts.words import plain

MOST_ROWS = 12
ANSWERS = {"accepted": "Accept", "declined": "Decline"}


@st.fragment
def show_requests(t: Translator) -> None:
    """Draw what units' files asked for, what is open first; the office chooses some and answers with a reason."""
    show_news()
    show_later(t)
    found = sorted(requests_of_units(session.warehouse(), session.reader()), key=lambda one: one.state != "open")
    if not found:
        none_of_own = t("Your own units ask for nothing.")
        st.markdown(none_of_own if reads_own_only() else t("No unit asks for anything."))
        return
    waiting = [one for one in found if one.state == "open"]
    with st.container(horizontal=True, vertical_alignment="center"):
        only = st.toggle(t("Only open requests"), value=bool(waiting), key="requests_only_open")
        said = t("{n} requests wait for an answer. Until it is given nothing changes.", n=len(waiting))
        st.caption(said_of_own(t, said))
    chosen = _choose(t, waiting if only else found)
    if chosen and session.reader().may_decide:
        _ask_answer(t, chosen)


def _choose(t: Translator, found: Sequence[UnitRequest]) -> list[UnitRequest]:
    if not found:
        st.markdown(t("Every request is answered."))
        return []
    words = st.column_config.TextColumn
    columns = {
        "state": words(t("State"), width=72),
        "speaker": words(t("From"), width=84),
        "unit": words(t("Unit"), width=84),
        "item": words(t("Item"), width=330),
        "field": words(t("Column"), width=84),
        "old": words(t("In the store"), width=90),
        "new": words(t("Asked for"), width=110),
        "answer": words(t("Answer and reason"), width=210),
        "place": words(t("Sheet and row"), width=120),
    }
    may_decide = session.reader().may_decide
    picking: dict[str, Any] = {"on_select": "rerun", "selection_mode": "multi-row"} if may_decide else {}
    # Lines are chosen by their place: after any change of the store, and after an answer, nothing is chosen.
    key = f"requests_{len(found)}_{session.warehouse().version}_{st.session_state.get(ROUND, 0)}"
    height: Any = "content" if len(found) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    lines = [_line(t, one) for one in found]
    event = show_exported(t, t("Requests"), columns, lines, Shown(), key=key, height=height, **picking)
    if not may_decide:
        return []
    chosen = [found[place] for place in event.selection.rows if place < len(found)]
    if not chosen:
        st.caption(t("Tick requests in the first column to answer them, one or many at once."))
    return chosen


def _line(t: Translator, one: UnitRequest) -> dict[str, str]:
    made = one.answered
    by_ledger = t("To be entered by a ledger of the office") if one.state == "open" and not one.can_be_entered else ""
    return {
        "state": t(REQUEST_STATES[one.state]), "speaker": one.speaker, "unit": one.unit,
        "item": f"{t(KINDS[one.kind])} {one.words}".strip(),
        "field": word_field(t, one.kind, one.field), "old": word_value(t, one.field, one.old),
        "new": word_value(t, one.field, one.new),
        "answer": f"{made.reason}（{word_actor(t, made.actor)}，{made.at:%Y-%m-%d}）" if made else by_ledger,
        "place": t("{sheet}, row {row}", sheet=one.sheet, row=one.row),
    }  # fmt: skip


def _ask_answer(t: Translator, chosen: Sequence[UnitRequest]) -> None:
    numbers, seen = [one.number for one in chosen], {one.number: one.seen for one in chosen}
    with st.container(border=True):
        st.markdown(f"**{plain(t('Answer {n} requests', n=len(chosen)))}**")
        can_be_accepted = all(one.can_be_entered for one in chosen)
        if not can_be_accepted:
            st.caption(t("A new row, and a column like the indicator or the channel, cannot be accepted by a click: "
                         "whether it is right is only told by checking the whole row against names, channels, "
                         "indicators and the rows there are. Import it in a ledger of the office; the request is "
                         "closed by that. Here it can be declined."))  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            offered = list(ANSWERS) if can_be_accepted else ["declined"]
            answer = st.segmented_control(
                t("Answer"), offered, format_func=lambda one: t(ANSWERS[one]), key="requests_answer"
            )
            reason = st.text_input(t("Reason (kept with the decision)"), key="requests_reason")
        say: Any = answer_requests
        told = {"reason": reason, "actor": session.actor(), "seen": seen}
        act = partial(say, session.warehouse(), session.reader(), numbers, answer, now=now(), **told)
        offer(t, session.period_looked_at(), act, "requests", is_ready=answer is not None)
        show_actor(t)
