"""Which plain rows need a look of their own: a thing that was not there at the time, a repair out of order.

What is then to be said of them is said where rows are heard one by one (validity.py, self_checks.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from metrics import history
from metrics.calendar import Period
from metrics.columns import EMPTY, Flags, Values, constant, decided
from metrics.intake.blocks import Block
from metrics.intake.directory import Channel
from metrics.intake.hearing import Hearing
from metrics.intake.scope import runs_in
from metrics.intake.validity import existed, ran_on

FINDINGS, REPAIRS = "findings", "rectifications"


def flags_of(values: Values) -> Flags:
    """Return truths per row."""
    if not len(values.values):
        return np.zeros(len(values.codes), np.bool_)
    found: Flags = np.array([bool(value) for value in values.values], np.bool_)[values.codes] & values.is_given
    return found


def out_of_time(
    hearing: Hearing, said: Mapping[str, Values], units: Values, channels: Values, count: int
) -> Values:
    """Return whether a unit or channel was not there when the finding was made: a warning is due (validity.py)."""
    found_on, period = said.get("found_on"), said.get("period")
    days = [found_on.values[code] for code in found_on.in_use()] if found_on else []
    periods = [Period.parse(period.values[code]) for code in period.in_use()] if period else []
    first = min([*days, *(one.first for one in periods)], default=None)
    last = max([*days, *(one.last for one in periods)], default=None)
    if first is None or last is None:
        return constant(False, count)
    # Nearly every unit and channel was there all the time: only the days of the others are looked at.
    is_bounded = flags_of(
        decided([units, channels], count, lambda at: _is_bounded(hearing, units[at], channels[at], first, last))
    )
    columns = [
        one and Values(np.where(is_bounded, one.codes, EMPTY).astype(np.int32), one.values)
        for one in (units, channels, found_on, period)
    ]

    def is_out(place: int) -> bool:
        if not is_bounded[place]:
            return False
        unit, channel = hearing.directory.units.get(units[place] or 0), channels[place]
        day: date | None = found_on[place] if found_on else None
        code = period[place] if period else None
        if unit is None or (day is None and code is None):
            return False
        if day is not None:
            return not existed(unit, day, day) or (channel is not None and not ran_on(channel, day))
        time = Period.parse(code)
        return not existed(unit, time.first, time.last) or (channel is not None and not runs_in(channel, time))

    return decided(columns, count, is_out)


def _is_bounded(hearing: Hearing, unit: int | None, channel: Channel | None, first: date, last: date) -> bool:
    """Return whether a unit or a channel was not there all the time between two days."""
    known = hearing.directory.units.get(unit or 0)
    begun = (known.valid_from if known else None, channel.opened_on if channel else None)
    ended = (known.valid_until if known else None, channel.closed_on if channel else None)
    is_late = any(day is not None and day > first for day in begun)
    return is_late or any(day is not None and day <= last for day in ended)


def with_odd_repair(block: Block) -> Flags:
    """Return which rows state a repair that needs a look: a failed re-check, or days in a wrong order."""
    repair = block.fields.get(REPAIRS)
    if repair is None:
        return np.zeros(len(block), np.bool_)
    names = ("fixed_on", "rechecked_on", "recheck_result")
    found_on = block.fields[FINDINGS].get("found_on")

    def is_odd(place: int) -> bool:
        fixed, rechecked, result = (repair[name][place] if name in repair else None for name in names)
        found = found_on[place] if found_on else None
        is_passed = result == "passed" and rechecked is not None
        too_early = fixed is not None and found is not None and fixed < found
        return result in history.FAILED or too_early or (is_passed and fixed is not None and rechecked < fixed)

    return flags_of(decided([*(repair.get(name) for name in names), found_on], len(block), is_odd))
