"""督办单: one per unit, everything it has left to do in one table, and the rules that sent the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metrics.briefs.figures import STEP, Issue, Told, basis, numeral
from metrics.briefs.items import lines_of
from metrics.briefs.naming import addressee
from metrics.escalation import FIRST, Level
from metrics.i18n import Translator, translator
from metrics.supervision import OVERDUE, Item, Reason, Selected, Selection
from metrics.words import SUPERVISION_REASONS, SUPERVISION_SUBJECTS
from metrics.words_of_papers import FORMS, word_level

t = translator("zh_CN")


def word_reason(words: Translator, reason: Reason) -> str:
    """Return the rule that says a unit needs a paper, with its figures, in the reader's language."""
    values = {"n": reason.items, "days": reason.overdue_days, "score": reason.score, "about": reason.about}
    is_claimed = reason.code == "not_submitted" and reason.about
    return words(SUPERVISION_REASONS["not_submitted_or_claimed" if is_claimed else reason.code], **values)


def order_values(
    table: Selection, unit: str, items: Sequence[Item], full_names: Mapping[str, str], issue: Issue
) -> dict[str, Any]:
    """Return what an order says of ``unit``, which it addresses by its full name where ``full_names`` has one."""
    chosen = next((one for one in table.units if one.unit == unit), None)
    level, told = issue.levels.get(unit, FIRST), Told()
    counts = _counts(told, addressee(unit, issue.is_named), items, chosen)
    reasons = [_tell_reason(told, reason) for reason in chosen.reasons] if chosen else []
    reasons = reasons or [t("There are findings that are not rectified yet.")]
    order = counts | {
        "unit": addressee(full_names.get(unit, unit), issue.is_named),
        "form": t(FORMS[level.code]),
        "level_reason": _tell_level(told, level),
        "reasons": [{"mark": numeral(number), "text": text} for number, text in enumerate(reasons, 1)],
        "items": lines_of(items, table.period.year, issue.is_named),
        "annexes": [{"number": 1, "title": t("Figures and how they were counted")}],
    }
    return basis(table.period, table.as_of, table.scheme, issue) | order | {"figures": told.rows()}


def _counts(told: Told, unit: str, items: Sequence[Item], chosen: Selected | None) -> dict[str, int]:
    """Return how many items there are, and how many of them are overdue."""
    of_unit = t("unit {unit}; not done on the as-of day", unit=unit)
    late = t("{scope}; deadline before the as-of day", scope=of_unit)
    overdue = [item.overdue_days for item in items if item.overdue_days is not None]
    counts = {
        "total": told.figure(t("Items not done"), len(items), of_unit),
        "overdue": told.figure(t("of these overdue"), len(overdue), late),
    }
    told.figure(t("Longest overdue, in working days"), max(overdue, default=0), late, is_later=True)
    if chosen:
        summed = t("{scope}; sum of the lines of the table", scope=of_unit)
        told.figure(t("Points at stake, sum"), chosen.at_stake, summed)
    return counts


def _tell_reason(told: Told, reason: Reason) -> str:
    """Return the sentence of a reason; it stands for itself as what its figures were counted by."""
    sentence, subject = word_reason(t, reason), t(SUPERVISION_SUBJECTS[reason.code])
    told.figure(subject, _value(reason), sentence)
    if reason.code in OVERDUE:
        name = t("{reason}: longest, in working days", reason=subject)
        told.figure(name, reason.overdue_days, sentence, is_later=True)
    if reason.code == "not_submitted" and reason.about:
        name = t("{reason}: reported as not applicable", reason=subject)
        told.figure(name, reason.about, sentence, is_later=True)
    return sentence


def _tell_level(told: Told, level: Level) -> str:
    """Return why the unit is spoken to at its step; that nothing went out before is no reason to tell."""
    if level == FIRST:
        return ""
    sentence = word_level(t, level)
    if level.n:
        told.figure(STEP, level.n, sentence)
    return sentence


def _value(reason: Reason) -> str:
    return reason.score or "—" if reason.code == "below_pass" else str(reason.items)
