"""What the store believes about one thing, after everything said about it, in order.

Pure functions, no store: a list of records (the ``fields`` of each, oldest first, with ``command`` and
``record``) goes in, one folded state comes out. A later non-empty value corrects an earlier one, an empty
value erases nothing; rounds of a rectification are appended (scoring.md §5, §9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.calendar import Period, WorkCalendar, deadline_words, parse_due

Fields = Mapping[str, Any]
UNIT_COLUMNS = ("status", "completed_on", "progress", "evidence", "reported_on")
FAILED = ("failed", "relapsed")
CLOSING = ("passed", "page_gone")


@dataclass(frozen=True)
class Statement:
    """One record about one thing: what it said, when (command), and where it stands (record)."""

    command: int
    record: int
    fields: Fields


@dataclass(frozen=True)
class Presumption:
    """Working days a finding has when nobody stated a deadline that is a date (scoring.md §5)."""

    immediate_days: int
    default_days: int


@dataclass(frozen=True)
class Round:
    """One round of a rectification: from its start (a failed re-check) to its end (the next one)."""

    started_on: date | None
    deadline_on: date
    is_presumed: bool
    closed_on: date | None
    ended_on: date | None


def day(value: Any) -> date | None:
    """Return a date from an ISO text or a date; None stays None."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def corrected(statements: Iterable[Statement]) -> dict[str, Any]:
    """Return the last non-empty value of every field."""
    folded: dict[str, Any] = {}
    for statement in statements:
        for field, value in statement.fields.items():
            if value not in (None, "") or field not in folded:
                folded[field] = value
    return folded


def fold_channel(statements: Sequence[Statement]) -> dict[str, Any]:
    """Return a channel; it runs on until a closing has a date, and again once 正常运行 is said later."""
    folded = corrected(statements)
    spoken = [one.fields.get("status") or ("closed" if one.fields.get("closed_on") else None) for one in statements]
    last = next((status for status in reversed(spoken) if status), None)
    if last == "running":
        folded["closed_on"] = None
    return folded


def fold_assignment(statements: Sequence[Statement]) -> dict[str, Any]:
    """Return an assignment: office columns corrected one by one, the unit's report replaced as a whole."""
    office = corrected(statements)
    due = [one.fields for one in statements if one.fields.get("due_text") or one.fields.get("due_on")]
    office["due_text"] = due[-1].get("due_text") if due else None
    office["due_on"] = due[-1].get("due_on") if due else None
    reports = [one for one in statements if one.fields.get("is_report")]
    reports.sort(key=lambda one: (one.command, str(one.fields.get("reported_on") or "")))
    report: Fields = reports[-1].fields if reports else {}
    for column in UNIT_COLUMNS:
        office[column] = report.get(column)
    office["record"] = reports[-1].record if reports else statements[-1].record
    return office


def is_left_out(statements: Sequence[Statement]) -> bool:
    """Whether a functional area's assignment does not count: the plan's 各区县政府 was decided not to mean it.

    Naming the area itself later brings the assignment back; a decision alone never makes one.
    """
    if all(one.fields.get("is_decision") for one in statements):
        return True
    left_out = False
    for one in statements:
        if "is_left_out" in one.fields:
            left_out = bool(one.fields["is_left_out"])
        elif not one.fields.get("is_area") and not one.fields.get("from_unit"):
            left_out = False
    return left_out


def fold_observation(statements: Sequence[Statement]) -> dict[str, Any]:
    """Return an observation; it counts once the office has said or accepted it (scoring.md §9)."""
    accepted = [one for one in statements if one.fields.get("is_accepted")]
    # What a unit says later of figures the office has accepted is a request, not a correction.
    return {**corrected(accepted or statements), "is_accepted": bool(accepted)}


def finding_dates(fields: Fields) -> tuple[int, date, date]:
    """Return quarter, first visible day and date of a finding (scoring.md §4 «Which findings»)."""
    found, code = day(fields.get("found_on")), fields.get("period")
    if not code:
        if found is None:
            raise ValueError("a finding needs 检查期 or 发现日期")
        return Period.containing(found).quarters[0], found, found
    period = Period.parse(code)
    if found is None:
        last_quarter = Period.quarter(period.quarters[-1])
        return period.quarters[-1], last_quarter.first, period.last
    dated = min(found, period.last)
    if len(period.quarters) == 1:
        return period.quarters[0], dated, dated
    return Period.containing(max(dated, period.first)).quarters[0], dated, dated


def earliest_day(fields: Fields) -> date:
    """Return before which day nothing of a finding can lie: its date, without one the first day of its 检查期."""
    return finding_dates(fields)[2] if fields.get("found_on") else Period.parse(fields["period"]).first


def review_of(statements: Sequence[Statement]) -> str:
    """Return the review in force: the last one spoken, else what the first row implied."""
    spoken = [one.fields["review"] for one in statements if one.fields.get("review")]
    return str(spoken[-1] if spoken else statements[0].fields.get("review_default") or "confirmed")


def rounds(
    statements: Sequence[Statement],
    dated: date,
    calendar: WorkCalendar,
    presumption: Presumption,
    earliest: date | None = None,
) -> tuple[Round, ...]:
    """Return the rounds of a rectification, oldest first; at least one (scoring.md §5).

    ``dated`` is the date of the finding, from which a presumed deadline counts; one that is stated without a year is
    the first such day not before ``earliest`` (default: the same day).
    A failed re-check starts a new round only when the finding was closed on or before its day; the re-check
    of an open finding is a fact, but its old deadline runs on.
    """
    checks = recheck_results(statements)
    stated = [(_stated_deadline(one.fields, earliest or dated), one.command) for one in statements]
    found: list[Round] = []
    start: date | None = None
    for rechecked, (result, said, _) in sorted(checks.items()):
        closed = _closed(statements, checks, start, rechecked)
        if result in FAILED and closed is not None:
            found.append(_round(statements, stated, start, closed, rechecked, said, dated, calendar, presumption))
            start = rechecked
    closed = _closed(statements, checks, start, None)
    found.append(_round(statements, stated, start, closed, None, None, dated, calendar, presumption))
    return tuple(found)


def recheck_results(statements: Sequence[Statement]) -> dict[date, tuple[str, int, int]]:
    """Return per re-check date its last stated result, the command that first said it, and its record."""
    checks: dict[date, tuple[str, int, int]] = {}
    for one in statements:
        on, result = day(one.fields.get("rechecked_on")), one.fields.get("recheck_result")
        if on and result:
            first_said = checks[on][1] if on in checks and checks[on][0] == result else one.command
            checks[on] = (result, first_said, one.record)
    return checks


def _closed(
    statements: Sequence[Statement],
    checks: Mapping[date, tuple[str, int, int]],
    start: date | None,
    end: date | None,
) -> date | None:
    def inside(on: date) -> bool:
        return (start is None or on > start) and (end is None or on <= end)

    fixes = [on for on in (day(one.fields.get("fixed_on")) for one in statements) if on and inside(on)]
    passes = [on for on, (result, _, _) in checks.items() if result in CLOSING and inside(on)]
    return min([*fixes[-1:], *passes], default=None)


def _round(
    statements: Sequence[Statement],
    stated: Sequence[tuple[date | None, int]],
    start: date | None,
    closed: date | None,
    end: date | None,
    end_said: int | None,
    dated: date,
    calendar: WorkCalendar,
    presumption: Presumption,
) -> Round:
    def applies(on: date, command: int) -> bool:
        after_start = start is None or on > start
        before_end = end is None or on <= end or (end_said is not None and command < end_said)
        return after_start and before_end

    dates = [on for on, command in stated if on and applies(on, command)]
    if start is None and not dates:
        dates = [on for on, _ in stated if on][:1]
    deadline, presumed = (
        (dates[-1], False) if dates else (_presumed(statements, start, dated, calendar, presumption), True)
    )
    extended = _extension(statements, applies, deadline)
    return Round(start, extended or deadline, presumed and extended is None, closed, end)


def _stated_deadline(fields: Fields, earliest: date) -> date | None:
    """Return 整改时限 as a day; without a year it is the finding's, or the next when that would lie before it (§3)."""
    if on := day(fields.get("deadline_on")):
        return on
    return parse_due(fields.get("deadline_text"), earliest.year, earliest)[0]


def _extension(statements: Sequence[Statement], applies: Any, deadline: date) -> date | None:
    extended: date | None = None
    approved: date | None = None
    for one in statements:
        on = day(one.fields.get("extended_to"))
        if on and applies(on, one.command):
            extended, approved = on, day(one.fields.get("extension_approved_on"))
        elif extended and one.fields.get("extension_approved_on"):
            approved = day(one.fields["extension_approved_on"])
    return None if extended is None or (approved is not None and approved > deadline) else extended


def _presumed(
    statements: Sequence[Statement],
    start: date | None,
    dated: date,
    calendar: WorkCalendar,
    presumption: Presumption,
) -> date:
    if start is not None:
        return calendar.add(start, presumption.default_days)
    words = [one.fields["deadline_text"] for one in statements if one.fields.get("deadline_text")]
    immediate = bool(words) and any(word in words[-1] for word in deadline_words().immediate)
    return calendar.add(dated, presumption.immediate_days if immediate else presumption.default_days)
