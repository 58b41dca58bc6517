"""What other weights of the dimensions would make of a group's scores and ranks: worked out, the scheme stays.

The dimensions themselves are those of the run, exactly; only the composite, the coverage and the ranks are made anew
(scoring.md §2, §7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import AccessDenied, Refused
from metrics.projection import SCALE, scaled
from metrics.robustness import Composite, ranks_of, scores_of
from metrics.rulebook import Scheme
from metrics.scores import ORDER_OF_VERDICTS, composite_of, day_of, dimensions_of, scheme_of, two_decimals
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class Line:
    """Where a unit stands; ``hundredths`` of its score and ``rank`` are None unless it is ranked."""

    unit: str
    league: str
    verdict: str
    hundredths: int | None
    rank: int | None

    @property
    def score(self) -> str | None:
        """The score with two decimals."""
        return None if self.hundredths is None else two_decimals(self.hundredths)


@dataclass(frozen=True)
class Weighable:
    """The units of a group with their exact dimensions, to be put under any weights."""

    period: Period
    as_of: date
    scheme: Scheme
    weights: Mapping[str, Decimal]
    """Those of the scheme, by dimension."""
    standings: tuple[dict[str, Any], ...]
    dimensions: Mapping[int, dict[str, dict[str, Any]]]

    def under(self, weights: Mapping[str, Decimal]) -> tuple[Line, ...]:
        """Return where every unit would stand, in the order of leagues, ranks and administration.

        Dimensions that ``weights`` does not name have the weight 0. Raises Refused for dimensions the group has not,
        and when nothing has a weight.
        """
        if others := weights.keys() - self.weights.keys():
            known, named = "、".join(self.weights), "、".join(sorted(others))
            raise Refused("The group has no dimension {name}, only {known}.", name=named, known=known)
        given = {name: scaled(weight) or 0 for name, weight in weights.items() if weight > 0}
        if not given:
            raise Refused("At least one dimension needs a weight.")
        found: list[Line] = []
        for league in sorted({row["league"] for row in self.standings}):
            rows = [row for row in self.standings if row["league"] == league]
            composites = {row["unit"]: self._composite(row, given) for row in rows}
            ranked = {unit: one for unit, one in composites.items() if one is not None}
            scores, ranks = (scores_of(ranked), ranks_of(ranked)) if ranked else ({}, {})
            lines = [self._line(row, scores.get(row["unit"]), ranks.get(row["unit"])) for row in rows]
            orders = {row["name"]: row["sort_order"] for row in rows}
            found += sorted(lines, key=lambda one: _place(one, orders[one.unit]))
        return tuple(found)

    def _composite(self, row: dict[str, Any], weights: Mapping[str, int]) -> Composite | None:
        """Return what a unit's score is made of; None for one that is vetoed, or of which too little was checked."""
        all_of_unit = self.dimensions[row["unit"]].items()
        own = {name: one | {"weight": weights[name]} for name, one in all_of_unit if name in weights}
        checked = sum(one["weight"] for one in own.values() if one["is_checked"])
        least = (scaled(self.scheme.coverage_minimum) or 0) * sum(one["weight"] for one in own.values())
        if row["verdict"] == "vetoed" or not checked or checked * SCALE < least:
            return None
        return composite_of(own, row["bonus_points"])

    def _line(self, row: dict[str, Any], hundredths: int | None, rank: int | None) -> Line:
        if hundredths is not None:
            return Line(row["name"], row["league"], "ranked", hundredths, rank)
        return Line(row["name"], row["league"], "vetoed" if row["verdict"] == "vetoed" else "unrated", None, None)


def _place(one: Line, order: int) -> tuple[int, int, int, str]:
    return (ORDER_OF_VERDICTS[one.verdict], one.rank or 0, order, one.unit)


def weighable(warehouse: Warehouse, reader: Reader, period: Period, group: str, as_of: date | None = None) -> Weighable:
    """Return the units of a group to be put under other weights; AccessDenied for who does not read everything."""
    if not reader.reads_everything:
        raise AccessDenied("Your role may not read the details of all units.")
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        standings = run.rows("standings", group_code=group)
        dimensions = dimensions_of(run)
    return Weighable(period, as_of, scheme, scheme.dimension_weights.get(group, {}), tuple(standings), dimensions)
