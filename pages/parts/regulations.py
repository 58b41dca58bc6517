"""The page 考核规则: the scheme in words, section by section, every value with its source, day and 假定 mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from metrics import scores
from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.rulebook import Scheme
from pages.parts import session
from pages.parts.exports import Shown, show_exported
from pages.parts.rule_lines import SECTIONS
from pages.parts.words import plain, word_day

Lines = list[dict[str, Any]]
HELP = {
    "Dimensions and weights": (
        "Score = Σ weight × dimension ÷ Σ weight, over the dimensions that apply to the unit and were checked,"
        " plus bonus. Rounded once, half up, to two decimals. Groups are ranked separately."
    ),
    "Tasks": "Score of the dimension = 100 × Σ weight × credit ÷ Σ weight, over the applicable tasks of the year.",
    "Websites and accounts": (
        "A website with a confirmed veto has no score. An account fails with any confirmed veto and passes without one."
    ),
    "Indicators": (
        "Within an indicator findings are deducted up to its cap; what a row does not price has the default price."
    ),
    "Rectification": (
        "Starts at 100 and only loses points: for each finding its largest single loss of the period. No finding: 100."
    ),
    "Grades and coverage": (
        "Grades follow the printed score. Coverage is the weight of what applies and was checked, of all."
    ),
    "Bonus, checklist, data": "Bonus counts with evidence only. What is shown and not scored stands beside the score.",
    "Problem classes": "Words of daily use for a problem, and the indicator or kind they are read as.",
}


@dataclass(frozen=True)
class Rules:
    """The rules of a period."""

    period: Period
    as_of: date
    scheme: Scheme


def rules_of(period: Period) -> Rules:
    """Return the scheme in force on the last day of a period."""
    return Rules(period, scores.day_of(period, None), scores.scheme_of(session.warehouse(), period))


def show_scheme(t: Translator, rules: Rules) -> None:
    """Draw which scheme it is and since when, and what 假定 means."""
    scheme = rules.scheme
    values = scheme.provenance.values()
    assumed = sum(one.is_assumed for one in values)
    basis = session.basis()
    basis.badge(t("In force since {day}", day=word_day(t, scheme.effective_from)), color="gray")
    said = (f"{scheme.name} {scheme.version}", f"{scheme.id}", scheme.owner, scheme.standard)
    basis.caption(plain(" · ".join(one for one in said if one)), width="stretch")
    if assumed:
        st.info(
            t(
                "Values of this scheme marked “assumed” were set without a published source and wait for the office's"
                " decision: {assumed} of {n}. They are changed in the scheme file; each change is a new version with"
                " its own date.",
                assumed=assumed,
                n=len(values),
            ),
            icon=":material/info:",
        )


def show_section(t: Translator, rules: Rules, section: str) -> None:
    """Draw one section of the scheme as a table, with its export."""
    lines = list(SECTIONS[section](t, rules.scheme))
    st.caption(t(HELP[section]))
    columns = _columns(t, lines)
    shown = Shown(rules.period, rules.as_of, rules.scheme, t(section))
    show_exported(t, f"{t('Rules')} {t(section)}", columns, lines, shown, key=f"rules_{section}")


def _columns(t: Translator, lines: Lines) -> dict[str, Any]:
    words = st.column_config.TextColumn
    known = {
        "rule": words(t("Rule"), width=330),
        "block": words(t("Block"), width=80),
        "kind": words(t("Nature"), width=68),
        "targets": words(t("For"), width=84),
        "value": words(t("Value"), width=150, alignment="right"),
        "cap": words(t("Cap"), width=76, alignment="right"),
        "price": words(t("Default price"), width=72, alignment="right"),
        "mark": words(t("Mark"), width=116),
        "clause": words(t("Clause"), width=196),
        "source": words(t("Source"), width=280),
        "since": words(t("Since"), width=110),
    }
    used = {key for line in lines for key, value in line.items() if value}
    narrow = {"rule": words(t("Indicator"), width=120)} if "cap" in used else {}
    return {key: narrow.get(key, column) for key, column in known.items() if key in used}
