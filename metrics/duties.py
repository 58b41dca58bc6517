"""What waits for a person: one line per kind of thing, with how many there are, the earliest day, and where it is done.

Only what the person may do is theirs: nobody is asked to decide a reply they made themselves, to confirm a veto a
second time, or to release what they opened. What has no period of its own is told whatever period is looked at;
deadlines are those of the period. Isolation is applied here: a unit's person is told of the unit's own things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from metrics.access import Reader, is_same_person
from metrics.calendar import Period
from metrics.intake.column_decisions import unknown_columns
from metrics.intake.senders import reads_files_of
from metrics.intake.unmatched import unmatched
from metrics.intake.waiting import Held, held_files
from metrics.judgements import confirmers
from metrics.judging import known_findings
from metrics.plans import area_question
from metrics.published import differences
from metrics.register import ISSUED, SENT, issued_papers
from metrics.releases import CONSULT, CORRECT, is_still_described, status
from metrics.replies import Reply, left_to_enter, replies, windows
from metrics.scores import day_of, periods, scheme_of
from metrics.state import unregistered_quarters
from metrics.task_state import open_phrases
from metrics.unit_requests import requests_of_units
from metrics.warehouse import Warehouse

# The most urgent first.
ORDER = (
    "veto_suspected", "veto_second", "unit_vetoed", "findings_overdue", "tasks_overdue", "release",
    "correction_outdated", "paper_overdue", "paper_outdated", "paper_unsigned", "reply_open", "reply_to_enter",
    "reply_window", "finding_pending", "findings_due_soon", "tasks_due_soon", "request_open", "file_ready",
    "name_unknown", "column_unknown", "file_held",
    "scope_unregistered", "phrase_open", "areas_open", "claims_many",
)  # fmt: skip
# Code → the columns of ``unit_deadlines`` that count it and say its earliest day.
DEADLINES = {
    "findings_overdue": ("overdue_findings", "overdue_finding_on"),
    "tasks_overdue": ("overdue_tasks", "overdue_task_on"),
    "findings_due_soon": ("due_soon_findings", "due_soon_finding_on"),
    "tasks_due_soon": ("due_soon_tasks", "due_soon_task_on"),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Duty:
    """One line of a to-do list."""

    code: str
    """One of ``ORDER``."""
    n: int
    earliest: date | None = None
    """The day since when the oldest waits, or on which the first is due; None for what has no day."""
    period: str = ""
    """Code of the period it belongs to; empty for what belongs to none."""
    unit: str = ""
    """The unit it is about, where it is one: of replies the one that has waited longest."""
    names: tuple[str, ...] = ()
    """What it is about by name: units, unknown names and columns, quarters, numbers of tasks."""

    def as_json(self) -> dict[str, Any]:
        """Return the line as the command ``duties`` prints it."""
        return {
            "duty": self.code, "n": self.n, "earliest": self.earliest and self.earliest.isoformat(),
            "period": self.period or None, "unit": self.unit or None, "names": list(self.names),
        }  # fmt: skip


def duties(
    warehouse: Warehouse, reader: Reader, person: str, period: Period, today: date, as_of: date | None = None
) -> tuple[Duty, ...]:
    """Return what waits for ``person``, the most urgent first; empty when nothing does.

    ``reader`` is what the person may read and do, ``today`` the day on which they ask. In a sealed package nothing
    can be done, so that nothing waits.
    """
    if warehouse.is_read_only:
        return ()
    found = [*_deadlines(warehouse, reader, period, day_of(period, as_of)), *_files(warehouse, reader)]
    found += _papers(warehouse, reader, today)
    if reader.may_decide:
        found += _judgements(warehouse, person, today)
        found += _replies(warehouse, reader, person)
        found += _accepted_replies(warehouse)
        found += _requests(warehouse, reader, person)
        found += _releases(warehouse, reader, person, today)
        found += _questions(warehouse, period)
    elif reader.role == "unit":
        found += _windows(warehouse, reader, today)
    return tuple(sorted((one for one in found if one.n), key=lambda one: (ORDER.index(one.code), one.period)))


def _deadlines(warehouse: Warehouse, reader: Reader, period: Period, as_of: date) -> Iterator[Duty]:
    scheme = scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        rows = run.rows("unit_deadlines", order_by="sort_order, unit_name")
        vetoed = run.rows("standings", order_by="sort_order, name", verdict="vetoed")
    rows = [row for row in rows if reader.may_read(row["unit_name"])]
    unit = next(iter(reader.units)) if len(reader.units) == 1 else ""
    for code, (count, day) in DEADLINES.items():
        n, first = sum(row[count] for row in rows), _earliest(row[day] for row in rows)
        yield Duty(code, n, first, period.code, unit)
    names = tuple(row["name"] for row in vetoed if reader.may_read(row["name"]))
    yield Duty("unit_vetoed", len(names), None, period.code, unit, names)
    if reader.may_decide:
        notice = scheme.tasks.not_applicable_notice
        many = tuple(row["unit_name"] for row in rows if row["claimed_not_applicable"] > notice)
        yield Duty("claims_many", len(many), None, period.code, "", many)


def _papers(warehouse: Warehouse, reader: Reader, today: date) -> Iterator[Duty]:
    """Return what waits of issued papers: answers that are overdue, figures that have changed, receipts of a unit."""
    known = issued_papers(warehouse, reader)
    if not known:
        return
    late = [one for one in known if one.is_overdue(today)]
    names = tuple(one.reference for one in late)
    yield Duty("paper_overdue", len(late), _earliest(one.reply_by for one in late), names=names)
    if reader.role == "unit":
        new = [one for one in known if one.state in (ISSUED, SENT)]
        names = tuple(one.reference for one in new)
        yield Duty("paper_unsigned", len(new), _earliest(one.issued_on for one in new), names=names)
    if reader.may_decide:
        # Papers need libraries that no to-do list without papers should wait for.
        from metrics.briefs.outdated import outdated_papers

        changed = [one.paper for one in outdated_papers(warehouse, reader)]
        names = tuple(one.reference for one in changed)
        yield Duty("paper_outdated", len(changed), _earliest(one.issued_on for one in changed), names=names)


def _files(warehouse: Warehouse, reader: Reader) -> Iterator[Duty]:
    """Return what waits of received files: for the office all of them, for a unit its own."""
    if not reader.may_hand_in:
        return
    is_read = reads_files_of(warehouse, reader)
    held = [one for one in held_files(warehouse) if is_read(one.speaker)]
    ready, faulty = ([one for one in held if one.is_ready is wanted] for wanted in (True, False))
    yield Duty("file_held", len(faulty), _received(faulty), names=tuple(one.file for one in faulty))
    if not reader.may_decide:
        return
    yield Duty("file_ready", len(ready), _received(ready), names=tuple(one.file for one in ready))
    unknown = [one for one in unmatched(warehouse, reader) if one.is_open] if held else []
    waiting = [file for one in unknown for file, _ in one.files]
    yield Duty("name_unknown", len(unknown), _received(waiting), names=tuple(one.name.text for one in unknown))
    columns = unknown_columns(warehouse, reader) if held else ()
    waiting = [one.held for one in columns if one.held is not None]
    yield Duty("column_unknown", len(columns), _received(waiting), names=tuple(one.heading for one in columns))


def _judgements(warehouse: Warehouse, person: str, today: date) -> Iterator[Duty]:
    quarters = [number for one in periods(warehouse) for number in one.quarters]
    by_quarter: defaultdict[int, list[Row]] = defaultdict(list)
    rows = warehouse.query("vetoes_and_pending", quarters=quarters, as_of=today)
    confirmed = known_findings(warehouse, [row["finding"] for row in rows if row["review"] != "pending"])
    by = {key: confirmers(one) for key, one in confirmed.items()}
    for row in rows:
        by_quarter[row["quarter"]].append(row)
    for quarter, some in by_quarter.items():
        code = Period.quarter(quarter).code
        pending = [row for row in some if row["review"] == "pending"]
        suspected = [row for row in pending if row["kind"] == "veto"]
        others = [row for row in pending if row["kind"] != "veto"]
        second = [
            row for row in some
            if row["review"] != "pending" and len(by[row["finding"]]) == 1
            and not is_same_person(by[row["finding"]][0], person)
        ]  # fmt: skip
        for what, found in (("veto_suspected", suspected), ("finding_pending", others), ("veto_second", second)):
            yield Duty(what, len(found), _earliest(row["dated_on"] for row in found), code)


def _replies(warehouse: Warehouse, reader: Reader, person: str) -> Iterator[Duty]:
    by_period: defaultdict[str, list[Reply]] = defaultdict(list)
    for one in reversed(replies(warehouse, reader, state="open")):
        if not is_same_person(one.actor, person):
            by_period[one.period].append(one)
    for code, some in by_period.items():
        names = tuple(dict.fromkeys(one.unit for one in some))
        yield Duty("reply_open", len(some), some[0].at.date(), code, some[0].unit, names)


def _accepted_replies(warehouse: Warehouse) -> Iterator[Duty]:
    """Return the periods with accepted replies whose marks still stand: nobody entered what is right."""
    by_period: defaultdict[str, list[Reply]] = defaultdict(list)
    for one in left_to_enter(warehouse):
        by_period[one.period].append(one)
    for code, some in by_period.items():
        names = tuple(dict.fromkeys(one.unit for one in some))
        since = _first_day(one.decision.at for one in some if one.decision)
        yield Duty("reply_to_enter", len(some), since, code, some[0].unit, names)


def _requests(warehouse: Warehouse, reader: Reader, person: str) -> Iterator[Duty]:
    waiting = [
        one
        for one in requests_of_units(warehouse, reader, state="open")
        if not is_same_person(one.handed_in_by, person)
    ]
    names = tuple(dict.fromkeys(one.speaker for one in waiting))
    yield Duty("request_open", len(waiting), _first_day(one.at for one in waiting), names=names)


def _releases(warehouse: Warehouse, reader: Reader, person: str, today: date) -> Iterator[Duty]:
    """Return the periods that a second person, this one, can release: the days of replies are over.

    A correction whose text is no longer true waits for anybody to prepare it anew, as long as there is anything to
    correct.
    """
    for code in sorted({row["period"] for row in warehouse.rows("release_steps")}):
        found = status(warehouse, Period.parse(code))
        if found.code == CORRECT and found.latest and not is_still_described(warehouse, reader, found):
            if differences(warehouse, reader, found.latest):
                yield Duty("correction_outdated", 1, found.steps[-1].at.date(), code)
            continue
        if found.code not in (CONSULT, CORRECT) or is_same_person(found.steps[-1].actor, person):
            continue
        if found.code == CONSULT and (today <= found.period.last or (found.window and found.window.may_come(today))):
            continue
        yield Duty("release", 1, found.steps[-1].at.date(), code)


def _questions(warehouse: Warehouse, period: Period) -> Iterator[Duty]:
    quarters = unregistered_quarters(warehouse)
    yield Duty("scope_unregistered", len(quarters), names=tuple(one.code for one in quarters))
    phrases = open_phrases(warehouse, period.year)
    yield Duty("phrase_open", len(phrases), None, period.code, names=tuple(phrases))
    areas = area_question(warehouse, period.year)
    if areas is not None and areas.answer is None:
        yield Duty("areas_open", 1, None, period.code, names=areas.areas)


def _windows(warehouse: Warehouse, reader: Reader, today: date) -> Iterator[Duty]:
    """Return the periods to whose marks a unit may reply now, each with its last day."""
    for one in windows(warehouse):
        if one.is_open(today):
            yield Duty("reply_window", 1, one.closes_on, one.period, next(iter(sorted(reader.units)), ""))


def _received(files: Iterable[Held]) -> date | None:
    return _first_day(one.received_at for one in files)


def _first_day(moments: Iterable[datetime]) -> date | None:
    first = min(moments, default=None)
    return first.date() if first else None


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((one for one in days if one is not None), default=None)
