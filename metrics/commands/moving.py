"""The command that explains changes: movement, per unit and per league, split into its three causes."""

from __future__ import annotations

import argparse
from typing import Any

from metrics.access import LOCAL
from metrics.commands.tables import table
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.movement import LeagueMovement, Movements, UnitMovement, movements
from metrics.scores import find_unit
from metrics.warehouse import Warehouse
from metrics.words import GROUPS, word_period
from metrics.words_of_movement import (
    PARTS,
    document_of_breaks,
    document_of_league,
    document_of_split,
    word_breaks,
    word_nothing,
    word_rules,
)

Said = tuple[dict[str, Any], str]


def movement(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Answer with how every unit, or the one asked for, and every league moved since the period before."""
    found = movements(warehouse, LOCAL, asked.period, asked.as_of)
    units, leagues = found.units, found.leagues
    if asked.unit:
        _, name = find_unit(warehouse, asked.unit)
        units, leagues = tuple(one for one in units if one.unit == name), ()
        if not units:
            raise Refused("{unit} is not listed on {as_of}.", unit=name, as_of=found.as_of.isoformat())
    document = {
        "period": found.period.code,
        "as_of": found.as_of.isoformat(),
        "previous": found.previous.code,
        "scheme": {"id": found.scheme.id, "version": found.scheme.version},
        "scheme_before": found.scheme_before and {"id": found.scheme_before.id, "version": found.scheme_before.version},
        "units": [_unit_document(one) for one in units],
        "leagues": [document_of_league(one) for one in leagues],
    }
    return document, _head(found, t) + _units(found, units, t) + _leagues(leagues, t)


def _unit_document(one: UnitMovement) -> dict[str, Any]:
    plain = ("unit", "group", "league", "score", "score_before", "verdict", "verdict_before")
    told = {name: getattr(one, name) for name in plain}
    return told | document_of_split(one.split) | {"breaks": document_of_breaks(one.breaks)}


def _head(found: Movements, t: Translator) -> str:
    both = {"period": word_period(t, found.period), "previous": word_period(t, found.previous)}
    head = t("{period} against {previous}, as of {as_of}", **both, as_of=found.as_of.isoformat()) + "\n"
    if found.scheme_before is None:
        return head + t("No rules were in force before: there is nothing to compare with.") + "\n"
    rules = word_rules(t, found)
    return head + (f"{rules}\n" if rules else "")


def _units(found: Movements, units: tuple[UnitMovement, ...], t: Translator) -> str:
    if found.scheme_before is None:
        return ""
    headings = [t("Unit"), t("Score before"), t("Score"), t("Change"), *map(t, PARTS.values()), t("Remark")]
    rows = []
    for one in units:
        split = document_of_split(one.split)
        why = word_breaks(t, one.breaks) if one.split else word_nothing(t, one)
        rows.append([one.unit, one.score_before, one.score, *split.values(), why])
    return "\n" + table(headings, rows, right={1, 2, 3, 4, 5, 6})


def _leagues(leagues: tuple[LeagueMovement, ...], t: Translator) -> str:
    moved = [one for one in leagues if one.split is not None]
    if not moved:
        return ""
    headings = [t("Mean of the league"), t("n before"), t("n now"), t("Mean before"), t("Mean now"), t("Change")]
    headings += map(t, PARTS.values())
    rows = [
        [t(GROUPS[one.group]) + (f" · {one.league}" if one.league else ""), one.ranked_before, one.ranked,
         one.mean_before, one.mean, *document_of_split(one.split).values()]
        for one in moved
    ]  # fmt: skip
    return "\n" + table(headings, rows, right=set(range(1, len(headings))))
