"""Rounds of rectification and what they cost (scoring.md §5), by walking through the days of one finding."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oracle_calendar import read_day, read_deadline, working_day_after, working_days_after
from oracle_facts import Facts, Finding

CLOSING = ("通过", "页面已下线")
REOPENING = {"未通过": 8, "反弹": 10}
LATE, FOUND_AGAIN = 3, 10
IMMEDIATE_DAYS, DEFAULT_DAYS, GRADE_CAP_DAYS = 1, 10, 20


@dataclass(frozen=True)
class Round:
    """From a start to the fix that closed it; the next one starts with the re-check that failed."""

    started: date
    deadline: date
    closed: date | None
    reopened: date | None


def rechecks_of(finding: Finding) -> dict[date, tuple[str, int]]:
    """Result of each re-check by its day, as last stated, with the import that first told of it."""
    rechecks: dict[date, tuple[str, int]] = {}
    for statement in finding.statements:
        day = read_day(statement.row.get("复查日期"))
        if day and statement.row.get("复查结果"):
            first_told = rechecks.get(day, ("", statement.command))[1]
            rechecks[day] = (statement.row["复查结果"], first_told)
    return dict(sorted(rechecks.items()))


def closing_day(finding: Finding, start: date, end: date) -> date | None:
    """The day on which a round that began on `start` was closed, looking no further than `end`."""
    fixes = [read_day(each.row.get("整改完成日期")) for each in finding.statements]
    fixes = [day for day in fixes if day and start < day <= end]
    passes = [day for day, (result, _) in rechecks_of(finding).items() if result in CLOSING and start < day <= end]
    days = fixes[-1:] + passes[:1]
    return min(days) if days else None


def rounds_of(finding: Finding, as_of: date) -> list[Round]:
    """The rounds that began on or before the as-of day; a closing after it has not happened."""
    found = finding.found(as_of)
    rounds: list[Round] = []
    start = date.min
    reopenings = [(day, told) for day, (result, told) in rechecks_of(finding).items() if result in REOPENING]
    for day, told in [*reopenings, (None, None)]:
        closed = closing_day(finding, start, day or date.max)
        if day and closed is None:
            continue  # it failed while still open: a fact, not a new round
        if start <= as_of:
            deadline = deadline_of(finding, None if start == date.min else start, day, told)
            seen = closed if closed and closed <= as_of else None
            rounds.append(Round(found if start == date.min else start, deadline, seen, day))
        start = day
    return rounds


def deadline_of(finding: Finding, start: date | None, end: date | None, told: int | None) -> date:
    """The deadline of the round between two failed re-checks, an extension in time included.

    It stands still: of a finding without a day it counts from the last day of its 检查期 while that runs, too.
    """
    found = finding.found(date.max)

    def belongs(day: date, command: int) -> bool:
        """Whether what an import says of a deadline is about this round and not about one before or after it."""
        return (start is None or day > start) and (end is None or day <= end or command < told)

    texts = [(each.row["整改时限"], each.command) for each in finding.statements if each.row.get("整改时限")]
    read = [(meant(text, finding.earliest), command) for text, command in texts]
    stated = [(day, command) for day, command in read if day]
    days = [day for day, command in stated if belongs(day, command)]
    if start is None:
        days = days or [day for day, _ in stated[:1]]
        deadline = days[-1] if days else presumed(texts[-1][0] if texts else "", found)
    else:
        deadline = days[-1] if days else working_day_after(start, DEFAULT_DAYS)
    extended = approved = None
    for each in finding.statements:
        day = read_day(each.row.get("延期至"))
        if day and belongs(day, each.command):
            extended, approved = day, read_day(each.row.get("延期批准日期"))
        elif extended:
            approved = read_day(each.row.get("延期批准日期")) or approved
    return extended if extended and not (approved and approved > deadline) else deadline


def meant(text: str, earliest: date) -> date | None:
    """The day a deadline of rectification names; without a year, the first such day not before the finding."""
    day = read_deadline(text, earliest.year)
    return read_deadline(text, earliest.year + 1) if day and day < earliest else day


def presumed(words: str, found: date) -> date:
    """The deadline that words without a day stand for."""
    at_once = any(word in words for word in ("立即", "即知即改"))
    return working_day_after(found, IMMEDIATE_DAYS if at_once else DEFAULT_DAYS)


def found_again(finding: Finding, facts: Facts, as_of: date) -> list[date]:
    """Every day on which the same page was found wrong again after a fix, before any failed re-check."""
    page = finding.said.get("页面地址")
    if not page:
        return []
    others = [
        other.found(as_of)
        for other in facts.findings_of[finding.unit]
        if other is not finding
        and other.counts
        and other.kind != "加分"
        and (other.channel, other.indicator) == (finding.channel, finding.indicator)
        and other.said.get("页面地址") == page
        and other.found(as_of)
    ]
    failed = [day for day, (result, _) in rechecks_of(finding).items() if result in REOPENING]
    return [
        day
        for each in rounds_of(finding, as_of)
        for day in others
        if each.closed and day > each.closed and not any(each.closed <= checked <= day for checked in failed)
    ]


def overdue_points(deadline: date, as_of: date) -> int:
    """8 for the first ten working days overdue, 2 more for each further started ten, at most 16."""
    days = working_days_after(deadline, as_of)
    return min(16, 8 + 2 * max(0, -(-(days - 10) // 10)))


def loss_of(finding: Finding, facts: Facts, first: date, as_of: date) -> Fraction:
    """The largest single loss among the facts between two days, doubled for a veto."""
    losses = [0]
    for each in rounds_of(finding, as_of):
        if each.closed and each.closed > each.deadline and each.closed >= first:
            losses.append(LATE)
        if each.closed is None and each.deadline < as_of:
            losses.append(overdue_points(each.deadline, as_of))
    for day, (result, _) in rechecks_of(finding).items():
        if result in REOPENING and first <= day <= as_of:
            losses.append(REOPENING[result])
    losses += [FOUND_AGAIN for day in found_again(finding, facts, as_of) if first <= day <= as_of]
    return Fraction(max(losses) * (2 if finding.kind == "单项否决" else 1))


def items_of(facts: Facts, unit: str, as_of: date) -> list[Finding]:
    """The findings of a unit that have to be put right, whenever found."""
    return [
        finding
        for finding in facts.findings_of.get(unit, [])
        if finding.counts and finding.kind != "加分" and finding.found(as_of)
    ]


def is_long_overdue(finding: Finding, as_of: date) -> bool:
    """Whether it is open more than 20 working days after its deadline."""
    last = rounds_of(finding, as_of)[-1]
    return last.closed is None and working_days_after(last.deadline, as_of) > GRADE_CAP_DAYS
