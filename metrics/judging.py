"""How what a person says of findings is kept: as an import of the office, all of it or nothing, never overwritten.

Who looked at a finding before somebody else said something of it is told what changed, and nothing is written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from metrics.access import Reader
from metrics.changes import Record, Transaction
from metrics.errors import AccessDenied, Refused
from metrics.history import Statement
from metrics.intake.comparison import fold
from metrics.intake.hearing import OFFICE
from metrics.intake.history_of_imports import time_in_store
from metrics.warehouse import Warehouse

# What of a finding is told when it was changed while somebody was looking at it.
TOLD = {
    "findings": ("review", "reduced_points", "kind", "points", "description", "page", "channel", "indicator"),
    "rectifications": ("deadline_text", "deadline_on", "extended_to", "extension_approved_on", "action", "fixed_on",
                       "rechecked_on", "recheck_result"),
    "assignments": ("title", "role", "due_on", "due_text", "verification", "status", "completed_on", "evidence"),
    "observations": ("numerator", "denominator", "value"),
    "channels": ("status", "opened_on", "closed_on", "identifier", "address"),
}  # fmt: skip
Look = Callable[[], Any]


@dataclass(frozen=True)
class Later:
    """One thing that was said of a finding, or taken back, after somebody had looked at it."""

    finding: int
    unit: str
    item: str
    kind: str
    field: str
    """A column of the ledger of its kind; empty when no value is another one."""
    old: str | None
    new: str | None
    actor: str
    at: datetime
    import_id: int

    def as_json(self) -> dict[str, Any]:
        """Return it as the commands print it."""
        return {
            "finding": self.finding, "unit": self.unit, "item": self.item, "field": self.field or None,
            "old": self.old, "new": self.new, "actor": self.actor,
            "at": self.at.isoformat(sep=" ", timespec="minutes"), "import": self.import_id,
        }  # fmt: skip


class Overtaken(Refused):
    """Somebody said something of the same findings since they were looked at; nothing was written."""

    def __init__(self, later: Sequence[Later]) -> None:
        super().__init__(
            "{n} of these findings were changed by others since you looked at them; nothing of yours was kept. "
            "Look at what they said, then say it again.",
            n=len({one.finding for one in later}),
        )
        self.later = tuple(later)


@dataclass(frozen=True)
class Judged:
    """What was kept, or would be."""

    import_id: int
    """Its number in the history, by which it can be withdrawn."""
    what: str
    """The verdict, ``extended`` or ``rechecked``."""
    items: tuple[str, ...]
    """The findings in words, with their units."""
    settled: tuple[str, ...] = ()
    """Those of them that are vetoes confirmed by a second person now."""
    effects: Any = None
    """What ``look`` saw; nothing was kept then."""

    def as_json(self) -> dict[str, Any]:
        """Return the document of the commands."""
        return {
            "import": self.import_id, "what": self.what, "findings": list(self.items), "settled": list(self.settled)
        }  # fmt: skip


@dataclass(frozen=True)
class Known:
    """One finding, or another thing, with everything said of it, at the moment of reading."""

    finding: int
    """The key of a finding; 0 of anything else."""
    identity: str
    row: Mapping[str, Any]
    """Its row of ``findings_to_judge``; of anything else ``unit_name`` and ``number`` alone."""
    said: tuple[Mapping[str, Any], ...]
    """Rows of ``statements_about_findings`` with ``fields`` read; those of withdrawn imports are among them."""

    @property
    def unit(self) -> str:
        """The unit's official name."""
        return str(self.row["unit_name"])

    @property
    def item(self) -> str:
        """The finding in words."""
        return str(self.row["number"] or self.row.get("description") or self.identity)

    @property
    def words(self) -> str:
        """The finding in words, with its unit."""
        return f"{self.unit} {self.item}"

    @property
    def standing(self) -> tuple[Mapping[str, Any], ...]:
        """What is in force of what was said."""
        return tuple(one for one in self.said if one["state"] == "committed")

    @property
    def seen(self) -> str:
        """What to remember in order to be told later what changed: the last record in force, and how many there are."""
        return f"{self.standing[-1]['record'] if self.standing else 0}.{len(self.standing)}"

    def statements(self, kind: str) -> list[Statement]:
        """Return what is in force of what records of ``kind`` said, oldest first."""
        return _statements([one for one in self.standing if one["kind"] == kind])

    def folded(self, kind: str) -> dict[str, Any]:
        """Return what the store believes of it, as far as records of ``kind`` say."""
        return _folded(kind, [one for one in self.standing if one["kind"] == kind])

    def later_than(self, seen: str) -> tuple[Later, ...]:
        """Return what was said and taken back since ``seen``, in that order; empty when nothing was."""
        last, count = (int(part) for part in seen.split("."))
        kept = [one for one in self.standing if one["record"] <= last]
        taken_back = [one for one in self.said if one["state"] == "withdrawn" and one["record"] <= last]
        taken_back.sort(key=lambda one: one["decided_at"])
        taken_back = taken_back[len(taken_back) - max(count - len(kept), 0) :]
        then = sorted([*kept, *taken_back], key=lambda one: (one["command"], one["record"]))
        told: list[Later] = []
        for one in taken_back:
            now = [other for other in then if other is not one]
            told += self._differences(one, then, now)
            then = now
        for one in self.standing:
            if one["record"] > last:
                told += self._differences(one, then, [*then, one])
                then = [*then, one]
        return tuple(told)

    def _differences(
        self, cause: Mapping[str, Any], then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
    ) -> list[Later]:
        kind = cause["kind"]
        old, new = (_folded(kind, [one for one in said if one["kind"] == kind]) for said in (then, now))
        actor = actor_of(cause)

        def later(field: str) -> Later:
            before, after = (None if state.get(field) is None else str(state[field]) for state in (old, new))
            at, number = cause["decided_at"], cause["import"]
            return Later(self.finding, self.unit, self.item, kind, field, before, after, actor, at, number)

        changed = [later(field) for field in TOLD.get(kind, ()) if old.get(field) != new.get(field)]
        return changed or [later("")]


@dataclass(frozen=True)
class Saying:
    """What is said of one finding: fields of a record of ``kind``, and the cells a reader of the history sees."""

    known: Known
    kind: str
    fields: Mapping[str, Any]
    cells: Mapping[str, str]


def actor_of(said: Mapping[str, Any]) -> str:
    """Return who said, or took back, a record."""
    is_judgement = said["fields"].get("is_judgement") and said["state"] == "committed"
    return str(said["fields"]["judged_by"] if is_judgement else said["actor"])


def _statements(said: Sequence[Mapping[str, Any]]) -> list[Statement]:
    return [Statement(one["command"], one["record"], one["fields"]) for one in said]


def _folded(kind: str, said: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return fold(kind, _statements(said))


def known_findings(warehouse: Warehouse, findings: Iterable[int]) -> dict[int, Known]:
    """Return findings by their keys with everything that was said of them; keys nobody knows are left out."""
    wanted = sorted(set(findings))
    rows = {row["finding"]: row for row in warehouse.query("findings_to_judge", findings=wanted)}
    said: dict[int, list[Mapping[str, Any]]] = {one: [] for one in rows}
    for row in warehouse.query("statements_about_findings", findings=wanted):
        if row["finding"] in said:
            said[row["finding"]].append(row | {"fields": json.loads(row["fields"])})
    return {key: Known(key, said[key][0]["identity"], row, tuple(said[key])) for key, row in rows.items()}


def states(warehouse: Warehouse, reader: Reader, findings: Iterable[int]) -> dict[int, str]:
    """Return what to remember of each finding while somebody looks at it (``seen`` of what judges findings)."""
    return {key: one.seen for key, one in known_findings(warehouse, findings).items() if reader.may_read(one.unit)}


def said_since(warehouse: Warehouse, reader: Reader, seen: Mapping[int, str]) -> list[Later]:
    """Return what others have said of findings, or taken back, since ``states`` said ``seen`` of them."""
    known = {key: one for key, one in known_findings(warehouse, seen).items() if reader.may_read(one.unit)}
    return _later(known, seen)


def _later(known: Mapping[int, Known], seen: Mapping[int, str]) -> list[Later]:
    return [
        said
        for key, one in known.items()
        if seen.get(key, "0.0") != one.seen
        for said in one.later_than(seen.get(key, "0.0"))
    ]


@contextmanager
def judging(
    warehouse: Warehouse, reader: Reader, findings: Iterable[int], reason: str, seen: Mapping[int, str] | None
) -> Iterator[tuple[Transaction, list[Known]]]:
    """Open a transaction in which the office says something of findings that nobody has changed since ``seen``.

    Raises AccessDenied for anybody but the office, Overtaken, and Refused without a reason or without a finding.
    """
    if not reader.may_decide:
        raise AccessDenied("Only the office judges findings.")
    if not reason.strip():
        raise Refused("A reason is needed: it is kept with the decision.")
    wanted = sorted(set(findings))
    with warehouse.transaction() as changes:
        known = known_findings(warehouse, wanted)
        missing = [one for one in wanted if one not in known]
        if missing or not wanted:
            numbers = "、".join(map(str, missing)) or "—"
            raise Refused("These findings are not in the store (any more): {findings}.", findings=numbers)
        if seen is not None and (later := _later(known, seen)):
            raise Overtaken(later)
        yield changes, list(known.values())


def keep(
    changes: Transaction, sheet: str, said: Sequence[Saying], *, reason: str, actor: str, now: datetime,
    about: Sequence[str] = (),
) -> int:  # fmt: skip
    """Append what was said as one import of the office, fold it, and return the import's number.

    ``about`` are the things it is about in words, where that is more than something is said of.
    """
    at = time_in_store(now)
    spoken = {"is_judgement": True, "judged_by": actor, "judged_at": at.isoformat(), "reason": reason}
    records = []
    for row, one in enumerate(said, start=1):
        row_about = {
            "责任单位": one.known.unit, "渠道名称": one.known.row.get("channel_name") or "",
            "问题编号": one.known.row["number"] or "", "问题描述": one.known.row.get("description") or "",
        }  # fmt: skip
        cells = row_about | {heading: text for heading, text in one.cells.items() if text}
        cells |= {"理由": reason, "认定人": actor}
        records.append(Record(one.kind, one.known.identity, sheet, row, {**one.fields, **spoken}, cells))
    named = about or [one.known.words for one in said]
    file_name = f"{sheet}（{named[0] if len(named) == 1 else f'{named[0]}等{len(named)}项'}）"
    kinds = Counter(one.kind for one in said)
    counts = {kind: {"new": 0, "changed": n, "unchanged": 0, "refused": 0} for kind, n in kinds.items()}
    number = changes.append_import(
        file_name=file_name, sha256="", speaker=OFFICE, state="committed", actor=actor, at=at,
        report={"kinds": counts, "faults": [], "refused_rows": []},
    )  # fmt: skip
    changes.append_records(number, records)
    for kind in kinds:
        changes.refold(kind, {record.identity for record in records if record.kind == kind})
    return number


def look_and_forget(changes: Transaction, look: Look | None) -> Any:
    """Return what ``look`` sees of the store with everything said so far, and take that back; None for no ``look``."""
    if look is None:
        return None
    changes.settle_findings()
    seen = look()
    changes.rollback()
    return seen
