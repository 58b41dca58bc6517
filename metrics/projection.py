"""From folded history to rows of the stored tables: one function per kind, no database.

``project`` says what the tables must hold for one thing; the warehouse replaces the rows of that thing
with them. Values scaled by ``SCALE`` are exact integers: nothing is a float on its way to a score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from metrics import history
from metrics.calendar import Period, WorkCalendar
from metrics.history import Presumption, Statement

SCALE = 10_000
Rows = dict[str, list[dict[str, Any]]]

# The tables that hold a kind, each with the column that carries the thing's key.
TABLES: Mapping[str, Mapping[str, str]] = {
    "units": {"units": "unit", "unit_names": "unit"},
    "channels": {"channels": "channel"},
    "tasks": {"tasks": "task", "to_confirm": "task"},
    "assignments": {"assignments": "assignment"},
    "decisions": {"decisions": "decision"},
    "names": {"name_decisions": "decision"},
    "mappings": {"column_mappings": "mapping"},
    "inspections": {"inspection_scope": "inspection"},
    "findings": {
        "findings": "finding",
        "rectification_rounds": "finding",
        "failed_rechecks": "finding",
        "found_again": "finding",
    },
    "observations": {"observations": "observation", "collected_checklists": "observation"},
}


@dataclass(frozen=True)
class Surroundings:
    """What a projection needs to know beside the thing's own history."""

    key: Callable[[str, str], int]
    calendar: WorkCalendar
    presumption: Callable[[date], Presumption]


def scaled(value: Any) -> int | None:
    """Return a decimal as an exact integer count of 1/10,000; empty stays None."""
    if value is None or value == "":
        return None
    exact = Decimal(str(value)) * SCALE
    if exact != exact.to_integral_value():
        raise ValueError(f"{value} has more than four decimals")
    return int(exact)


def project(
    kind: str,
    identity: str,
    statements: Sequence[Statement],
    repairs: Sequence[Statement],
    surroundings: Surroundings,
) -> Rows:
    """Return the rows of every table that holds this thing; none when nothing is said of it any more.

    ``repairs`` are the rectification statements of a finding, empty for other kinds.
    """
    # What only a unit's own file says of an office thing does not bring it into being (scoring.md §9).
    # A judgement on a finding whose ledger was withdrawn stands alone, too, until the ledger comes back.
    if all(one.fields.get("from_unit") or one.fields.get("is_judgement") for one in statements):
        return {}
    key = surroundings.key(kind, identity)
    if kind == "findings":
        return _finding(key, statements, repairs, surroundings)
    return _PROJECTIONS[kind](key, statements)


def _unit(key: int, statements: Sequence[Statement]) -> Rows:
    state = history.corrected(statements)
    names = {state["name"]: "official"}
    for statement in statements:
        for name, name_kind in statement.fields.get("aliases") or ():
            names.setdefault(name, name_kind)
    unit = {
        "unit": key,
        "name": state["name"],
        "group_code": state["group"],
        "league": state.get("league") or "",
        "serves_public": state.get("serves_public") is not False,
        "supervisor": state.get("supervisor"),
        # Units without an order stand last, by name.
        "sort_order": state["sort_order"] if state.get("sort_order") is not None else 9999,
        "valid_from": history.day(state.get("valid_from")),
        "valid_until": history.day(state.get("valid_until")),
        "record": statements[-1].record,
    }
    return {"units": [unit], "unit_names": [{"unit": key, "name": n, "name_kind": k} for n, k in names.items()]}


def _channel(key: int, statements: Sequence[Statement]) -> Rows:
    state = history.fold_channel(statements)
    channel = {
        "channel": key,
        "unit": state["unit"],
        "channel_type": state["type"],
        "name": state["name"],
        "identifier": state.get("identifier"),
        "address": state.get("address"),
        "opened_on": history.day(state.get("opened_on")),
        "closed_on": history.day(state.get("closed_on")),
        "record": statements[-1].record,
    }
    return {"channels": [channel]}


def _task(key: int, statements: Sequence[Statement]) -> Rows:
    # A confirmation spells out a phrase of a task and does not bring the task into being.
    planned = [one for one in statements if "confirmed" not in one.fields]
    if not planned:
        return {}
    state = history.corrected(planned)
    columns = ("year", "number", "title", "section", "text", "responsibility")
    task = {"task": key, "record": planned[-1].record} | {column: state.get(column) for column in columns}
    confirmed = {phrase for one in statements for phrase in one.fields.get("confirmed") or ()}
    phrases = [phrase for phrase in state.get("to_confirm") or () if phrase not in confirmed]
    return {"tasks": [task], "to_confirm": [{"task": key, "phrase": phrase} for phrase in phrases]}


def _decision(key: int, statements: Sequence[Statement]) -> Rows:
    state = history.corrected(statements)
    decision = {"decision": key, "record": statements[-1].record}
    return {"decisions": [decision | {column: state[column] for column in ("question", "year", "answer")}]}


def _name(key: int, statements: Sequence[Statement]) -> Rows:
    """Return what the last person said of a name; unlike a cell, a decision replaces the one before as a whole."""
    said = statements[-1]
    columns = ("what", "name", "name_key", "unit", "answer", "meant", "actor")
    decision = {"decision": key, "record": said.record, "decided_at": datetime.fromisoformat(said.fields["decided_at"])}
    return {"name_decisions": [decision | {column: said.fields.get(column) for column in columns}]}


def _mapping(key: int, statements: Sequence[Statement]) -> Rows:
    """Return what the last person said a column holds; nothing when it was taken back."""
    said = statements[-1]
    if said.fields.get("is_forgotten"):
        return {}
    columns = ("layout", "heading", "heading_key", "kind", "field", "actor")
    mapping = {"mapping": key, "record": said.record, "decided_at": datetime.fromisoformat(said.fields["decided_at"])}
    return {"column_mappings": [mapping | {column: said.fields.get(column) for column in columns}]}


def _assignment(key: int, statements: Sequence[Statement]) -> Rows:
    if history.is_left_out(statements):
        return {}
    state = history.fold_assignment(statements)
    words = ("year", "number", "title", "unit", "due_text", "status", "progress", "evidence", "verification")
    assignment = {"assignment": key, "role": state.get("role") or "lead", "record": state["record"]}
    assignment |= {column: state.get(column) for column in words}
    assignment |= {column: history.day(state.get(column)) for column in ("due_on", "completed_on", "reported_on")}
    return {"assignments": [assignment]}


def _inspection(key: int, statements: Sequence[Statement]) -> Rows:
    state = history.corrected(statements)
    scope = {
        "inspection": key,
        "channel": state.get("channel"),
        "channel_type": state.get("type"),
        "is_unchecked": bool(statements[-1].fields.get("is_unchecked")),
        "inspected_on": history.day(state.get("inspected_on")),
        "record": statements[-1].record,
    }
    quarters = Period.parse(state["period"]).quarters
    return {"inspection_scope": [scope | {"quarter": quarter} for quarter in quarters]}


def _observation(key: int, statements: Sequence[Statement]) -> Rows:
    state = history.fold_observation(statements)
    if "is_collected" in state:
        declared = {"observation": key, "quarter": state["quarter"], "record": statements[-1].record}
        return {"collected_checklists": [declared] if state["is_accepted"] and state["is_collected"] else []}
    observation = {
        "observation": key,
        "unit": state["unit"],
        "quarter": state["quarter"],
        "indicator": state["indicator"],
        "numerator": scaled(state.get("numerator")),
        "denominator": scaled(state.get("denominator")),
        "value": scaled(state.get("value")),
        "evidence": state.get("evidence"),
        "is_accepted": state["is_accepted"],
        "record": statements[-1].record,
    }
    return {"observations": [observation]}


def _finding(
    key: int, statements: Sequence[Statement], repairs: Sequence[Statement], surroundings: Surroundings
) -> Rows:
    state = history.corrected(statements)
    repair = history.corrected(repairs)
    quarter, visible, dated = history.finding_dates(state)
    review = history.review_of(statements)
    points = scaled(state.get("reduced_points") if review == "reduced" else state.get("points"))
    presumption, earliest = surroundings.presumption(dated), history.earliest_day(state)
    rounds = history.rounds(repairs, dated, surroundings.calendar, presumption, earliest)
    failed = {on: check for on, check in history.recheck_results(repairs).items() if check[0] in history.FAILED}
    first = rounds[0]
    finding = {
        "finding": key,
        "unit": state["unit"],
        "channel": state.get("channel"),
        "indicator": surroundings.key("indicators", state["indicator"]),
        "quarter": quarter,
        "visible_from": visible,
        "dated_on": dated,
        "kind": state.get("kind") or state.get("kind_default"),
        "points": points,
        "review": review,
        # Reduced to 0 is as good as dismissed (scoring.md §4).
        "is_counted": review == "confirmed" or (review == "reduced" and bool(points)),
        "deadline_on": first.deadline_on,
        "deadline_workday": surroundings.calendar.number(first.deadline_on),
        "deadline_text": repair.get("deadline_text"),
        "is_deadline_presumed": first.is_presumed,
        "closed_on": first.closed_on,
        # Written with found_again, once all findings of the command are known (link_recurrences).
        "recurred_on": None,
        "has_failed_recheck": bool(failed),
        "action": repair.get("action"),
        # A mark leads to the row of the ledger, not to the judgement on it.
        "record": _last_of_ledger(statements).record,
        "rectification_record": _last_of_ledger(repairs).record if repairs else None,
    }
    finding |= {column: state.get(column) for column in ("problem_class", "number", "description", "page", "source")}
    return {
        "findings": [finding],
        "rectification_rounds": [
            {
                "finding": key,
                "round": number,
                "started_on": one.started_on,
                "deadline_on": one.deadline_on,
                "is_deadline_presumed": one.is_presumed,
                "closed_on": one.closed_on,
                "ended_on": one.ended_on,
            }
            for number, one in enumerate(rounds if failed else ())
        ],
        "failed_rechecks": [
            {"finding": key, "rechecked_on": on, "result": result, "record": record}
            for on, (result, _, record) in failed.items()
        ],
    }


def _last_of_ledger(statements: Sequence[Statement]) -> Statement:
    return next((one for one in reversed(statements) if not one.fields.get("is_judgement")), statements[-1])


_PROJECTIONS: Mapping[str, Callable[[int, Sequence[Statement]], Rows]] = {
    "units": _unit,
    "channels": _channel,
    "tasks": _task,
    "assignments": _assignment,
    "decisions": _decision,
    "names": _name,
    "mappings": _mapping,
    "inspections": _inspection,
    "observations": _observation,
}
