"""Warnings about rows that name what was not there at the time: a unit, a channel, a task of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from metrics.calendar import Period
from metrics.intake.directory import Channel, Unit
from metrics.intake.hearing import Hearing, Said
from metrics.intake.scope import runs_in


def warn_of_ended_units(hearing: Hearing, findings: Iterable[Said]) -> None:
    """Warn of findings against a unit on a day on which it did not exist (yet, or any more)."""
    for one in findings:
        unit, time = hearing.directory.units.get(one.unit or 0), time_of(one)
        if unit is None or time is None:
            continue
        day = one.fields.get("found_on")
        first, last = (date.fromisoformat(day),) * 2 if day else (time.first, time.last)
        if not existed(unit, first, last):
            hearing.blame(one.source, "unit_not_valid", "unit_text", day=day or time.code)


def warn_of_closed_channels(hearing: Hearing, said: Iterable[Said]) -> None:
    """Warn of findings and inspections of a channel at a time at which it did not run."""
    for one in said:
        channel, time = hearing.directory.channels.get(one.fields.get("channel", 0)), time_of(one)
        if channel is None or time is None:
            continue
        day = one.fields.get("found_on")
        is_running = ran_on(channel, date.fromisoformat(day)) if day else runs_in(channel, time)
        if not is_running:
            hearing.blame(one.source, "channel_not_running", "channel_name", period=day or time.code)


def warn_of_unplanned_tasks(hearing: Hearing, assigned: Iterable[Said]) -> None:
    """Warn of rows about a task that the plan of the year does not have; without a plan nobody can tell.

    A unit's file makes no task: such a row of it is a request, and is listed as one.
    """
    if not hearing.speaker.is_office:
        return
    numbers: dict[int, set[str]] = {}
    blamed = set()
    for one in assigned:
        year, number = int(one.fields["year"]), str(one.fields["number"])
        if year not in numbers:
            tasks = hearing.warehouse.rows("tasks", year=year)
            numbers[year] = {str(task["number"]) for task in tasks if task["text"]}
        place = (one.source.place, number)
        if numbers[year] and number not in numbers[year] and place not in blamed:
            blamed.add(place)
            hearing.blame(one.source, "unknown_number", "number", year=year)


def time_of(one: Said) -> Period | None:
    """Return when something was found or looked at: the quarter of its day, else the period it states."""
    day, period = one.fields.get("found_on"), one.fields.get("period")
    if day:
        return Period.containing(date.fromisoformat(day))
    return Period.parse(period) if period else None


def existed(unit: Unit, first: date, last: date) -> bool:
    """Whether a unit existed on some day of a stretch; it is gone on the day its validity ends."""
    begun = unit.valid_from is None or unit.valid_from <= last
    return begun and (unit.valid_until is None or unit.valid_until > first)


def ran_on(channel: Channel, day: date) -> bool:
    """Whether a channel ran on a day, both ends inclusive."""
    opened, closed = channel.opened_on, channel.closed_on
    return (opened is None or opened <= day) and (closed is None or day <= closed)
