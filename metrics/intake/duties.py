"""Two years' lists of duties side by side: tasks matched by their titles, units that gained or lost one.

A match by a merely similar title is a suggestion, and says how similar; nothing follows from it by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from metrics.intake.faults import fault
from metrics.intake.hearing import Hearing
from metrics.rulebook.names import normalised
from metrics.warehouse import Warehouse

# Below this share of common characters two titles speak of different tasks more often than of one.
LEAST_LIKENESS = 0.6


@dataclass(frozen=True)
class Duty:
    """One task of a year and the units that have it."""

    number: str
    title: str
    units: frozenset[int]


@dataclass(frozen=True)
class Continued:
    """A task and the one of the earlier year it seems to continue."""

    now: Duty
    before: Duty
    likeness: float
    """1.0 for the same words; below it the match is a suggestion."""

    @property
    def gained(self) -> frozenset[int]:
        """Units that have the task and did not have it before."""
        return self.now.units - self.before.units

    @property
    def lost(self) -> frozenset[int]:
        """Units that had the task and have it no more."""
        return self.before.units - self.now.units


@dataclass(frozen=True)
class Comparison:
    """What became of a list of duties."""

    continued: tuple[Continued, ...]
    new: tuple[Duty, ...]
    dropped: tuple[Duty, ...]


def compare_duties(before: Sequence[Duty], now: Sequence[Duty]) -> Comparison:
    """Return which tasks go on, each with at most one of the earlier year, the most similar titles first."""
    pairs = sorted(
        (
            (-likeness, abs(place - other_place), place, other_place)
            for place, duty in enumerate(now)
            for other_place, other in enumerate(before)
            if (likeness := _likeness(duty.title, other.title)) >= LEAST_LIKENESS
        ),
    )
    matched: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for likeness, _, place, other_place in pairs:
        if place not in matched and other_place not in taken:
            matched[place] = (other_place, -likeness)
            taken.add(other_place)
    continued = tuple(Continued(now[place], before[matched[place][0]], matched[place][1]) for place in sorted(matched))
    new = tuple(duty for place, duty in enumerate(now) if place not in matched)
    return Comparison(continued, new, tuple(duty for place, duty in enumerate(before) if place not in taken))


def _likeness(title: str, other: str) -> float:
    matcher = SequenceMatcher(None, normalised(title), normalised(other), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= LEAST_LIKENESS else 0.0


def duties_of(warehouse: Warehouse, year: int) -> tuple[Duty, ...]:
    """Return a year's tasks in the order of their numbers, whether a plan or only a ledger told them."""
    titles: dict[str, str] = {}
    units: dict[str, set[int]] = defaultdict(set)
    for row in warehouse.rows("assignments", year=year):
        titles.setdefault(row["number"], row["title"] or "")
        units[row["number"]].add(row["unit"])
    for row in warehouse.rows("tasks", year=year):
        titles[row["number"]] = row["title"] or titles.get(row["number"], "")
    return tuple(Duty(number, titles[number], frozenset(units[number])) for number in sorted(titles, key=_order))


def _order(number: str) -> tuple[int, str]:
    return (int(number) if number.isdecimal() else 10**6, number)


def year_before(warehouse: Warehouse, year: int) -> int | None:
    """Return the last year before ``year`` that has tasks; None without one."""
    earlier = {row["year"] for relation in ("tasks", "assignments") for row in warehouse.rows(relation)}
    return max((one for one in earlier if one < year), default=None)


def note_differences(hearing: Hearing) -> None:
    """Tell on the receipt of every plan what it changes against the list of duties of the year before."""
    years: dict[tuple[int, int], None] = {}
    for heard in hearing.rows("tasks"):
        if not hearing.is_refused(heard) and heard.get("year"):
            years[heard.file, heard.get("year")] = None
    for file, year in years:
        previous = year_before(hearing.warehouse, year)
        if previous is None:
            continue
        found = compare_duties(duties_of(hearing.warehouse, previous), duties_of(hearing.warehouse, year))
        counts: dict[str, object] = {"matched": len(found.continued)}
        counts |= {"new": len(found.new), "dropped": len(found.dropped)}
        gained = sum(len(one.gained) for one in found.continued) + sum(len(one.units) for one in found.new)
        lost = sum(len(one.lost) for one in found.continued) + sum(len(one.units) for one in found.dropped)
        counts |= {"previous": previous, "gained": gained, "lost": lost}
        hearing.files[file].faults.append(fault("plan_compared", "", "", str(year), **counts))
