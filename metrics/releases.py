"""Releases: a period goes from draft through 征求意见 to 定稿; what was published never moves, and can be checked.

Every step is a row that stays; the last one is another person's than the one before it. A published edition is one
sealed package (``metrics.sealed``) kept in the store. Later data shows as differences against it, and becomes a new
edition by a correction that one person prepares and another publishes; both editions stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from metrics import sealed
from metrics.access import Reader, is_same_person
from metrics.calendar import Period
from metrics.errors import AccessDenied, Refused
from metrics.intake.history_of_imports import time_in_store
from metrics.judgements import unsettled
from metrics.published import Release, differences, fingerprint_of, published
from metrics.replies import Window, left_to_enter, replies_where, said_windows, window_of
from metrics.replying import keep_window
from metrics.scores import scheme_of
from metrics.warehouse import Warehouse

CONSULT, FINAL, CORRECT = "consult", "final", "correct"
# Among the steps for people; they are rows of the days of replies.
CLOSE, WINDOW = "close", "window"
DRAFT, RELEASED = "draft", "released"
MOST_NAMED = 5


@dataclass(frozen=True)
class Step:
    """One step: who took it, when, and its dates or words."""

    what: str
    """``consult``, ``final`` or ``correct``."""
    actor: str
    at: datetime
    opens_on: date | None
    closes_on: date | None
    """Of a consultation: the last day for replies it was opened with; the days that hold are ``Status.window``."""
    release: int | None
    """Of a final step: the edition it published."""
    note: str
    """The reason given, or the text of a correction."""
    described: str
    """Fingerprint of the differences that the text of a correction tells; empty for any other step."""

    def as_json(self) -> dict[str, Any]:
        """Return the step as the commands and the manifest of a package print it."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(self).items()}


@dataclass(frozen=True)
class Status:
    """Where a period stands."""

    period: Period
    code: str
    """``draft``, ``consult``, ``released`` or ``correct`` (released, and a correction is prepared)."""
    steps: tuple[Step, ...]
    releases: tuple[Release, ...]
    windows: tuple[Window, ...]
    """Every time the office said from when to when units may reply, or ended that early."""
    undecided: tuple[str, ...]
    """The unit of every reply that nobody has decided; they keep the period from being released."""

    @property
    def window(self) -> Window | None:
        """From when to when units may reply; None while nobody has said so."""
        return self.windows[-1] if self.windows else None

    @property
    def course(self) -> tuple[Step, ...]:
        """The steps, and what was said of the days of replies beside them, as they followed each other."""
        told = {(one.at, one.closes_on) for one in self.steps}
        said = (
            Step(CLOSE, one.actor, one.at, one.opens_on, one.at.date(), None, one.closed_because, "")
            if one.was_closed
            else Step(WINDOW, one.actor, one.at, one.opens_on, one.closes_on, None, "", "")
            for one in self.windows
            if one.was_closed or (one.at, one.closes_on) not in told
        )
        return tuple(sorted((*self.steps, *said), key=lambda one: (one.at, one.what == FINAL)))

    @property
    def latest(self) -> Release | None:
        """The edition that holds."""
        return self.releases[-1] if self.releases else None


def status(warehouse: Warehouse, period: Period) -> Status:
    """Return where ``period`` stands, with every step and edition so far, the days of replies and what they left."""
    rows = warehouse.rows("release_steps", order_by="step", period=period.code)
    names = ("what", "actor", "opens_on", "closes_on", "release", "note", "described")
    steps = tuple(Step(at=row["taken_at"], **{name: row[name] for name in names}) for row in rows)
    releases = tuple(one for one in published(warehouse) if one.period == period.code)
    last = steps[-1].what if steps else DRAFT
    code = RELEASED if last == FINAL else last
    undecided = tuple(one.unit for one in replies_where(warehouse, period=period.code) if one.state == "open")
    return Status(period, code, steps, releases, said_windows(warehouse, period), undecided)


def latest_of(warehouse: Warehouse, period: Period) -> Release:
    """Return the edition of ``period`` that holds; Refused when it was never released."""
    found = status(warehouse, period).latest
    if found is None:
        raise Refused("{period} is not released yet.", period=period.code)
    return found


Papers = Callable[[Warehouse, Period, int, date], Iterable[sealed.IssuedPaper]]
"""Makes the papers of a period for an edition published on a day."""


def no_papers(warehouse: Warehouse, period: Period, edition: int, day: date) -> Iterable[sealed.IssuedPaper]:
    """Make none: a release that is figures alone."""
    return ()


# Steps ------------------------------------------------------------------------------------------------------


def consult(
    warehouse: Warehouse,
    reader: Reader,
    period: Period,
    *,
    actor: str,
    now: datetime,
    closes_on: date | None = None,
    note: str = "",
) -> Status:
    """Open 征求意见 for a period that is not released, or open it again with another last day.

    With a last day the days of replies are from today to that day; without one those hold that were set before.

    Raises AccessDenied for anybody but the office, and Refused for a released period and a day that is over.
    """
    _require(warehouse, reader, actor)
    if status(warehouse, period).releases:
        raise Refused("{period} is released; what changed since is published as a correction.", period=period.code)
    if closes_on is not None and closes_on < now.date():
        raise Refused("The last day for replies, {day}, is over.", day=closes_on.isoformat())
    with warehouse.transaction(is_new_version=False) as changes:
        changes.append_release_step(period=period.code, what=CONSULT, actor=actor, at=now, opens_on=now.date(),
                                    closes_on=closes_on, note=note)  # fmt: skip
        if closes_on is not None:
            days = Window(period.code, now.date(), closes_on, actor, time_in_store(now))
            keep_window(changes, window_of(warehouse, period), days)
        until = closes_on.isoformat() if closes_on else ""
        changes.append_audit(what="release_consulted", about=period.code, new=until, actor=actor, at=now)
    return status(warehouse, period)


def prepare_correction(
    warehouse: Warehouse, reader: Reader, period: Period, *, actor: str, now: datetime, text: str,
    described: str | None = None,
) -> Status:  # fmt: skip
    """Prepare the correction of a released period with its 更正说明; a second person publishes it by ``finalise``.

    One that is prepared already is replaced. ``described`` is the fingerprint of the differences the text was written
    of. Raises Refused when nothing differs from what was published, and when what differs is no longer that.
    """
    _require(warehouse, reader, actor)
    if not status(warehouse, period).releases:
        raise Refused("{period} is not released yet; there is nothing to correct.", period=period.code)
    version = warehouse.version
    differing = fingerprint_of(differences(warehouse, reader, latest_of(warehouse, period)))
    if not differing:
        raise Refused("Nothing differs from what was published of {period}.", period=period.code)
    if described is not None and described != differing:
        raise Refused("What differs has changed since the text was drafted; look at the new draft and prepare it anew.")
    with warehouse.transaction(is_new_version=False) as changes:
        if warehouse.version != version:
            raise Refused("Something changed while the correction was being prepared; look again and repeat it.")
        changes.append_release_step(
            period=period.code, what=CORRECT, actor=actor, at=now, note=text, described=differing
        )
        changes.append_audit(what="correction_prepared", about=period.code, new=text, actor=actor, at=now)
    return status(warehouse, period)


def is_still_described(warehouse: Warehouse, reader: Reader, found: Status) -> bool:
    """Whether the text of the prepared correction tells what differs now, and something does."""
    if found.latest is None or found.code != CORRECT:
        return False
    described = found.steps[-1].described
    return bool(described) and described == fingerprint_of(differences(warehouse, reader, found.latest))


def finalise(
    warehouse: Warehouse, reader: Reader, period: Period, *, actor: str, now: datetime, note: str = "",
    papers: Papers = no_papers,
) -> Status:  # fmt: skip
    """Freeze and publish a period: its first edition after 征求意见, a further one after a prepared correction.

    ``papers`` makes those that go out with it; they are frozen, too (``metrics.briefs.frozen``). What is kept was
    recomputed from the package alone before. Raises Refused, with nothing changed, for the person who took the step
    before, for a period that still runs, while units may still reply (``close_window`` ends that early), while
    replies or findings wait for somebody to decide, and while an accepted reply is not entered; for a correction also
    when its text tells other differences than there are now.
    """
    _require(warehouse, reader, actor)
    found = status(warehouse, period)
    _check_order(found, actor)
    _check_time(found, now.date())
    _check_decided(found)
    _check_entered(warehouse, period)
    _check_settled(warehouse, reader, period)
    version, scheme = warehouse.version, scheme_of(warehouse, period)
    if found.code == CORRECT and not is_still_described(warehouse, reader, found):
        raise Refused("What differs from what was published of {period} is no longer what the prepared correction "
                      "says; prepare the correction anew.", period=period.code)  # fmt: skip
    edition = len(found.releases) + 1
    # A correction carries its text; a release the remark of whoever released it.
    kept = found.steps[-1].note if found.code == CORRECT else note
    about = {"edition": edition, "released_at": now.isoformat(timespec="seconds"), "actor": actor, "note": kept,
             "steps": [one.as_json() for one in found.steps]}  # fmt: skip
    issued = papers(warehouse, period, edition, now.date())
    content = sealed.seal(warehouse, period, period.last, scheme, about, issued)
    package = sealed.opened(content)
    wrong = sealed.recompute(package)
    if wrong:
        raise Refused("The frozen period does not recompute to the same digits ({n} places, the first is {about}).",
                      n=len(wrong), about=wrong[0].about or wrong[0].part)  # fmt: skip
    with warehouse.transaction(is_new_version=False) as changes:
        _check_nothing_came(warehouse, found, version, package, now.date())
        number = changes.append_release(
            period=period.code, as_of=period.last, scheme=(scheme.id, scheme.version), package=content,
            last_record=package.manifest["last_record"], sha256=package.sha256,
        )  # fmt: skip
        changes.append_release_step(period=period.code, what=FINAL, actor=actor, at=now, release=number, note=kept)
        what = "correction_published" if found.releases else "release_published"
        changes.append_audit(what=what, about=period.code, new=str(edition), actor=actor, at=now)
    return status(warehouse, period)


def _require(warehouse: Warehouse, reader: Reader, actor: str) -> None:
    warehouse.require_writable()
    if not reader.may_decide:
        raise AccessDenied("Only the office releases a period.")
    if not actor.strip():
        raise Refused("Say who you are: a release names everybody who took a step.")


def _check_nothing_came(
    warehouse: Warehouse, before: Status, version: int, package: sealed.Package, today: date
) -> None:
    """Refuse what was frozen of ``before`` when the store says more by now; asked inside the writing transaction.

    A reply makes no new version of the data: it is asked for by itself, so that none is passed over.
    """
    found = status(warehouse, before.period)
    _check_time(found, today)
    _check_decided(found)
    _check_entered(warehouse, found.period)
    is_as_frozen = sealed.hearings_of(warehouse, found.period) == package.hearings
    if warehouse.version != version or len(found.steps) != len(before.steps) or not is_as_frozen:
        raise Refused("Something changed while the period was being frozen; look again and repeat it.")


def _check_order(found: Status, actor: str) -> None:
    period = found.period.code
    if found.code == DRAFT:
        raise Refused("{period} is a draft: open 征求意见 first, then a second person releases it.", period=period)
    if found.code == RELEASED:
        raise Refused("{period} is released; what changed since is published as a correction.", period=period)
    before = found.steps[-1].actor
    if is_same_person(before, actor):
        raise Refused("{actor} took the step before; a second person has to release it.", actor=before)


def _check_time(found: Status, today: date) -> None:
    period = found.period.code
    if today <= found.period.last:
        raise Refused("{period} runs until {day}; it can be released after that.",
                      period=period, day=found.period.last.isoformat())  # fmt: skip
    if found.window is not None and found.window.may_come(today):
        raise Refused("Units may reply until {day}; release it after that day, or close the replies first and say why.",
                      day=found.window.closes_on.isoformat())  # fmt: skip


def _check_decided(found: Status) -> None:
    if found.undecided:
        raise Refused("{n} replies wait for a decision, of {units}; decide about them first.",
                      n=len(found.undecided), units=_named(list(found.undecided)))  # fmt: skip


def _check_entered(warehouse: Warehouse, period: Period) -> None:
    left = [f"{one.unit} {one.number}" for one in left_to_enter(warehouse, period)]
    if left:
        raise Refused("{n} accepted replies are not entered yet, by unit and number: {replies}; enter what is right "
                      "first.", n=len(left), replies=_named(left))  # fmt: skip


def what_is_unsettled(warehouse: Warehouse, reader: Reader, period: Period) -> Refused | None:
    """Return why ``period`` cannot be released yet for its findings; None where all of them are settled."""
    waiting = unsettled(warehouse, reader, period)
    pending = [one.unit for one in waiting if one.why == "pending"]
    if pending:
        return Refused("{n} findings wait for somebody to confirm or dismiss them, of {units}; decide about them "
                       "first.", n=len(pending), units=_named(pending))  # fmt: skip
    if waiting:
        return Refused("{n} vetoes were confirmed by one person only, of {units}; a second person has to join.",
                       n=len(waiting), units=_named([one.unit for one in waiting]))  # fmt: skip
    return None


def _check_settled(warehouse: Warehouse, reader: Reader, period: Period) -> None:
    if refusal := what_is_unsettled(warehouse, reader, period):
        raise refusal


def _named(units: list[str]) -> str:
    names = list(dict.fromkeys(units))
    return "、".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
