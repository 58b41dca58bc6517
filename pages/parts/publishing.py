"""The steps of a release on screen: where a period stands, the next step, what differs since."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from metrics import releases
from metrics.briefs.frozen import papers_of_release
from metrics.calendar import SHANGHAI, Period
from metrics.i18n import Translator, translator
from metrics.published import Difference, fingerprint_of
from metrics.releases import Status
from metrics.replies import left_to_enter
from metrics.replying import close_window
from metrics.words import word_actor, word_period
from metrics.words_of_releases import (
    STEPS,
    word_correction,
    word_difference,
    word_left_to_enter,
    word_status,
    word_undecided,
)
from metrics.words_of_replies import word_window
from pages.parts import session
from pages.parts.agreeing import ask_twice
from pages.parts.editions import columns_of_differences, list_differences
from pages.parts.exports import Shown, show_exported
from pages.parts.headlines import COLORS
from pages.parts.links import show_way
from pages.parts.news import refusable, tell
from pages.parts.stores import show_read_only
from pages.parts.whose import of_own, reads_own_only
from pages.parts.words import plain

DAYS_FOR_REPLIES = 5
UNTIL, REASON, TEXT = "release_until", "release_reason", "release_text"


def state(period: Period) -> Status:
    """Return where a period stands now."""
    return releases.status(session.warehouse(), period)


def show_state(t: Translator, found: Status) -> None:
    """Draw the status of the period below the title."""
    place = session.basis()
    place.badge(word_status(t, found), color=COLORS[found.code])
    place.caption(t("A release is made by two persons and never moves; what comes later is shown as differences."))


def show_steps(t: Translator, found: Status) -> None:
    """Draw every step so far: what, who, when, until when, and why."""
    st.subheader(t("Steps"), anchor=False)
    if not found.course:
        st.markdown(t("Nothing was done yet: the figures of this period are a draft."))
        return
    words = st.column_config.TextColumn
    columns = {
        "what": words(t("Step"), width=86),
        "actor": words(t("Who"), width=120),
        "at": words(t("When"), width=132),
        "until": words(t("Until"), width=96),
        "note": words(t("Remark"), width=290),
    }
    # A correction tells the figures of every unit it concerns.
    reads_notes = session.reader().reads_everything
    lines = [
        {"what": t(STEPS[one.what]), "actor": word_actor(t, one.actor), "at": f"{one.at:%Y-%m-%d %H:%M}",
         "until": one.closes_on.isoformat() if one.closes_on else None,
         "note": one.note if one.note and reads_notes else None}
        for one in found.course
    ]  # fmt: skip
    show_exported(t, t("Steps"), columns, lines, Shown(found.period), key="release_steps")


def ask_step(t: Translator, found: Status) -> None:
    """Offer the step that comes next to whoever may take it."""
    st.subheader(t("Next step"), anchor=False)
    if session.reader().is_read_only:
        show_read_only(t)
        return
    if not session.reader().may_decide:
        st.markdown(t("Steps are taken by the office."))
        return
    with st.container(border=True):
        st.caption(t("You act as {actor}.", actor=plain(word_actor(t, session.actor()))))
        if found.code in ("draft", "consult"):
            st.date_input(t("Last day for replies"), _last_day(found), key=UNTIL, format="YYYY-MM-DD")
            label = t("Invite replies") if found.code == "draft" else t("Change the last day")
            st.button(label, on_click=refusable(t, _consult), args=(t, found.period), key="release_consult",
                      type="primary" if found.code == "draft" else "secondary")  # fmt: skip
        if found.code == "consult":
            _ask_close(t, found)
        if found.code == "consult":
            _ask_release(t, found)
        if found.code == "correct":
            _ask_correction_again(t, found)
        if found.code == "released":
            _ask_correction(t, found)


def _ask_release(t: Translator, found: Status) -> None:
    edition = found.latest.edition + 1 if found.latest else 1
    told = t("The figures of {period} as they are now become edition {edition}. A release is never taken back; what "
             "changes later is published as a correction.", period=word_period(t, found.period),
             edition=edition)  # fmt: skip
    run = refusable(t, _finalise)
    ask_twice(t, t("Release as the second person"), told, lambda: run(t, found.period), key="release_final",
              kind="primary")  # fmt: skip


def _ask_correction_again(t: Translator, found: Status) -> None:
    """Offer to publish the prepared correction while its text is true, and to prepare it anew."""
    st.markdown(f"**{t('Text of the correction')}**")
    st.text(found.steps[-1].note)
    if found.steps[-1].described == fingerprint_of(_differences(found)) != "":
        _ask_release(t, found)
        with st.expander(t("Prepare the correction anew")):
            _ask_correction(t, found)
    else:
        st.warning(t("What differs is no longer what this text says: it cannot be published as it is."),
                   icon=":material/edit_note:")  # fmt: skip
        _ask_correction(t, found)


def _ask_close(t: Translator, found: Status) -> None:
    refusal = releases.what_is_unsettled(session.warehouse(), session.reader(), found.period)
    if refusal:
        st.warning(plain(t.error(refusal)), icon=":material/rate_review:")
        show_way("inspections", t("To be judged"), icon=":material/gavel:", period=found.period.code, tab="judging")
    if found.undecided:
        st.warning(plain(word_undecided(t, found)), icon=":material/rate_review:")
    left = left_to_enter(session.warehouse(), found.period)
    if left:
        st.warning(plain(word_left_to_enter(t, left)), icon=":material/edit_note:")
    if found.window is None:
        return
    st.caption(plain(word_window(t, found.window)))
    if found.window.may_come(datetime.now(SHANGHAI).date()):
        st.text_input(t("Why the replies end before the last day"), key=REASON)
        told = t("The replies for {period} end now, before their last day ({day}). No unit can reply to its marks of "
                 "this period any more.", period=word_period(t, found.period),
                 day=found.window.closes_on.isoformat())  # fmt: skip
        run = refusable(t, _close)
        ask_twice(t, t("Close the replies now"), told, lambda: run(t, found.period), key="release_close")


def _ask_correction(t: Translator, found: Status) -> None:
    differing = _differences(found)
    if not differing:
        st.markdown(t("Nothing differs from what was published: there is nothing to correct."))
        return
    described, is_first = fingerprint_of(differing), found.code == "released"
    # Another box for other differences: one that was typed into would keep the draft of the old ones.
    key = f"{TEXT}_{described}"
    # A paper: Chinese whatever the reader's language.
    draft = word_correction(translator("zh_CN"), found.period, differing)
    st.text_area(t("Text of the correction") if is_first else t("New text of the correction"), draft, key=key,
                 height=200)  # fmt: skip
    label = t("Prepare the correction") if is_first else t("Prepare the correction anew")
    st.button(label, on_click=refusable(t, _prepare), args=(t, found.period, described, key), key="release_correct",
              type="primary" if is_first else "secondary")  # fmt: skip


def show_differences(t: Translator, found: Status) -> None:
    """Draw what differs now from the edition that holds, unit by unit."""
    if found.latest is None:
        return
    differing = _differences(found)
    of_whom = t("Differences since") if reads_own_only() else t("Differences since ({n} units)", n=len(differing))
    st.subheader(of_own(t, of_whom), anchor=False)
    if not differing:
        # Whoever reads their own units only is told of these.
        whole, own = (t("The running figures are the published ones, to the last mark."),
                      t("The running figures of your units are the published ones, to the last mark."))  # fmt: skip
        st.markdown(whole if session.reader().reads_everything else own)
        return
    columns = columns_of_differences(t, t("Published"), t("Running figures"))
    columns["line"] = st.column_config.TextColumn(t("In the correction"), width=420)
    lines = [line | {"line": word_difference(t, one)}
             for line, one in zip(list_differences(t, differing), differing, strict=True)]  # fmt: skip
    title = t("Differences since ({n} units)", n=len(differing))
    show_exported(t, title, columns, lines, Shown(found.period), key="release_differences")


def _differences(found: Status) -> tuple[Difference, ...]:
    assert found.latest is not None
    return session.differences(found.latest)


def _told() -> dict[str, Any]:
    return {"actor": session.actor(), "now": datetime.now(SHANGHAI).replace(tzinfo=None)}


def _consult(t: Translator, period: Period) -> None:
    until = st.session_state.get(UNTIL)
    found = releases.consult(session.warehouse(), session.reader(), period, closes_on=until, **_told())
    tell(word_status(t, found))


def _close(t: Translator, period: Period) -> None:
    reason = str(st.session_state.get(REASON) or "")
    tell(word_window(t, close_window(session.warehouse(), session.reader(), period, reason, **_told())))


def _finalise(t: Translator, period: Period) -> None:
    found = releases.finalise(session.warehouse(), session.reader(), period, papers=papers_of_release, **_told())
    tell(word_status(t, found))


def _prepare(t: Translator, period: Period, described: str, key: str) -> None:
    text = str(st.session_state.get(key) or "")
    found = releases.prepare_correction(
        session.warehouse(), session.reader(), period, text=text, described=described, **_told()
    )
    tell(word_status(t, found))


def _last_day(found: Status) -> date:
    """Return the last day for replies that holds, else one in five working days."""
    today = datetime.now(SHANGHAI).date()
    if found.window is not None and found.window.may_come(today):
        return found.window.closes_on
    return session.warehouse().calendar.add(today, DAYS_FOR_REPLIES) or today + timedelta(days=7)
