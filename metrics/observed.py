"""What units reported beside their tasks: the shipped observations with n/d, none of them scored by default.

A denominator of 0 is not applicable, neither 0 % nor 100 %; below the scheme's minimum there is no percentage
(scoring.md §6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from metrics.projection import SCALE
from metrics.rulebook import Scheme
from metrics.rulebook.scheme import ObservationRule
from metrics.scores import plain, printed
from metrics.warehouse import Run

_TASK_OF_CLAUSE = re.compile(r"(?P<year>20\d\d)年.*第(?P<number>\d+)项")


@dataclass(frozen=True)
class Observed:
    """One observation of a group, of all groups (no group) or of one unit; numbers are texts as reported."""

    code: str
    name: str
    kind: str
    """``ratio`` or ``count``."""
    clause: str
    is_scored: bool
    numerator_word: str
    denominator_word: str
    numerator: str | None
    denominator: str | None
    rate: str | None
    """Percentage with two decimals; None below the scheme's minimum, and for counts."""
    value: str | None
    units: int
    """How many units reported it."""
    group: str | None = None
    unit: str | None = None
    record: int | None = None


def observed_by_groups(run: Run, scheme: Scheme) -> tuple[Observed, ...]:
    """Return every observation of the scheme for all groups together and for each group that reported it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in run.rows("group_observations", order_by="group_code nulls first"):
        found.setdefault(row["indicator"], []).append(row)
    return tuple(
        _observed(rule, row, scheme) for rule in scheme.observations for row in found.get(rule.code) or [_nothing(rule)]
    )


def observed_by_units(run: Run, scheme: Scheme) -> tuple[Observed, ...]:
    """Return what each unit reported, in the order of the scheme and of administration."""
    rules = {rule.code: rule for rule in scheme.observations}
    order = {code: number for number, code in enumerate(rules)}
    rows = [row for row in run.rows("unit_observations", order_by="sort_order, unit_name") if row["indicator"] in rules]
    rows.sort(key=lambda row: order[row["indicator"]])
    return tuple(_observed(rules[row["indicator"]], row, scheme) for row in rows)


def task_of(observation: Observed, year: int) -> str | None:
    """Return the number of the task of the year's plan that an observation watches, by its clause."""
    found = _TASK_OF_CLAUSE.search(observation.clause)
    return found["number"] if found and int(found["year"]) == year else None


def _nothing(rule: ObservationRule) -> dict[str, Any]:
    return {"indicator": rule.code, "numerator": None, "denominator": None, "value": None, "units": 0}


def _observed(rule: ObservationRule, row: dict[str, Any], scheme: Scheme) -> Observed:
    numerator, denominator, value = row["numerator"], row["denominator"], row["value"]
    has_rate = (
        rule.kind == "ratio"
        and numerator is not None
        and denominator is not None
        and denominator >= max(scheme.rate_minimum_n, 1) * SCALE
    )
    return Observed(
        code=rule.code,
        name=rule.name,
        kind=rule.kind,
        clause=rule.clause,
        is_scored=rule.is_scored,
        numerator_word=rule.numerator,
        denominator_word=rule.denominator,
        numerator=None if numerator is None else plain(int(numerator)),
        denominator=None if denominator is None else plain(int(denominator)),
        rate=printed(100 * int(numerator), int(denominator)) if has_rate else None,
        value=None if value is None else plain(int(value)),
        units=row.get("units", 1),
        group=row.get("group_code"),
        unit=row.get("unit_name"),
        record=row.get("record"),
    )
