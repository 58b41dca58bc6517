"""What a person says a column holds whose heading nobody knows: remembered for the next file of that layout.

Kept like a decision about a name: an import of the office with actor and time, which can be withdrawn. A known
heading keeps its meaning (``headings.toml``); whoever decides otherwise than somebody before has to have seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from metrics.access import Reader
from metrics.changes import Record
from metrics.errors import Refused
from metrics.intake.decisions import decided_rows
from metrics.intake.headings import heading_key, known_headings, known_keys
from metrics.intake.hearing import OFFICE
from metrics.intake.likeness import Suggestion, suggestions
from metrics.intake.receive import receive
from metrics.intake.senders import reads_files_of
from metrics.intake.waiting import OF_COLUMNS, Held, check_waiting, held_files, kept_files
from metrics.warehouse import Warehouse

SHEET = "列名认定"
IGNORED = "忽略此列"


@dataclass(frozen=True)
class Column:
    """One column nobody knows, in one file."""

    layout: str
    heading: str
    """As it is typed."""
    kinds: tuple[str, ...]
    """The kinds of record its table holds, or would hold."""
    sheet: str
    suggestions: tuple[Mapping[str, Any] | Suggestion, ...] = ()
    held: Held | None = None
    """The held or kept file it stands in; None for one that is only looked at."""
    is_kept: bool = False
    """Whether its file is in the store already: what is said of it counts when the file is imported again."""


@dataclass(frozen=True)
class ColumnDecision:
    """One decision about a column that was kept."""

    import_id: int
    layout: str
    heading: str
    kind: str
    field: str | None
    """None for a column that says nothing that counts."""
    actor: str
    at: datetime
    state: str = "committed"
    is_standing: bool = True
    """Whether it is in force: neither withdrawn, taken back nor followed by another one."""

    @property
    def meaning(self) -> str:
        """The known heading it stands for."""
        return known_headings().kinds[self.kind][self.field].canonical if self.field else IGNORED

    def as_json(self) -> dict[str, Any]:
        """Return the decision as the command ``columns`` prints it."""
        return {
            "import": self.import_id, "layout": self.layout, "heading": self.heading, "kind": self.kind or None,
            "meaning": self.meaning if self.field else None, "actor": self.actor,
            "at": self.at.isoformat(sep=" ", timespec="minutes"), "state": self.state, "standing": self.is_standing,
        }  # fmt: skip


def unknown_columns(warehouse: Warehouse, reader: Reader) -> tuple[Column, ...]:
    """Return the columns nobody knows in the held files, file by file; a unit sees its own files."""
    found: dict[tuple[int, str, str], Column] = {}
    is_read = reads_files_of(warehouse, reader)
    for held in held_files(warehouse):
        if is_read(held.speaker):
            for one in columns_in(held.faults, held):
                found.setdefault((held.import_id, one.layout, one.heading), one)
    return tuple(found.values())


def unknown_columns_kept(warehouse: Warehouse, reader: Reader) -> tuple[Column, ...]:
    """Return the columns nobody knows or has judged in the files that are in the store, each layout's once.

    The latest file of a layout stands for all of them; a unit sees its own files.
    """
    standing, is_read = standing_columns(warehouse), reads_files_of(warehouse, reader)
    found: dict[tuple[str, str], Column] = {}
    for kept in reversed(kept_files(warehouse)):
        if is_read(kept.speaker):
            for one in columns_in(kept.faults, kept):
                key = one.layout, heading_key(one.heading)
                if key not in standing:
                    found.setdefault(key, replace(one, is_kept=True))
    return tuple(found.values())


def columns_in(faults: Iterable[Mapping[str, Any]], held: Held | None = None) -> tuple[Column, ...]:
    """Return the columns nobody knows as the faults of a file (as the history keeps them) tell of them."""
    found: list[Column] = []
    for one in faults:
        details = one["details"]
        if one["code"] not in OF_COLUMNS or not details.get("layout") or not details.get("kinds"):
            continue
        if one["code"] == "unknown_column":
            similar = {one["value"]: tuple(details["suggestions"])}
        else:
            similar = {heading: _lacking_like(heading, details["missing"]) for heading in details["unknown"]}
        place = (tuple(details["kinds"]), one["sheet"])
        found += [Column(details["layout"], heading, *place, likely, held) for heading, likely in similar.items()]
    return tuple(found)


def _lacking_like(heading: str, missing: Iterable[str]) -> tuple[Suggestion, ...]:
    """Return the needed headings a table lacks that an unknown one is part of: 单位 may be its 责任单位."""
    lacking = [one for alternatives in missing for one in alternatives.split("或")]
    similar = suggestions(heading_key(heading), [(heading_key(one), one, one) for one in lacking])
    return tuple(one for one in similar if one.reason == "part")


def decide_column(
    warehouse: Warehouse,
    reader: Reader,
    column: Column,
    field: tuple[str, str] | None,
    *,
    actor: str,
    now: datetime,
    seen: int | None = None,
    is_forgotten: bool = False,
) -> tuple[ColumnDecision, tuple[Held, ...]]:
    """Keep what a column of a layout holds, and check every held file again: any may be of that layout.

    ``field`` is a kind and a field of it, None for a column that says nothing; ``is_forgotten`` takes back what was
    said. ``seen`` is the import of the decision in force that the person overrules. Raises Refused for a heading
    that is known, for a field another column of the layout holds already, and for a decision that was not looked at.
    """
    reader.require_office()
    key = heading_key(column.heading)
    kind, name = field or ("", None)
    with warehouse.transaction() as changes:
        _require_sense(warehouse, column, kind, name)
        before = standing_columns(warehouse).get((column.layout, key))
        if before is not None and before.import_id != seen:
            raise Refused(
                "The column “{heading}” of this layout was decided already: {meaning} ({actor}, {day}, import "
                "{number}). Look at that decision; changing it has to be said.",
                heading=column.heading, meaning=before.meaning, actor=before.actor, number=before.import_id,
                day=before.at.date().isoformat(),
            )  # fmt: skip
        fields = {
            "layout": column.layout, "heading": column.heading, "heading_key": key, "kind": kind, "field": name,
            "actor": actor, "decided_at": now.isoformat(), "is_forgotten": is_forgotten,
        }  # fmt: skip
        decision = ColumnDecision(0, column.layout, column.heading, kind, name, actor, now)
        cells = {"列名": column.heading, "认定": "撤销" if is_forgotten else decision.meaning, "认定人": actor}
        number: int = changes.append_import(
            file_name=f"{SHEET}（{column.heading}）", sha256="", speaker=OFFICE, state="committed", actor=actor, at=now,
            report={"kinds": {}, "faults": [], "refused_rows": []},
        )  # fmt: skip
        identity = f"{column.layout}|{key}"
        changes.append_records(number, [Record("mappings", identity, SHEET, 1, fields, cells)])
        changes.refold("mappings", {identity})
        old = before.meaning if before else ""
        changes.append_audit(
            what="column_decided", about=column.heading, old=old, new=cells["认定"], actor=actor, at=now
        )
    kept = ColumnDecision(number, column.layout, column.heading, kind, name, actor, now, is_standing=not is_forgotten)
    return kept, check_waiting(warehouse, receive, None, now)


def _require_sense(warehouse: Warehouse, column: Column, kind: str, field: str | None) -> None:
    key = heading_key(column.heading)
    if key in known_keys() or not key:
        raise Refused("“{heading}” is a known heading and keeps its meaning.", heading=column.heading)
    if field is None:
        return
    if field not in known_headings().kinds.get(kind, {}):
        raise Refused("There is no such column.")
    for row in warehouse.rows("column_mappings", layout=column.layout, kind=kind, field=field):
        if row["heading_key"] != key:
            raise Refused("In this layout the column “{other}” is “{meaning}” already.", other=row["heading"],
                          meaning=known_headings().kinds[kind][field].canonical)  # fmt: skip


def all_column_decisions(warehouse: Warehouse) -> tuple[ColumnDecision, ...]:
    """Return every decision about a column that was ever kept, latest first."""
    return tuple(
        ColumnDecision(
            row["import"],
            said["layout"],
            said["heading"],
            said["kind"],
            said["field"],
            said["actor"],
            datetime.fromisoformat(said["decided_at"]),
            row["state"],
            bool(row["is_standing"]) and not said["is_forgotten"],
        )
        for row, said in decided_rows(warehouse, "mappings")
    )


def standing_columns(warehouse: Warehouse) -> dict[tuple[str, str], ColumnDecision]:
    """Return the decisions in force by layout and heading."""
    return {
        (one.layout, heading_key(one.heading)): one for one in all_column_decisions(warehouse) if one.is_standing
    }


def fields_of(kinds: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return what a column of a table of ``kinds`` may hold: canonical heading → kind and field, each heading once."""
    offered: dict[str, tuple[str, str]] = {}
    for kind in kinds:
        for name, heading in known_headings().kinds[kind].items():
            offered.setdefault(heading.canonical, (kind, name))
    return offered
