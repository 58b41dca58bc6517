"""What the yearly plan and 任务台账 rows say: tasks, and which unit has which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from metrics.history import UNIT_COLUMNS
from metrics.intake.cleaning import Hints, number_of_item
from metrics.intake.directory import Trouble
from metrics.intake.hearing import Heard, Hearing, Said, plain_fields
from metrics.intake.receipt import ToConfirm
from metrics.intake.responsibility import Party, deadline_of, expand
from metrics.rulebook.names import normalised
from metrics.warehouse import Warehouse

OFFICE_FIELDS = ("due_text", "due_on", "verification")
# A title shorter than this inside another one says nothing about being the same task.
SHORTEST_PART = 4
# Whether 各区县政府 means the functional areas, and its two answers.
AREAS_QUESTION, INCLUDE, LEAVE_OUT = "functional_areas", "include", "leave_out"


class Named(NamedTuple):
    """One unit that a row names."""

    unit: int
    role: str | None
    is_area: bool = False
    """Whether it is meant only because 各区县政府 may include the functional areas."""


def hear_tasks(hearing: Hearing) -> tuple[list[Said], list[Said]]:
    """Return what a plan says: its tasks, and one assignment for every unit its phrases name (lead by default)."""
    tasks, assignments = [], []
    for heard in under_stored_numbers(hearing, hearing.rows("tasks")):
        expansion = heard.get("expansion") or ()
        named, phrases = _named(hearing, heard, expansion, "responsibility")
        if hearing.is_refused(heard):
            continue
        about = {name: heard.get(name) for name in ("year", "number", "title")}
        due = {name: heard.get(name) for name in ("due_text", "due_on")}
        stated = about | due | {name: heard.get(name) for name in ("section", "text", "responsibility")}
        supporting = tuple(party.text for party in expansion if party.how == "to_confirm" and party.role == "support")
        fields = plain_fields(stated | {"to_confirm": tuple(phrases), "supporting": supporting})
        tasks.append(Said("tasks", f"{about['year']}|{about['number']}", heard, fields, None, _item(heard)))
        assignments += [
            _planned(hearing, heard, one, about | due | {"role": one.role or "lead"}) for one in _with_leads(named)
        ]
        _ask_to_confirm(hearing, heard, phrases, "responsibility")
    return tasks, assignments


def _planned(hearing: Hearing, heard: Heard, one: Named, fields: dict[str, Any]) -> Said:
    if not one.is_area:
        return _assignment(heard, one.unit, fields)
    answer = areas_answer(hearing.warehouse, fields["year"])
    # Kept also when left out: the decision may be taken back.
    is_left_out = {"is_left_out": True} if answer == LEAVE_OUT else {}
    said = _assignment(heard, one.unit, fields | {"is_area": True} | is_left_out)
    return replace(said, is_counted=not is_left_out)


def areas_answer(warehouse: Warehouse, year: int) -> str | None:
    """Return whether 各区县政府 means the functional areas in ``year``: the last answer given for it or before."""
    rows = warehouse.rows("decisions", order_by="year", question=AREAS_QUESTION)
    answers = [row["answer"] for row in rows if row["year"] <= year]
    return answers[-1] if answers else None


def hear_assignments(hearing: Hearing) -> tuple[list[Said], list[Said]]:
    """Return what 任务台账 rows say, one statement per unit named, and the tasks with somebody still to confirm.

    A faulty row left out of an accepted file still gives its units the assignment, unreported: 未报送, never absent.
    """
    rows = under_stored_numbers(hearing, hearing.all_rows("assignments"))
    if hearing.speaker.is_office:
        _check_numbers(hearing, [heard for heard in rows if not hearing.is_refused(heard)])
    said: list[Said] = []
    unreported: list[Said] = []
    phrases_of: dict[str, tuple[Heard, list[str]]] = {}
    for heard in rows:
        named, phrases = _responsible(hearing, heard)
        if hearing.is_refused(heard):
            unreported += _unreported(hearing, heard, named)
            continue
        fields = _stated(hearing, heard)
        said += [_planned(hearing, heard, one, fields | {"role": one.role}) for one in named]
        if phrases:
            _, known = phrases_of.setdefault(f"{fields['year']}|{fields['number']}", (heard, []))
            known += [phrase for phrase in phrases if phrase not in known]
            _ask_to_confirm(hearing, heard, phrases, "responsible")
    taken = {one.identity for one in said}
    said += [one for one in unreported if one.identity not in taken]
    return said, [_open_task(hearing, identity, *open_task) for identity, open_task in phrases_of.items()]


def _stated(hearing: Hearing, heard: Heard) -> dict[str, Any]:
    columns = ("year", "number", "title", *OFFICE_FIELDS, *UNIT_COLUMNS)
    fields = {column: heard.get(column) for column in columns}
    # A sheet with the column 进展状态 reports on every row of it: an empty cell there says 未报送.
    is_report = "status" in heard.row.fields or any(fields[column] is not None for column in UNIT_COLUMNS)
    return fields | {"is_report": is_report or not hearing.speaker.is_office}


def _responsible(hearing: Hearing, heard: Heard) -> tuple[list[Named], list[str]]:
    """Return the units of a row with their roles, and the phrases that name nobody yet."""
    named: list[Named] = []
    phrases: list[str] = []
    for text, role in heard.get("responsible") or ():
        # A ledger has a column for deadlines: one among the units is told, not dropped.
        parties = (None if deadline_of(text) else expand(text)) or (Party("unit", text),)
        more, open_phrases = _named(hearing, heard, [one._replace(role=one.role or role) for one in parties],
                                    "responsible")  # fmt: skip
        named += more
        phrases += open_phrases
    if not named and not phrases and not hearing.is_refused(heard):
        hearing.blame(heard, "no_responsible_unit", "responsible", "", wanted="责任单位")
    return _with_leads(named), phrases


def _with_leads(named: Iterable[Named]) -> list[Named]:
    """Return every unit once; lead and support in one row means lead (scoring.md §3)."""
    by_unit: dict[int, list[Named]] = defaultdict(list)
    for one in named:
        by_unit[one.unit].append(one)
    return [
        Named(
            unit, "lead" if any(one.role == "lead" for one in found) else found[0].role, all(o.is_area for o in found)
        )
        for unit, found in by_unit.items()
    ]


def _named(hearing: Hearing, heard: Heard, expansion: Iterable[Party], column: str) -> tuple[list[Named], list[str]]:
    named: list[Named] = []
    phrases: list[str] = []
    for how, text, role in expansion:
        if how == "to_confirm":
            phrases.append(text)
        elif how == "group":
            members = hearing.directory.members_of(text, heard.get("year"))
            named += [Named(unit, role, is_area) for unit, is_area in members]
        else:
            found = hearing.directory.unit_or_trouble(text)
            if isinstance(found, Trouble):
                hearing.blame(heard, found.code, column, text, **found.details)
            else:
                named.append(Named(found, role))
    return named, phrases


def _assignment(heard: Heard, unit: int, fields: dict[str, Any]) -> Said:
    identity = f"{fields['year']}|{fields['number']}|{unit}"
    return Said("assignments", identity, heard, plain_fields(fields | {"unit": unit}), unit, _item(heard))


def _unreported(hearing: Hearing, heard: Heard, named: list[Named]) -> Iterator[Said]:
    year, number, title = heard.get("year"), heard.get("number"), heard.get("title")
    if not hearing.accepts_valid or not hearing.speaker.is_office or None in (year, number, title):
        return
    if "number_reused" in hearing.codes_of(heard):
        return
    for unit, role, _ in named:
        fields = plain_fields({"year": year, "number": number, "title": title, "unit": unit, "role": role})
        identity = f"{year}|{number}|{unit}"
        if not hearing.warehouse.rows("assignments", year=year, number=number, unit=unit):
            yield Said("assignments", identity, heard, fields, unit, _item(heard), is_counted=False)


def _open_task(hearing: Hearing, identity: str, heard: Heard, phrases: list[str]) -> Said:
    year, number = heard.get("year"), heard.get("number")
    fields = {"year": year, "number": number, "to_confirm": tuple(phrases)}
    if not hearing.warehouse.rows("tasks", year=year, number=number):
        fields["title"] = heard.get("title")
    return Said("tasks", identity, heard, plain_fields(fields), None, _item(heard), is_counted=False)


def _ask_to_confirm(hearing: Hearing, heard: Heard, phrases: Iterable[str], column: str) -> None:
    number, title = str(heard.get("number")), str(heard.get("title"))
    answered = confirmed_phrases(hearing.warehouse, f"{heard.get('year')}|{number}")
    for phrase in phrases:
        if phrase in answered:
            continue
        hearing.to_confirm.append(ToConfirm(hearing.files[heard.file].name, heard.get("year"), number, title, phrase))
        hearing.blame(heard, "responsibility_to_confirm", column, phrase, number=number)


def confirmed_phrases(warehouse: Warehouse, identity: str) -> frozenset[str]:
    """Return the phrases of a task that a person has spelled out."""
    said = warehouse.statements("tasks", [identity]).get(identity, ())
    return frozenset(phrase for one in said for phrase in one.fields.get("confirmed") or ())


def under_stored_numbers(hearing: Hearing, found: list[Heard]) -> list[Heard]:
    """Return rows under the numbers by which the store has their tasks: 一 was once kept as typed and is 1 now.

    Only a task of the same year, number and text is meant, and only where the store has none of the number as read now.
    """
    typed: dict[tuple[int, str], str] = {}
    for year, number in {(row["year"], str(row["number"])) for row in hearing.warehouse.rows("assignments")}:
        if (read := number_of_item(number, Hints())) != number:
            typed[year, read] = number
    if not typed:
        return found
    known = _known_titles(hearing)
    settled = []
    for heard in found:
        key = heard.get("year"), heard.get("number")
        stored = typed.get(key) if key not in known else None
        told = [str(heard.get(column)) for column in ("title", "text") if heard.get(column)]
        if stored and any(is_same_task(one, other) for one in told for other in known[key[0], stored]):
            heard = replace(heard, row=replace(heard.row, fields={**heard.row.fields, "number": stored}))
        settled.append(heard)
    return settled


def _check_numbers(hearing: Hearing, found: Iterable[Heard]) -> None:
    """Find fault with rows whose 序号 the store, or another row, uses for another task text."""
    rows: dict[tuple[int, str], list[Heard]] = defaultdict(list)
    for heard in found:
        rows[heard.get("year"), heard.get("number")].append(heard)
    known = _known_titles(hearing)
    for key, found in rows.items():
        in_store = known.get(key, [])
        longest = max((str(heard.get("title")) for heard in found), key=lambda title: (len(title), title))
        for heard in found:
            title = str(heard.get("title"))
            others = in_store or [longest]
            if not any(is_same_task(title, other) for other in others):
                hearing.blame(heard, "number_reused", "number", year=key[0], other=others[0], title=title)
                # Between rows of one command nobody can say which of the two is meant.
                hearing.blocked = hearing.blocked or not in_store


def _known_titles(hearing: Hearing) -> dict[tuple[int, str], list[str]]:
    known: dict[tuple[int, str], list[str]] = defaultdict(list)
    for relation, columns in (("tasks", ("title", "text")), ("assignments", ("title",))):
        for row in hearing.warehouse.rows(relation):
            texts = known[row["year"], row["number"]]
            texts += [row[column] for column in columns if row[column] and row[column] not in texts]
    return known


def is_same_task(title: str, other: str) -> bool:
    """Whether two texts speak of one task: the same words, or one is part of the other (a ledger shortens)."""
    one, two = sorted((normalised(title), normalised(other)), key=len)
    return one == two or (len(one) >= SHORTEST_PART and one in two)


def _item(heard: Heard) -> str:
    return f"{heard.get('number')} {heard.get('title') or ''}".strip()
