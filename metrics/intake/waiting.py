"""Held files that wait for a decision: checked again when it is made, marked when they are whole, kept by one click.

A file is checked again together with those it was sent with, as in the command that held it. Nothing is kept by
checking: a file without errors is marked 可入库, and a person who has seen what it would do keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.intake.history_of_imports import fault_as_json
from metrics.intake.originals import original_path
from metrics.intake.receipt import FileReceipt, Receipt
from metrics.warehouse import Warehouse

READY = "is_ready"
OF_UNITS = frozenset({"unknown_unit", "ambiguous_unit", "not_a_unit", "unit_awaited"})
OF_CHANNELS = frozenset({"unknown_channel", "unknown_channel_of_any_unit", "not_a_channel", "channel_awaited"})
OF_COLUMNS = frozenset({"unknown_column", "unknown_kind"})
OF_SCOPE = frozenset({"finding_outside_scope"})
Hear = Callable[..., Receipt]


@dataclass(frozen=True)
class Held:
    """One held file with what its last check said."""

    import_id: int
    command: int
    """Files of one command are checked together: one may bring what the other needs."""
    file: str
    sha256: str
    speaker: str
    received_at: datetime
    report: Mapping[str, Any]

    @property
    def faults(self) -> list[dict[str, Any]]:
        """Everything wrong with it, as the history keeps it."""
        return list(self.report.get("faults", ()))

    @property
    def errors(self) -> int:
        """How many errors it has."""
        return sum(one["severity"] == "error" for one in self.faults)

    @property
    def is_ready(self) -> bool:
        """Whether its last check found no error: it can be kept."""
        return bool(self.report.get(READY))

    def waits_for(self, codes: Iterable[str]) -> bool:
        """Whether it has a fault of one of these codes."""
        return any(one["code"] in codes for one in self.faults)


def looked_at(receipt: FileReceipt, speaker: str, now: datetime) -> Held:
    """Return a file that is only looked at (a rehearsal) as if it were held: what it waits for can be asked already."""
    return Held(0, 0, receipt.file, receipt.sha256, speaker, now, _report(receipt, receipt.accepted, now))


def held_files(warehouse: Warehouse) -> list[Held]:
    """Return the held files in the order they came."""
    return _files_in(warehouse, "held")


def kept_files(warehouse: Warehouse) -> list[Held]:
    """Return the files that are in the store, in the order they came, with what their receipts said."""
    return _files_in(warehouse, "committed")


def _files_in(warehouse: Warehouse, state: str) -> list[Held]:
    if warehouse.is_read_only:
        # A sealed package holds no receipts, and nothing of it waits.
        return []
    return [
        Held(row["import"], row["command"], row["file_name"], row["sha256"], row["speaker"], row["received_at"],
             json.loads(row["report"]))
        for row in warehouse.rows("imports", order_by="import", state=state)
        if row["sha256"]
    ]  # fmt: skip


def check_waiting(
    warehouse: Warehouse, hear: Hear, codes: Iterable[str] | None, now: datetime
) -> tuple[Held, ...]:
    """Check every held file with a fault of ``codes`` again and write down what was found; return these files.

    What was ready is checked as well: it may have been so by a decision that is overruled now. ``codes`` None checks
    all held files; ``hear`` is ``receive.receive``. Nothing of the files is kept.
    """
    wanted = None if codes is None else frozenset(codes)
    found: dict[int, tuple[FileReceipt, bool]] = {}
    for group in groups_of(held_files(warehouse)):
        if any(wanted is None or one.is_ready or one.waits_for(wanted) for one in group):
            found |= _checked(warehouse, hear, group)
    if not found:
        return ()
    with warehouse.transaction() as changes:
        for number, (receipt, is_ready) in found.items():
            changes.set_import_report(number, _report(receipt, is_ready, now))
    return tuple(one for one in held_files(warehouse) if one.import_id in found)


def groups_of(held: Iterable[Held]) -> list[list[Held]]:
    """Return held files by the command and speaker they came with."""
    groups: dict[tuple[int, str], list[Held]] = {}
    for one in held:
        groups.setdefault((one.command, one.speaker), []).append(one)
    return list(groups.values())


def _checked(warehouse: Warehouse, hear: Hear, group: Sequence[Held]) -> dict[int, tuple[FileReceipt, bool]]:
    """Rehearse the files of one command together; those without errors alone, where others keep the command back."""
    receipt = hear(warehouse, files_of(warehouse, group), group[0].speaker, dry_run=True)
    found = {}
    for one, seen in zip(group, receipt.files, strict=True):
        alone = seen
        if len(group) > 1 and not receipt.accepted and not _has_errors(seen):
            alone = hear(warehouse, files_of(warehouse, [one]), one.speaker, dry_run=True).files[0]
        found[one.import_id] = (seen, alone.accepted)
    return found


def files_of(warehouse: Warehouse, group: Iterable[Held]) -> list[tuple[Path, str]]:
    """Return the archived originals of held files as a command receives them."""
    return [(original_path(warehouse.folder, one.sha256), one.file) for one in group]


def _has_errors(receipt: FileReceipt) -> bool:
    return any(one.severity == "error" for one in receipt.faults)


def _report(receipt: FileReceipt, is_ready: bool, now: datetime) -> dict[str, Any]:
    return {
        "kinds": {kind: asdict(tally) for kind, tally in receipt.kinds.items()},
        "faults": [fault_as_json(one) for one in receipt.faults],
        "refused_rows": [],
        READY: is_ready,
        "checked_at": now.isoformat(sep=" ", timespec="seconds"),
    }


def keep_ready(warehouse: Warehouse, hear: Hear, numbers: Iterable[int], actor: str, now: datetime) -> list[Receipt]:
    """Receive held files that are marked as ready, each together with the ready ones of its own command.

    Returns a receipt per command; a file that does not hold any more (the store has changed since) stays held.
    """
    wanted = frozenset(numbers)
    ready = [one for one in held_files(warehouse) if one.is_ready and one.import_id in wanted]
    return [
        hear(warehouse, files_of(warehouse, group), group[0].speaker, actor=actor, now=now)
        for group in groups_of(ready)
    ]
