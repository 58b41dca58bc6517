"""One scoring run: the period, the days and the scheme as ordinary tables, and the relations built on them.

``RELATIONS`` is the table of contents of ``sql/scoring`` in the order of creation (scores, then what explains
them); ``run_tables`` gives the rows of its inputs. Weights, points, shares and credits are exact integers
scaled by ``SCALE``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from math import gcd
from typing import Any

import pyarrow as pa

from metrics.calendar import Period, WorkCalendar
from metrics.projection import SCALE, scaled
from metrics.rulebook import Scheme
from metrics.statements import SQL, Connection, Row, execute, insert, select, sql

SCORES = (
    "listed_units",
    "exempt_pairs",
    "running_channels",
    "checked_channels",
    "finding_totals",
    "channel_scores",
    "inspection_quarters",
    "inspection_dimension",
    "deadline_prices",
    "days_found_again",
    "rectification_losses",
    "rectification_quarters",
    "kept_deadlines",
    "task_credits",
    "task_dimension",
    "checklist_answers",
    "checklist_dimension",
    "bonus_items",
    "bonus",
    "dimensions",
    "composites",
    "standings",
)
# What explains the scores: created when somebody asks for the first of them.
EXPLANATIONS = (
    "task_marks",
    "inspection_findings",
    "website_marks",
    "veto_marks",
    "inspection_marks",
    "rectification_marks",
    "checklist_marks",
    "bonus_marks",
    "marks",
    "pass_rates",
    "class_counts",
    "scope_basis",
    "observation_totals",
    "unit_findings",
    "group_figures",
    "task_states",
    "task_counts",
    "group_observations",
    "unit_observations",
    "scope_quarters",
    "channel_verdicts",
    "visible_rounds",
    "rectification_items",
    "unit_deadlines",
    "recurrences",
    "rectification_figures",
    "period_problems",
    "failed_channels",
    "open_items",
    "supervision_reasons",
)
RELATIONS = SCORES + EXPLANATIONS
# Scores are printed with two decimals: 100 steps to a point (scoring.md §7).
PRINTED = 100
Rows = list[dict[str, Any]]


def run_tables(
    period: Period, as_of: date, scheme: Scheme, calendar: WorkCalendar
) -> dict[str, Rows | pa.Table]:
    """Return the rows of every input table of ``sql/scoring/inputs``."""
    numbers, workdays = _workdays(calendar)
    return {
        "run": [
            {
                "period": period.code,
                "year": period.year,
                "first_day": period.first,
                "last_day": period.last,
                "as_of": as_of,
                "is_quarter": len(period.quarters) == 1,
            }
        ],
        "run_quarters": _quarters(period, as_of, numbers),
        "workdays": workdays,
        "rules": [_rules(scheme)],
        "dimension_weights": _weights(scheme),
        "scheme_indicators": _indicators(scheme),
        "bands": _bands(scheme),
        "bonus_rules": [
            {"code": rule.code, "name": rule.name, "per_item": scaled(rule.per_item), "cap": scaled(rule.cap)}
            for rule in scheme.bonus
        ],
        "checklist_items": [{"code": item.code, "name": item.name} for item in scheme.checklist],
    }


@cache
def _workdays(calendar: WorkCalendar) -> tuple[dict[date, int], pa.Table]:
    # Thousands of days that are the same for every run of a process.
    numbers = dict(calendar.rows())
    return numbers, pa.table({"day": list(numbers), "number": list(numbers.values())})


def _quarters(period: Period, as_of: date, workdays: dict[date, int]) -> Rows:
    begun = [quarter for quarter in map(Period.quarter, period.quarters) if quarter.first <= as_of]
    return [
        {
            "quarter": quarter.quarters[0],
            "ordinal": ordinal,
            "first_day": quarter.first,
            "last_day": quarter.last,
            "as_of": min(quarter.last, as_of),
            "as_of_workday": workdays[min(quarter.last, as_of)],
        }
        for ordinal, quarter in enumerate(begun, 1)
    ]


def _bands(scheme: Scheme) -> Rows:
    lowers = [int(band.lower * PRINTED) for band in scheme.bands]
    # The best band has no upper bound.
    uppers = [None, *(lower for lower in lowers[:-1])]
    worst = len(lowers) - 1
    return [
        {"code": band.code, "lower_hundredths": lower, "upper_hundredths": upper, "ordinal": n, "is_worst": n == worst}
        for n, (band, lower, upper) in enumerate(zip(scheme.bands, lowers, uppers, strict=True))
    ]


def _weights(scheme: Scheme) -> Rows:
    return [
        {"group_code": group, "dimension": dimension, "weight": scaled(weight), "ordinal": ordinal}
        for group, weights in scheme.dimension_weights.items()
        for ordinal, (dimension, weight) in enumerate(weights.items(), 1)
    ]


def _indicators(scheme: Scheme) -> Rows:
    return [
        {
            "code": indicator.code,
            "name": indicator.name,
            "block": indicator.block,
            "kind": indicator.kind,
            "cap": scaled(indicator.cap),
            "price": scaled(indicator.price),
            "is_service": indicator.block == scheme.inspection.service_block,
            "clause": indicator.clause,
        }
        for indicator in scheme.indicators
    ]


def _shares(website: Decimal, account: Decimal) -> tuple[int, int]:
    # Reduced to the smallest integers, so that pairs stay small: 0.6 and 0.4 become 3 and 2.
    first, second = scaled(website) or 0, scaled(account) or 0
    common = gcd(first, second) or 1
    return first // common, second // common


def _rules(scheme: Scheme) -> dict[str, Any]:
    tasks, inspection, repair = scheme.tasks, scheme.inspection, scheme.rectification
    website_share, account_share = _shares(inspection.website_share, inspection.account_share)
    numerator, denominator = inspection.rescale
    rules: dict[str, Any] = {
        "scale": SCALE,
        "printed": PRINTED,
        "coverage_minimum": scaled(scheme.coverage_minimum),
        "best_band_when_capped": scheme.best_band_when_capped,
        "weight_lead": scaled(tasks.role_weights["lead"]),
        "weight_support": scaled(tasks.role_weights["support"]),
        "evidence_required": tasks.evidence_required,
        "rescale_numerator": numerator,
        "rescale_denominator": denominator,
        "website_share": website_share,
        "account_share": account_share,
        "is_veto_on_unit": inspection.veto_website == "unit",
        "veto_factor": int(repair.veto_factor),
        "overdue_first_days": int(repair.overdue_first_days),
        "overdue_step_days": int(repair.overdue_step_days),
        "grade_cap_days": int(repair.grade_cap_days),
        "suspected_relapse_quarters": repair.suspected_relapse_quarters,
    }
    rules |= {f"credit_{state}": scaled(credit) for state, credit in tasks.credits.items()}
    marks = (
        "full_marks",
        "pass_mark",
        "bonus_gate",
        "bonus_cap",
        "reduced_base",
        "account_first_veto",
        "account_next_veto",
    )
    rules |= {name: scaled(getattr(inspection, name)) for name in marks}
    losses = ("late", "overdue_first", "overdue_step", "overdue_most", "failed", "relapsed")
    return rules | {name: scaled(getattr(repair, name)) for name in losses}


class Run:
    """The scored relations of one period on one day under one scheme; see ``sql/scoring``."""

    def __init__(
        self,
        connection: Connection,
        period: Period,
        as_of: date,
        scheme: Scheme,
        calendar: WorkCalendar,
    ) -> None:
        self._connection = connection
        for name, rows in run_tables(period, as_of, scheme, calendar).items():
            connection.execute(sql(f"scoring/inputs/{name}"))
            insert(connection, f"temp.main.{name}", rows)
        for relation in SCORES:
            execute(connection, f"scoring/{relation}")
        self._is_explained = False

    def rows(self, relation: str, order_by: str = "", **equals: Any) -> list[Row]:
        """Return the rows of a scored relation whose columns equal ``equals``."""
        if relation in EXPLANATIONS and not self._is_explained:
            for explanation in EXPLANATIONS:
                execute(self._connection, f"scoring/{explanation}")
            self._is_explained = True
        return select(self._connection, relation, order_by, equals)

    def close(self) -> None:
        """Forget the run and its tables."""
        self._connection.close()

    def drop(self) -> None:
        """Remove the run's relations from a connection that lives on (a preview inside a transaction)."""
        for relation in reversed(RELATIONS):
            _drop(self._connection, relation)
        for name in run_input_names():
            _drop(self._connection, name)


def run_input_names() -> list[str]:
    """Return the names of a run's input tables."""
    return sorted(path.stem for path in (SQL / "scoring" / "inputs").glob("*.sql"))


def _drop(connection: Connection, name: str) -> None:
    kind = "view" if "create or replace temp view" in _definition(name) else "table"
    connection.execute(f"drop {kind} if exists temp.main.{name}")


def _definition(name: str) -> str:
    inputs = SQL / "scoring" / "inputs" / f"{name}.sql"
    return sql(f"scoring/inputs/{name}") if inputs.exists() else sql(f"scoring/{name}")
