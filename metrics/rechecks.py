"""Extensions and re-checks of findings, said by a person of the office; rounds are appended, never overwritten.

Each is an import of the office with actor, time and reason, which can be withdrawn. An extension counts only when it
was approved on or before the deadline it replaces (scoring.md §5): another one is refused instead of kept in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, get_args

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.intake.history_of_imports import time_in_store
from metrics.judging import Judged, Known, Look, Saying, judging, keep, known_findings, look_and_forget
from metrics.warehouse import Warehouse

EXTENSION, RECHECK = "整改延期", "整改复查"
Result = Literal["passed", "failed", "relapsed", "page_gone", "impossible"]
# What stands in the history, in the words of the office.
RESULTS: Mapping[str, str] = {
    "passed": "通过", "failed": "未通过", "relapsed": "反弹", "page_gone": "页面已下线", "impossible": "无法复查",
}  # fmt: skip


def extend(
    warehouse: Warehouse,
    reader: Reader,
    findings: Iterable[int],
    extended_to: date,
    approved_on: date,
    *,
    reason: str,
    actor: str,
    now: datetime,
    seen: Mapping[int, str] | None = None,
    look: Look | None = None,
) -> Judged:
    """Move the current deadline of findings (keys) to a later day, of all of them or of none.

    See ``metrics.judgements.review`` for ``seen`` and ``look``. Raises Overtaken, AccessDenied, and Refused for a
    finding that costs nothing or is closed, a day not after the deadline, and an approval that came too late.
    """
    if approved_on > time_in_store(now).date():
        raise Refused("An extension cannot be approved on {day}: that day is still to come.", day=approved_on)
    with judging(warehouse, reader, findings, reason, seen) as (changes, known):
        for one in known:
            _require_repair(one)
            deadline = one.row["current_deadline_on"]
            if one.row["current_closed_on"] is not None:
                raise Refused("{item} is closed: its deadline needs no extension.", item=one.words)
            if extended_to <= deadline:
                raise Refused(
                    "{item} is due on {deadline} already: an extension ends later.", item=one.words, deadline=deadline
                )
        fields = {"extended_to": extended_to.isoformat(), "extension_approved_on": approved_on.isoformat()}
        cells = {"延期至": extended_to.isoformat(), "延期批准日期": approved_on.isoformat()}
        said = [Saying(one, "rectifications", fields, cells) for one in known]
        number = keep(changes, EXTENSION, said, reason=reason, actor=actor, now=now)
        extended = known_findings(warehouse, [one.finding for one in known])
        for one in known:
            old = one.row["current_deadline_on"]
            if extended[one.finding].row["current_deadline_on"] != extended_to:
                raise Refused(
                    "The extension of {item} would not count: it was approved on {approved}, after the deadline that "
                    "it should replace.", item=one.words, approved=approved_on,
                )  # fmt: skip
            new = f"{extended_to}（{reason}）"
            changes.append_audit(what="deadline_extended", about=one.words, old=old, new=new, actor=actor, at=now)
        effects = look_and_forget(changes, look)
    return Judged(number, "extended", tuple(one.words for one in known), effects=effects)


def recheck(
    warehouse: Warehouse,
    reader: Reader,
    findings: Iterable[int],
    rechecked_on: date,
    result: Result,
    *,
    reason: str,
    actor: str,
    now: datetime,
    seen: Mapping[int, str] | None = None,
    look: Look | None = None,
) -> Judged:
    """Keep what a re-check of findings (keys) came to; another result for a day corrects what was said of that day.

    See ``metrics.judgements.review`` for ``seen`` and ``look``. Raises Overtaken, AccessDenied, and Refused for a
    finding that costs nothing, a day before it was found or still to come, and for what is known already.
    """
    if result not in get_args(Result):
        raise Refused("“{result}” is no result of a re-check; possible: {known}.", result=result,
                      known="、".join(RESULTS))  # fmt: skip
    if rechecked_on > time_in_store(now).date():
        raise Refused("Nothing can have been re-checked on {day}: that day is still to come.", day=rechecked_on)
    with judging(warehouse, reader, findings, reason, seen) as (changes, known):
        before = {one.finding: _result_on(one, rechecked_on) for one in known}
        for one in known:
            _require_repair(one)
            if rechecked_on < _first_day(one):
                raise Refused("{item} was found on {day}: it cannot have been re-checked before.", item=one.words,
                              day=_first_day(one))  # fmt: skip
            if before[one.finding] == result:
                raise Refused("The re-check of {item} on {day} is known already: {result}.", item=one.words,
                              day=rechecked_on, result=RESULTS[result])  # fmt: skip
        fields = {"rechecked_on": rechecked_on.isoformat(), "recheck_result": result}
        cells = {"复查日期": rechecked_on.isoformat(), "复查结果": RESULTS[result]}
        said = [Saying(one, "rectifications", fields, cells) for one in known]
        number = keep(changes, RECHECK, said, reason=reason, actor=actor, now=now)
        for one in known:
            old = before[one.finding]
            changes.append_audit(
                what="finding_rechecked", about=f"{one.words} {rechecked_on}", old=RESULTS[old] if old else "",
                new=f"{RESULTS[result]}（{reason}）", actor=actor, at=now,
            )  # fmt: skip
        effects = look_and_forget(changes, look)
    return Judged(number, "rechecked", tuple(one.words for one in known), effects=effects)


def _first_day(one: Known) -> date:
    """Return the first day a finding can have been re-checked: one without its day may be as old as its quarter."""
    found = one.folded("findings").get("found_on")
    quarter: date = Period.quarter(one.row["quarter"]).first
    return date.fromisoformat(found) if found else quarter


def _require_repair(one: Known) -> None:
    if not one.row["is_counted"] or one.row["kind"] == "bonus":
        raise Refused("{item} is nothing to be rectified: it is not confirmed, or a bonus.", item=one.words)


def _result_on(one: Known, day: date) -> str | None:
    """Return the result in force of a re-check on a day."""
    result = None
    for said in one.standing:
        fields = said["fields"]
        if fields.get("rechecked_on") == day.isoformat() and fields.get("recheck_result"):
            result = str(fields["recheck_result"])
    return result
