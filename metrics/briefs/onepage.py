"""领导一页纸: the period on one A4 page, with one chart of how many units have which grade; its figures on the back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from metrics.briefs.figures import Figure, Issue, basis, rows_of, share
from metrics.briefs.naming import told_units
from metrics.i18n import translator
from metrics.scores import League
from metrics.state import Overview, Share
from metrics.supervision import City
from metrics.words import GRADES, GROUPS, VERDICTS

t = translator("zh_CN")
LOWEST = 3
"""So many units at the end of a group are told."""
SHORT_ENOUGH = 5
"""Names of so many characters are told in full."""
LONGEST_BAR = 28
"""Squares that fit into the cell of the chart."""
SQUARE = "■"


def onepage_values(
    table: League, state: Overview, city: City, orders: int, short: Mapping[str, str], issue: Issue
) -> dict[str, Any]:
    """Return what the page says; one that names nobody says how many.

    ``orders`` units need a supervision order; ``short`` are the short names by which the page has room for units.
    """
    counts = _counts(table)
    step = max(-(-max(counts.values(), default=1) // LONGEST_BAR), 1)
    ranked = sum(one.ranked for one in state.groups)
    return basis(table.period, table.as_of, table.scheme, issue) | {
        "listed": sum(one.listed for one in state.groups),
        "ranked": ranked,
        "groups": [
            {"name": t(GROUPS[one.group]), "mean": one.mean, "change": one.mean_change or ""}
            for one in state.groups
            if one.mean is not None
        ],
        "websites": _passed(state.websites),
        "accounts": _passed(state.accounts),
        "on_time": share(*city.on_time, city.on_time_rate),
        "overdue": {"count": city.overdue, "units": city.overdue_units},
        "bars": [{"name": name, "bar": SQUARE * -(-n // step), "count": str(n)} for name, n in counts.items()],
        "bar_unit": step,
        "concerns": _concerns(table, state, short, issue.is_named),
        "orders": orders,
        "figures": rows_of(_figures(state, city, counts, orders)),
    }


def _passed(one: Share) -> dict[str, Any]:
    """Return what the page says of checks; over several quarters also of how many different channels they were."""
    return share(one.part, one.whole, one.rate) | {"channels": one.channels}


def _counts(table: League) -> dict[str, int]:
    """Return how many units have each grade, the best first, and how many are not rated."""
    found = Counter(one.grade for one in table.units)
    counts = {t(name): found[code] for code, name in GRADES.items()}
    return counts | {t(VERDICTS["unrated"]): found[None]}


def _concerns(table: League, state: Overview, short: Mapping[str, str], is_named: bool) -> list[str]:
    """Return a sentence on what failed, on the end of every group, and on how many have something overdue."""
    told = []
    if state.vetoed:
        told.append(t("Failed by a veto: {units}.", units=told_units([one.unit for one in state.vetoed], is_named)))
    for group in state.groups:
        ranked = [one for one in table.units if one.group == group.group and one.rank is not None]
        # The end of a short list is its middle, too.
        if len(ranked) > 2 * LOWEST and is_named:
            units = "、".join(_briefly(one.unit, short) for one in ranked[-LOWEST:])
            told.append(t("Last among {group}: {units}.", group=t(GROUPS[group.group]), units=units))
    if state.waiting.overdue_units:
        told.append(t("{n} units have something overdue.", n=state.waiting.overdue_units))
    return told


def _briefly(unit: str, short: Mapping[str, str]) -> str:
    """Return a unit's name, the short one where the official one takes much room: 历下区 stays 历下区."""
    return unit if len(unit) <= SHORT_ENOUGH else short.get(unit, unit)


def _figures(state: Overview, city: City, counts: dict[str, int], orders: int) -> list[Figure]:
    whole = t("the whole city")
    figures = [
        Figure(t("Mean of {group}", group=t(GROUPS[one.group])), one.mean, t("ranked units of the same group"))
        for one in state.groups
        if one.mean is not None
    ]
    figures += [Figure(name, str(n), whole) for name, n in counts.items()]
    on_time, due = city.on_time
    return [
        *figures,
        Figure(t("Rectified on time"), f"{on_time}/{due}", whole),
        Figure(t("Findings overdue"), str(city.overdue), whole),
        Figure(t("Units that need a supervision order"), str(orders), whole),
    ]
