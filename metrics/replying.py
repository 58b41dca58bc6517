"""Replying to a mark, and deciding replies: what a unit, and a different person after it, may do within which days.

Each step is appended with actor and moment and told to the audit log in the same transaction.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from metrics.access import Reader, is_same_person
from metrics.calendar import SHANGHAI, Period
from metrics.changes import Transaction
from metrics.errors import AccessDenied, Refused, reason_of
from metrics.intake.originals import archive, name_to_show, private_copy
from metrics.judgements import review
from metrics.judging import Known, Later, Overtaken, known_findings
from metrics.replies import Answer, Reply, Window, addressed_marks, find_reply, replies_where, window_of
from metrics.scores import find_unit
from metrics.warehouse import Warehouse

LARGEST_FILE = 20_000_000
"""Bytes of a file handed in as evidence; a longer film or scan belongs behind an address."""
LONGEST_TEXT = 5_000


def set_window(
    warehouse: Warehouse, reader: Reader, period: Period, opens_on: date, closes_on: date, *, actor: str, now: datetime
) -> Window:
    """Say from when to when units may reply to the marks of ``period``; both days are included.

    It replaces the days 征求意见 was opened with, and opens what was closed early.
    """
    _require_office(reader)
    if closes_on < opens_on:
        raise Refused("The last day {until} is before the first day {start}.",
                      until=closes_on.isoformat(), start=opens_on.isoformat())  # fmt: skip
    now = _local(now)
    with warehouse.transaction(is_new_version=False) as changes:
        keep_window(changes, window_of(warehouse, period), Window(period.code, opens_on, closes_on, actor, now))
    return Window(period.code, opens_on, closes_on, actor, now)


def close_window(
    warehouse: Warehouse, reader: Reader, period: Period, reason: str, *, actor: str, now: datetime
) -> Window:
    """Take no more replies to the marks of ``period`` from now on, before the last day that was set.

    Raises Refused without a reason, and when no reply could be made any more anyway.
    """
    _require_office(reader)
    if not reason.strip():
        raise Refused("Say why the days of replies end early; it is kept.")
    now = _local(now)
    with warehouse.transaction(is_new_version=False) as changes:
        before = window_of(warehouse, period)
        if before is None or not before.may_come(now.date()):
            raise Refused("No reply to {period} can be made any more: there is nothing to close.", period=period.code)
        closed = replace(before, actor=actor, at=now, closed_because=reason.strip())
        keep_window(changes, before, closed)
    return closed


def keep_window(changes: Transaction, before: Window | None, window: Window) -> None:
    """Keep the days of replies inside a transaction, and tell the log what they were before."""
    changes.append_reply_window(
        period=window.period, opens_on=window.opens_on, closes_on=window.closes_on, actor=window.actor, at=window.at,
        closed_because=window.closed_because,
    )  # fmt: skip
    what = "reply_window_closed" if window.was_closed else "reply_window_set"
    changes.append_audit(
        what=what, about=window.period, old=_days(before) if before else "",
        new=window.closed_because or _days(window), actor=window.actor, at=window.at,
    )  # fmt: skip


def may_reply(reader: Reader, unit: str) -> bool:
    """Whether this reader may reply for ``unit``: the unit itself, or the office for it."""
    return reader.may_speak_for(unit)


def reply(
    warehouse: Warehouse, reader: Reader, unit: str, period: Period, number: int, text: str, *,
    evidence: str = "", file: tuple[Path, str] | None = None, actor: str, now: datetime,
) -> Reply:  # fmt: skip
    """Keep what ``unit`` says of mark ``number`` of its scorecard, numbered as ``explain`` lists them.

    ``file`` is a path with the name its sender gave it. Raises Refused without a text, outside the window (with its
    dates), for a mark there is not and for one whose last reply is still to be decided; AccessDenied for a reader who
    may not speak for the unit.
    """
    warehouse.require_writable()
    key, name = find_unit(warehouse, unit)
    if not may_reply(reader, name):
        raise AccessDenied("You may reply for your own units only.")
    text, evidence, now = text.strip(), evidence.strip(), _local(now)
    if not text:
        raise Refused("Say what is to be said of the mark.")
    if max(len(text), len(evidence)) > LONGEST_TEXT:
        raise Refused("The text is longer than {most} characters; hand in a file instead.", most=LONGEST_TEXT)
    _require_open(warehouse, period, now.date())
    sha256, file_name = _archived(warehouse, *file) if file else ("", "")
    with warehouse.transaction(is_new_version=False) as changes:
        marks = addressed_marks(warehouse, key, period)
        if not 1 <= number <= len(marks):
            raise Refused("{unit} has {n} marks in {period}; there is no mark {number}.",
                          unit=name, n=len(marks), period=period.code, number=number)  # fmt: skip
        address, mark = marks[number - 1]
        waiting = [one for one in replies_where(warehouse, unit=key, period=period.code) if one.mark == address]
        if any(one.state == "open" for one in waiting):
            raise Refused("Reply {reply} to this mark is still to be decided.", reply=waiting[-1].number)
        kept = changes.append_reply(
            period=period.code, unit=key, mark=address, dimension=mark["dimension"], indicator=mark["indicator"],
            item=_item(mark), reason=mark["reason"], is_capped=mark["is_capped"], hundredths=mark["hundredths"],
            finding=mark["finding"], record=mark["record"], said=text, evidence=evidence, file_name=file_name,
            sha256=sha256, actor=actor, replied_at=now, seen=_seen(warehouse, mark["finding"]),
        )  # fmt: skip
        changes.append_audit(what="replied", about=f"#{kept} {period.code} {name}", new=text, actor=actor, at=now)
    return find_reply(warehouse, reader, kept)


def _require_open(warehouse: Warehouse, period: Period, day: date) -> None:
    window = window_of(warehouse, period)
    if window is None:
        raise Refused("The office has not said yet from when to when replies for {period} are taken.",
                      period=period.code)  # fmt: skip
    if window.was_closed:
        raise Refused("The office closed the replies for {period} on {day}: {reason}", period=period.code,
                      day=window.at.date().isoformat(), reason=window.closed_because)  # fmt: skip
    if not window.is_open(day):
        raise Refused("Replies for {period} are taken from {start} to {until}; today is {day}.", period=period.code,
                      start=window.opens_on.isoformat(), until=window.closes_on.isoformat(),
                      day=day.isoformat())  # fmt: skip


def _archived(warehouse: Warehouse, path: Path, name: str) -> tuple[str, str]:
    shown = name_to_show(name)
    try:
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise Refused("{file} is larger than {most} MB.", file=shown, most=LARGEST_FILE // 1_000_000)
        with tempfile.TemporaryDirectory() as folder:
            copy, sha256 = private_copy(path, Path(folder) / "copy")
            archive(warehouse.folder, copy, sha256)
    except OSError as error:
        raise Refused("{file} cannot be read: {reason}", file=shown, reason=reason_of(error)) from error
    return sha256, shown


def decide_reply(
    warehouse: Warehouse, reader: Reader, number: int, answer: Answer, reason: str, *, actor: str, now: datetime,
    seen: str | None = None,
) -> Reply:  # fmt: skip
    """Keep what was decided of a reply. Accepted about a deduction, it makes the finding a false alarm at once.

    A finding that is a false alarm already stays one, and the decision is kept with the judgement that made it one.

    Of any other mark an accepted reply moves nothing until the office has entered what is right (``still_to_enter``);
    until then the period is not released. The same holds when that judgement is withdrawn.

    ``seen`` is what ``states`` said of the mark's finding when the person looked, without it what it was when the
    reply was made. Raises Overtaken when somebody else has said something of the finding since, Refused without a
    reason, for a reply that is decided already, and when the one who decides is the one who replied; AccessDenied for
    anybody but the office.
    """
    warehouse.require_writable()
    _require_office(reader)
    reason, now = reason.strip(), _local(now)
    if not reason:
        raise Refused("A decision needs a reason; it stays beside the mark.")
    found = find_reply(warehouse, reader, number)
    _require_undecided(found, actor)
    known, judgement = _finding_of(warehouse, found), None
    is_agreed = answer == "accepted" and known is not None and known.row["review"] == "false_alarm"
    if known is not None and not is_agreed:
        _require_not_overtaken(known, found.seen if seen is None else seen, actor)
    if known is not None and answer == "accepted" and found.dimension == "inspection":
        judgement = _dismissal(known) if is_agreed else review(
            warehouse, reader, [known.finding], "false_alarm", reason=reason, actor=actor, now=now,
            seen={known.finding: known.seen},
        ).import_id  # fmt: skip
    with warehouse.transaction(is_new_version=False) as changes:
        _require_undecided(find_reply(warehouse, reader, number), actor)
        changes.append_reply_decision(
            reply=number, answer=answer, reason=reason, judgement=judgement, actor=actor, at=now
        )
        changes.append_audit(
            what="reply_decided", about=f"#{number} {found.period} {found.unit}", old="open", new=answer,
            actor=actor, at=now,
        )  # fmt: skip
    return find_reply(warehouse, reader, number)


def _require_undecided(found: Reply, actor: str) -> None:
    if found.decision is not None:
        raise Refused("Reply {reply} was decided by {actor} on {day}.", reply=found.number,
                      actor=found.decision.actor, day=found.decision.at.date().isoformat())  # fmt: skip
    if is_same_person(found.actor, actor):
        raise Refused("{actor} made reply {reply}; a different person has to decide it.",
                      actor=found.actor, reply=found.number)  # fmt: skip


def said_since(warehouse: Warehouse, reader: Reader, one: Reply) -> tuple[Later, ...]:
    """Return what was said of a reply's finding after the reply was made; for the office, which decides it."""
    _require_office(reader)
    known = _finding_of(warehouse, one)
    return known.later_than(one.seen) if known is not None and one.seen else ()


def _finding_of(warehouse: Warehouse, one: Reply) -> Known | None:
    return known_findings(warehouse, [one.finding]).get(one.finding) if one.finding is not None else None


def _require_not_overtaken(known: Known, seen: str, actor: str) -> None:
    """Raise Overtaken when others have said something of a finding since it was ``seen``."""
    # Of replies made before the state was kept with them nobody knows what it was.
    later = known.later_than(seen) if seen else ()
    others = [one for one in later if not is_same_person(one.actor, actor)]
    if others:
        raise Overtaken(others)


def _dismissal(known: Known) -> int | None:
    """Return the import that said last that a finding is a false alarm."""
    said = (one for one in reversed(known.standing) if one["kind"] == "findings")
    return next((one["import"] for one in said if one["fields"].get("review") == "false_alarm"), None)


def _seen(warehouse: Warehouse, finding: int | None) -> str:
    known = known_findings(warehouse, [finding]).get(finding) if finding is not None else None
    return known.seen if known else ""


def _item(mark: dict[str, Any]) -> str:
    return " · ".join(filter(None, (mark["channel"], mark["item"])))


def _days(window: Window) -> str:
    return f"{window.opens_on.isoformat()}–{window.closes_on.isoformat()}"


def _require_office(reader: Reader) -> None:
    if not reader.may_decide:
        raise AccessDenied("Only the office sets the days of replies and decides them.")


def _local(moment: datetime) -> datetime:
    # The store keeps moments of Shanghai without a zone.
    return moment.astimezone(SHANGHAI).replace(tzinfo=None) if moment.tzinfo else moment
