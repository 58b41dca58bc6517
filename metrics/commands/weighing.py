"""The command that puts a group under other weights: scores and ranks as they would be; the scheme stays as it is."""

from __future__ import annotations

import argparse
from typing import Any

from metrics.access import LOCAL
from metrics.commands.questions import Said
from metrics.commands.tables import table
from metrics.i18n import Translator
from metrics.reweighing import Line, weighable
from metrics.warehouse import Warehouse
from metrics.words import DIMENSIONS, GROUPS, VERDICTS, word_period


def weigh(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Answer with the ranks of a group under the weights named, the others as in the scheme."""
    found = weighable(warehouse, LOCAL, asked.period, asked.group, asked.as_of)
    weights = {**found.weights, **dict(asked.weights)}
    before, then = {one.unit: one for one in found.under(found.weights)}, found.under(weights)
    document = {
        "period": found.period.code,
        "as_of": found.as_of.isoformat(),
        "group": asked.group,
        "weights": {name: f"{weight:f}" for name, weight in weights.items()},
        "units": [
            {"unit": one.unit, "league": one.league, **_document(one), "now": _document(before[one.unit])}
            for one in then
        ],
    }
    said = "、".join(f"{t(DIMENSIONS[name])}{weight:f}" for name, weight in weights.items())
    tried = t("Weights tried: {weights}", weights=said)
    head = f"{word_period(t, found.period)} · {t(GROUPS[asked.group])} · {tried}\n"
    headings = [t("League"), t("Tried rank"), t("Unit"), t("Rank"), t("Tried score"), t("Score")]
    lines = [
        [one.league, _place(t, one), one.unit, _place(t, before[one.unit]), one.score, before[one.unit].score]
        for one in then
    ]
    if not any(one.league for one in then):
        headings, lines = headings[1:], [line[1:] for line in lines]
    return document, head + table(headings, lines, right={len(headings) - place for place in (1, 2, 3, 5)})


def _document(one: Line) -> dict[str, Any]:
    return {"score": one.score, "verdict": one.verdict, "rank": one.rank}


def _place(t: Translator, one: Line) -> Any:
    return t(VERDICTS[one.verdict]) if one.rank is None else one.rank
