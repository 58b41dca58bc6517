"""The scheme and the calendar as ordinary tables that every scoring run joins.

``scheme_rows`` gives the rows of ``sql/scheme``. They are written once per scheme into a schema of a database in
memory (``SchemeTables``): a run of a period needs none of them again. Weights, points, shares and credits are exact
integers scaled by ``SCALE``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from math import gcd
from typing import Any

import pyarrow as pa

from metrics.calendar import WorkCalendar
from metrics.projection import SCALE, scaled
from metrics.rulebook import Scheme
from metrics.statements import Connection, insert, sql

# The database in memory beside the store; a run finds its scheme's tables through the search path.
RULEBOOK = "rulebook"
# Arithmetic that several relations share.
MACROS = ("overdue_loss",)
# Scores are printed with two decimals: 100 steps to a point (scoring.md §7).
PRINTED = 100
Rows = list[dict[str, Any]]


class SchemeTables:
    """The schemes of one store as tables, each in a schema of its own, written when it is first asked for."""

    def __init__(self, new_cursor: Callable[[], Connection], calendar: WorkCalendar) -> None:
        self._new_cursor = new_cursor
        self._calendar = calendar
        self._writing = threading.Lock()
        # The schemes themselves are kept, so that no other can get the same id.
        self._schemas: dict[int, tuple[Scheme, str]] = {}
        cursor = new_cursor()
        cursor.execute(f"attach ':memory:' as {RULEBOOK}")
        self._store = cursor.execute("select current_database()").fetchall()[0][0]
        cursor.close()

    def path_to(self, scheme: Scheme) -> str:
        """Return the search path on which a connection finds the tables of ``scheme`` and those of the store."""
        with self._writing:
            if id(scheme) not in self._schemas:
                self._schemas[id(scheme)] = (scheme, self._written(scheme, f"scheme_{len(self._schemas)}"))
        return f'{RULEBOOK}.{self._schemas[id(scheme)][1]},"{self._store}".main'

    def _written(self, scheme: Scheme, schema: str) -> str:
        # A cursor of its own: the caller's may be inside a transaction on the store.
        cursor = self._new_cursor()
        cursor.execute(f"create schema {RULEBOOK}.{schema}")
        cursor.execute(f"use {RULEBOOK}.{schema}")
        for macro in MACROS:
            cursor.execute(sql(f"scheme/{macro}"))
        for name, rows in scheme_rows(scheme, self._calendar).items():
            cursor.execute(sql(f"scheme/{name}"))
            insert(cursor, f"{RULEBOOK}.{schema}.{name}", rows)
        cursor.close()
        return schema


def scheme_rows(scheme: Scheme, calendar: WorkCalendar) -> dict[str, Rows | pa.Table]:
    """Return the rows of every table of ``sql/scheme``."""
    days = list(calendar.rows())
    return {
        "workdays": pa.table({"day": [day for day, _ in days], "number": [number for _, number in days]}),
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


def _bands(scheme: Scheme) -> Rows:
    lowers = [band.lower_hundredths for band in scheme.bands]
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
