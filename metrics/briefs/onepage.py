"""领导一页纸: the period on one A4 page, with one chart of how many units have which grade; its figures on the back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from metrics.briefs.figures import Issue, Told, basis
from metrics.briefs.naming import told_units
from metrics.i18n import translator
from metrics.scores import League
from metrics.state import GroupFigures, Overview, Share
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
WHOLE_CITY = t("the whole city")


def onepage_values(
    table: League, state: Overview, city: City, orders: int, short: Mapping[str, str], issue: Issue
) -> dict[str, Any]:
    """Return what the page says; one that names nobody says how many.

    ``orders`` units need a supervision order; ``short`` are the short names by which the page has room for units.
    """
    counts = _counts(table)
    step = max(-(-max(counts.values(), default=1) // LONGEST_BAR), 1)
    told = Told()
    page = {
        "listed": _tell(told, t("Units monitored"), sum(one.listed for one in state.groups)),
        "ranked": _tell(told, t("Units that are ranked"), sum(one.ranked for one in state.groups)),
        "groups": [_mean(told, one) for one in state.groups if one.mean is not None],
        "websites": _checked(told, t("Government websites"), state.websites),
        "accounts": _checked(told, t("Government accounts"), state.accounts),
        "on_time": told.share(t("Rectified on time"), *city.on_time, city.on_time_rate, WHOLE_CITY),
        "overdue": {
            "count": told.figure(t("Findings overdue"), city.overdue, WHOLE_CITY),
            "units": _tell(told, t("Units with overdue findings"), city.overdue_units),
        },
        "bars": [
            {"name": name, "bar": SQUARE * -(-n // step), "count": told.figure(name, str(n), WHOLE_CITY)}
            for name, n in counts.items()
        ],
        "bar_unit": step,
        "concerns": _concerns(told, table, state, short, issue.is_named),
        "orders": told.figure(t("Units that need a supervision order"), orders, WHOLE_CITY),
    }
    return basis(table.period, table.as_of, table.scheme, issue) | page | {"figures": told.rows()}


def _tell(told: Told, name: str, value: int) -> int:
    """Return a number of the whole city that pages came to list later than the others."""
    return told.figure(name, value, WHOLE_CITY, is_later=True)


def _mean(told: Told, one: GroupFigures) -> dict[str, str]:
    """Return the mean of a group, and its change where there is a period to compare with."""
    scope, group = t("ranked units of the same group"), t(GROUPS[one.group])
    mean, change = told.figure(t("Mean of {group}", group=group), str(one.mean), scope), one.mean_change or ""
    if change:
        told.figure(t("Mean of {group}: change", group=group), change, scope, is_later=True)
    return {"name": group, "mean": mean, "change": change}


def _checked(told: Told, kind: str, found: Share) -> dict[str, Any]:
    """Return how many websites or accounts passed of those checked; one line, as the annex has one page."""
    name = t("{kind} passed of those checked", kind=kind)
    passed = told.share(name, found.part, found.whole, found.rate, WHOLE_CITY, is_later=True)
    if found.channels:
        once = t("{scope}; each counted once", scope=WHOLE_CITY)
        told.figure(t("{kind}: how many different ones", kind=kind), found.channels, once, is_later=True)
    return passed | {"channels": found.channels}


def _counts(table: League) -> dict[str, int]:
    """Return how many units have each grade, the best first, and how many are not rated."""
    found = Counter(one.grade for one in table.units)
    counts = {t(name): found[code] for code, name in GRADES.items()}
    return counts | {t(VERDICTS["unrated"]): found[None]}


def _concerns(told: Told, table: League, state: Overview, short: Mapping[str, str], is_named: bool) -> list[str]:
    """Return a sentence on what failed, on the end of every group, and on how many have something overdue."""
    sentences = []
    if _tell(told, t("Units failed by a veto"), len(state.vetoed)):
        units = told_units([one.unit for one in state.vetoed], is_named)
        sentences.append(t("Failed by a veto: {units}.", units=units))
    for group in state.groups:
        ranked = [one for one in table.units if one.group == group.group and one.rank is not None]
        # The end of a short list is its middle, too.
        if len(ranked) > 2 * LOWEST and is_named:
            units = "、".join(_briefly(one.unit, short) for one in ranked[-LOWEST:])
            sentences.append(t("Last among {group}: {units}.", group=t(GROUPS[group.group]), units=units))
    if overdue := _tell(told, t("Units with something overdue"), state.waiting.overdue_units):
        sentences.append(t("{n} units have something overdue.", n=overdue))
    return sentences


def _briefly(unit: str, short: Mapping[str, str]) -> str:
    """Return a unit's name, the short one where the official one takes much room: 历下区 stays 历下区."""
    return unit if len(unit) <= SHORT_ENOUGH else short.get(unit, unit)
