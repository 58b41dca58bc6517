"""Channels somebody looked at without a plan: added to a declared inspection scope in one step.

A finding on a channel that the scope leaves out is a fault. When it came from 明察暗访 or 投诉, the record that is
missing is added here, as an import of the office, and the files that waited for it are checked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.changes import Record
from metrics.errors import Refused
from metrics.intake.directory import Directory
from metrics.intake.hearing import OFFICE
from metrics.intake.receive import receive
from metrics.intake.scope import Scope
from metrics.intake.waiting import OF_SCOPE, Held, check_waiting
from metrics.intake.words import vocabulary
from metrics.warehouse import Warehouse

SHEET = "检查记录补录"


@dataclass(frozen=True, order=True)
class LeftOut:
    """One channel that a quarter's declared scope leaves out and that has a finding."""

    period: str
    channel: int
    name: str


def sources() -> tuple[str, ...]:
    """Return the words for how a channel is looked at without a plan."""
    return vocabulary().lists["source"]["unplanned"]


def left_out_in(faults: Iterable[Mapping[str, Any]]) -> tuple[LeftOut, ...]:
    """Return the channels left out, as the faults of files (as the history keeps them) tell of them, each once."""
    found = {
        LeftOut(one["details"]["period"], int(one["details"]["channel"]), one["value"])
        for one in faults
        if one["code"] in OF_SCOPE and one["details"].get("channel")
    }
    return tuple(sorted({(one.period, one.channel): one for one in found}.values()))


def add_to_scope(
    warehouse: Warehouse,
    reader: Reader,
    places: Iterable[tuple[str, int]],
    source: str,
    *,
    actor: str,
    now: datetime,
) -> tuple[int, tuple[Held, ...]]:
    """Add inspection records of channels (quarter's code, channel) and check the held files again that waited.

    Returns the import's number, by which it can be withdrawn, and these files. Raises Refused for a ``source`` that
    is a planned one, and for a quarter without a declared scope or a channel that is in it already.
    """
    reader.require_office()
    if not any(word in source for word in sources()):
        raise Refused("Only what was looked at without a plan is added: {known}.", known="、".join(sources()))
    with warehouse.transaction() as changes:
        directory, scope = Directory(warehouse), Scope.read(warehouse)
        records = []
        for row, (code, key) in enumerate(sorted(set(places)), start=1):
            channel, period = directory.channels.get(key), Period.parse(code)
            if channel is None or not scope.leaves_out(period.quarters[0], channel):
                raise Refused("The scope of {period} does not leave out this channel.", period=code)
            fields = {"period": code, "channel": key, "is_unchecked": False, "result_text": source}
            cells = {"检查期": code, "渠道名称": channel.name, "主办单位": directory.name_of(channel.unit),
                     "检查结果": source, "补录人": actor}  # fmt: skip
            records.append(Record("inspections", f"{code}|{key}|*", SHEET, row, fields, cells))
        if not records:
            raise Refused("No channel was named.")
        counts = {"new": len(records), "changed": 0, "unchanged": 0, "refused": 0}
        number: int = changes.append_import(
            file_name=f"{SHEET}（{records[0].fields['period']}）", sha256="", speaker=OFFICE, state="committed",
            actor=actor, at=now, report={"kinds": {"inspections": counts}, "faults": [], "refused_rows": []},
        )  # fmt: skip
        changes.append_records(number, records)
        changes.refold("inspections", {record.identity for record in records})
        added = "、".join(record.cells["渠道名称"] for record in records)
        changes.append_audit(
            what="scope_added", about=records[0].fields["period"], new=f"{added}（{source}）", actor=actor, at=now
        )
    return number, check_waiting(warehouse, receive, OF_SCOPE, now)
