"""Take an import back as a whole: what it said no longer counts, and every score is what it was without it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from metrics.errors import Refused
from metrics.intake.history_of_imports import time_in_store
from metrics.warehouse import Warehouse

SHOWN = 5


def withdraw(warehouse: Warehouse, import_id: int, actor: str, now: datetime | None = None) -> None:
    """Withdraw a committed (or held) import; its records stay in the history and are folded no more.

    Raises Refused for an import that does not exist, is withdrawn already or was received again, and for one that
    brought units or channels which other imports speak of: those have to be withdrawn first.
    """
    at = time_in_store(now)
    with warehouse.transaction() as changes:
        found = [one for one in warehouse.rows("imports") if one["import"] == import_id]
        if not found:
            raise Refused("There is no import {number}.", number=import_id)
        if found[0]["state"] == "withdrawn":
            raise Refused("Import {number} is withdrawn already.", number=import_id)
        if found[0]["state"] == "superseded":
            raise Refused("Import {number} was never kept; the same file was received again later.", number=import_id)
        changes.set_import_state(import_id, "withdrawn", actor, at)
        about = f"{found[0]['file_name']} #{import_id}"
        changes.append_audit(
            what="import_withdrawn", about=about, old=found[0]["state"], new="withdrawn", actor=actor, at=at
        )
        if found[0]["state"] == "held":
            return
        touched: dict[str, set[str]] = defaultdict(set)
        for row in warehouse.query("things_of_import", import_number=import_id):
            touched[row["kind"]].add(row["identity"])
        for kind, identities in touched.items():
            changes.refold(kind, identities)
        if touched.keys() & {"units", "channels"}:
            _check_nothing_hangs(warehouse, import_id)
        _check_no_confirmation_hangs(warehouse, import_id, touched["tasks"])


def _check_no_confirmation_hangs(warehouse: Warehouse, import_id: int, tasks: set[str]) -> None:
    """Raise Refused when somebody has spelled out a phrase of a task that only this import had brought."""
    said = warehouse.statements("tasks", tasks)
    hanging = [task for task, statements in said.items() if all("confirmed" in one.fields for one in statements)]
    if hanging:
        names = "、".join("责任单位确认 " + task.replace("|", "-") for task in sorted(hanging)[:SHOWN])
        raise _others_speak_of_it(import_id, names)


def _others_speak_of_it(import_id: int, names: str) -> Refused:
    return Refused(
        "Import {number} cannot be withdrawn: others speak of what it brought ({names}). Withdraw those first.",
        number=import_id,
        names=names,
    )


def _check_nothing_hangs(warehouse: Warehouse, import_id: int) -> None:
    """Raise Refused when something in the store speaks of a unit or channel the import alone had brought."""
    hanging = warehouse.query("things_without_their_place")
    if hanging:
        names = "、".join(dict.fromkeys(row["name"] for row in hanging[:SHOWN]))
        raise _others_speak_of_it(import_id, names)
