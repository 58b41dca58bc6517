"""The names nobody knew: each once, with the files that wait for it and what might be meant; a person decides.

``unmatched`` is the queue, ``decide`` the way out of it: the decision is remembered, and every held file that
waited is checked again. A file of which nothing is left to find fault with is marked 可入库.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from metrics.access import Reader
from metrics.errors import Refused
from metrics.intake.cleaning import Hints, line
from metrics.intake.decisions import Decision, Meaning, Name, decide_name, standing_decisions
from metrics.intake.directory import Directory, Trouble
from metrics.intake.likeness import Suggestion
from metrics.intake.receipt import Receipt
from metrics.intake.receive import receive
from metrics.intake.senders import reads_files_of
from metrics.intake.waiting import OF_CHANNELS, OF_UNITS, Held, check_waiting, held_files, keep_ready
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class Unmatched:
    """One unknown name with everything a person needs to decide what it means."""

    name: Name
    unit_name: str
    """Of a channel's name: whose channel it is said to be; empty for units and where the file does not say."""
    files: tuple[tuple[Held, int], ...]
    """The held files that wait for it, with the rows of each that carry it."""
    suggestions: tuple[Suggestion, ...]
    decision: Decision | None = None
    """What stands already: that the unit or channel is still to be imported, or that there is none."""

    @property
    def rows(self) -> int:
        """How many rows carry it."""
        return sum(rows for _, rows in self.files)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.decision is None


def unmatched(warehouse: Warehouse, reader: Reader) -> tuple[Unmatched, ...]:
    """Return the unknown names of the held files, open ones first, then by rows; a unit sees those of its own files.

    What has become known since (an import brought it, a decision was made) is not listed any more.
    """
    is_read = reads_files_of(warehouse, reader)
    held = [one for one in held_files(warehouse) if is_read(one.speaker)]
    return unmatched_in(warehouse, held)


def unmatched_in(warehouse: Warehouse, files: Iterable[Held]) -> tuple[Unmatched, ...]:
    """Return the unknown names of these files, open ones first, then by rows."""
    directory = Directory(warehouse)
    standing = standing_decisions(warehouse, directory)
    units = {unit.name: unit.unit for unit in directory.units.values()}
    places: dict[tuple[str, int | None, str], dict[int, set[tuple[str, str]]]] = {}
    names: dict[tuple[str, int | None, str], Name] = {}
    known = list(files)
    for position, file in enumerate(known):
        for fault in file.faults:
            name = _name_of(fault, units)
            if name is not None:
                names.setdefault(name.key, name)
                rows = places.setdefault(name.key, defaultdict(set))[position]
                rows.add((fault["sheet"], fault["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
    found = []
    for key, name in names.items():
        trouble = _trouble(directory, name)
        # Of a file that has been held for long; checked again it is told that a row names one unit.
        if trouble is not None and trouble.code != "several_units":
            waiting = tuple((known[position], len(rows)) for position, rows in places[key].items())
            suggested = trouble.details.get("suggestions", ())
            unit_name = directory.name_of(name.unit)
            found.append(Unmatched(name, unit_name, waiting, suggested, standing.get(key)))
    return tuple(sorted(found, key=lambda one: (not one.is_open, -one.rows, one.name.text)))


def _name_of(fault: dict[str, Any], units: dict[str, int]) -> Name | None:
    if not fault["value"].strip():
        return None
    if fault["code"] in OF_UNITS:
        return Name("unit", fault["value"].strip())
    if fault["code"] in OF_CHANNELS:
        return Name("channel", fault["value"].strip(), units.get(fault["details"].get("unit", "")))
    return None


def _trouble(directory: Directory, name: Name) -> Trouble | None:
    """Return what is wrong with a name now, None when it is known by now."""
    found: Any
    if name.what == "unit":
        # As its row was read: a line break in the cell parts two units, or is none.
        found = directory.unit_or_trouble(line(name.text, Hints()), name.text)
    else:
        found = directory.find_channel(name.text, name.unit, None)
    return found if isinstance(found, Trouble) else None


def decide(
    warehouse: Warehouse,
    reader: Reader,
    name: Name,
    answer: Meaning,
    meant: int | None = None,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    seen: int | None = None,
) -> tuple[Decision, tuple[Held, ...]]:
    """Keep a decision (see ``decide_name``) and check every held file again that waits for a name.

    Returns the decision and these files with what is found now.
    """
    decision = decide_name(warehouse, reader, name, answer, meant, actor=actor, now=now, reason=reason, seen=seen)
    return decision, check_waiting(warehouse, receive, OF_UNITS | OF_CHANNELS, now)


def ready_files(warehouse: Warehouse, reader: Reader) -> tuple[Held, ...]:
    """Return the held files of which nothing is left to find fault with."""
    is_read = reads_files_of(warehouse, reader)
    return tuple(one for one in held_files(warehouse) if one.is_ready and is_read(one.speaker))


def keep_all_ready(
    warehouse: Warehouse, reader: Reader, *, actor: str, now: datetime, numbers: Iterable[int] | None = None
) -> list[Receipt]:
    """Keep what is ready, all of it or the imports of ``numbers``; Refused when there is nothing."""
    reader.require_office()
    ready = [one.import_id for one in ready_files(warehouse, reader)]
    chosen = ready if numbers is None else [number for number in numbers if number in ready]
    if not chosen:
        raise Refused("No held file is ready to be kept.")
    return keep_ready(warehouse, receive, chosen, actor, now)
