"""Receive files: read, resolve, compare, and either keep everything they say or nothing.

``receive`` is one command and one transaction. A refused file is archived and registered as held with its
faults; nothing of it, nor of the files beside it, is in the store. ``withdrawal.withdraw`` takes an import back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.calendar import REFERENCE, Period
from metrics.errors import Refused, reason_of
from metrics.intake.begun import Begun
from metrics.intake.directory import Directory
from metrics.intake.faults import Fault, fault
from metrics.intake.hearing import KINDS, OFFICE, Hearing, ReceivedFile, Speaker
from metrics.intake.history_of_imports import (
    count_known,
    count_refused,
    declare_full_coverage,
    find_twins,
    order_faults,
    register,
    register_held,
    settle,
    time_in_store,
)
from metrics.intake.mappings import Mappings, mappings_of
from metrics.intake.originals import archive, name_to_show, original_path
from metrics.intake.progress import Progress, silent
from metrics.intake.reading import Reading, read_sheets
from metrics.intake.receipt import FileReceipt, Receipt, Request
from metrics.intake.speaking import forgive_office_columns
from metrics.intake.steps import hear_everything
from metrics.intake.versions import warn_of_missing_rows
from metrics.intake.waiting import OF_CHANNELS, OF_UNITS, check_waiting
from metrics.rulebook import Schemes
from metrics.warehouse import Warehouse

# The reference list of units every new store starts with, and who is said to have sent it.
UNITS = "units.csv"
REFERENCE_ACTOR = "reference"
BRINGING_NAMES = frozenset({"units", "channels"})
# What a format may not tell, in words (msgids).
UNCHECKED = {
    "bold": "bold type (lead units)",
    "hidden": "hidden rows and columns",
    "formulas": "formulas that were never calculated",
    "merges": "merged cells",
}
Look = Callable[[], Any]


def create_store(folder: Path, kind: str, schemes: Schemes | None = None) -> Warehouse:
    """Make a store of ``kind`` ("real" or "demo") that knows the reference units, and open it."""
    warehouse = Warehouse.open(folder, create=kind, schemes=schemes)
    if not warehouse.rows("units"):
        receive(warehouse, [(REFERENCE / UNITS, UNITS)], actor=REFERENCE_ACTOR)
    return warehouse


def receive(
    warehouse: Warehouse,
    files: Sequence[tuple[Path, str]],
    speaker: str = OFFICE,
    *,
    accept_valid: bool = False,
    dry_run: bool = False,
    full_coverage: Period | None = None,
    actor: str = "",
    now: datetime | None = None,
    look: Look | None = None,
    progress: Progress = silent,
    begun: Begun | None = None,
) -> Receipt:
    """Take in the files of one command, all of them or none, and say what each row did.

    ``files`` are (path, name as the sender gave it); ``speaker`` is ``office`` or a name of the unit that speaks.
    ``accept_valid`` leaves faulty rows out instead of refusing their file; rows that contradict each other still
    refuse the command. ``dry_run`` does everything and keeps nothing, the archive included; ``look`` is then called
    while the changes can be seen. ``full_coverage`` declares the inspection scope of a period. ``begun`` are the
    same files where reading them was begun before; whoever began it ends it.
    Raises Refused for a speaker the store does not know; whatever is wrong with a file is a fault in the receipt.
    """
    # Before anything is archived.
    warehouse.require_writable()
    at = time_in_store(now)
    mappings = mappings_of(warehouse)
    received = []
    with nullcontext(begun) if begun else Begun(files) as coming:
        for number, (path, name) in enumerate(files):
            progress("reading", number, len(files))
            received.append(_read(coming, number, path, name_to_show(name), mappings))
        if not dry_run:
            for file in received:
                if file.sha256:
                    archive(warehouse.folder, file.path, file.sha256)
    with warehouse.transaction() as changes:
        directory = Directory(warehouse)
        who = speaker_named(directory, speaker)
        hearing = Hearing(warehouse, changes, who, received, accept_valid, directory, progress)
        find_twins(hearing)
        if full_coverage is not None and not who.is_office:
            raise Refused("Only the office declares which channels were inspected.")
        if full_coverage is not None:
            declare_full_coverage(hearing, full_coverage)
        register(hearing, actor, at)
        if not who.is_office:
            forgive_office_columns(hearing)
        hear_everything(hearing)
        progress("writing", 0, 0)
        warn_of_missing_rows(hearing)
        count_known(hearing)
        count_refused(hearing)
        order_faults(hearing)
        accepted = _accepted(hearing)
        effects = None
        if dry_run and look is not None and any(accepted):
            changes.settle_findings()
            effects = look()
        if dry_run or not any(accepted):
            changes.rollback()
        else:
            settle(hearing, accepted, actor, at)
    if not dry_run and not any(accepted):
        register_held(hearing, actor, at)
    elif not dry_run and any(file.said.keys() & BRINGING_NAMES for file in hearing.files):
        # Held files may have waited for the units and channels that are known from now on.
        check_waiting(warehouse, receive, OF_UNITS | OF_CHANNELS, at)
    return _receipt(hearing, accepted, dry_run, effects)


def recheck_held(
    warehouse: Warehouse, import_id: int, *, accept_valid: bool = False, actor: str = "", now: datetime | None = None
) -> Receipt:
    """Receive a held file again from its archived original, now that names or channels it waited for are known.

    Raises Refused when the import is not held.
    """
    held = [one for one in warehouse.rows("imports", state="held") if one["import"] == import_id]
    if not held:
        raise Refused("Import {number} is not held.", number=import_id)
    original = original_path(warehouse.folder, held[0]["sha256"])
    file = (original, held[0]["file_name"])
    return receive(warehouse, [file], held[0]["speaker"], accept_valid=accept_valid, actor=actor, now=now)


def _read(coming: Begun, number: int, sent: Path, name: str, mappings: Mappings) -> ReceivedFile:
    try:
        copied = coming.take(number)
        if isinstance(copied, Fault):
            return _unread(sent, name, copied)
        if copied.sheets is None:
            # Comes once a year: no ledger waits until its reader is loaded.
            from metrics.intake.plan import read_plan

            reading = read_plan(copied.path, name)
        else:
            reading = read_sheets(copied.sheets(), name, mappings)
    except OSError as error:
        return _unread(sent, name, fault("cannot_be_opened", value=name, reason=reason_of(error)))
    faults = list(reading.faults)
    # A text table has no bold, hidden or merged cells at all: only of a workbook is there something to regret.
    if reading.unchecked and set(reading.unchecked) < set(UNCHECKED):
        faults.append(fault("checks_not_possible", checks=tuple(UNCHECKED[check] for check in reading.unchecked)))
    return ReceivedFile(name, copied.path, copied.sha256, reading, faults, blocks=list(reading.blocks))


def _unread(path: Path, name: str, why: Fault) -> ReceivedFile:
    """Return a file of which nothing is kept, not even its bytes."""
    return ReceivedFile(name, path, "", Reading(name, (), (why,)), [why])


def speaker_named(directory: Directory, text: str) -> Speaker:
    """Return who speaks: the office, or the unit of this name; raises Refused for a name nobody has."""
    if text == OFFICE:
        return Speaker(OFFICE)
    match = directory.find_unit(text)
    if match.unit_id is None:
        raise match.refusal(text)
    unit = int(match.unit_id)
    return Speaker(directory.name_of(unit), unit)


def _accepted(hearing: Hearing) -> list[bool]:
    """Return per file whether its rows are kept: all files or none, unless valid rows are accepted."""
    if hearing.blocked or (not hearing.accepts_valid and any(file.is_refused for file in hearing.files)):
        return [False] * len(hearing.files)
    return [not file.is_refused or bool(file.said) for file in hearing.files]


def _receipt(hearing: Hearing, accepted: Sequence[bool], dry_run: bool, effects: Any) -> Receipt:
    files = tuple(
        FileReceipt(
            file.name,
            file.sha256,
            {kind: file.tallies[kind] for kind in KINDS if kind in file.tallies},
            tuple(file.faults),
            is_accepted,
            None if dry_run else file.number,
        )
        for file, is_accepted in zip(hearing.files, accepted, strict=True)
        if not file.is_command
    )
    requests = tuple(_as_told(hearing.speaker, one) for one in hearing.requests)
    lists = (tuple(hearing.changes), requests, tuple(hearing.to_confirm), tuple(hearing.missing))
    return Receipt(files, *lists, dry_run, effects)


def _as_told(speaker: Speaker, request: Request) -> Request:
    """Return a request as the speaker is told of it: a unit does not learn what is kept about another one."""
    return request if speaker.is_office or request.unit == speaker.name else replace(request, old=None)
