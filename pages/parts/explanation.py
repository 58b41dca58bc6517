"""Why a unit has its score: the waterfall, the marks behind a bar, and the row of the original behind a mark.

Each part is a fragment: a click inside it draws that part again and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.scores import Mark, Scorecard
from metrics.words import (
    DECIDING_REASONS,
    GRADES,
    GROUPS,
    VERDICTS,
    word_indicator,
    word_interval,
    word_meaning_of_intervals,
    word_reason,
)
from pages.parts import charts, session
from pages.parts.breakdown import Step, list_findings, list_marks, list_steps, list_tasks
from pages.parts.exports import Shown, show_export
from pages.parts.originals import show_row
from pages.parts.replying import replies_of, word_states
from pages.parts.tables import ask_record, columns_of_findings, columns_of_marks, columns_of_tasks
from pages.parts.words import plain

EVERYTHING = ""
BAR, BOX = "waterfall", "ask_step"


def word_contents(t: Translator, card: Scorecard) -> str:
    """Return whose scorecard it is and how much stands on each of its lists, in words."""
    counts = {"marks": len(card.marks), "tasks": len(card.tasks), "findings": len(card.findings)}
    return t("{unit}: {marks} marks, {tasks} tasks, {findings} findings", unit=card.unit.unit, **counts)


def show_place(t: Translator, card: Scorecard) -> None:
    """Draw score, grade, place, coverage and rectification on time; words where there is no number."""
    unit = card.unit
    peers = [
        one
        for one in session.league(card.period).units
        if (one.group, one.league, one.verdict) == (unit.group, unit.league, "ranked")
    ]
    on_time, due = unit.on_time
    with st.container(horizontal=True):
        if unit.verdict == "ranked":
            st.metric(t("Score"), unit.score, border=True, height="stretch")
            st.metric(t("Grade"), t(GRADES.get(unit.grade or "", "")), border=True, height="stretch")
            place = t("{rank} of {n}", rank=unit.rank, n=len(peers))
            interval = t("Interval {interval}", interval=word_interval(unit))
            st.metric(
                t("Rank among {group}", group=t(GROUPS[unit.group])), place, interval, border=True, height="stretch",
                delta_color="off", delta_arrow="off", help=word_meaning_of_intervals(t),
            )  # fmt: skip
        else:
            st.metric(t("Verdict"), t(VERDICTS[unit.verdict]), border=True, height="stretch")
            shadow = t("Shadow score: for rectification only, not for ranking")
            st.metric(shadow, unit.shadow_score or "—", border=True, height="stretch")
        st.metric(t("Coverage"), f"{unit.coverage:.0%}", border=True, height="stretch")
        st.metric(t("Rectified on time"), f"{on_time}/{due}" if due else "—", border=True, height="stretch")
    decided = [_word_decision(t, card, mark) for mark in card.marks if mark.reason in DECIDING_REASONS]
    if unit.verdict == "vetoed":
        st.error(plain("\n\n".join(decided)), icon=":material/block:")
    elif unit.verdict == "unrated":
        st.info(t("Too little of this unit was checked to rate it; nothing is published."), icon=":material/info:")
    elif decided:
        st.warning(plain("\n\n".join(decided)), icon=":material/vertical_align_bottom:")


def _word_decision(t: Translator, card: Scorecard, mark: Mark) -> str:
    """Say what failed the unit or limits its grade, and which problem it is; its row is in the list of marks."""
    indicator = word_indicator(t, card.scheme, mark.dimension, mark.indicator)
    reason = word_reason(t, mark.dimension, mark.reason, False)
    item = " · ".join(filter(None, (mark.channel, mark.item)))
    return t("{reason} {indicator}, {item}", reason=reason.rstrip("。"), indicator=indicator, item=item)


@st.fragment
def show_explanation(t: Translator, name: str, period: Period) -> None:
    """Draw the waterfall; a click on a bar, or the box below it, lists the marks behind it."""
    card = session.scorecard(name, period)
    steps = list_steps(t, card)
    if not steps:
        st.markdown(t("No point was lost or gained: there is nothing to explain."))
        return
    picture = st.container()
    chosen = _ask_step(t, steps)
    marks = [mark for step in chosen for mark in step.marks]
    lines = list_marks(t, card, marks, word_states(t, replies_of(name, period)))
    # Another bar is another table: a table that gets other rows would swallow the next click.
    key = f"mark_rows_{period.code}_{name}_{st.session_state[BOX]}"
    narrowed = chosen[0].label if len(chosen) < len(steps) else ""
    _show_lines(t, card, lines, columns_of_marks(t), t("Marks of the score"), key, narrowed)
    # The table goes to the browser first: a chart takes longer to draw and would keep the table waiting.
    picture.plotly_chart(
        charts.build_waterfall(t, steps),
        key=BAR,
        on_select=_follow_bar,
        selection_mode="points",
        config=charts.CONFIG,
        theme=None,
        alt=t("From 100 to the score, one bar per group of marks"),
    )


def _follow_bar() -> None:
    points = st.session_state[BAR].selection.points
    st.session_state[BOX] = points[0].get("customdata", EVERYTHING) if points else EVERYTHING


def _ask_step(t: Translator, steps: Sequence[Step]) -> Sequence[Step]:
    labels = {EVERYTHING: t("All marks")} | {step.code: f"{step.label}  {step.points}" for step in steps}
    chosen = st.session_state.get(BOX)
    # Written anew each time: the box would go on showing the words of the language before.
    st.session_state[BOX] = chosen if chosen in labels else EVERYTHING
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(t("Marks of"), labels, format_func=labels.__getitem__, key=BOX, width=420)
        st.caption(t("Click a mark to see the row of the original it was read from."))
    return [step for step in steps if code in (EVERYTHING, step.code)]


@st.fragment
def show_tasks_of(t: Translator, name: str, period: Period) -> None:
    """Draw the unit's assignments with their states; a click shows the row of the ledger."""
    card = session.scorecard(name, period)
    lines = list_tasks(t, card)
    if not lines:
        st.markdown(t("The plan of this year gives this unit no task."))
        return
    _show_lines(t, card, lines, columns_of_tasks(t), t("Tasks of the unit"), f"task_rows_{period.code}_{name}")


@st.fragment
def show_findings_of(t: Translator, name: str, period: Period) -> None:
    """Draw the unit's findings with their rectification; a click shows the row of the ledger."""
    card = session.scorecard(name, period)
    lines = list_findings(t, card)
    if not lines:
        st.markdown(t("Nothing was found at this unit up to the as-of day."))
        return
    _show_lines(t, card, lines, columns_of_findings(t), t("Findings of the unit"), f"finding_rows_{period.code}_{name}")


def _show_lines(
    t: Translator, card: Scorecard, lines: Sequence[dict[str, Any]], columns: dict[str, Any], title: str, key: str,
    narrowed: str = "",
) -> None:
    show_row(t, ask_record(lines, columns, key, title))
    choice = t("; ").join(filter(None, (card.unit.unit, narrowed)))
    shown = Shown(card.period, card.as_of, card.scheme, choice)
    show_export(t, f"{card.unit.unit}{title}", columns, lines, shown, key=f"export_{key}")
