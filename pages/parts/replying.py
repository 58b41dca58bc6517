"""The right of reply on a scorecard: the days, a form per mark, what was said of each and how it was decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.judging import states
from metrics.replies import Answer, Reply, UnitReplies, evidence_file, unit_replies
from metrics.replying import LARGEST_FILE, decide_reply, may_reply, reply, said_since, set_window
from metrics.scores import Scorecard
from metrics.words import word_actor, word_indicator
from metrics.words_of_replies import FIELDS_TO_ENTER, REPLY_STATES, word_kept_reply, word_window
from pages.parts import session
from pages.parts.breakdown import signed
from pages.parts.clock import now
from pages.parts.downloads import offer_file
from pages.parts.judging import show_said_since
from pages.parts.news import refusable, tell
from pages.parts.words import plain, word_day

REPLIES_MADE = "replies_made"
COLOURS = {"open": "orange", "upheld": "gray", "accepted": "green"}


def replies_of(name: str, period: Period) -> UnitReplies:
    """Return what a unit said of its marks."""
    return unit_replies(session.warehouse(), session.reader(), name, period)


def word_states(t: Translator, said: UnitReplies) -> dict[int, str]:
    """Return the state of the last reply to each mark that has one, by the mark's number."""
    return {number: t(REPLY_STATES[some[-1].state]) for number, some in said.by_mark.items()}


def show_replies(t: Translator, name: str, period: Period) -> None:
    """Draw the days of replies, the form for a new one, and every reply with its steps."""
    card, said = session.scorecard(name, period), replies_of(name, period)
    is_open = said.window is not None and said.window.is_open(now().date())
    _show_window(t, period, said, is_open)
    if is_open and card.marks and may_reply(session.reader(), name):
        _ask_reply(t, card)
    for number, some in sorted(said.by_mark.items()):
        for one in some:
            _show_reply(t, card, one, t("Mark {number} of today’s scorecard", number=number))
    for one in said.gone:
        _show_reply(t, card, one, t("The scorecard no longer has this mark"))
    if not said.by_mark and not said.gone:
        st.caption(t("No reply was made; without one every mark stays."))


def _show_window(t: Translator, period: Period, said: UnitReplies, is_open: bool) -> None:
    window = said.window
    if window is None:
        st.markdown(t("The office has not said yet from when to when replies for {period} are taken.",
                      period=period.code))  # fmt: skip
    else:
        days = t("Replies are taken from {start} to {until}, both days included.",
                 start=word_day(t, window.opens_on), until=word_day(t, window.closes_on))  # fmt: skip
        if window.was_closed:
            days = word_window(t, window)
        state = t("open now") if is_open else t("closed now")
        st.markdown(f":{'green' if is_open else 'gray'}-badge[{state}] {plain(days)}")
    if not session.reader().may_decide:
        return
    title = t("Change the days of replies") if window else t("Set the days of replies")
    with st.expander(title), st.form(f"reply_window_{period.code}", border=False):
        first, last = st.columns(2)
        opens_on = first.date_input(t("First day"), window.opens_on if window else now().date())
        closes_on = last.date_input(t("Last day"), window.closes_on if window else now().date())
        if st.form_submit_button(t("Set")):
            refusable(t, _set_window)(t, period, opens_on, closes_on)
            st.rerun()


def _set_window(t: Translator, period: Period, opens_on: Any, closes_on: Any) -> None:
    kept = set_window(
        session.warehouse(), session.reader(), period, opens_on, closes_on, actor=session.actor(), now=now()
    )
    tell(word_window(t, kept))


def _ask_reply(t: Translator, card: Scorecard) -> None:
    labels = {number: _word_mark(t, card, number) for number in range(1, len(card.marks) + 1)}
    # A new form once a reply is kept; what was refused stays as it was typed.
    key = f"reply_{card.period.code}_{card.unit.unit}_{st.session_state.get(REPLIES_MADE, 0)}"
    with st.expander(t("Reply to a mark")), st.form(key, border=False):
        number = st.selectbox(t("Mark in dispute"), labels, index=None, format_func=labels.__getitem__,
                              placeholder=t("Choose the mark; none is chosen for you"))  # fmt: skip
        text = st.text_area(t("What the unit says of it"), height=80)
        evidence = st.text_input(t("Evidence: words or an address"))
        most = LARGEST_FILE // 1_000_000
        # Streamlit tells the limit in English only.
        label = t("Evidence: a file of at most {most} MB", most=most)
        files: Sequence[Any] = [st.file_uploader(label, max_upload_size=most)]
        if st.form_submit_button(t("Hand in the reply"), type="primary"):
            refusable(t, _reply)(t, card, number, text, evidence, files[0])
            st.rerun()


def _word_mark(t: Translator, card: Scorecard, number: int) -> str:
    mark = card.marks[number - 1]
    indicator = word_indicator(t, card.scheme, mark.dimension, mark.indicator)
    return " · ".join(filter(None, (str(number), signed(mark.hundredths), indicator, mark.channel, mark.item)))


def _reply(t: Translator, card: Scorecard, number: int | None, text: str, evidence: str, file: Any) -> None:
    if number is None:
        raise Refused("Choose the mark that is in dispute.")
    with TemporaryDirectory() as folder:
        handed_in = None
        if file is not None:
            handed_in = (Path(folder) / "evidence", file.name)
            handed_in[0].write_bytes(file.getvalue())
        kept = reply(
            session.warehouse(), session.reader(), card.unit.unit, card.period, number, text, evidence=evidence,
            file=handed_in, actor=session.actor(), now=now(),
        )  # fmt: skip
    st.session_state[REPLIES_MADE] = st.session_state.get(REPLIES_MADE, 0) + 1
    tell(word_kept_reply(t, kept))


def _show_reply(t: Translator, card: Scorecard, one: Reply, where: str) -> None:
    with st.container(border=True, gap="xsmall"):
        badge = f":{COLOURS[one.state]}-badge[{plain(t(REPLY_STATES[one.state]))}]"
        st.markdown(f"{badge} **{plain(t('Reply {reply}', reply=one.number))}** · {plain(where)}")
        indicator = word_indicator(t, card.scheme, one.dimension, one.indicator)
        st.text(t("Mark as it stood: {points} · {indicator} · {item}",
                  points=one.points, indicator=indicator, item=one.item))  # fmt: skip
        _show_step(t, one.actor, one.at, " · ".join(filter(None, (one.text, one.evidence))))
        if one.file and session.reader().is_read_only:
            st.caption(plain(t("{file}: the package tells of it, and does not hold it", file=one.file)))
        elif one.file:
            offer_file(
                one.file, lambda: evidence_file(session.warehouse(), session.reader(), one.number)[1], one.file,
                "application/octet-stream", key=f"evidence_{one.number}", icon=":material/attach_file:",
                type="tertiary",
            )  # fmt: skip
        made = one.decision
        if made is not None:
            _show_step(t, made.actor, made.at, f"{t(REPLY_STATES[made.answer])}：{made.reason}")
            if one.still_to_enter:
                st.caption(t(FIELDS_TO_ENTER[one.still_to_enter]))
        elif session.reader().may_decide:
            _ask_decision(t, one)


def _show_step(t: Translator, actor: str, at: Any, said: str) -> None:
    st.text(f"{at:%Y-%m-%d %H:%M} {word_actor(t, actor)}  {said}")


def _ask_decision(t: Translator, one: Reply) -> None:
    later = said_since(session.warehouse(), session.reader(), one)
    if later:
        st.caption(t("Since the reply was made this was said of its finding:"))
        show_said_since(t, later, f"said_since_{one.number}")
    seen = states(session.warehouse(), session.reader(), [one.finding]) if one.finding is not None else {}
    with st.form(f"decide_{one.number}", border=False):
        key = f"decide_reason_{one.number}"
        st.text_input(t("Reason of the decision (by another person than {actor})", actor=one.actor), key=key)
        # As arguments of the buttons they are what was on the page that was read, not what is there after the click.
        told = (t, one, key, seen.get(one.finding or 0))
        with st.container(horizontal=True):
            decide = refusable(t, _decide)
            st.form_submit_button(t("Uphold the mark"), on_click=decide, args=("upheld", *told))
            st.form_submit_button(t("Accept the reply"), on_click=decide, args=("accepted", *told))


def _decide(answer: Answer, t: Translator, one: Reply, key: str, seen: str | None) -> None:
    reason = str(st.session_state.get(key) or "")
    kept = decide_reply(
        session.warehouse(), session.reader(), one.number, answer, reason, actor=session.actor(), now=now(), seen=seen
    )
    tell(t("Reply {reply} of {unit}: {state}.", reply=kept.number, unit=kept.unit, state=t(REPLY_STATES[kept.state])))
