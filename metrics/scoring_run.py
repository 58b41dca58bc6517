"""One scoring run: the relations of ``sql/scoring``, built on the store's tables, the scheme's and two inputs.

``RELATIONS`` is their table of contents in the order of creation: composites, the league table made of them, and
what explains both.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from metrics.calendar import Period
from metrics.statements import Connection, Row, execute, select, sql

# The way of counting: raised whenever the same facts and the same rules give other published figures than before, so
# that an edition published earlier is not taken for a false one. 2 (30 November 2026): a finding counts once in 按期率
# whatever its deadlines, one reduced to 0 is no problem, checks of several quarters are of so many channels.
COUNTING = 2
INPUTS = ("run", "run_quarters")
# What hides tables of the store from a run that compares two periods, in the order of creation.
POPULATION = ("channels", "assignments", "findings", "eventful_findings")
SCORES = (
    "listed_units",
    "exempt_pairs",
    "running_channels",
    "checked_channels",
    "finding_totals",
    "channel_scores",
    "inspection_quarters",
    "inspection_dimension",
    "quarter_prices",
    "days_found_again",
    "loss_totals",
    "eventful_losses",
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
    "rectification_losses",
    "task_marks",
    "inspection_findings",
    "website_marks",
    "veto_marks",
    "inspection_marks",
    "rectification_marks",
    "checklist_marks",
    "bonus_marks",
    "deciding_marks",
    "marks",
    "pass_rates",
    "unit_pass_rates",
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
    "repair_setbacks",
    "rectification_figures",
    "period_problems",
    "failed_channels",
    "open_items",
    "supervision_reasons",
)
RELATIONS = SCORES + EXPLANATIONS
# What the re-computable workbook lists beside them; made for nobody else.
WORKINGS = ("workings_findings", "workings_facts")
# Tables of every run: what passes over all findings, and what both the table and its ranks are made of.
KEPT = frozenset({"finding_totals", "loss_totals", "composites"})
# What passes over all findings is made quarter by quarter: its row of quarter_prices is bound, not joined.
BY_QUARTER = frozenset({"finding_totals", "loss_totals"})
_CREATION = re.compile(r"^create or replace temp (table|view) \w+ as$", re.M)
_SOURCE = re.compile(r"\b(?:from|join) (\w+)")


class Run:
    """The scored relations of one period on one day under one scheme; see ``sql/scoring``.

    A relation is made when it is first asked for. What lies below it is computed inside the same statement, unless
    it is ``KEPT``: DuckDB needs about a millisecond for a statement however little it does, and a run of one
    statement per relation would spend more on that than on a million findings.
    """

    def __init__(
        self,
        connection: Connection,
        period: Period,
        as_of: date,
        search_path: str,
        other: tuple[Period, date] | None = None,
    ) -> None:
        """Prepare a run; with ``other`` (period, day) it sees only the channels and tasks that were there in both."""
        self._connection = connection
        self._made: list[str] = []
        self._hidden = POPULATION if other else ()
        connection.execute(f"set search_path = '{search_path}'")
        quarters = [Period.quarter(quarter) for quarter in period.quarters]
        parameters = {
            "period": period.code,
            "year": period.year,
            "first_day": period.first,
            "last_day": period.last,
            "is_quarter": len(quarters) == 1,
            "as_of": as_of,
        }
        execute(connection, "scoring/inputs/run", parameters)
        parameters = {
            "quarters": list(period.quarters),
            "ordinals": list(range(1, len(quarters) + 1)),
            "first_days": [quarter.first for quarter in quarters],
            "last_days": [quarter.last for quarter in quarters],
            "as_of": as_of,
        }
        execute(connection, "scoring/inputs/run_quarters", parameters)
        if other:
            self._hide((period, as_of), other)

    def _hide(self, one: tuple[Period, date], other: tuple[Period, date]) -> None:
        """Hide what did not exist in both periods: names without a database find the run's own tables first."""
        sides = {"one": one, "other": other}
        days = {f"{side}_first_day": period.first for side, (period, _) in sides.items()}
        days |= {f"{side}_as_of": as_of for side, (_, as_of) in sides.items()}
        years = {f"{side}_year": period.year for side, (period, _) in sides.items()}
        for name, parameters in zip(POPULATION, (days, years, None, None), strict=True):
            execute(self._connection, f"scoring/population/{name}", parameters)

    def rows(self, relation: str, order_by: str = "", **equals: Any) -> list[Row]:
        """Return the rows of a scored relation whose columns equal ``equals``."""
        if relation in EXPLANATIONS:
            # Everything explains everything: marks are made of all that went before.
            for name in RELATIONS:
                self._make(name)
        elif relation in SCORES + WORKINGS:
            for name in (*(one for one in below(relation) if one in KEPT), relation):
                self._make(name)
        return select(self._connection, relation, order_by, equals)

    def _make(self, relation: str) -> None:
        if relation in self._made:
            return
        missing = tuple(name for name in below(relation) if name not in self._made)
        if relation in BY_QUARTER:
            self._make_by_quarter(relation, missing)
        else:
            execute(self._connection, f"scoring/{relation}", statement=assembled(relation, missing))
        self._made.append(relation)

    def _make_by_quarter(self, relation: str, missing: tuple[str, ...]) -> None:
        """Make a relation in one pass for each quarter, its row of ``quarter_prices`` bound as parameters."""
        self._make("quarter_prices")
        statement = assembled(relation, missing)
        for prices in select(self._connection, "quarter_prices", "quarter", {}):
            bound = {name: value for name, value in prices.items() if f"${name}::" in statement}
            execute(self._connection, f"scoring/{relation}", bound, statement)
            statement = assembled(relation, missing, f"insert into temp.main.{relation} by name")

    def close(self) -> None:
        """Forget the run and its tables."""
        self._connection.close()

    def drop(self) -> None:
        """Remove the run's relations from a connection that lives on (a preview inside a transaction)."""
        for name in reversed(self._made):
            self._drop(name, f"scoring/{name}")
        for name in reversed(self._hidden):
            self._drop(name, f"scoring/population/{name}")
        for name in INPUTS:
            self._connection.execute(f"drop table temp.main.{name}")
        self._connection.execute("reset search_path")

    def _drop(self, name: str, statement: str) -> None:
        kind = "view" if _CREATION.search(sql(statement))[1] == "view" else "table"  # type: ignore[index]
        self._connection.execute(f"drop {kind} temp.main.{name}")


@cache
def below(relation: str) -> tuple[str, ...]:
    """Return the relations a relation is made of, directly or through others, in the order of creation."""
    names = set(_SOURCE.findall(_body(relation))) & set(RELATIONS)
    names.discard(relation)
    for name in tuple(names):
        names.update(below(name))
    return tuple(name for name in RELATIONS if name in names)


@cache
def assembled(relation: str, missing: tuple[str, ...], start: str = "") -> str:
    """Return the statement that creates ``relation``, the ``missing`` relations below it written in front of it.

    Another ``start`` makes it add its rows to a relation that is there.
    """
    if not missing and not start:
        return sql(f"scoring/{relation}")
    start = start or f"create or replace temp table {relation} as"
    parts = ",\n".join(f"{name} as (\n{_body(name)}\n)" for name in missing)
    return f"{start}\n" + (f"with {parts}\n" if parts else "") + f"select * from (\n{_body(relation)}\n)"


def _body(relation: str) -> str:
    text = sql(f"scoring/{relation}")
    found = _CREATION.search(text)
    assert found is not None, relation
    return text[found.end() :].strip().removesuffix(";")
