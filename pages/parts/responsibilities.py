"""Who is responsible: what a plan leaves open and a person spells out, and what changed against the year before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.i18n import Translator
from metrics.intake.confirmation import confirm_responsibility, decide_areas
from metrics.intake.tasks import INCLUDE, LEAVE_OUT
from metrics.plans import (
    AreaQuestion,
    OpenResponsibility,
    TaskDifference,
    area_question,
    open_responsibilities,
    plan_difference,
    plan_years,
)
from pages.parts import session, submission
from pages.parts.exports import Shown, show_exported
from pages.parts.news import refusable, tell
from pages.parts.whose import reads_own_only

GROUPS_OFFERED = ("department", "district", "institution")


def show_open_responsibilities(t: Translator, year: int | None = None, *, is_folded: bool = False) -> None:
    """Ask what the plan leaves open: whom 有关部门 means, and once whether 各区县政府 means the functional areas.

    Draws nothing when nothing is open; ``year`` None asks for all plans. Folded, what is answered is not repeated
    and the forms open with a click. Whoever cannot answer is told what is open, without forms.
    """
    store, is_asked = session.warehouse(), session.reader().may_decide
    for one_year in plan_years(store) if year is None else (year,):
        question = None if session.reader().is_read_only else area_question(store, one_year)
        if question is not None and not (is_folded and question.answer):
            _ask_areas(t, question)
    open_phrases = open_responsibilities(store, year)
    if not open_phrases:
        return
    if is_folded:
        label = t("Responsibilities to be confirmed ({n}), unscored until then", n=len(open_phrases))
        place: Any = st.expander(f":orange-badge[{t('To be answered')}] {label}", key="open_responsibilities")
    else:
        st.markdown(f"**{t('Responsibilities a person has to spell out (unscored until then)')}**")
        place = st.container()
    with place:
        for one in open_phrases:
            (_ask_units if is_asked else _tell_phrase)(t, one)


def _tell_phrase(t: Translator, one: OpenResponsibility) -> None:
    st.text(t("{year} · task {number} {title}", year=one.year, number=one.number, title=one.title))
    st.caption(t("The plan says: {responsibility}. Open: “{phrase}”.",
                 responsibility=one.responsibility, phrase=one.phrase))  # fmt: skip


def _ask_areas(t: Translator, question: AreaQuestion) -> None:
    areas, may_answer = "、".join(question.areas), session.reader().may_decide
    if question.answer is not None:
        answers = {
            INCLUDE: t("Decided for {year}: 各区县政府 means the functional areas, too ({areas}).",
                       year=question.year, areas=areas),
            LEAVE_OUT: t("Decided for {year}: 各区县政府 leaves the functional areas out ({areas}).",
                         year=question.year, areas=areas),
        }  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(answers[question.answer], width="stretch")
            if not may_answer:
                return
            other = question.answer != INCLUDE
            st.button(
                t("Change to: include") if other else t("Change to: leave out"),
                key=f"areas_change_{question.year}",
                type="tertiary",
                on_click=refusable(t, _decide_areas),
                args=(t, question.year, other),
            )
        return
    with st.container(border=True):
        st.badge(t("To be answered"), color="orange")
        st.markdown(
            t(
                "{n} tasks of {year} name 各区县政府. Does that mean the functional areas, too ({areas})? "
                "Until answered they are included; the answer also stands for later plans.",
                n=question.tasks,
                year=question.year,
                areas=areas,
            )
        )
        if not may_answer:
            st.caption(t("The office answers this."))
            return
        with st.container(horizontal=True):
            for label, included in ((t("Include them"), True), (t("Leave them out"), False)):
                st.button(
                    label,
                    key=f"areas_{question.year}_{included}",
                    on_click=refusable(t, _decide_areas),
                    args=(t, question.year, included),
                )


def _decide_areas(t: Translator, year: int, are_included: bool) -> None:
    session.reader().require_office()
    found = decide_areas(session.warehouse(), year, are_included, actor=session.actor(), now=submission.now())
    tell(t("The answer is kept as import {number} and can be withdrawn there.", number=found.import_id))


def _ask_units(t: Translator, one: OpenResponsibility) -> None:
    key = f"confirm_{one.year}_{one.number}_{one.phrase}"
    with st.form(key, border=True):
        _tell_phrase(t, one)
        if one.suggested:
            st.caption(t("Suggested from {source}; check it.", source=one.suggested_from))
        units = session.warehouse().rows("units", order_by="sort_order, name")
        offered = [row["name"] for group in GROUPS_OFFERED for row in units if row["group_code"] == group]
        chosen = st.multiselect(
            t("Units that are meant"),
            offered,
            default=[name for name in one.suggested if name in offered],
            key=f"{key}_units",
            placeholder=t("Choose the units"),
        )
        reason = st.text_input(t("Basis (kept with the decision)"), key=f"{key}_reason")
        if st.form_submit_button(t("Confirm"), key=f"{key}_submit", type="primary"):
            refusable(t, _confirm)(t, one, chosen, reason)
            st.rerun()


def _confirm(t: Translator, one: OpenResponsibility, units: Sequence[str], reason: str) -> None:
    session.reader().require_office()
    found = confirm_responsibility(
        session.warehouse(), one.year, one.number, one.phrase, units,
        actor=session.actor(), now=submission.now(), reason=reason,
    )  # fmt: skip
    tell(
        t("“{phrase}” of task {number} means {n} units now (import {import_id}, can be withdrawn there).",
          phrase=one.phrase, number=one.number, n=len(found.units), import_id=found.import_id)
    )  # fmt: skip


def show_plan_difference(t: Translator, year: int, shown: Shown) -> None:
    """Draw what the duties of ``year`` gained and lost against the year before; say so when there is no such year."""
    found = plan_difference(session.warehouse(), session.reader(), year)
    if found.previous is None:
        st.caption(t("There is no earlier list of duties to compare {year} with.", year=year))
        return
    st.caption(
        t(
            "{year} against {previous}: {matched} tasks go on, {new} are new, {dropped} are gone. Tasks are matched by "
            "their titles; a similar title is a suggestion.",
            year=year,
            previous=found.previous,
            matched=len(found.continued),
            new=len(found.new),
            dropped=len(found.dropped),
        )
    )
    if reads_own_only():
        st.caption(t("Of the units that gained or lost a task only your own are named."))
    lines = [_difference_line(t, one, t("Goes on")) for one in found.continued]
    lines += [_difference_line(t, one, t("New")) for one in found.new]
    lines += [_difference_line(t, one, t("Gone")) for one in found.dropped]
    words = st.column_config.TextColumn
    columns: dict[str, Any] = {
        "kind": words(t("What became of it"), width=76),
        "now": words(t("Task of {year}", year=year), width=210),
        "before": words(t("Task of {year}", year=found.previous), width=210),
        "likeness": words(t("Titles"), width=80, alignment="right"),
        "gained": words(t("Units that gained it"), width=206),
        "lost": words(t("Units that lost it"), width=206),
    }
    name = t("Difference of the lists of duties")
    show_exported(t, name, columns, lines, shown, key="plan_difference")


def _difference_line(t: Translator, one: TaskDifference, kind: str) -> dict[str, str]:
    similar = t("similar {percent}%", percent=round(100 * one.likeness))
    likeness = "" if not one.likeness else t("the same") if one.likeness == 1 else similar
    return {
        "kind": kind,
        "now": f"{one.number} {one.title}".strip(),
        "before": f"{one.before_number} {one.before_title}".strip(),
        "likeness": likeness,
        "gained": _units(t, one.gained),
        "lost": _units(t, one.lost),
    }


def _units(t: Translator, units: Sequence[str]) -> str:
    return t("{n}: {units}", n=len(units), units="、".join(units)) if units else ""
