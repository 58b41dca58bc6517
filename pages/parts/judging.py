"""Judging on the page 网站检查: choose findings, say a verdict with its reason, see its effect, keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.judgements import VERDICTS, review
from metrics.judging import Judged, Later, Overtaken, said_since, states
from metrics.preview import Effect, effects_of_judgement
from metrics.reviews import findings_to_judge
from metrics.scores import day_of, scheme_of
from metrics.scores import plain as plain_points
from metrics.words import VALUES, word_actor, word_field, word_value
from pages.parts import session
from pages.parts.channel_findings import word_nothing_waits
from pages.parts.clock import now
from pages.parts.consequences import show_effects
from pages.parts.exports import Shown, show_exported
from pages.parts.news import refusable, show_news, tell
from pages.parts.originals import show_row
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import reads_own_only, said_of_own
from pages.parts.words import FINDING_KINDS, FINDING_STATES, plain, word_day

MOST_ROWS = 12
LATER, FORESEEN, ROUND = "judging_later", "judging_foreseen", "judging_round"
TICKED, REASON, KEPT_REASON = "judging_ticked", "judging_reason", "judging_kept_reason"


@dataclass
class Ticked:
    """What is ticked in a table of findings, and what was known of each when it was."""

    view: str
    table: str
    seen: Mapping[int, str]
    reason: str = ""
    """What was typed of it so far."""


Line = dict[str, Any]
Act = Callable[..., Judged]


@st.fragment
def show_judging(t: Translator, period: Period) -> None:
    """Draw the findings of a period, what waits first; the office chooses some and says what it judges of them."""
    show_news()
    show_later(t)
    rows = findings_to_judge(session.warehouse(), session.reader(), period)
    waiting = [row for row in rows if row["waits"]]
    if not rows:
        none_of_own = t("Nothing was found at your own units in this period.")
        st.markdown(none_of_own if reads_own_only() else t("Nothing was found in this period."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        only = st.toggle(t("Only what waits"), value=bool(waiting), key="judging_only_waiting")
        st.caption(
            said_of_own(
                t,
                t(
                    "{n} findings wait. Pending findings cost nothing. A veto on a unit needs two persons before the "
                    "release.",
                    n=len(waiting),
                ),
            )
        )
    chosen = _choose(t, period, waiting if only else rows, f"{period.code} {only} {t('Findings to be judged')}")
    if not session.reader().may_decide and not chosen:
        st.caption(t("Tick a finding in the first column to see the row it was read from."))
    elif not chosen:
        st.caption(t("Tick findings in the first column to judge them, one or many at once."))
    elif session.reader().may_decide:
        _ask_verdict(t, period, chosen)
    if len(chosen) == 1:
        show_row(t, chosen[0]["record"])


def _choose(t: Translator, period: Period, rows: Sequence[Line], view: str) -> list[Line]:
    if not rows:
        st.markdown(word_nothing_waits(t))
        return []
    words = st.column_config.TextColumn
    columns = {
        "state": words(t("State"), width=110),
        "kind": words(t("Nature"), width=76),
        "unit": words(t("Unit"), width=100),
        "channel": words(t("Channel"), width=116),
        "indicator": words(t("Indicator"), width=92),
        "description": words(t("Description"), width=178),
        "points": words(t("Points"), width=50, alignment="right"),
        "day": words(t("Found on"), width=104),
        "source": words(t("Source of the finding"), width=74),
        "number": words(t("Finding no."), width=60),
    }
    height: Any = "content" if len(rows) <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1)
    scheme = scheme_of(session.warehouse(), period)
    shown = Shown(period, day_of(period, None), scheme)
    lines = [_line(t, row) for row in rows]
    # Lines are chosen by their place: once another line stands anywhere, and after a verdict, nothing is chosen.
    said = hashlib.sha256(repr([(row["finding"], line) for row, line in zip(rows, lines, strict=True)]).encode())
    key = f"judging_{period.code}_{said.hexdigest()[:16]}_{st.session_state.get(ROUND, 0)}"
    _tell_of_lost_ticks(t, view, key)
    event = show_exported(
        t, t("Findings to be judged"), columns, lines, shown,
        key=key, on_select="rerun", selection_mode="multi-row", height=height,
    )  # fmt: skip
    chosen = [rows[place] for place in event.selection.rows if place < len(rows)]
    seen = states(session.warehouse(), session.reader(), [row["finding"] for row in chosen])
    before: Ticked | None = st.session_state.get(TICKED)
    if before is None or before.table != key or before.seen.keys() != seen.keys():
        st.session_state[TICKED] = Ticked(view, key, seen)
    return chosen


def _tell_of_lost_ticks(t: Translator, view: str, key: str) -> None:
    """Say that the list is another one now, and what others said of what was ticked; the reason typed stays."""
    before: Ticked | None = st.session_state.get(TICKED)
    # As in ``show_news``: what stands below must not move.
    place = st.container()
    if before is None or before.table == key or before.view != view or not before.seen:
        return
    st.session_state[KEPT_REASON] = st.session_state.pop(TICKED).reason
    with place:
        st.warning(t("The list has changed since you ticked findings; tick them again. What you typed is kept."))
        if later := said_since(session.warehouse(), session.reader(), before.seen):
            show_said_since(t, later, "judging_ticked_table")


def _line(t: Translator, row: Line) -> Line:
    is_suspected = row["kind"] == "veto" and row["waits"] == "pending"
    state = t(str(FINDING_STATES.get(row["review"], row["review"])))
    if row["waits"] == "one_person":
        state = t("Second person missing ({first})", first=word_actor(t, row["confirmed_by"]))
    return {
        "state": t("Reduced") if row["review"] == "reduced" else state,
        "kind": t("Suspected veto") if is_suspected else t(str(FINDING_KINDS.get(row["kind"], row["kind"]))),
        "unit": row["unit_name"],
        "channel": row["channel_name"] or "",
        "indicator": row["problem_class"] or row["indicator_name"] or row["indicator_code"] or "",
        "description": row["description"] or "",
        "points": "" if row["points"] is None else plain_points(row["points"]),
        "day": word_day(t, row["dated_on"]),
        "source": row["source"] or "",
        "number": row["number"] or "",
    }


def _ask_verdict(t: Translator, period: Period, chosen: Sequence[Line]) -> None:
    keys = [row["finding"] for row in chosen]
    ticked: Ticked = st.session_state[TICKED]
    with st.container(border=True):
        st.markdown(f"**{plain(t('Judge {n} findings', n=len(chosen)))}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            verdict = st.segmented_control(
                t("Verdict"), VERDICTS, format_func=lambda one: t(VALUES[one]), key="judging_verdict"
            )
            points = None
            if verdict == "reduced":
                points = st.text_input(t("Points after reduction"), key="judging_points", width=140)
            if kept := st.session_state.pop(KEPT_REASON, ""):
                st.session_state[REASON] = kept
            reason = st.text_input(t("Reason (kept with the decision)"), key=REASON)
        ticked.reason = reason
        told: dict[str, Any] = {"reason": reason, "actor": session.actor(), "reduced_points": points}
        told["seen"] = ticked.seen
        say: Any = review
        act = partial(say, session.warehouse(), session.reader(), keys, verdict, now=now(), **told)
        offer(t, period, act, "judging", is_ready=verdict is not None)
        show_actor(t)


def show_actor(t: Translator) -> None:
    """Say under which name a decision is kept."""
    name = session.actor()
    st.caption(plain(t("Kept under the name {actor}.", actor=word_actor(t, name))))


def offer(t: Translator, period: Period, act: partial[Judged], key: str, *, is_ready: bool) -> None:
    """Draw the buttons that foresee and that keep a judgement, and what was foreseen of this very judgement."""
    said = {name: value for name, value in act.keywords.items() if name != "now"}
    about = repr((key, period.code, session.warehouse().version, act.args[2:], said))
    with st.container(horizontal=True):
        foresee = st.button(t("Preview the effect"), key=f"{key}_foresee", disabled=not is_ready)
        is_kept = st.button(t("Keep the decision"), key=f"{key}_keep", type="primary", disabled=not is_ready)
    if foresee:
        st.session_state.pop(FORESEEN, None)
        refusable(t, _foresee)(period, act, about)
        if FORESEEN not in st.session_state:
            st.rerun(scope="fragment")
    if is_kept:
        refusable(t, _keep)(t, act)
        st.rerun()
    foreseen: tuple[str, Sequence[Effect]] | None = st.session_state.get(FORESEEN)
    if foreseen is not None and foreseen[0] == about:
        effects = foreseen[1]
        for one in dict.fromkeys([period, *(effect.period for effect in effects)]):
            show_effects(t, one, [effect for effect in effects if effect.period == one])


def _foresee(period: Period, act: Act, about: str) -> None:
    effects = effects_of_judgement(session.warehouse(), session.reader(), lambda look: act(look=look), period)
    st.session_state[FORESEEN] = about, effects


def _keep(t: Translator, act: Act) -> None:
    try:
        judged = act()
    except Overtaken as met:
        st.session_state[LATER] = met.later
        st.session_state.pop(TICKED, None)
        raise
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(TICKED, None)
    tell(t("Kept as import {number}: {findings}", number=judged.import_id, findings="、".join(judged.items)))
    if judged.settled:
        tell(t("Confirmed by a second person: {findings}", findings="、".join(judged.settled)))


def show_later(t: Translator) -> None:
    """Say what others have said of the findings since they were looked at; once."""
    later = st.session_state.pop(LATER, ())
    # As in ``show_news``: what stands below must not move.
    place = st.container()
    if later:
        with place:
            show_said_since(t, later, "judging_later_table")


def show_said_since(t: Translator, later: Sequence[Later], key: str) -> None:
    """Draw what others have said of findings, or taken back."""
    words = st.column_config.TextColumn
    columns: Mapping[str, Any] = {
        "unit": words(t("Unit"), width=150), "item": words(t("Item"), width=150),
        "field": words(t("Column"), width=120), "old": words(t("Before"), width=160),
        "new": words(t("After"), width=160), "actor": words(t("By"), width=120), "at": words(t("At"), width=140),
    }  # fmt: skip
    lines = [
        {
            "unit": one.unit, "item": one.item, "actor": word_actor(t, one.actor),
            "at": one.at.strftime("%Y-%m-%d %H:%M"),
            "field": word_field(t, one.kind, one.field) if one.field else t("said again"),
            "old": word_value(t, one.field, one.old), "new": word_value(t, one.field, one.new),
        }
        for one in later
    ]  # fmt: skip
    show_exported(t, t("What others said in between"), columns, lines, Shown(), key=key)
