"""The verdict of a person on findings: confirmed, a false alarm, reduced, exempt; with a reason, never overwritten.

One verdict on one finding or on many is one import of the office, which can be withdrawn. Scores follow the first
word; a veto on a unit needs the word of a second person before its period is released (``unsettled``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from metrics.access import Reader, is_same_person
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.intake.history_of_imports import time_in_store
from metrics.judging import (
    Judged,
    Known,
    Look,
    Saying,
    actor_of,
    judging,
    keep,
    known_findings,
    look_and_forget,
)
from metrics.masking import masked_row
from metrics.projection import SCALE
from metrics.warehouse import Warehouse

SHEET = "问题认定"
# What a confirmation is about: whoever confirmed one thing has said nothing of another.
CONFIRMED = ("indicator", "channel", "description")
Verdict = Literal["confirmed", "false_alarm", "reduced", "exempt"]
VERDICTS: tuple[Verdict, ...] = ("confirmed", "false_alarm", "reduced", "exempt")
# What stands in the history, in the words of the office.
ANSWERS = {"confirmed": "已确认", "false_alarm": "误报", "reduced": "核减", "exempt": "豁免", "pending": "待确认"}


@dataclass(frozen=True)
class Unsettled:
    """One finding that keeps a period from being released."""

    finding: int
    unit: str
    item: str
    """The finding in words; empty for a reader who may not know what a security problem is about."""
    why: Literal["pending", "one_person"]
    """Nobody has judged it, or one person alone has confirmed a veto on the unit."""
    is_suspected_veto: bool
    confirmed_by: str
    """The person whose word a second one has to join; empty for a pending finding."""

    def as_json(self) -> dict[str, Any]:
        """Return it as the commands print it."""
        return {
            "finding": self.finding, "unit": self.unit, "item": self.item, "why": self.why,
            "suspected_veto": self.is_suspected_veto, "confirmed_by": self.confirmed_by or None,
        }  # fmt: skip


def review(
    warehouse: Warehouse,
    reader: Reader,
    findings: Iterable[int],
    verdict: Verdict,
    *,
    reason: str,
    actor: str,
    now: datetime,
    reduced_points: str | Decimal | None = None,
    seen: Mapping[int, str] | None = None,
    look: Look | None = None,
) -> Judged:
    """Keep one verdict on findings (keys), on all of them or on none; with ``look`` nothing is kept.

    ``seen`` is what ``states`` said when the person looked. A confirmed veto on a unit can be confirmed once more, by
    another person. Raises Overtaken when something was said since, AccessDenied for anybody but the office, and
    Refused without a reason, for points that do not fit, for a veto to be reduced, and for what is said already.
    """
    points = _points(verdict, reduced_points)
    with judging(warehouse, reader, findings, reason, seen) as (changes, known):
        seconds = {one.finding for one in known if _is_second_word(warehouse, one, verdict, points, actor)}
        fields: dict[str, Any] = {"review": verdict}
        if points is not None:
            fields["reduced_points"] = in_words(points)
        cells = {"确认情况": ANSWERS[verdict], "核减后扣分": fields.get("reduced_points", "")}
        said = [
            Saying(one, "findings", fields, cells | {"第几人确认": "2" if one.finding in seconds else ""})
            for one in known
        ]
        number = keep(changes, SHEET, said, reason=reason, actor=actor, now=now)
        for one in known:
            what = "veto_confirmed_again" if one.finding in seconds else "finding_reviewed"
            new = ANSWERS[verdict] + (f" {in_words(points)}" if points is not None else "")
            changes.append_audit(
                what=what, about=one.words, old=_review_in_words(one), new=f"{new}（{reason}）", actor=actor,
                at=time_in_store(now),
            )  # fmt: skip
        effects = look_and_forget(changes, look)
    settled = tuple(one.words for one in known if one.finding in seconds)
    return Judged(number, verdict, tuple(one.words for one in known), settled, effects)


def confirmers(known: Known) -> tuple[str, ...]:
    """Return who has confirmed a finding, each person once; empty when it is not confirmed.

    A ledger counts for the person who handed it in, as a first word only: a second one is said here.
    """
    found: list[str] = []
    subject: dict[str, Any] = {}
    for position, one in enumerate(one for one in known.standing if one["kind"] == "findings"):
        fields, actor = one["fields"], actor_of(one)
        spoken = fields.get("review") or (fields.get("review_default") if position == 0 else None)
        before = subject
        kind = fields.get("kind") or subject.get("kind") or fields.get("kind_default")
        subject = before | {name: fields[name] for name in CONFIRMED if fields.get(name)} | {"kind": kind}
        if spoken and spoken != "confirmed":
            found.clear()
        elif found and subject != before:
            # What was confirmed before was something else than it is now.
            found = [actor]
        elif spoken and (not found or (fields.get("is_judgement") and not _is_among(actor, found))):
            found.append(actor)
    return tuple(found)


def unsettled(
    warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None
) -> tuple[Unsettled, ...]:
    """Return what keeps ``period`` from being released: findings nobody has judged, vetoes one person has confirmed.

    Pending findings come first. With ``as_of`` only what is visible on that day counts.
    """
    rows = warehouse.query("vetoes_and_pending", quarters=list(period.quarters), as_of=as_of or period.last)
    rows = [row for row in rows if reader.may_read(row["unit_name"])]
    known = known_findings(warehouse, [row["finding"] for row in rows])
    waiting = []
    for one in (known[row["finding"]] for row in rows):
        is_pending, by = one.row["review"] == "pending", confirmers(one)
        if is_pending or len(by) < 2:
            why: Literal["pending", "one_person"] = "pending" if is_pending else "one_person"
            is_suspected = is_pending and one.row["kind"] == "veto"
            said = {"item": one.item, "indicator_code": one.row["indicator_code"]}
            item = masked_row(reader, said, one.unit)["item"]
            waiting.append(Unsettled(one.finding, one.unit, item, why, is_suspected, "、".join(by)))
    return tuple(waiting)


def price_of(warehouse: Warehouse, known: Known) -> Decimal | None:
    """Return the points a finding costs before any reduction: the ledger's, else the scheme's price; None for none."""
    stated = known.folded("findings").get("points")
    if stated not in (None, ""):
        return Decimal(str(stated))
    if known.row["kind"] not in ("deduction", "bonus"):
        return None
    scheme = warehouse.schemes.in_force(
        max(Period.quarter(known.row["quarter"]).last, warehouse.schemes.versions[0].effective_from)
    )
    return next((one.price for one in scheme.indicators if one.code == known.row["indicator_code"]), None)


def in_words(points: Decimal) -> str:
    """Return points as people write them."""
    return format(points.normalize(), "f") if points else "0"


def _points(verdict: Verdict, reduced_points: str | Decimal | None) -> Decimal | None:
    if verdict not in VERDICTS:
        raise Refused("“{verdict}” is no verdict; possible: {known}.", verdict=verdict, known="、".join(VERDICTS))
    if verdict != "reduced":
        if reduced_points not in (None, ""):
            raise Refused("Points are given only when a finding is reduced.")
        return None
    if reduced_points in (None, ""):
        raise Refused("Say to how many points it is reduced.")
    return exact_points(reduced_points)


def exact_points(text: object) -> Decimal:
    """Return points as the number that was written; Refused for what is none, or below 0, or has five decimals."""
    try:
        points = Decimal(str(text).strip())
        is_exact = points.is_finite() and points >= 0 and points * SCALE == int(points * SCALE)
    except InvalidOperation:
        is_exact = False
    if not is_exact:
        raise Refused("“{points}” are no points: write a number from 0 up, with at most four decimals.", points=text)
    return points


def _is_second_word(warehouse: Warehouse, one: Known, verdict: Verdict, points: Decimal | None, actor: str) -> bool:
    """Check that a verdict can be said of a finding; return whether it is a second person's word on a veto."""
    if points is not None:
        check_reduction(warehouse, one, points)
    is_same = one.row["review"] == verdict and (points is None or int(points * SCALE) == one.row["points"])
    if not is_same:
        return False
    by = confirmers(one)
    if verdict != "confirmed" or not _is_veto_on_unit(one) or len(by) > 1:
        raise Refused("{item} is {verdict} already.", item=one.words, verdict=ANSWERS[verdict])
    if _is_among(actor, by):
        raise Refused(
            "{item} was confirmed by {actor}; a veto on a unit needs the word of another person.",
            item=one.words, actor=actor,
        )  # fmt: skip
    return True


def check_reduction(warehouse: Warehouse, one: Known, points: Decimal) -> None:
    """Raise Refused for a finding that cannot be reduced to so many points."""
    if one.row["kind"] == "veto":
        raise Refused("{item} is a veto: it can be confirmed, dismissed or exempted, but not reduced.", item=one.words)
    price = price_of(warehouse, one)
    if price is None or one.row["kind"] == "record_only":
        raise Refused("{item} costs no points that could be reduced.", item=one.words)
    if points > price:
        raise Refused(
            "{item} is {price} points: it can be reduced to any number from 0 to that, not to {points}.",
            item=one.words, price=in_words(price), points=in_words(points),
        )  # fmt: skip


def _is_veto_on_unit(one: Known) -> bool:
    return one.row["kind"] == "veto" and bool(one.row["is_of_site_or_unit"])


def _is_among(actor: str, persons: Sequence[str]) -> bool:
    return any(is_same_person(actor, person) for person in persons)


def _review_in_words(one: Known) -> str:
    folded = one.folded("findings")
    reduced = f" {folded['reduced_points']}" if folded["review"] == "reduced" else ""
    return ANSWERS[folded["review"]] + reduced
