"""What an import would do: every changed field old → new, and its effect on scores and ranks; nothing is kept.

The files go through the real path inside a transaction that is rolled back; the league tables are computed
before it and once more inside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from metrics.access import Reader
from metrics.calendar import Period
from metrics.intake.hearing import OFFICE
from metrics.intake.receipt import Receipt
from metrics.intake.receive import receive
from metrics.scores import UnitScore, league
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class Effect:
    """What an import would do to the standing of one unit; None where it is, or would be, in no league."""

    unit: str
    group: str
    before: UnitScore | None
    after: UnitScore | None


@dataclass(frozen=True)
class Preview:
    """What an import would do: the receipt of a dry run, and the units whose standing of ``period`` it moves."""

    receipt: Receipt
    period: Period
    effects: tuple[Effect, ...]
    """Empty for an import that would be refused."""


def preview(
    warehouse: Warehouse,
    reader: Reader,
    files: Sequence[tuple[Path, str]],
    speaker: str = OFFICE,
    *,
    period: Period,
    as_of: date | None = None,
    accept_valid: bool = False,
    full_coverage: Period | None = None,
    now: datetime | None = None,
) -> Preview:
    """Return what receiving ``files`` would do to the store and to the scores of ``period``; see ``receive``.

    The scores are those ``reader`` may see: a unit learns nothing here that the league table would not tell it.
    """

    def standings() -> dict[str, UnitScore]:
        return {one.unit: one for one in league(warehouse, reader, period, as_of).units}

    before = standings()
    receipt = receive(
        warehouse,
        files,
        speaker,
        accept_valid=accept_valid,
        dry_run=True,
        full_coverage=full_coverage,
        now=now,
        look=standings,
    )
    after: dict[str, UnitScore] = receipt.effects or before
    return Preview(receipt, period, _effects(before, after))


def _effects(before: dict[str, UnitScore], after: dict[str, UnitScore]) -> tuple[Effect, ...]:
    """Return the units whose line of the league table differs, in the order of the table."""
    moved = [name for name in {**after, **before} if before.get(name) != after.get(name)]
    groups = {name: one.group for name, one in {**before, **after}.items()}
    return tuple(Effect(name, groups[name], before.get(name), after.get(name)) for name in moved)
