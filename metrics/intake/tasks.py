"""What the yearly plan and 任务台账 rows say: tasks, and which unit has which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from metrics.history import UNIT_COLUMNS
from metrics.intake.directory import Trouble
from metrics.intake.hearing import Heard, Hearing, Said, plain_fields
from metrics.intake.notice import expand
from metrics.intake.receipt import ToConfirm
from metrics.rulebook.names import normalised

OFFICE_FIELDS = ("due_text", "due_on", "verification")
# A title shorter than this inside another one says nothing about being the same task.
SHORTEST_PART = 4
Named = list[tuple[int, str | None]]


def hear_tasks(hearing: Hearing) -> tuple[list[Said], list[Said]]:
    """Return what a plan says: its tasks, and one assignment for every unit its phrases name (all lead)."""
    tasks, assignments = [], []
    for heard in hearing.rows("tasks"):
        named, phrases = _named(hearing, heard, heard.get("expansion") or (), None, "responsibility")
        if hearing.is_refused(heard):
            continue
        about = {name: heard.get(name) for name in ("year", "number", "title")}
        stated = about | {name: heard.get(name) for name in ("section", "text", "responsibility")}
        fields = plain_fields(stated | {"to_confirm": tuple(phrases)})
        tasks.append(Said("tasks", f"{about['year']}|{about['number']}", heard, fields, None, _item(heard)))
        assignments += [_assignment(heard, unit, about | {"role": "lead"}) for unit, _ in named]
        _ask_to_confirm(hearing, heard, phrases, "responsibility")
    return tasks, assignments


def hear_assignments(hearing: Hearing) -> tuple[list[Said], list[Said]]:
    """Return what 任务台账 rows say, one statement per unit named, and the tasks with somebody still to confirm.

    A faulty row left out of an accepted file still gives its units the assignment, unreported: 未报送, never absent.
    """
    if hearing.speaker.is_office:
        _check_numbers(hearing)
    said: list[Said] = []
    unreported: list[Said] = []
    phrases_of: dict[str, tuple[Heard, list[str]]] = {}
    for heard in hearing.all_rows("assignments"):
        named, phrases = _responsible(hearing, heard)
        if hearing.is_refused(heard):
            unreported += _unreported(hearing, heard, named)
            continue
        fields = _stated(hearing, heard)
        said += [_assignment(heard, unit, fields | {"role": role}) for unit, role in named]
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


def _responsible(hearing: Hearing, heard: Heard) -> tuple[Named, list[str]]:
    """Return the units of a row with their roles, and the phrases that name nobody yet."""
    named: Named = []
    phrases: list[str] = []
    for text, role in heard.get("responsible") or ():
        more, open_phrases = _named(hearing, heard, expand(text) or (("unit", text),), role, "responsible")
        named += more
        phrases += open_phrases
    if not named and not phrases and not hearing.is_refused(heard):
        hearing.blame(heard, "no_responsible_unit", "responsible", "", wanted="责任单位")
    return _with_leads(named), phrases


def _with_leads(named: Named) -> Named:
    """Return every unit once; lead and support in one row means lead (scoring.md §3)."""
    roles: dict[int, list[str | None]] = defaultdict(list)
    for unit, role in named:
        roles[unit].append(role)
    return [(unit, "lead" if "lead" in found else found[0]) for unit, found in roles.items()]


def _named(
    hearing: Hearing, heard: Heard, expansion: Iterable[tuple[str, str]], role: str | None, column: str
) -> tuple[Named, list[str]]:
    named: Named = []
    phrases: list[str] = []
    for how, text in expansion:
        if how == "to_confirm":
            phrases.append(text)
        elif how == "group":
            named += [(unit, role) for unit in hearing.directory.members(text, heard.get("year"))]
        else:
            found = hearing.directory.unit_or_trouble(text)
            if isinstance(found, Trouble):
                hearing.blame(heard, found.code, column, text, **found.details)
            else:
                named.append((found, role))
    return named, phrases


def _assignment(heard: Heard, unit: int, fields: dict[str, Any]) -> Said:
    identity = f"{fields['year']}|{fields['number']}|{unit}"
    return Said("assignments", identity, heard, plain_fields(fields | {"unit": unit}), unit, _item(heard))


def _unreported(hearing: Hearing, heard: Heard, named: Named) -> Iterator[Said]:
    year, number, title = heard.get("year"), heard.get("number"), heard.get("title")
    if not hearing.accepts_valid or not hearing.speaker.is_office or None in (year, number, title):
        return
    if "number_reused" in hearing.codes_of(heard):
        return
    for unit, role in named:
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
    for phrase in phrases:
        hearing.to_confirm.append(ToConfirm(hearing.files[heard.file].name, heard.get("year"), number, title, phrase))
        hearing.blame(heard, "responsibility_to_confirm", column, phrase, number=number)


def _check_numbers(hearing: Hearing) -> None:
    """Find fault with rows whose 序号 the store, or another row, uses for another task text."""
    rows: dict[tuple[int, str], list[Heard]] = defaultdict(list)
    for heard in hearing.rows("assignments"):
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
