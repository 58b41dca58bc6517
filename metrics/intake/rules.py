"""Cells of one row that must go together: what a row says twice, or only half (scoring.md §4 and §5).

One function per kind, fields in, ``(code, fields concerned, details)`` out. The first field concerned that
the sheet has is where the fault is shown. What needs the store or the scheme is not checked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from metrics.intake.records import Value
from metrics.intake.words import vocabulary

Fields = Mapping[str, Value]
Problem = tuple[str, tuple[str, ...], dict[str, object]]


def of_units(fields: Fields) -> Iterator[Problem]:
    """A unit ends after it began."""
    yield from in_order(fields, ("valid_from", "生效日期"), ("valid_until", "失效日期"))


def of_channels(fields: Fields) -> Iterator[Problem]:
    """A closed channel says since when (scoring.md §4); it closes after it opened."""
    if fields.get("status") == "closed" and fields.get("closed_on") is None:
        yield "closed_without_date", ("closed_on", "status"), {}
    yield from in_order(fields, ("opened_on", "开设日期"), ("closed_on", "关停日期"))


def of_assignments(fields: Fields) -> Iterator[Problem]:
    """Somebody is responsible, for a task of some year; a task with a due date is completed on a day."""
    if not fields.get("responsible"):
        concerned = ("responsible", "lead_units", "support_units")
        yield "no_responsible_unit", concerned, {"wanted": ("责任单位", "牵头单位", "配合单位")}
    if "year" in fields and fields["year"] is None:
        yield "missing_value", ("year",), {}
    if fields.get("status") == "completed" and fields.get("due_on") and fields.get("completed_on") is None:
        yield "completed_without_date", ("completed_on", "status"), {}


def of_inspections(fields: Fields) -> Iterator[Problem]:
    """A row cannot declare everything checked and unchecked at once."""
    if fields.get("is_declared_full") and fields.get("is_unchecked"):
        yield "full_coverage_unchecked", ("result_text", "channel_name"), {}


def of_findings(fields: Fields) -> Iterator[Problem]:
    """A finding has a time; a reduction says to what, and a veto knows none (scoring.md §4)."""
    if fields.get("period") is None and fields.get("found_on") is None:
        yield "finding_without_date", ("found_on", "period"), {}
    is_reduced = fields.get("review") == "reduced"
    if is_reduced and fields.get("kind") == "veto":
        yield "reduced_veto", ("review", "kind"), {}
    elif is_reduced and fields.get("reduced_points") is None:
        yield "reduced_without_points", ("reduced_points", "review"), {}
    elif not is_reduced and fields.get("reduced_points") is not None:
        yield "points_without_reduction", ("reduced_points", "review"), {}
    points, reduced = fields.get("points"), fields.get("reduced_points")
    if is_reduced and isinstance(points, Decimal) and isinstance(reduced, Decimal) and abs(reduced) > abs(points):
        yield "reduced_above_points", ("reduced_points", "points"), {"other_value": points}


def of_rectifications(fields: Fields) -> Iterator[Problem]:
    """A re-check has a day and a result; a fix has a day (scoring.md §5)."""
    result, rechecked_on = fields.get("recheck_result"), fields.get("rechecked_on")
    if result is not None and rechecked_on is None:
        yield "recheck_without_date", ("rechecked_on", "recheck_result"), {}
    if result is None and rechecked_on is not None:
        yield "date_without_recheck", ("recheck_result", "rechecked_on"), {}
    action = fields.get("action")
    is_claimed = isinstance(action, str) and vocabulary().begins("action", "claimed_fixed", action)
    if is_claimed and fields.get("fixed_on") is None and result not in ("passed", "page_gone"):
        yield "fixed_without_date", ("fixed_on", "action"), {}


def of_observations(fields: Fields) -> Iterator[Problem]:
    """A ratio has both its numbers; a part is seldom more than the whole. A denominator of 0 is 不涉及 (§6)."""
    numerator, denominator = fields.get("numerator"), fields.get("denominator")
    if numerator is None and denominator is not None:
        yield "incomplete_ratio", ("numerator", "denominator"), ratio("分子", "分母", denominator)
    if denominator is None and numerator is not None:
        yield "incomplete_ratio", ("denominator", "numerator"), ratio("分母", "分子", numerator)
    if isinstance(numerator, Decimal) and isinstance(denominator, Decimal) and numerator > denominator:
        yield "numerator_above_denominator", ("numerator", "denominator"), {"other_value": denominator}


def ratio(heading: str, other: str, value: Value) -> dict[str, object]:
    """Return the details of half a ratio."""
    return {"heading": heading, "other": other, "other_value": value}


def in_order(fields: Fields, start: tuple[str, str], end: tuple[str, str]) -> Iterator[Problem]:
    """Yield a problem if the end lies before the start; each is given as field and heading."""
    first, last = fields.get(start[0]), fields.get(end[0])
    if isinstance(first, date) and isinstance(last, date) and last < first:
        details: dict[str, object] = {"heading": end[1], "other": start[1], "other_value": first.isoformat()}
        yield "dates_reversed", (end[0], start[0]), details


RULES: dict[str, Callable[[Fields], Iterator[Problem]]] = {
    "units": of_units,
    "channels": of_channels,
    "assignments": of_assignments,
    "inspections": of_inspections,
    "findings": of_findings,
    "rectifications": of_rectifications,
    "observations": of_observations,
}
# What the rules of kinds that are read by columns look at; nothing else decides whether they find fault.
READ_BY_RULES: dict[str, tuple[str, ...]] = {
    "findings": ("period", "found_on", "review", "kind", "reduced_points", "points"),
    "rectifications": ("recheck_result", "rechecked_on", "action", "fixed_on"),
}
