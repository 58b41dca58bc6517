"""The history of received files: registered as held or committed, recognised when they come again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.calendar import SHANGHAI, Period
from metrics.changes import Transaction
from metrics.intake.faults import Fault, fault
from metrics.intake.hearing import Hearing, ReceivedFile
from metrics.intake.likeness import Suggestion
from metrics.intake.places import full_coverage_row
from metrics.intake.receipt import Tally
from metrics.intake.records import Reading
from metrics.intake.senders import names_now
from metrics.warehouse import Warehouse


def time_in_store(now: datetime | None) -> datetime:
    """Return a moment as the history keeps it: Shanghai's clock, without a zone; None is this moment."""
    now = now or datetime.now(SHANGHAI)
    return now.astimezone(SHANGHAI).replace(tzinfo=None) if now.tzinfo else now


def find_twins(hearing: Hearing) -> None:
    """Recognise files whose bytes are in the store already: they change nothing, and the receipt says so.

    Rows that such a file was refused (it came with --accept-valid) are tried again.
    """
    seen: set[str] = set()
    now = names_now(hearing.warehouse)
    for file in hearing.files:
        if not file.sha256:
            continue
        file.is_copy = file.sha256 in seen
        seen.add(file.sha256)
        same_bytes = hearing.warehouse.rows("imports", order_by="import", sha256=file.sha256, state="committed")
        # A unit that was renamed since hands in the same file under another name.
        twins = [one for one in same_bytes if now.get(one["speaker"], one["speaker"]) == hearing.speaker.name]
        if not twins:
            continue
        file.twin = twins[-1]
        report = json.loads(file.twin["report"])
        file.waiting = frozenset(tuple(row) for row in report["refused_rows"])
        details = {"day": file.twin["received_at"].date().isoformat(), "other": file.twin["file_name"]}
        known = fault("already_imported", value=file.name, number=file.twin["import"], **details)
        file.faults = [known] if file.is_known else [*file.faults, known]


def declare_full_coverage(hearing: Hearing, period: Period) -> None:
    """Add the declaration the command itself makes to its files, unless the store has it already."""
    row = full_coverage_row(period)
    if not hearing.warehouse.statements("inspections", [f"{period.code}|*|*"]):
        name = f"全覆盖 {period.code}"
        reading = Reading(name, (row,), ())
        hearing.files.append(ReceivedFile(name, Path(), "", reading, is_command=True))


def register(hearing: Hearing, actor: str, at: datetime) -> None:
    """Give every file that brings something its import number; the state is settled by ``settle``."""
    for file in hearing.files:
        if not file.is_known and (file.sha256 or file.is_command):
            file.number = _append(hearing.changes_to_store, file, hearing.speaker.name, "committed", actor, at, {})


def settle(hearing: Hearing, accepted: Sequence[bool], actor: str, at: datetime) -> None:
    """Write down what became of the command's files: their reports, their requests, and the refused ones as held."""
    changes = hearing.changes_to_store
    for place, (file, is_accepted) in enumerate(zip(hearing.files, accepted, strict=True)):
        if file.number is None:
            continue
        changes.set_import_report(file.number, report_of(hearing, file))
        _supersede_held(hearing.warehouse, changes, file, hearing.speaker.name, actor, at)
        if not is_accepted:
            changes.set_import_state(file.number, "held", actor, at)
        what = "import_committed" if is_accepted else "import_held"
        changes.append_audit(what=what, about=_words(file.number, file.name), actor=actor, at=at)
        for one in hearing.overruled if is_accepted else ():
            if one.file == place:
                told = {"about": one.about, "old": one.old, "new": one.new}
                changes.append_audit(what="judgement_overruled", **told, actor=actor, at=at)
        changes.append_requests(file.number, _requests_of(hearing, file))


def register_held(hearing: Hearing, actor: str, at: datetime) -> None:
    """Register the files of a refused command as held, in a transaction of their own."""
    if all(file.is_known or not file.sha256 for file in hearing.files):
        return
    with hearing.warehouse.transaction() as changes:
        for file in hearing.files:
            file.number = None
            if file.is_known or not file.sha256:
                continue
            _supersede_held(hearing.warehouse, changes, file, hearing.speaker.name, actor, at)
            report = report_of(hearing, file)
            file.number = _append(changes, file, hearing.speaker.name, "held", actor, at, report)
            changes.append_audit(what="import_held", about=_words(file.number, file.name), actor=actor, at=at)


def _words(number: int, name: str) -> str:
    return f"{name} #{number}"


def _append(
    changes: Transaction,
    file: ReceivedFile,
    speaker: str,
    state: str,
    actor: str,
    at: datetime,
    report: Mapping[str, Any],
) -> int:
    return changes.append_import(
        file_name=file.name, sha256=file.sha256, speaker=speaker, state=state, actor=actor, at=at, report=report
    )


def _supersede_held(
    warehouse: Warehouse, changes: Transaction, file: ReceivedFile, speaker: str, actor: str, at: datetime
) -> None:
    """Close earlier held imports of the same bytes: the later answer stands for them, and nobody withdrew them."""
    if file.sha256:
        for held in warehouse.rows("imports", sha256=file.sha256, speaker=speaker, state="held"):
            changes.set_import_state(held["import"], "superseded", actor, at)


def report_of(hearing: Hearing, file: ReceivedFile) -> dict[str, Any]:
    """Return what the history keeps of a file's receipt: counts, faults as values, rows refused."""
    number = hearing.files.index(file)
    faulty = {(row.kind, row.sheet, row.row) for row in file.reading.single if row.is_faulty}
    refused = faulty | {(kind, *place) for kind, source, *place in hearing.refused_rows if source == number}
    return {
        "kinds": {kind: asdict(tally) for kind, tally in file.tallies.items()},
        "faults": [fault_as_json(one) for one in file.faults],
        "refused_rows": sorted([kind, sheet, row] for kind, sheet, row in refused),
    }


def fault_as_json(one: Fault) -> dict[str, Any]:
    """Return a fault as the history keeps it; ``Fault(**that)`` is the fault again."""
    details = {name: _plain(value) for name, value in one.details.items()}
    return {**{name: getattr(one, name) for name in ("code", "severity", "sheet", "cell", "value")}, "details": details}


def _plain(value: object) -> object:
    if isinstance(value, Suggestion):
        return value.as_json()
    return list(map(_plain, value)) if isinstance(value, tuple | list) else str(value)


def _requests_of(hearing: Hearing, file: ReceivedFile) -> list[dict[str, Any]]:
    units = {unit.name: unit.unit for unit in hearing.directory.units.values()}
    return [
        {
            "unit": units.get(one.unit),
            "kind": one.kind,
            "identity": one.identity,
            "thing": one.thing,
            "field": one.field,
            "old_value": one.old,
            "new_value": one.new,
            "sheet": one.sheet,
            "row_number": one.row,
        }
        for one in hearing.requests
        if one.file == file.name
    ]


def count_known(hearing: Hearing) -> None:
    """Count the rows of files that brought nothing new as unchanged."""
    for file in hearing.files:
        twin_counts = json.loads(file.twin["report"])["kinds"] if file.twin is not None else {}
        if file.is_copy and file.twin is None:
            first = next(one for one in hearing.files if one.sha256 == file.sha256)
            twin_counts = {kind: asdict(tally) for kind, tally in first.tallies.items()}
            file.faults, file.said = [*first.faults], first.said
        for kind, counts in twin_counts.items():
            file.tallies[kind].unchanged += counts["new"] + counts["changed"] + counts["unchanged"]


def order_faults(hearing: Hearing) -> None:
    """Put every file's faults in the order of sheets, rows and columns, the file as a whole first."""
    for file in hearing.files:
        distinct: list[Fault] = []
        for one in file.faults:
            if one not in distinct[-1:]:
                distinct.append(one)
        file.faults = sorted(distinct, key=_place)


def _place(one: Fault) -> tuple[str, int, str]:
    column = one.cell.rstrip("0123456789")
    return one.sheet, int(one.cell[len(column) :] or 0), column.rjust(3)


def count_refused(hearing: Hearing) -> None:
    """Count the rows that were refused, by kind."""
    for number, file in enumerate(hearing.files):
        if file.is_known:
            continue
        for kind in file.reading.kinds:
            refused = {
                heard.place for heard in hearing.all_rows(kind) if heard.file == number and hearing.is_refused(heard)
            }
            if refused:
                file.tallies[kind] = replace(file.tallies.get(kind, Tally()), refused=len(refused))
