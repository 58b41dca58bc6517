"""Where two neighbouring periods do not compare like with like (口径变化断点): other rules, another population.

The population is what is scored: the unit itself (its validity), its channels (opened, closed) and its tasks (the
plan of a year). A channel belongs to a period when it ran on some day of it, up to the as-of day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from metrics.calendar import Period
from metrics.errors import Refused
from metrics.rulebook import Scheme
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class Break:
    """One reason why a period does not compare with the one before."""

    code: str
    """``rules`` (another scheme or version), ``unit`` (not listed before), ``opened``, ``closed``, ``plan``."""
    n: int = 0
    """How many channels were opened or closed; 0 for the other reasons."""


RULES = Break("rules")


def rules_before(warehouse: Warehouse, period: Period, scheme: Scheme) -> Scheme | None:
    """Return the rules of the period before: ``scheme`` itself when they are the same version; None without any."""
    try:
        before = warehouse.schemes.in_force(period.previous().last)
    except Refused:
        return None
    # A scheme that somebody tries out keeps the version it was made from: it is compared with itself.
    return scheme if (before.id, before.version) == (scheme.id, scheme.version) else before


def breaks_of(
    warehouse: Warehouse, period: Period, as_of: date, scheme: Scheme, before: Scheme
) -> dict[int, tuple[Break, ...]]:
    """Return the breaks between ``period`` and the one before, per unit listed on ``as_of``."""
    earlier = period.previous()
    rows = warehouse.query(
        "population_changes",
        first_day=period.first,
        as_of=as_of,
        year=period.year,
        earlier_first_day=earlier.first,
        earlier_as_of=earlier.last,
        earlier_year=earlier.year,
    )
    common = () if scheme is before else (RULES,)
    return {row["unit"]: (*common, *_own(row)) for row in rows}


def _own(row: dict[str, int]) -> tuple[Break, ...]:
    if row["is_new"]:
        # What a new unit runs is new with it.
        return (Break("unit"),)
    counted = [Break(code, row[code]) for code in ("opened", "closed") if row[code]]
    return (*counted, Break("plan")) if row["is_other_plan"] else tuple(counted)
