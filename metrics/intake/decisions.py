"""What a person says a name means that nobody knew: this unit, one still to be imported, or none at all.

Each decision is kept like a received file, an import of the office with actor and time: it is remembered for
every later file, and withdrawing it brings the one before back. Who decides otherwise than somebody before has
to have seen that decision.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from metrics.access import Reader
from metrics.changes import Record
from metrics.errors import Refused
from metrics.intake.directory import Directory
from metrics.intake.hearing import OFFICE
from metrics.intake.units import decided_name
from metrics.warehouse import Warehouse

SHEET = "名称认定"
What = Literal["unit", "channel"]
Meaning = Literal["is", "awaited", "refused"]
# What stands in the history, in the words of the office.
ANSWERS = {"is": "指", "awaited": "待导入", "refused": "不是单位"}
OF_CHANNELS = {**ANSWERS, "refused": "不是渠道"}
WHAT = {"unit": "单位", "channel": "渠道"}


@dataclass(frozen=True)
class Name:
    """A name that stands in received files and that the store does not know."""

    what: What
    text: str
    """As it is typed."""
    unit: int | None = None
    """Of a channel's name: whose channel it is said to be, None where the file does not say."""

    @property
    def key(self) -> tuple[str, int | None, str]:
        """What decides whether two names are the same question."""
        return self.what, self.unit, decided_name(self.text)


@dataclass(frozen=True)
class Decision:
    """One decision about a name that was kept."""

    import_id: int
    """Its number in the history, by which it can be withdrawn."""
    name: Name
    answer: Meaning
    meaning: str
    """Official name of the unit or channel that is meant, empty for none."""
    actor: str
    at: datetime
    reason: str = ""
    state: str = "committed"
    is_standing: bool = True
    """Whether it is in force: neither withdrawn nor followed by another one about the same name."""
    unit_name: str = ""
    """Of a channel's name: the unit's."""

    def as_json(self) -> dict[str, Any]:
        """Return the decision as the command ``names`` prints it."""
        return {
            "import": self.import_id, "what": self.name.what, "name": self.name.text, "unit": self.unit_name or None,
            "answer": self.answer, "meaning": self.meaning or None, "actor": self.actor,
            "at": self.at.isoformat(sep=" ", timespec="minutes"), "reason": self.reason or None,
            "state": self.state, "standing": self.is_standing,
        }  # fmt: skip


def decide_name(
    warehouse: Warehouse,
    reader: Reader,
    name: Name,
    answer: Meaning,
    meant: int | None = None,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Decision:
    """Keep what a name means; ``meant`` is the unit or channel for the answer ``is``.

    ``seen`` is the import of the decision in force that the person has looked at and now overrules. Raises Refused
    when another one is in force that was not looked at, when the name is known anyway, and for a meaning that does
    not exist; AccessDenied for anybody but the office.
    """
    reader.require_office()
    with warehouse.transaction() as changes:
        directory = Directory(warehouse)
        before = standing_decisions(warehouse, directory).get(name.key)
        if before is None:
            _require_unknown(directory, name)
        elif before.import_id != seen:
            raise Refused(
                "“{name}” was decided already: {meaning} ({actor}, {day}, import {number}). Look at that decision; "
                "changing it has to be said.",
                name=name.text, meaning=_in_words(before), actor=before.actor, number=before.import_id,
                day=before.at.date().isoformat(),
            )  # fmt: skip
        meaning = _meaning(directory, name, answer, meant)
        fields = {
            "what": name.what, "name": name.text, "name_key": decided_name(name.text), "unit": name.unit,
            "answer": answer, "meant": meant if answer == "is" else None, "meaning": meaning, "actor": actor,
            "decided_at": now.isoformat(), "reason": reason, "overrules": before.import_id if before else None,
        }  # fmt: skip
        decision = Decision(0, name, answer, meaning, actor, now, reason, unit_name=directory.name_of(name.unit))
        cells = {"名称": name.text, "类别": WHAT[name.what], "主办单位": decision.unit_name,
                 "认定": _in_words(decision), "理由": reason, "认定人": actor}  # fmt: skip
        identity = "|".join(str(part or "") for part in name.key)
        number: int = changes.append_import(
            file_name=f"{SHEET}（{name.text}）", sha256="", speaker=OFFICE, state="committed", actor=actor, at=now,
            report={"kinds": {}, "faults": [], "refused_rows": []},
        )  # fmt: skip
        changes.append_records(number, [Record("names", identity, SHEET, 1, fields, cells)])
        changes.refold("names", {identity})
        old = _in_words(before) if before else ""
        changes.append_audit(
            what="name_decided", about=name.text, old=old, new=_in_words(decision), actor=actor, at=now
        )
    return Decision(number, name, answer, meaning, actor, now, reason, unit_name=decision.unit_name)


def all_decisions(warehouse: Warehouse, directory: Directory | None = None) -> tuple[Decision, ...]:
    """Return every decision about a name that was ever kept, latest first."""
    directory = directory or Directory(warehouse)
    return tuple(
        Decision(
            row["import"],
            Name(said["what"], said["name"], said["unit"]),
            said["answer"],
            said["meaning"],
            said["actor"],
            datetime.fromisoformat(said["decided_at"]),
            said["reason"],
            row["state"],
            bool(row["is_standing"]),
            directory.name_of(said["unit"]),
        )
        for row, said in decided_rows(warehouse, "names")
    )


def decided_rows(warehouse: Warehouse, kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the decisions of a kind as they were kept, latest first: where each stands, and what it says."""
    rows = warehouse.query("decisions_of_people", kind=kind)
    return [(row, json.loads(row["fields"])) for row in rows]


def standing_decisions(
    warehouse: Warehouse, directory: Directory | None = None
) -> dict[tuple[str, int | None, str], Decision]:
    """Return the decisions in force by what they are about."""
    return {one.name.key: one for one in all_decisions(warehouse, directory) if one.is_standing}


def unit_named(directory: Directory, text: str) -> int:
    """Return the unit that is said to be meant; Refused for a name that is unknown or shared."""
    match = directory.find_unit(text)
    if match.unit_id is None:
        raise match.refusal(text)
    return int(match.unit_id)


def _require_unknown(directory: Directory, name: Name) -> None:
    if not decided_name(name.text):
        raise Refused("An empty name cannot be decided.")
    if name.what == "channel":
        known = [one for one in directory.channels_of(name.unit) if decided_name(one.name) == decided_name(name.text)]
        if known:
            raise Refused("“{name}” is already the name of {other}.", name=name.text, other=directory.words(known[0]))
        return
    match = directory.find_unit(name.text)
    if match.unit_id is not None:
        raise Refused("“{name}” is already a name of {other}.", name=name.text,
                      other=directory.name_of(int(match.unit_id)))  # fmt: skip


def _meaning(directory: Directory, name: Name, answer: Meaning, meant: int | None) -> str:
    if answer != "is":
        return ""
    if name.what == "unit":
        if meant not in directory.units:
            raise Refused("There is no such unit.")
        return directory.name_of(meant)
    channel = directory.channels.get(meant or 0)
    if channel is None or name.unit not in (None, channel.unit):
        raise Refused("There is no such channel.")
    return directory.words(channel)


def _in_words(decision: Decision) -> str:
    words = (OF_CHANNELS if decision.name.what == "channel" else ANSWERS)[decision.answer]
    return words + decision.meaning
