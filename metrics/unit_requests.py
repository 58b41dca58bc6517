"""What units' files ask the office for: each difference in a column or row that is not theirs, and its answer.

A request is open until somebody of the office answers it (``metrics.answering``), or until the store says what it asks
for. A withdrawn file asks for nothing; a withdrawn answer leaves its request open again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from metrics.access import Reader
from metrics.calendar import Period
from metrics.intake.comparison import fold, shown
from metrics.intake.senders import names_now, reads_files_of
from metrics.intake.speaking import ROW
from metrics.judging import Known, known_findings
from metrics.masking import SAFETY, masked_text, may_read_safety
from metrics.warehouse import Warehouse

Answer = Literal["accepted", "declined"]
State = Literal["open", "accepted", "declined", "entered"]
OF_FINDINGS = ("findings", "rectifications")
# The columns an answer can enter; any other one takes a file of the office, where every rule for it is checked.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "findings": ("review", "reduced_points", "points", "description", "page", "screenshot", "source"),
    "rectifications": ("deadline_on", "deadline_text", "extended_to", "extension_approved_on", "rechecked_on",
                       "recheck_result", "action", "fixed_on"),
    "assignments": ("title", "role", "due_on", "due_text", "verification"),
    "observations": ("numerator", "denominator", "value"),
    "channels": ("status", "opened_on", "closed_on", "identifier", "address"),
}  # fmt: skip
# Columns that mean something together only: one is answered with the others of its row.
TOGETHER = (
    ("review", "reduced_points"), ("rechecked_on", "recheck_result"), ("extended_to", "extension_approved_on"),
    ("status", "closed_on"), ("numerator", "denominator", "value"),
)  # fmt: skip

# Columns of a finding that are kept as keys, and where their names stand.
NAMES = {"channel_name": "channel_name", "indicator_text": "problem_class"}


@dataclass(frozen=True)
class Answered:
    """What the office said to a request: who, when, why, and the import by which it can be withdrawn."""

    answer: Answer
    reason: str
    actor: str
    at: datetime
    import_id: int

    def as_json(self) -> dict[str, Any]:
        """Return the answer as the commands print it."""
        return {
            "answer": self.answer, "reason": self.reason, "actor": self.actor,
            "at": self.at.isoformat(sep=" ", timespec="seconds"), "import": self.import_id,
        }  # fmt: skip


@dataclass(frozen=True)
class UnitRequest:
    """One thing a unit's file asked for."""

    number: int
    speaker: str
    """The unit whose file it is, as it is called now."""
    unit: str
    """The unit whose row it is; empty for a row of no known unit."""
    kind: str
    identity: str
    """What the store knows the thing by; empty for what it does not have."""
    item: str
    """The thing in words, as far as the store has it."""
    thing: str
    """The thing in more words, as it was when it was asked: number, channel, indicator, beginning of the text."""
    field: str
    """A column, or ``row`` for a whole row that the store does not have."""
    old: str | None
    new: str | None
    file: str
    sheet: str
    row: int
    import_id: int
    handed_in_by: str
    at: datetime
    state: State
    answered: Answered | None
    can_be_entered: bool
    """Whether accepting it changes the store; anything else takes a file of the office."""
    seen: str
    """What to remember in order to be told later what changed."""

    @property
    def words(self) -> str:
        """The thing in as many words as there are: stores of earlier versions kept the item only."""
        return self.thing or self.item

    def as_json(self) -> dict[str, Any]:
        """Return the request as the commands print it."""
        return {
            "request": self.number, "unit": self.unit, "speaker": self.speaker, "kind": self.kind,
            "identity": self.identity, "item": self.item, "thing": self.thing, "field": self.field, "old": self.old,
            "new": self.new, "file": self.file, "sheet": self.sheet, "row": self.row,
            "import": self.import_id, "state": self.state, "can_be_entered": self.can_be_entered, "seen": self.seen,
            "answer": self.answered and self.answered.as_json(),
        }  # fmt: skip


def requests_of_units(
    warehouse: Warehouse, reader: Reader, *, state: State | None = None
) -> tuple[UnitRequest, ...]:
    """Return what units' files asked for, latest first, in one state when asked; a unit sees what its own files ask."""
    is_read, now = reads_files_of(warehouse, reader), names_now(warehouse)
    rows = [
        row | {"speaker": now.get(row["speaker"], row["speaker"])}
        for row in warehouse.query("requests_of_units")
        if is_read(row["speaker"])
    ]
    known = things_of(warehouse, rows)
    found = (_told(reader, row, known.get(place_of(row))) for row in rows)
    return tuple(one for one in found if state in (None, one.state))


def place_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return what the thing a request is about is known by: a rectification is known by its finding."""
    return ("findings" if row["kind"] in OF_FINDINGS else row["kind"], row["identity"])


def things_of(warehouse: Warehouse, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Known]:
    """Return the things that requests are about with everything that was said of them, as far as there are such."""
    wanted: defaultdict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in rows:
        if row["identity"]:
            kind, identity = place_of(row)
            wanted[kind].setdefault(identity, row)
    found: dict[tuple[str, str], Known] = {}
    for kind, things in wanted.items():
        if kind == "findings":
            keys = warehouse.query("findings_of_identities", identities=list(things))
            for one in known_findings(warehouse, [row["finding"] for row in keys]).values():
                found[kind, one.identity] = one
        else:
            found |= {(kind, name): one for name, one in _other_things(warehouse, kind, things).items()}
    return found


def _other_things(
    warehouse: Warehouse, kind: str, things: Mapping[str, Mapping[str, Any]]
) -> dict[str, Known]:
    said: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in warehouse.query("statements_about_things", kind=kind, identities=list(things)):
        said[row["identity"]].append(row | {"fields": json.loads(row["fields"])})
    about = {
        name: {"unit_name": things[name]["unit_name"] or "", "number": _name_of(warehouse, kind, name)} for name in said
    }
    return {name: Known(0, name, about[name], tuple(some)) for name, some in said.items()}


def _name_of(warehouse: Warehouse, kind: str, identity: str) -> str:
    """Return what of an identity people know a thing by: a task's number, a channel's name, an indicator's name."""
    parts = identity.split("|")
    if kind == "observations" and len(parts) > 2 and parts[2].isdigit():
        day = max(Period.quarter(int(parts[2])).last, warehouse.schemes.versions[0].effective_from)
        return warehouse.schemes.in_force(day).name_of_observation(parts[1])
    place = {"assignments": 1, "observations": 1, "channels": 2}.get(kind, 0)
    return parts[place] if len(parts) > place else identity


def believed(known: Known | None, kind: str) -> dict[str, Any]:
    """Return what the store believes of a thing, as records of ``kind`` say; of observations what is accepted."""
    if known is None:
        return {}
    said = known.statements(kind)
    if kind == "observations":
        said = [one for one in said if one.fields.get("is_accepted")]
    return fold(kind, said)


def _told(reader: Reader, row: Mapping[str, Any], known: Known | None) -> UnitRequest:
    answered = None
    if row["answer"] is not None:
        answered = Answered(row["answer"], row["reason"], row["answered_by"], row["answered_at"], row["answer_import"])
    owner = row["unit_name"] or ""
    is_entered = known is not None and reader.may_read(owner) and _is_entered(row, known)
    state: State = answered.answer if answered else "entered" if is_entered else "open"
    request = UnitRequest(
        row["request"], row["speaker"], owner, row["kind"], row["identity"], known.item if known else "",
        row["thing"] or "", row["field"], row["old_value"], row["new_value"],
        row["file_name"], row["sheet"], row["row_number"], row["import"], row["handed_in_by"], row["received_at"],
        state, answered,
        known is not None and row["field"] in COLUMNS.get(row["kind"], ()),
        f"{known.seen if known else '0.0'}:{answered.import_id if answered else 0}",
    )  # fmt: skip
    return request if reader.is_office else _masked(reader, request, known)


def _is_entered(row: Mapping[str, Any], known: Known) -> bool:
    if row["field"] == ROW:
        return any(not one["fields"].get("from_unit") for one in known.standing)
    if row["field"] in NAMES:
        return bool(known.row.get(NAMES[row["field"]]) == row["new_value"])
    return bool(shown(believed(known, row["kind"]).get(row["field"])) == row["new_value"])


def _masked(reader: Reader, one: UnitRequest, known: Known | None) -> UnitRequest:
    """Return a request as a reader outside the office may see it."""
    texts: dict[str, Any] = {"item": one.item, "thing": one.thing, "old": one.old, "new": one.new}
    if not reader.may_read(one.unit):
        # What the store has of another unit is not the speaker's to learn.
        texts |= {"item": "", "old": None}
    # Nobody knows yet what a new row of findings is about.
    is_safety = one.kind in OF_FINDINGS and (known is None or known.row["indicator_code"] == SAFETY)
    if is_safety and not may_read_safety(reader, one.speaker):
        return replace(one, identity="", item="", thing="", old=None, new=None, answered=_unworded(one.answered))
    told: dict[str, Any] = {name: text if text is None else masked_text(reader, text) for name, text in texts.items()}
    answered = one.answered and replace(one.answered, reason=masked_text(reader, one.answered.reason))
    return replace(one, **told, identity=masked_text(reader, one.identity), answered=answered)


def _unworded(answered: Answered | None) -> Answered | None:
    return answered and replace(answered, reason="")


def siblings(requests: Iterable[UnitRequest], one: UnitRequest) -> tuple[UnitRequest, ...]:
    """Return the requests of the same row that mean something only together with ``one``, itself among them."""
    together = next((group for group in TOGETHER if one.field in group), (one.field,))
    place = (one.import_id, one.kind, one.identity, one.sheet, one.row)
    return tuple(
        other
        for other in requests
        if other.number == one.number
        or (one.identity and other.field in together
            and (other.import_id, other.kind, other.identity, other.sheet, other.row) == place)
    )  # fmt: skip
