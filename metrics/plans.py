"""The questions one may ask about yearly plans: what is still to be confirmed, and what changed since last year."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.access import Reader
from metrics.intake.directory import Directory
from metrics.intake.duties import Duty, compare_duties, duties_of, year_before
from metrics.intake.responsibility import expand
from metrics.intake.tasks import areas_answer, confirmed_phrases
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class OpenResponsibility:
    """One phrase of a task that a person has to spell out; nothing is scored for it until then."""

    year: int
    number: str
    title: str
    phrase: str
    responsibility: str
    """The task's whole phrase, as the plan has it."""
    suggested: tuple[str, ...]
    """Whom the same phrase was confirmed to mean in the earlier year's most similar task; empty without one."""
    suggested_from: str
    """That task: year, number and title."""


@dataclass(frozen=True)
class AreaQuestion:
    """Whether 各区县政府 in a year's plan means the functional areas."""

    year: int
    areas: tuple[str, ...]
    """Official names of the functional areas."""
    tasks: int
    """How many tasks name 各区县政府 without saying."""
    answer: str | None
    """``include`` or ``leave_out``; None while nobody has answered: they are included."""


@dataclass(frozen=True)
class TaskDifference:
    """What became of one task."""

    number: str
    title: str
    before_number: str
    """Empty for a new task, as is ``number`` for a dropped one."""
    before_title: str
    likeness: float
    """1.0 for the same title; below it the match is a suggestion; 0.0 without one."""
    gained: tuple[str, ...]
    """Units that have the duty now and had it not."""
    lost: tuple[str, ...]


@dataclass(frozen=True)
class PlanDifference:
    """A year's list of duties against the list before it."""

    year: int
    previous: int | None
    """The year compared with; None when there is none, and everything else is empty."""
    continued: tuple[TaskDifference, ...]
    new: tuple[TaskDifference, ...]
    dropped: tuple[TaskDifference, ...]


def plan_years(warehouse: Warehouse) -> tuple[int, ...]:
    """Return the years that have a plan, the latest first."""
    return tuple(sorted({row["year"] for row in warehouse.rows("tasks")}, reverse=True))


def open_responsibilities(warehouse: Warehouse, year: int | None = None) -> tuple[OpenResponsibility, ...]:
    """Return what is still to be confirmed, by year and number; of one year, or of all."""
    tasks = {row["task"]: row for row in warehouse.rows("tasks") if year in (None, row["year"])}
    found = []
    for row in warehouse.rows("to_confirm"):
        task = tasks.get(row["task"])
        if task is not None:
            suggested, source = _suggestion(warehouse, task["year"], task["title"] or "", row["phrase"])
            about = (task["year"], task["number"], task["title"] or "", row["phrase"], task["responsibility"] or "")
            found.append(OpenResponsibility(*about, suggested, source))
    return tuple(sorted(found, key=lambda one: (-one.year, one.number.zfill(4), one.phrase)))


def _suggestion(warehouse: Warehouse, year: int, title: str, phrase: str) -> tuple[tuple[str, ...], str]:
    """Return whom a phrase meant last year in the most similar task, and which task that was."""
    previous = year_before(warehouse, year)
    if previous is None:
        return (), ""
    asked = [Duty("", title, frozenset())]
    for match in compare_duties(duties_of(warehouse, previous), asked).continued:
        identity = f"{previous}|{match.before.number}"
        if phrase in confirmed_phrases(warehouse, identity):
            said = warehouse.statements("tasks", [identity])[identity]
            units = next(one.fields["confirmed"][phrase] for one in reversed(said)
                         if phrase in (one.fields.get("confirmed") or ()))  # fmt: skip
            directory = Directory(warehouse)
            valid = set(directory.units)
            names = tuple(directory.name_of(unit) for unit in units if unit in valid)
            return names, f"{previous} {match.before.number} {match.before.title}"
    return (), ""


def area_question(warehouse: Warehouse, year: int) -> AreaQuestion | None:
    """Return the question about the functional areas; None when no phrase of the plan leaves it open."""
    directory = Directory(warehouse)
    areas = tuple(directory.name_of(unit) for unit in directory.members("district", year) if directory.is_area(unit))
    tasks = 0
    for row in warehouse.rows("tasks", year=year):
        parties = expand(row["responsibility"] or "") or ()
        tasks += any(party.how == "group" and party.text == "district" for party in parties)
    if not areas or not tasks:
        return None
    return AreaQuestion(year, areas, tasks, areas_answer(warehouse, year))


def plan_difference(warehouse: Warehouse, reader: Reader, year: int) -> PlanDifference:
    """Return what the duties of ``year`` gained and lost against the last year before it that has any.

    Tasks are matched by their titles; a reader bound to units sees those units' gains and losses only.
    """
    previous = year_before(warehouse, year)
    if previous is None:
        return PlanDifference(year, None, (), (), ())
    directory = Directory(warehouse)

    def names(units: frozenset[int]) -> tuple[str, ...]:
        ordered = [directory.name_of(unit) for unit in directory.units if unit in units]
        return tuple(name for name in ordered if reader.may_read(name))

    found = compare_duties(duties_of(warehouse, previous), duties_of(warehouse, year))
    continued = tuple(
        TaskDifference(one.now.number, one.now.title, one.before.number, one.before.title, one.likeness,
                       names(one.gained), names(one.lost))
        for one in found.continued
    )  # fmt: skip
    new = tuple(TaskDifference(one.number, one.title, "", "", 0.0, names(one.units), ()) for one in found.new)
    dropped = tuple(TaskDifference("", "", one.number, one.title, 0.0, (), names(one.units)) for one in found.dropped)
    return PlanDifference(year, previous, continued, new, dropped)
