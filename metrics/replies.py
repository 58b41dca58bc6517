"""The right of reply: a unit answers a mark of its scorecard, somebody else decides; nothing said is ever overwritten.

A mark is known by what it is about (period, unit, dimension, indicator, finding or item), not by its points: a reply
keeps the mark as it stood when it was made, so both stay visible whatever becomes of the score. Only a decision, and
the judgement it leads to, moves points; silence keeps the mark.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import AccessDenied, Refused
from metrics.intake.originals import original_path
from metrics.judging import known_findings
from metrics.masking import SAFETY, masked_text, may_read_safety
from metrics.scores import day_of, find_unit, scheme_of, two_decimals
from metrics.warehouse import Warehouse

Answer = Literal["upheld", "accepted"]
State = Literal["open", "upheld", "accepted"]


@dataclass(frozen=True)
class Window:
    """From when to when units may reply to the marks of a period, both days included; who said so and when."""

    period: str
    opens_on: date
    closes_on: date
    actor: str
    at: datetime
    closed_because: str = ""
    """Why the office closed it before its last day; empty for a window that was not."""

    @property
    def was_closed(self) -> bool:
        """Whether the office closed it early: no reply is taken any more, whatever the day."""
        return bool(self.closed_because)

    def is_open(self, day: date) -> bool:
        """Whether a reply may be made on ``day``."""
        return not self.was_closed and self.opens_on <= day <= self.closes_on

    def may_come(self, day: date) -> bool:
        """Whether replies may be made on ``day`` or later."""
        return not self.was_closed and day <= self.closes_on

    def as_json(self) -> dict[str, Any]:
        """Return the window as the commands print it."""
        return {
            "period": self.period, "from": self.opens_on.isoformat(), "until": self.closes_on.isoformat(),
            "actor": self.actor, "at": _moment(self.at), "closed_because": self.closed_because or None,
        }  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What was decided of a reply: ``upheld`` keeps the mark, ``accepted`` says the unit is right."""

    answer: Answer
    reason: str
    actor: str
    at: datetime
    judgement: int | None
    """The import by which the finding became a false alarm; None when the mark is of anything else or was upheld."""


@dataclass(frozen=True)
class Reply:
    """One reply, with the mark as it stood when it was made."""

    number: int
    period: str
    unit: str
    mark: str
    """The mark's address, the same whatever its points."""
    dimension: str
    indicator: str
    item: str
    reason: str
    """The mark's reason, a code."""
    is_capped: bool
    points: str
    finding: int | None
    record: int | None
    text: str
    evidence: str
    file: str
    """Name of the file handed in; empty without one."""
    sha256: str
    actor: str
    at: datetime
    decision: Decision | None
    seen: str = ""
    """What was said of the mark's finding until then (``Known.seen``); empty for a mark of anything else."""
    still_to_enter: str = ""
    """What the office has to enter for an accepted reply to move the score: a dimension, empty when nothing."""

    @property
    def state(self) -> State:
        """Whether it is still to be decided, and else how it was."""
        return self.decision.answer if self.decision else "open"

    def as_json(self) -> dict[str, Any]:
        """Return the reply as the command ``replies`` prints it; codes as the store keeps them."""
        made = self.decision
        return {
            "reply": self.number, "period": self.period, "unit": self.unit, "dimension": self.dimension,
            "indicator": self.indicator, "item": self.item, "points": self.points, "text": self.text,
            "evidence": self.evidence or None, "file": self.file or None, "sha256": self.sha256 or None,
            "actor": self.actor, "at": _moment(self.at), "state": self.state,
            "decision": made and {
                "answer": made.answer, "reason": made.reason, "actor": made.actor, "at": _moment(made.at),
                "import": made.judgement, "still_to_enter": self.still_to_enter or None,
            },
        }  # fmt: skip


@dataclass(frozen=True)
class UnitReplies:
    """What a unit said of its marks in a period: by the mark's number on today's scorecard, and of marks now gone."""

    window: Window | None
    by_mark: dict[int, tuple[Reply, ...]]
    gone: tuple[Reply, ...]
    """Replies to marks that the scorecard no longer has: accepted and entered, or corrected by a later file."""


def window_of(warehouse: Warehouse, period: Period) -> Window | None:
    """Return the window in force for ``period``; None while the office has set none."""
    rows = warehouse.rows("reply_windows", order_by="entry", period=period.code)
    return _window(rows[-1]) if rows else None


def said_windows(warehouse: Warehouse, period: Period) -> tuple[Window, ...]:
    """Return every window the office ever said for ``period``, in the order of time; the last one holds."""
    return tuple(_window(row) for row in warehouse.rows("reply_windows", order_by="entry", period=period.code))


def windows(warehouse: Warehouse) -> tuple[Window, ...]:
    """Return the window in force of every period that has one, the one that closes first first."""
    last = {row["period"]: _window(row) for row in warehouse.rows("reply_windows", order_by="entry")}
    return tuple(sorted(last.values(), key=lambda one: (one.closes_on, one.period)))


def replies(
    warehouse: Warehouse, reader: Reader, period: Period | None = None, *, state: State | None = None
) -> tuple[Reply, ...]:
    """Return the replies this reader may read, latest first; of one period and in one state when asked."""
    found = replies_where(warehouse, **({"period": period.code} if period else {}))
    read = [one for one in reversed(found) if reader.may_read(one.unit) and state in (None, one.state)]
    return tuple(_as_told_to(reader, one) for one in with_what_is_left(warehouse, read))


def find_reply(warehouse: Warehouse, reader: Reader, number: int) -> Reply:
    """Return one reply with its decision; Refused when there is none and AccessDenied for another unit's."""
    found = replies_where(warehouse, reply=number)
    if not found:
        raise Refused("There is no reply {reply}.", reply=number)
    reader.require(found[0].unit)
    return _as_told_to(reader, with_what_is_left(warehouse, found)[0])


def left_to_enter(warehouse: Warehouse, period: Period | None = None) -> tuple[Reply, ...]:
    """Return the accepted replies that the office has still to enter, oldest first; of one period when asked."""
    found = replies_where(warehouse, **({"period": period.code} if period else {}))
    return tuple(one for one in with_what_is_left(warehouse, found) if one.still_to_enter)


def unit_replies(warehouse: Warehouse, reader: Reader, unit: str, period: Period) -> UnitReplies:
    """Return what ``unit`` said of its marks in ``period``, every step of it, oldest first at each mark."""
    key, name = find_unit(warehouse, unit)
    reader.require(name)
    said = with_what_is_left(warehouse, replies_where(warehouse, unit=key, period=period.code))
    marks = addressed_marks(warehouse, key, period) if said else []
    numbers = {address: number for number, (address, _) in enumerate(marks, 1)}
    by_mark: defaultdict[int, list[Reply]] = defaultdict(list)
    for one in said:
        if one.mark in numbers:
            by_mark[numbers[one.mark]].append(_as_told_to(reader, one))
    gone = tuple(_as_told_to(reader, one) for one in said if one.mark not in numbers)
    return UnitReplies(window_of(warehouse, period), {n: tuple(some) for n, some in by_mark.items()}, gone)


def evidence_file(warehouse: Warehouse, reader: Reader, number: int) -> tuple[str, bytes]:
    """Return name and bytes of the file handed in with a reply, exactly as they came: to the office and the unit."""
    found = find_reply(warehouse, reader, number)
    # What a file holds cannot be masked.
    if not may_read_safety(reader, found.unit):
        raise AccessDenied("Files of a reply are for the office and the unit only.")
    if not found.sha256:
        raise Refused("No file was handed in with reply {reply}.", reply=number)
    return found.file, original_path(warehouse.folder, found.sha256).read_bytes()


def addressed_marks(warehouse: Warehouse, unit: int, period: Period) -> list[tuple[str, dict[str, Any]]]:
    """Return address and row of every mark of a unit, in the order of its scorecard."""
    with warehouse.prepared(period, day_of(period, None), scheme_of(warehouse, period)) as run:
        rows = run.rows("marks", order_by="unit, position", unit=unit)
    seen: defaultdict[str, int] = defaultdict(int)
    found = []
    for row in rows:
        about = [row["finding"]] if row["finding"] is not None else [row["channel"], row["item"]]
        # The reason is left out: the mark of a finding that was overdue and is fixed now is the same mark.
        about = [row["dimension"], row["indicator"], row["quarter"], *about]
        plain = json.dumps(about, ensure_ascii=False)
        seen[plain] += 1
        found.append((json.dumps([*about, seen[plain]], ensure_ascii=False), row))
    return found


def replies_where(warehouse: Warehouse, **equals: Any) -> list[Reply]:
    """Return the replies whose columns equal ``equals`` in the order they were made, whoever asks."""
    rows = warehouse.rows("replies", order_by="reply", **equals)
    if not rows:
        return []
    names = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    decided = {row["reply"]: row for row in warehouse.rows("reply_decisions")}
    return [_reply(row, names.get(row["unit"], ""), decided.get(row["reply"])) for row in rows]


def with_what_is_left(warehouse: Warehouse, found: Iterable[Reply]) -> list[Reply]:
    """Return the replies, each accepted one with what is still to be entered for it."""
    found = list(found)
    left: dict[int, str] = {}
    for unit, period in dict.fromkeys((one.unit, one.period) for one in found if one.state == "accepted"):
        left |= _left_of(warehouse, unit, Period.parse(period))
    return [replace(one, still_to_enter=left.get(one.number, "")) for one in found]


def _left_of(warehouse: Warehouse, unit: str, period: Period) -> dict[int, str]:
    """Return what is to be entered for a unit's accepted replies, by their numbers: their marks stand as they were.

    The last decision about a mark holds, so that a reply accepted by mistake can be made good by another one.
    """
    [key] = [row["unit"] for row in warehouse.rows("units", name=unit)]
    last = {one.mark: one for one in replies_where(warehouse, unit=key, period=period.code) if one.decision}
    marks = dict(addressed_marks(warehouse, key, period))
    return {
        one.number: one.dimension
        for one in last.values()
        if one.state == "accepted" and one.mark in marks and _stands(warehouse, one, marks[one.mark])
    }


def _stands(warehouse: Warehouse, one: Reply, mark: dict[str, Any]) -> bool:
    """Whether a mark is what was replied to: nothing was said of it since, or nothing that made it another mark."""
    if mark["reason"] != one.reason:
        return False
    if two_decimals(mark["hundredths"]) == one.points:
        return True
    # Points move with what is said of other things, too.
    if one.finding is None:
        return bool(mark["record"] == one.record)
    known = known_findings(warehouse, [one.finding]).get(one.finding)
    return known is not None and known.seen == one.seen


def _as_told_to(reader: Reader, one: Reply) -> Reply:
    """Return a reply as this reader may see it; one about a security problem without anything that was said."""
    is_withheld = one.indicator == SAFETY and not may_read_safety(reader, one.unit)

    def told(text: str) -> str:
        return "" if is_withheld else masked_text(reader, text)

    made = one.decision and replace(one.decision, reason=told(one.decision.reason))
    texts: dict[str, Any] = {name: told(getattr(one, name)) for name in ("item", "text", "evidence", "file")}
    hidden: dict[str, Any] = {"sha256": "", "record": None} if is_withheld else {}
    return replace(one, **texts, **hidden, decision=made)


def _reply(row: dict[str, Any], unit: str, made: dict[str, Any] | None) -> Reply:
    decision = made and Decision(made["answer"], made["reason"], made["actor"], made["decided_at"], made["judgement"])
    return Reply(
        row["reply"], row["period"], unit, row["mark"], row["dimension"], row["indicator"], row["item"],
        row["reason"], row["is_capped"], two_decimals(row["hundredths"]), row["finding"], row["record"], row["said"],
        row["evidence"], row["file_name"], row["sha256"], row["actor"], row["replied_at"], decision or None,
        row["seen"] or "",
    )  # fmt: skip


def _window(row: dict[str, Any]) -> Window:
    names = ("period", "opens_on", "closes_on", "actor", "said_at", "closed_because")
    return Window(*(row[name] for name in names))


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")
