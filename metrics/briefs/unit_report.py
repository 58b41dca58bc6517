"""得分单: a unit's score and place, its dimensions, its marks with clause and source, and what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metrics.briefs.figures import Issue, Told, basis, word_day
from metrics.briefs.items import lines_of, word_reason_of_mark, word_source
from metrics.briefs.naming import addressee
from metrics.i18n import translator
from metrics.masking import SAFETY, without_telephones
from metrics.replies import Window
from metrics.scores import League, Mark, Scorecard, UnitScore
from metrics.supervision import Item, by_gain
from metrics.words import DIMENSIONS, GRADES, GROUPS, VERDICTS, word_clause, word_indicator, word_reason

t = translator("zh_CN")


def unit_report_values(
    table: League, card: Scorecard, items: Sequence[Item], issue: Issue, window: Window | None
) -> dict[str, Any]:
    """Return what a score sheet says of the card's unit; ``window`` says until when it may reply to its marks."""
    own, is_named = card.unit, issue.is_named
    unit = addressee(own.unit, is_named)
    peers = [one for one in table.units if (one.group, one.league) == (own.group, own.league) and one.rank is not None]
    of_unit, told = t("unit {unit}", unit=unit), Told()
    sheet = _standing(told, own, len(peers), of_unit) | _replies(window, issue) | {
        "unit": unit,
        "scheme_name": card.scheme.name,
        "verdict": t(VERDICTS[own.verdict]),
        "grade": t(GRADES[own.grade]) if own.grade else "—",
        "league": t("the group {group}", group=t(GROUPS[own.group])) if own.group in GROUPS else own.league,
        "tied": own.rank is not None and sum(one.rank == own.rank for one in peers) > 1,
        "dimensions": _dimensions(told, own, of_unit),
        "on_time": _bonus_and_on_time(told, own, of_unit),
        "items": lines_of(sorted(items, key=by_gain), card.period.year, is_named),
        "marks": [_mark(number, one, card, is_named) for number, one in enumerate(card.marks, 1)],
        "annexes": [{"number": 1, "title": t("Figures and how they were counted")}],
    }
    told.figure(t("Number of marks"), len(card.marks), of_unit)
    return basis(card.period, card.as_of, card.scheme, issue) | sheet | {"figures": told.rows()}


def _replies(window: Window | None, issue: Issue) -> dict[str, str]:
    """Return whether replies are still taken on the day of the paper, and until when they are or were."""
    if window is None:
        return {"replies": "unset"}
    is_open = window.may_come(issue.issued_on)
    last = window.at.date() if window.was_closed else window.closes_on
    return {"replies": "open" if is_open else "ended", "reply_by": word_day(last)}


def _standing(told: Told, own: UnitScore, ranked: int, of_unit: str) -> dict[str, Any]:
    """Return score and place of a unit, or what its score would have been."""
    if own.score is not None:
        told.figure(t("Score"), own.score, t("{scope}; Σ weight × dimension ÷ Σ weight", scope=of_unit))
        told.figure(t("Rank"), f"{own.rank}/{ranked}", t("ranked units of the same group"))
    elif own.shadow_score is not None:
        told.figure(t("Shadow score"), own.shadow_score, t("{scope}; not ranked", scope=of_unit))
    return {"score": own.score, "shadow": own.shadow_score, "rank": own.rank, "ranked": ranked}


def _bonus_and_on_time(told: Told, own: UnitScore, of_unit: str) -> dict[str, Any]:
    told.figure(t("Bonus"), own.bonus, of_unit)
    deadline = t("{scope}; deadline in the period and not after the as-of day", scope=of_unit)
    return told.share(t("Rectified on time"), *own.on_time, None, deadline)


def _dimensions(told: Told, own: UnitScore, of_unit: str) -> list[dict[str, str]]:
    return [
        {
            "name": t(DIMENSIONS[name]),
            "weight": one.weight,
            "score": told.figure(
                t(DIMENSIONS[name]), one.score or "—", t("{scope}; weight {weight}", scope=of_unit, weight=one.weight)
            ),
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
