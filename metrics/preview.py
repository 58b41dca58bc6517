"""What an import or a judgement would do: changed fields old → new, and the effect on scores and ranks; nothing kept.

The files go through the real path inside a transaction that is rolled back; the league tables of the periods the
rows belong to are computed inside it and once more after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.intake.begun import Begun
from metrics.intake.hearing import OFFICE
from metrics.intake.progress import Progress, silent
from metrics.intake.receipt import Receipt
from metrics.intake.receive import receive
from metrics.judging import Judged
from metrics.scores import UnitScore, league, periods
from metrics.warehouse import Warehouse

# Of an import that speaks of more periods the latest are computed: each takes two league tables.
MOST_PERIODS = 4
DAY, QUARTER = len("2025-06-30"), len("20252")
Standings = dict[str, UnitScore]


@dataclass(frozen=True)
class Effect:
    """What an import would do to the standing of one unit; None where it is, or would be, in no league."""

    period: Period
    unit: str
    group: str
    before: UnitScore | None
    after: UnitScore | None


@dataclass(frozen=True)
class Preview:
    """What an import would do: the receipt of a dry run, and the units whose standing it moves."""

    receipt: Receipt
    periods: tuple[Period, ...]
    """The periods looked at: those the rows belong to, the latest first. Empty for an import that would be refused."""
    effects: tuple[Effect, ...]


def preview(
    warehouse: Warehouse,
    reader: Reader,
    files: Sequence[tuple[Path, str]],
    speaker: str = OFFICE,
    *,
    as_of: date | None = None,
    accept_valid: bool = False,
    full_coverage: Period | None = None,
    actor: str = "",
    now: datetime | None = None,
    progress: Progress = silent,
    begun: Begun | None = None,
) -> Preview:
    """Return what receiving ``files`` would do to the store and to the scores of the periods it touches.

    See ``receive``. The scores are those ``reader`` may see: a unit learns nothing here that the league table would
    not tell it.
    """

    def look() -> dict[Period, Standings]:
        touched = touched_periods(warehouse)
        found = {}
        for number, period in enumerate(touched):
            progress("scoring", number, len(touched))
            found[period] = standings(warehouse, reader, period, as_of)
        return found

    receipt = receive(
        warehouse,
        files,
        speaker,
        accept_valid=accept_valid,
        dry_run=True,
        full_coverage=full_coverage,
        actor=actor,
        now=now,
        look=look,
        progress=progress,
        begun=begun,
    )
    after: dict[Period, Standings] = receipt.effects or {}
    effects: list[Effect] = []
    for period, then in after.items():
        effects += _effects(period, standings(warehouse, reader, period, as_of), then)
    return Preview(receipt, tuple(after), tuple(effects))


def effects_of_judgement(
    warehouse: Warehouse,
    reader: Reader,
    judge: Callable[[Callable[[], dict[Period, Standings]]], Judged],
    period: Period,
    as_of: date | None = None,
) -> tuple[Effect, ...]:
    """Return whose standing a judgement would move, in ``period`` and in the quarters it touches; nothing is kept.

    ``judge`` is ``review``, ``extend`` or ``recheck`` with everything but ``look`` filled in.
    """

    def look() -> dict[Period, Standings]:
        touched = dict.fromkeys((period, *touched_periods(warehouse)))
        return {one: standings(warehouse, reader, one, as_of if one == period else None) for one in touched}

    then: dict[Period, Standings] = judge(look).effects
    effects: list[Effect] = []
    for one, after in then.items():
        before = standings(warehouse, reader, one, as_of if one == period else None)
        effects += _effects(one, before, after)
    return tuple(effects)


def standings(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None) -> Standings:
    """Return the units of a period's league tables; nobody stands anywhere in a period that has not begun."""
    try:
        return {one.unit: one for one in league(warehouse, reader, period, as_of).units}
    except Refused:
        return {}


def touched_periods(warehouse: Warehouse) -> tuple[Period, ...]:
    """Return the quarters that the records of the latest command belong to, the latest first, up to MOST_PERIODS.

    A task counts in every quarter of its year; a unit or a channel is told by the latest quarter there is.
    """
    known = periods(warehouse)
    touched: set[Period] = set()
    for row in warehouse.query("times_of_last_command"):
        if not row["stretch"]:
            touched.update(known[-1:])
        else:
            named = quarters_of(row["stretch"])
            touched.update(period for period in known if period.quarters[0] in named)
    return tuple(sorted(touched, key=lambda period: period.first, reverse=True)[:MOST_PERIODS])


def quarters_of(stretch: str) -> frozenset[int]:
    """Return the quarters a time names: a quarter's number, a day, or the code of a period."""
    if len(stretch) == QUARTER and stretch.isdigit():
        return frozenset({int(stretch)})
    if len(stretch) == DAY:
        return frozenset(Period.containing(date.fromisoformat(stretch)).quarters)
    return frozenset(Period.parse(stretch).quarters)


def _effects(period: Period, before: Standings, after: Standings) -> list[Effect]:
    """Return the units whose line of the league table differs, in the order of the table.

    An interval alone may move with what others did: that is no effect on the unit.
    """
    moved = [name for name in {**after, **before} if _own(before.get(name)) != _own(after.get(name))]
    groups = {name: one.group for name, one in {**before, **after}.items()}
    return [Effect(period, name, groups[name], before.get(name), after.get(name)) for name in moved]


def _own(one: UnitScore | None) -> UnitScore | None:
    return one and one.without_interval()
