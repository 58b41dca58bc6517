"""Who has access, in which role and for which units: said by an administrator, appended, never overwritten.

A person is known by what the sign-in calls them (an e-mail address, as a rule), in lower case. What was said last
of a person holds. Whoever was never named, or whose access has ended, reads nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from metrics.access import Reader, Role
from metrics.calendar import SHANGHAI
from metrics.errors import Refused
from metrics.intake.directory import Directory
from metrics.warehouse import Warehouse

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Person:
    """What holds of one person."""

    person: str
    name: str
    role: Role
    units: tuple[str, ...]
    """Official names, for the role ``unit``; empty otherwise."""
    is_ended: bool
    actor: str
    """Who said so."""
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return the person as the command ``people`` prints it."""
        return {
            "person": self.person, "name": self.name or None, "role": self.role, "units": list(self.units),
            "ended": self.is_ended, "actor": self.actor, "at": self.at.isoformat(sep=" ", timespec="minutes"),
        }  # fmt: skip

    def in_words(self) -> str:
        """Return what holds, as the audit log keeps it."""
        if self.is_ended:
            return "ended"
        return self.role + (f": {'、'.join(self.units)}" if self.units else "")


def people(warehouse: Warehouse, reader: Reader) -> tuple[Person, ...]:
    """Return what holds of everybody who was ever named; AccessDenied for anybody but an administrator."""
    reader.require_administrator()
    last = {row["person"]: row for row in warehouse.rows("people", order_by="entry")}
    names = _names(warehouse)
    return tuple(_person(row, names) for _, row in sorted(last.items()))


def find_person(warehouse: Warehouse, person: str) -> Person | None:
    """Return what holds of a person; None when nobody ever named them."""
    rows = warehouse.rows("people", order_by="entry", person=_key(person))
    return _person(rows[-1], _names(warehouse)) if rows else None


def reader_of(warehouse: Warehouse, person: str, may_see_ranks_of_peers: bool = True) -> Reader | None:
    """Return what a person who has signed in may read; None for whoever has no role."""
    found = find_person(warehouse, person)
    if found is None or found.is_ended:
        return None
    return Reader(found.role, frozenset(found.units), may_see_ranks_of_peers)


def add_person(
    warehouse: Warehouse,
    reader: Reader,
    person: str,
    role: str,
    units: Sequence[str] = (),
    *,
    name: str = "",
    actor: str,
    now: datetime,
) -> Person:
    """Give somebody access, also again after it had ended. Raises Refused when the person has access already.

    Units are for the role ``unit`` alone: Refused, too, for units that would bind nobody.
    """
    _check_bound(role, units)
    before = find_person(warehouse, person)
    if before is not None and not before.is_ended:
        raise Refused("{person} has access already.", person=before.person)
    return _say(warehouse, reader, person, role, units, name, actor=actor, now=now)


def give_role(
    warehouse: Warehouse, reader: Reader, person: str, role: str, units: Sequence[str] = (), *, actor: str,
    now: datetime,
) -> Person:  # fmt: skip
    """Give a person another role; for the role ``unit`` the units, those bound before when none are named.

    Raises Refused for units named with any other role.
    """
    _check_bound(role, units)
    before = _standing(warehouse, person)
    return _say(warehouse, reader, person, role, units or before.units, before.name, actor=actor, now=now)


def bind_units(
    warehouse: Warehouse, reader: Reader, person: str, units: Sequence[str], *, actor: str, now: datetime
) -> Person:
    """Bind a person of the role ``unit`` to exactly these units."""
    before = _standing(warehouse, person)
    if before.role != "unit":
        raise Refused("{person} has the role {role}; only the role unit is bound to units.",
                      person=before.person, role=before.role)  # fmt: skip
    return _say(warehouse, reader, person, "unit", units, before.name, actor=actor, now=now)


def end_access(warehouse: Warehouse, reader: Reader, person: str, *, actor: str, now: datetime) -> Person:
    """Take a person's access away; what they did stays in the log."""
    before = _standing(warehouse, person)
    return _say(warehouse, reader, person, before.role, before.units, before.name, actor=actor, now=now, is_ended=True)


def name_first_administrator(warehouse: Warehouse, person: str, *, now: datetime) -> None:
    """Keep that the server's settings name this person an administrator; nothing when the store says so already."""
    found = find_person(warehouse, person)
    if found is None or found.is_ended or found.role != "admin":
        machine = Reader("admin")
        _say(warehouse, machine, person, "admin", (), found.name if found else "", actor="secrets.toml", now=now)


def _say(
    warehouse: Warehouse, reader: Reader, person: str, role: str, units: Sequence[str], name: str, *, actor: str,
    now: datetime, is_ended: bool = False,
) -> Person:  # fmt: skip
    reader.require_administrator()
    key = _key(person)
    if not key or any(sign.isspace() for sign in key):
        raise Refused("Name the person as the sign-in does: without spaces, for example an e-mail address.")
    if key == _key(actor):
        raise Refused("Nobody changes their own access; ask another administrator.")
    if role not in ROLES:
        raise Refused("There is no role {role}; possible: {known}.", role=role, known="、".join(ROLES))
    at = now.astimezone(SHANGHAI).replace(tzinfo=None) if now.tzinfo else now
    with warehouse.transaction(is_new_version=False) as changes:
        names = _names(warehouse)
        keys = _units(warehouse, units) if role == "unit" else ()
        if role == "unit" and not keys:
            raise Refused("The role unit needs at least one unit.")
        before = find_person(warehouse, key)
        said = Person(key, name, role, tuple(names[one] for one in keys), is_ended, actor, at)
        changes.append_person(person=key, name=name, role=role, units=keys, is_ended=is_ended, actor=actor, at=at)
        changes.append_audit(
            what="access_changed", about=key, old=before.in_words() if before else "", new=said.in_words(),
            actor=actor, at=at,
        )  # fmt: skip
    return said


def _check_bound(role: str, units: Sequence[str]) -> None:
    if units and role != "unit":
        raise Refused("The role {role} is not bound to units: leave them out, or choose the role unit.", role=role)


def _standing(warehouse: Warehouse, person: str) -> Person:
    found = find_person(warehouse, person)
    if found is None or found.is_ended:
        raise Refused("{person} has no access.", person=person)
    return found


def _units(warehouse: Warehouse, units: Sequence[str]) -> tuple[int, ...]:
    directory = Directory(warehouse)
    found: dict[int, None] = {}
    for name in units:
        match = directory.find_unit(name)
        if match.unit_id is None:
            similar = "、".join(one.name for one in match.suggestions)
            raise Refused("No unit is called “{name}”. Similar: {similar}.", name=name, similar=similar or "—")
        found[int(match.unit_id)] = None
    return tuple(found)


def _person(row: dict[str, Any], names: dict[int, str]) -> Person:
    units = tuple(names[key] for key in json.loads(row["units"]) if key in names)
    return Person(row["person"], row["name"], row["role"], units, row["is_ended"], row["actor"], row["happened_at"])


def _names(warehouse: Warehouse) -> dict[int, str]:
    return {row["unit"]: row["name"] for row in warehouse.rows("units")}


def _key(person: str) -> str:
    return person.strip().lower()
