"""得分单: a unit's score and place, its dimensions, its marks with clause and source, and what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metrics.briefs.figures import Figure, Issue, basis, rows_of, share, word_day
from metrics.briefs.items import lines_of, sorted_by_gain, word_reason_of_mark, word_source
from metrics.briefs.naming import addressee
from metrics.i18n import translator
from metrics.masking import SAFETY, without_telephones
from metrics.replies import Window
from metrics.scores import League, Mark, Scorecard, UnitScore
from metrics.supervision import Item
from metrics.words import DIMENSIONS, GRADES, GROUPS, VERDICTS, word_clause, word_indicator, word_reason

t = translator("zh_CN")


def unit_report_values(
    table: League, card: Scorecard, items: Sequence[Item], issue: Issue, window: Window | None
) -> dict[str, Any]:
    """Return what a score sheet says of the card's unit; ``window`` says until when it may reply to its marks."""
    own, is_named = card.unit, issue.is_named
    unit = addressee(own.unit, is_named)
    peers = [one for one in table.units if (one.group, one.league) == (own.group, own.league) and one.rank is not None]
    return basis(card.period, card.as_of, card.scheme, issue) | _replies(window, issue) | {
        "unit": unit,
        "scheme_name": card.scheme.name,
        "score": own.score,
        "shadow": own.shadow_score,
        "verdict": t(VERDICTS[own.verdict]),
        "grade": t(GRADES[own.grade]) if own.grade else "—",
        "league": t("the group {group}", group=t(GROUPS[own.group])) if own.group in GROUPS else own.league,
        "rank": own.rank,
        "ranked": len(peers),
        "tied": own.rank is not None and sum(one.rank == own.rank for one in peers) > 1,
        "on_time": share(*own.on_time, None),
        "dimensions": _dimensions(own),
        "items": lines_of(sorted_by_gain(items), card.period.year, is_named),
        "marks": [_mark(number, one, card, is_named) for number, one in enumerate(card.marks, 1)],
        "annexes": [{"number": 1, "title": t("Figures and how they were counted")}],
        "figures": rows_of(_figures(unit, own, len(peers), len(card.marks))),
    }


def _replies(window: Window | None, issue: Issue) -> dict[str, str]:
    """Return whether replies are still taken on the day of the paper, and until when they are or were."""
    if window is None:
        return {"replies": "unset"}
    is_open = window.may_come(issue.issued_on)
    last = window.at.date() if window.was_closed else window.closes_on
    return {"replies": "open" if is_open else "ended", "reply_by": word_day(last)}


def _dimensions(own: UnitScore) -> list[dict[str, str]]:
    return [
        {
            "name": t(DIMENSIONS[name]),
            "weight": one.weight,
            "score": one.score or "—",
            "note": "" if one.checked else t("Not checked") if one.applicable else t("Does not apply"),
        }
        for name, one in own.dimensions.items()
    ]


def _mark(number: int, mark: Mark, card: Scorecard, is_named: bool) -> dict[str, str]:
    is_masked = mark.indicator == SAFETY or not is_named
    item = mark.item
    if mark.channel and item:
        item = t("{channel}: {item}", channel=mark.channel, item=item)
    masked = t("A security problem; the details were told separately.") if mark.indicator == SAFETY else "—"
    return {
        "number": str(number),
        "points": mark.points if mark.hundredths <= 0 else f"+{mark.points}",
        "dimension": t(DIMENSIONS[mark.dimension]),
        "indicator": word_indicator(t, card.scheme, mark.dimension, mark.indicator),
        "item": masked if is_masked else without_telephones(item),
        "reason": word_reason_of_mark(
            word_reason(t, mark.dimension, mark.reason, mark.is_capped), word_clause(card.scheme, mark)
        ),
        "source": "—" if is_masked else word_source(mark.source),
    }


def _figures(unit: str, own: UnitScore, ranked: int, marks: int) -> list[Figure]:
    of_unit = t("unit {unit}", unit=unit)
    figures = []
    if own.score is not None:
        figures.append(Figure(t("Score"), own.score, t("{scope}; Σ weight × dimension ÷ Σ weight", scope=of_unit)))
        figures.append(Figure(t("Rank"), f"{own.rank}/{ranked}", t("ranked units of the same group")))
    elif own.shadow_score is not None:
        figures.append(Figure(t("Shadow score"), own.shadow_score, t("{scope}; not ranked", scope=of_unit)))
    for name, one in own.dimensions.items():
        weight = t("{scope}; weight {weight}", scope=of_unit, weight=one.weight)
        figures.append(Figure(t(DIMENSIONS[name]), one.score or "—", weight))
    figures.append(Figure(t("Bonus"), own.bonus, of_unit))
    on_time, due = own.on_time
    deadline = t("{scope}; deadline in the period and not after the as-of day", scope=of_unit)
    figures.append(Figure(t("Rectified on time"), f"{on_time}/{due}", deadline))
    figures.append(Figure(t("Number of marks"), str(marks), of_unit))
    return figures
