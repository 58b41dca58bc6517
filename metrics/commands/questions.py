"""The commands that ask: score, explain, inspections. Each gives its JSON document and the same for people."""

from __future__ import annotations

import argparse
from typing import Any

from metrics import pass_rates, scores
from metrics.access import LOCAL
from metrics.calendar import Period
from metrics.commands.tables import table
from metrics.i18n import Translator
from metrics.rulebook import Scheme
from metrics.warehouse import Warehouse
from metrics.words import (
    BASES,
    CHANNEL_TYPES,
    DIMENSIONS,
    GRADES,
    GROUPS,
    VERDICTS,
    names_of_indicators,
    word_indicator,
    word_meaning_of_intervals,
    word_named_rank,
    word_nothing_checked,
    word_period,
    word_rank,
    word_reason,
)

Said = tuple[dict[str, Any], str]
"""The JSON document of a command, and its text for people."""


def score(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Answer with the league tables of a period."""
    league = scores.league(warehouse, LOCAL, asked.period, asked.as_of, asked.group)
    document = {
        "period": league.period.code,
        "as_of": league.as_of.isoformat(),
        "scheme": {"id": league.scheme.id, "version": league.scheme.version},
        "units": [_unit_document(one) for one in league.units],
    }
    text = _head(league.period, league.as_of.isoformat(), league.scheme, t) + _leagues(league, t)
    return document, text + (f"\n{word_meaning_of_intervals(t)}\n" if league.units else "")


def _unit_document(one: scores.UnitScore) -> dict[str, Any]:
    plain = ("unit", "group", "score", "shadow_score", "verdict", "grade", "rank", "rank_low", "rank_high", "coverage")
    dimensions = {
        name: {"score": each.score, "weight": each.weight, "applicable": each.applicable}
        for name, each in one.dimensions.items()
    }
    on_time, due = one.on_time
    return {
        **{name: getattr(one, name) for name in plain},
        "dimensions": dimensions,
        "bonus": one.bonus,
        "on_time": {"n": on_time, "of": due},
    }


def _head(period: Period, as_of: str, scheme: Scheme, t: Translator) -> str:
    return t(
        "{period}, as of {as_of}, scheme {scheme} {version}",
        period=word_period(t, period), as_of=as_of, scheme=scheme.name, version=scheme.version,
    ) + "\n"  # fmt: skip


def _leagues(league: scores.League, t: Translator) -> str:
    tables: dict[tuple[str, str], list[scores.UnitScore]] = {}
    for one in league.units:
        tables.setdefault((one.group, one.league), []).append(one)
    return "".join(_league_table(*key, units, t) for key, units in tables.items())


def _league_table(group: str, name: str, units: list[scores.UnitScore], t: Translator) -> str:
    dimensions = list(dict.fromkeys(dimension for one in units for dimension in one.dimensions))
    headings = [t("Rank (interval)"), t("Unit"), t("Score"), t("Grade"), *(t(DIMENSIONS[one]) for one in dimensions)]
    headings += [t("Bonus"), t("On time"), t("Coverage")]
    rows = []
    for one in units:
        parts = [one.dimensions[each].score if each in one.dimensions else None for each in dimensions]
        place = t(VERDICTS[one.verdict]) if one.rank is None else word_rank(t, one)
        grade = t(GRADES[one.grade]) if one.grade else None
        on_time = f"{one.on_time[0]}/{one.on_time[1]}"
        rows.append([place, one.unit, one.score, grade, *parts, one.bonus, on_time, f"{one.coverage:.0%}"])
    title = t(GROUPS[group]) + (f" · {name}" if name and name != group else "")
    return f"\n{title}\n" + table(headings, rows, right={2, *range(4, len(headings))})


def explain(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Answer with the marks of one unit, numbered by their place: 100 and the marks add up to its score."""
    card = scores.scorecard(warehouse, LOCAL, asked.unit, asked.period, asked.as_of)
    names = names_of_indicators(card.scheme)
    marks = [
        {
            "points": one.points,
            "dimension": one.dimension,
            "indicator": names.get(one.indicator, one.indicator),
            "item": one.item,
            "reason": word_reason(t, one.dimension, one.reason, one.is_capped),
            "source": {"file": one.source.file, "sheet": one.source.sheet, "row": one.source.row}
            if one.source
            else None,
        }
        for one in card.marks
    ]
    document = {"unit": card.unit.unit, "score": card.unit.score, "marks": marks}
    return document, _head(card.period, card.as_of.isoformat(), card.scheme, t) + _explanation(card, t)


def _explanation(card: scores.Scorecard, t: Translator) -> str:
    own = card.unit
    if own.score is not None:
        rank = word_named_rank(t, own)
        verdict = f"{own.score} · {t(GRADES[own.grade or 'fail'])} · {rank}"
    else:
        shadow = t("for rectification only, not ranked: {score}", score=own.shadow_score or "–")
        verdict = f"{t(VERDICTS[own.verdict])} · {shadow}"
    rows = [
        [
            number,
            one.points,
            t(DIMENSIONS[one.dimension]),
            word_indicator(t, card.scheme, one.dimension, one.indicator),
            one.item,
            word_reason(t, one.dimension, one.reason, one.is_capped),
            f"{one.source.file} · {one.source.sheet} · {one.source.row}" if one.source else None,
        ]
        for number, one in enumerate(card.marks, 1)
    ]
    headings = [t("Mark no."), t("Points"), t("Dimension"), t("Indicator"), t("Item"), t("Reason")]
    headings.append(t("File · sheet · row"))
    start = [None, "100.00", t("Full marks"), "", "", "", None]
    return f"{own.unit}  {verdict}\n" + table(headings, [start, *rows], right={0, 1})


def inspections(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Answer with the pass rates of websites and accounts, problem classes and observations."""
    document = pass_rates.inspections(warehouse, LOCAL, asked.period, asked.as_of)
    text = word_period(t, asked.period) + " · " + t(BASES[document["basis"]]) + "\n"
    text += _rates(pass_rates.pass_rates(warehouse, LOCAL, asked.period, asked.as_of), asked.period, t)
    if document["by_class"]:
        classes = list(document["by_class"].items())
        text += "\n" + table([t("Class of problem"), t("Number of findings")], classes, right={1})
    if document["observations"]:
        observed = [[name, one["numerator"], one["denominator"]] for name, one in document["observations"].items()]
        text += "\n" + table([t("Observation"), t("Numerator"), t("Denominator")], observed, right={1, 2})
    return document, text


def _rates(found: pass_rates.PassRates, period: Period, t: Translator) -> str:
    """Return the table of pass rates; over several quarters of checks, with the different channels beside them."""
    rates = [(t("Government websites"), found.websites), (t("Accounts"), found.accounts)]
    rates += [(f"  {t(CHANNEL_TYPES[name])}", one) for name, one in found.by_type.items()]
    if period.length == 1:
        headings = [t("Kind of channel"), t("Checked"), t("Passed"), t("Pass rate")]
        rows = [[name, one.checked, one.passed, _percent(one, t)] for name, one in rates]
    else:
        headings = [t("Kind of channel"), t("Checks"), t("Different channels"), t("Checks passed"), t("Pass rate")]
        rows = [[name, one.checked, one.channels, one.passed, _percent(one, t)] for name, one in rates]
    return table(headings, rows, right={1, 2, 3, 4})


def _percent(one: pass_rates.PassRate, t: Translator) -> str | None:
    if not one.checked:
        return word_nothing_checked(t, one.is_applicable)
    return None if one.rate is None else f"{one.rate}%"
