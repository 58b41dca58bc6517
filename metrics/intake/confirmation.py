"""What a person decides of a plan's responsibilities: whom 有关部门 means, and whether 各区县政府 means the areas.

Each decision is kept like a received file: an import of the office with actor, time and reason, which can be
withdrawn as a whole. Until it is made the phrase's units have no assignment and nothing is scored for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from metrics.changes import Record
from metrics.errors import Refused
from metrics.intake.directory import Directory
from metrics.intake.hearing import OFFICE
from metrics.intake.responsibility import expand
from metrics.intake.tasks import AREAS_QUESTION, INCLUDE, LEAVE_OUT
from metrics.warehouse import Warehouse

CONFIRMATION, AREAS = "责任单位确认", "功能区任务范围确认"
ANSWERS = {INCLUDE: "包括", LEAVE_OUT: "不包括"}


@dataclass(frozen=True)
class Confirmation:
    """One decision that was kept."""

    import_id: int
    """Its number in the history, by which it can be withdrawn."""
    year: int
    number: str
    """Of the task; empty for a decision about the whole plan."""
    phrase: str
    """The phrase that was spelled out, or the answer about the functional areas."""
    units: tuple[str, ...]
    """Official names of the units concerned."""
    added: tuple[str, ...]
    """Those of them that have an assignment now and had none before."""

    def as_json(self) -> dict[str, Any]:
        """Return the document of the command ``confirm``."""
        return {
            "import": self.import_id, "year": self.year, "task": self.number, "phrase": self.phrase,
            "units": list(self.units), "added": list(self.added),
        }  # fmt: skip


def confirm_responsibility(
    warehouse: Warehouse,
    year: int,
    number: str,
    phrase: str | None,
    units: Sequence[str],
    *,
    actor: str,
    now: datetime,
    reason: str = "",
) -> Confirmation:
    """Say which units a task's open phrase means; ``phrase`` may be None when the task has only one.

    ``units`` are names of units or of whole groups (市直各部门). Raises Refused when the task has no such open
    phrase, when nobody is named, and for a name that is no unit's in that year.
    """
    with warehouse.transaction() as changes:
        task, phrase = _open_phrase(warehouse, year, number, phrase)
        directory = Directory(warehouse)
        keys = _units(directory, year, units)
        identity = f"{year}|{number}"
        stated = _stated(warehouse, identity)
        role = "support" if phrase in (stated.get("supporting") or ()) else "lead"
        known = {row["unit"] for row in warehouse.rows("assignments", year=year, number=number)}
        names = [directory.name_of(unit) for unit in keys]
        cells = {"年度": str(year), "序号": number, "重点任务": task["title"] or "", "原文表述": phrase,
                 "责任单位": "、".join(names), "理由": reason, "确认人": actor}  # fmt: skip
        confirmed = {"year": year, "number": number, "confirmed": {phrase: keys}, "reason": reason}
        records = [Record("tasks", identity, CONFIRMATION, 1, confirmed, cells)]
        about = {"year": year, "number": number, "title": task["title"] or ""}
        about |= {name: stated[name] for name in ("due_text", "due_on") if stated.get(name)}
        for row, unit in enumerate(keys, start=2):
            # A unit that has the task already keeps its role: the phrase only names it once more.
            fields = about | {"unit": unit} | ({} if unit in known else {"role": role})
            own_cells = cells | {"责任单位": directory.name_of(unit)}
            records.append(Record("assignments", f"{identity}|{unit}", CONFIRMATION, row, fields, own_cells))
        counts = {"new": len(set(keys) - known), "changed": 0, "unchanged": len(known & set(keys)), "refused": 0}
        file_name = f"{CONFIRMATION}（{year}年任务{number}）"
        number_of_import = _append(changes, file_name, records, {"assignments": counts}, actor, now)
        added = tuple(directory.name_of(unit) for unit in keys if unit not in known)
        changes.append_audit(
            what="responsibility_confirmed", about=f"{year}-{number} {phrase}", new="、".join(names),
            actor=actor, at=now,
        )  # fmt: skip
    return Confirmation(number_of_import, year, number, phrase, tuple(names), added)


def decide_areas(
    warehouse: Warehouse, year: int, are_included: bool, *, actor: str, now: datetime, reason: str = ""
) -> Confirmation:
    """Say whether 各区县政府 in the plan of ``year`` means the functional areas; later years start from this answer.

    A functional area that is named itself has its task either way.
    """
    with warehouse.transaction() as changes:
        directory = Directory(warehouse)
        answer = INCLUDE if are_included else LEAVE_OUT
        areas = [unit for unit in directory.members("district", year) if directory.is_area(unit)]
        before = _assigned(warehouse, year)
        cells = {"年度": str(year), "问题": "“各区县政府”是否包括功能区", "答复": ANSWERS[answer],
                 "理由": reason, "确认人": actor}  # fmt: skip
        answered = warehouse.rows("decisions", question=AREAS_QUESTION, year=year)
        stated_before = ANSWERS[answered[0]["answer"]] if answered else ""
        fields = {"question": AREAS_QUESTION, "year": year, "answer": answer, "reason": reason}
        records = [Record("decisions", f"{AREAS_QUESTION}|{year}", AREAS, 1, fields, cells)]
        for row, found in enumerate(warehouse.query("area_assignments", prefix=f"{year}|"), start=2):
            _, number, unit = found["identity"].split("|")
            decided = {"year": year, "number": number, "unit": int(unit), "is_decision": True,
                       "is_left_out": not are_included}  # fmt: skip
            own_cells = cells | {"序号": number, "责任单位": directory.name_of(int(unit))}
            records.append(Record("assignments", found["identity"], AREAS, row, decided, own_cells))
        counts = {"new": 0, "changed": len(records) - 1, "unchanged": 0, "refused": 0}
        import_id = _append(changes, f"{AREAS}（{year}年）", records, {"assignments": counts}, actor, now)
        changes.append_audit(
            what="areas_decided", about=str(year), old=stated_before, new=cells["答复"], actor=actor, at=now
        )
        added = {unit for unit, _ in _assigned(warehouse, year) - before}
        names = tuple(directory.name_of(unit) for unit in areas)
        appeared = tuple(directory.name_of(unit) for unit in areas if unit in added)
    return Confirmation(import_id, year, "", answer, names, appeared)


def _append(
    changes: Any, file_name: str, records: Sequence[Record], kinds: dict[str, Any], actor: str, now: datetime
) -> int:
    report = {"kinds": kinds, "faults": [], "refused_rows": []}
    number: int = changes.append_import(
        file_name=file_name, sha256="", speaker=OFFICE, state="committed", actor=actor, at=now, report=report
    )
    changes.append_records(number, records)
    for kind in dict.fromkeys(record.kind for record in records):
        changes.refold(kind, {record.identity for record in records if record.kind == kind})
    return number


def _assigned(warehouse: Warehouse, year: int) -> set[tuple[int, str]]:
    return {(row["unit"], row["number"]) for row in warehouse.rows("assignments", year=year)}


def _open_phrase(warehouse: Warehouse, year: int, number: str, phrase: str | None) -> tuple[dict[str, Any], str]:
    tasks = warehouse.rows("tasks", year=year, number=number)
    if not tasks:
        raise Refused("The plan of {year} has no task {number}.", year=year, number=number)
    open_phrases = [row["phrase"] for row in warehouse.rows("to_confirm", task=tasks[0]["task"])]
    if not open_phrases:
        raise Refused("Task {number} of {year} has nothing to be confirmed.", year=year, number=number)
    if phrase is None and len(open_phrases) == 1:
        return tasks[0], str(open_phrases[0])
    if phrase is None or phrase not in open_phrases:
        known = "、".join(open_phrases)
        raise Refused("To be confirmed in task {number} of {year}: {phrases}.", number=number, year=year, phrases=known)
    return tasks[0], phrase


def _stated(warehouse: Warehouse, identity: str) -> dict[str, Any]:
    """Return what the plan says of a task beyond the columns of the store."""
    stated: dict[str, Any] = {}
    for one in warehouse.statements("tasks", [identity]).get(identity, ()):
        stated |= {name: one.fields[name] for name in ("supporting", "due_text", "due_on") if name in one.fields}
    return stated


def _units(directory: Directory, year: int, names: Iterable[str]) -> list[int]:
    found: dict[int, None] = {}
    for name in (one.strip() for one in names):
        if not name:
            continue
        parties = expand(name) or ()
        group = parties[0].text if len(parties) == 1 and parties[0].how == "group" else ""
        for unit in [one for one, _ in directory.members_of(group, year)] if group else [_unit(directory, year, name)]:
            found[unit] = None
    if not found:
        raise Refused("Name at least one unit.")
    return list(found)


def _unit(directory: Directory, year: int, name: str) -> int:
    match = directory.find_unit(name)
    if match.unit_id is None:
        raise match.refusal(name)
    unit = directory.units[int(match.unit_id)]
    first, last = date(year, 1, 1), date(year, 12, 31)
    if (unit.valid_from and unit.valid_from > last) or (unit.valid_until and unit.valid_until <= first):
        raise Refused("“{name}” did not exist in {year}.", name=unit.name, year=year)
    return unit.unit
