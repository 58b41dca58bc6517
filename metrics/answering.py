"""Answering what units' files ask for: accepted, it is the office's statement from now on; declined, it just stays.

One answer to one request or to many is one import of the office, which can be withdrawn: scores go back exactly, and
the requests are open again. Whoever handed the file in cannot answer it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from metrics import history
from metrics.access import Reader, is_same_person
from metrics.errors import AccessDenied, Refused
from metrics.intake.hearing import heading_of
from metrics.intake.history_of_imports import time_in_store
from metrics.intake.speaking import ROW
from metrics.intake.words import word_in_cell
from metrics.judgements import VERDICTS, check_reduction, exact_points
from metrics.judging import Judged, Known, Later, Look, Overtaken, Saying, keep, look_and_forget
from metrics.unit_requests import Answer, UnitRequest, believed, place_of, requests_of_units, siblings, things_of
from metrics.warehouse import Warehouse

SHEET, WHOLE_ROW = "单位请求办理", "整行"
# What of an observation has to be said with its figures: without them it is nobody's.
OF_OBSERVATION = ("unit", "indicator", "period", "quarter", "evidence")


class OvertakenRequests(Overtaken):
    """Somebody answered these requests, or changed what they are about, since they were looked at."""

    def __init__(self, later: Sequence[Later]) -> None:
        Refused.__init__(
            self,
            "{n} of these requests were answered, or overtaken by others, since you looked at them; nothing of yours "
            "was kept. Look at what they said, then say it again.",
            n=len({(one.unit, one.item, one.field) for one in later}),
        )
        self.later = tuple(later)


def answer_requests(
    warehouse: Warehouse,
    reader: Reader,
    numbers: Iterable[int],
    answer: Answer,
    *,
    reason: str,
    actor: str,
    now: datetime,
    seen: Mapping[int, str] | None = None,
    look: Look | None = None,
) -> Judged:
    """Accept or decline requests, all of them or none, with those of their rows that mean something together only.

    ``seen`` is what each request said of itself (``UnitRequest.seen``) when the person looked; with ``look`` nothing
    is kept. Raises OvertakenRequests, AccessDenied for anybody but the office, and Refused without a reason, for a
    request that is answered, for whoever handed it in, and for what only a file of the office can enter.
    """
    if not reader.may_decide:
        raise AccessDenied("Only the office answers requests of units.")
    reason = reason.strip()
    if not reason:
        raise Refused("A reason is needed: it is kept with the decision.")
    with warehouse.transaction() as changes:
        asked = {one.number: one for one in requests_of_units(warehouse, reader)}
        wanted = sorted(set(numbers))
        missing = [one for one in wanted if one not in asked]
        if missing or not wanted:
            raise Refused("These requests are not in the store (any more): {requests}.",
                          requests="、".join(map(str, missing)) or "—")  # fmt: skip
        known = _things(warehouse, asked.values())
        _check_seen(warehouse, [asked[one] for one in wanted], known, seen)
        chosen = {one.number: one for number in wanted for one in siblings(asked.values(), asked[number])}
        for one in chosen.values():
            _check_open(one, actor)
        said = _said(warehouse, chosen.values(), known, now) if answer == "accepted" else []
        about = tuple(_words(one) for one in chosen.values())
        number = keep(changes, SHEET, said, reason=reason, actor=actor, now=now, about=about)
        at = time_in_store(now)
        changes.append_request_answers(number, chosen, answer=answer, reason=reason, actor=actor, at=at)
        for one in chosen.values():
            changes.append_audit(
                what="request_answered", about=f"#{one.number} {_words(one)}", old=one.old or "",
                new=f"{answer}: {one.new or ''}（{reason}）", actor=actor, at=at,
            )  # fmt: skip
        effects = look_and_forget(changes, look)
    return Judged(number, answer, about, effects=effects)


def _words(one: UnitRequest) -> str:
    column = WHOLE_ROW if one.field == ROW else heading_of(one.kind, one.field)
    about = " ".join(filter(None, (one.unit or one.speaker, one.item or one.thing, column)))
    return f"{one.speaker}：{about}" if one.unit not in ("", one.speaker) else about


def _things(warehouse: Warehouse, asked: Iterable[UnitRequest]) -> dict[tuple[str, str], Known]:
    return things_of(warehouse, [_row(one) for one in asked])


def _row(one: UnitRequest) -> dict[str, Any]:
    return {"kind": one.kind, "identity": one.identity, "unit_name": one.unit}


def _check_seen(
    warehouse: Warehouse,
    asked: Sequence[UnitRequest],
    known: Mapping[tuple[str, str], Known],
    seen: Mapping[int, str] | None,
) -> None:
    if seen is None:
        return
    later: list[Later] = []
    for one in asked:
        state, answered = seen.get(one.number, "0.0:0").rsplit(":", 1)
        if answered != one.seen.rsplit(":", 1)[1]:
            later.append(_answered_since(warehouse, one, int(answered)))
        thing = known.get(place_of(_row(one)))
        if thing is not None and thing.seen != state:
            later += thing.later_than(state)
    if later:
        raise OvertakenRequests(later)


def _answered_since(warehouse: Warehouse, one: UnitRequest, before: int) -> Later:
    """Return who answered a request since it was looked at, or who took back the answer it had."""
    place = (one.unit or one.speaker, one.item, one.kind, "request")
    old = next((row["answer"] for row in warehouse.rows("request_answers", request=one.number)
                if row["import"] == before), "open")  # fmt: skip
    if one.answered is not None:
        made = one.answered
        return Later(0, *place, old, made.answer, made.actor, made.at, made.import_id)
    [taken_back] = [row for row in warehouse.rows("imports") if row["import"] == before]
    return Later(0, *place, old, "open", taken_back["actor"], taken_back["decided_at"], before)


def _check_open(one: UnitRequest, actor: str) -> None:
    if one.answered is not None:
        raise Refused("Request {request} was answered by {actor} on {day}; withdraw import {number} first.",
                      request=one.number, actor=one.answered.actor, day=one.answered.at.date().isoformat(),
                      number=one.answered.import_id)  # fmt: skip
    if is_same_person(one.handed_in_by, actor):
        raise Refused("{actor} handed in the file of request {request}; a different person has to answer it.",
                      actor=one.handed_in_by, request=one.number)  # fmt: skip


def _said(
    warehouse: Warehouse, chosen: Iterable[UnitRequest], known: Mapping[tuple[str, str], Known], now: datetime
) -> list[Saying]:
    """Return what the office says by accepting: one statement per thing and kind, checked as a judgement of it is."""
    grouped: defaultdict[tuple[str, str], list[UnitRequest]] = defaultdict(list)
    for one in chosen:
        thing = known.get(place_of(_row(one)))
        if thing is None or not one.can_be_entered:
            raise Refused("Request {request} cannot be entered by an answer: receive a file of the office with this "
                          "row, or decline it.", request=one.number)  # fmt: skip
        grouped[one.kind, one.identity].append(one)
    found = []
    for (kind, identity), requests in grouped.items():
        thing = known[place_of({"kind": kind, "identity": identity})]
        fields = {one.field: one.new for one in requests}
        _CHECKS[kind](warehouse, thing, fields, now)
        cells = {heading_of(kind, one.field): word_in_cell(kind, one.field, one.new) for one in requests}
        found.append(Saying(thing, kind, fields | _read_from(requests), cells))
    return found


def _read_from(requests: Sequence[UnitRequest]) -> dict[str, Any]:
    """Return where what is accepted was read: the last row of the unit's own file that asks for it.

    What another unit's file says of a thing is not its owner's to open: the answer itself is the source then.
    """
    last = max(requests, key=lambda one: one.number)
    if any(one.speaker != one.unit for one in requests):
        return {}
    return {"read_from": {"import": last.import_id, "sheet": last.sheet, "row": last.row}}


def _check_finding(warehouse: Warehouse, thing: Known, fields: dict[str, Any], now: datetime) -> None:
    del now
    if "points" in fields:
        exact_points(fields["points"])
    if "review" in fields and fields["review"] not in VERDICTS:
        raise Refused("“{verdict}” is no verdict; possible: {known}.", verdict=fields["review"],
                      known="、".join(VERDICTS))  # fmt: skip
    reduced = fields.get("reduced_points")
    if fields.get("review") == "reduced" and reduced is None:
        raise Refused("Say to how many points it is reduced.")
    if reduced is not None:
        check_reduction(warehouse, thing, exact_points(reduced))


def _check_repair(warehouse: Warehouse, thing: Known, fields: dict[str, Any], now: datetime) -> None:
    del warehouse
    if ("rechecked_on" in fields) != ("recheck_result" in fields):
        # The row said both, and one of them is what the store has.
        before = thing.folded("rectifications")
        for name in ("rechecked_on", "recheck_result"):
            fields.setdefault(name, before.get(name))
    today = time_in_store(now).date()
    for name in ("rechecked_on", "fixed_on"):
        on = history.day(fields.get(name))
        if on is not None and on > today:
            raise Refused("{item}: {day} is still to come.", item=thing.words, day=on)


def _check_assignment(warehouse: Warehouse, thing: Known, fields: dict[str, Any], now: datetime) -> None:
    del thing, now, warehouse
    if "due_on" in fields:
        fields["due_text"] = fields["due_on"]


def _check_observation(warehouse: Warehouse, thing: Known, fields: dict[str, Any], now: datetime) -> None:
    del now, warehouse
    said = history.corrected(thing.statements("observations"))
    fields |= {name: said.get(name) for name in OF_OBSERVATION} | {"is_accepted": True}
    for name in ("numerator", "denominator", "value"):
        fields.setdefault(name, believed(thing, "observations").get(name))


def _check_channel(warehouse: Warehouse, thing: Known, fields: dict[str, Any], now: datetime) -> None:
    del now, warehouse
    closed = fields.get("closed_on") or believed(thing, "channels").get("closed_on")
    if fields.get("status") not in (None, "running") and not closed:
        raise Refused("{item} is said to be closed down without a day.", item=thing.words)


_CHECKS = {
    "findings": _check_finding,
    "rectifications": _check_repair,
    "assignments": _check_assignment,
    "observations": _check_observation,
    "channels": _check_channel,
}
