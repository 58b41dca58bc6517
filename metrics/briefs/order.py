"""督办单: one per unit, everything it has left to do in one table, and the rules that sent the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metrics.briefs.figures import Figure, Issue, basis, numeral, rows_of
from metrics.briefs.items import lines_of
from metrics.briefs.naming import addressee
from metrics.escalation import FIRST
from metrics.i18n import Translator, translator
from metrics.supervision import Item, Reason, Selected, Selection
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
    reasons = chosen.reasons if chosen else ()
    told = [word_reason(t, reason) for reason in reasons] or [t("There are findings that are not rectified yet.")]
    level = issue.levels.get(unit, FIRST)
    late = sum(item.overdue_days is not None for item in items)
    return basis(table.period, table.as_of, table.scheme, issue) | {
        "unit": addressee(full_names.get(unit, unit), issue.is_named),
        "form": t(FORMS[level.code]),
        # That nothing went out before is no reason to tell in a first letter.
        "level_reason": "" if level == FIRST else word_level(t, level),
        "total": len(items),
        "overdue": late,
        "reasons": [{"mark": numeral(number), "text": text} for number, text in enumerate(told, 1)],
        "items": lines_of(items, table.period.year, issue.is_named),
        "annexes": [{"number": 1, "title": t("Figures and how they were counted")}],
        "figures": rows_of(_figures(addressee(unit, issue.is_named), items, late, chosen)),
    }


def _figures(unit: str, items: Sequence[Item], late: int, chosen: Selected | None) -> list[Figure]:
    of_unit = t("unit {unit}; not done on the as-of day", unit=unit)
    figures = [
        Figure(t("Items not done"), str(len(items)), of_unit),
        Figure(t("of these overdue"), str(late), t("{scope}; deadline before the as-of day", scope=of_unit)),
    ]
    if chosen:
        summed = t("{scope}; sum of the lines of the table", scope=of_unit)
        figures.append(Figure(t("Points at stake, sum"), chosen.at_stake, summed))
        figures += [
            Figure(t(SUPERVISION_SUBJECTS[one.code]), _value(one), word_reason(t, one)) for one in chosen.reasons
        ]
    return figures


def _value(reason: Reason) -> str:
    return reason.score or "—" if reason.code == "below_pass" else str(reason.items)
