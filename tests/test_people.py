"""Roles are said by an administrator, appended and never overwritten; whoever was never named reads nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import Desk

from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.errors import AccessDenied, Refused
from metrics.people import (
    add_person,
    bind_units,
    end_access,
    give_role,
    name_first_administrator,
    people,
    reader_of,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).settle()


def add(desk: Desk, person: str, role: str, *units: str) -> None:
    """Give somebody access, as the machine's administrator."""
    add_person(desk.warehouse, LOCAL, person, role, units, actor="管理员", now=desk.clock)


def test_whoever_was_never_named_reads_nothing(desk: Desk):
    assert reader_of(desk.warehouse, "nobody@city.example") is None


def test_a_person_is_known_whatever_the_case_of_the_address(desk: Desk):
    add(desk, "Li@City.example", "unit", "甲")
    found = reader_of(desk.warehouse, "li@city.EXAMPLE")
    assert found == Reader("unit", frozenset({"甲区"}))


def test_a_changed_role_holds_at_once_and_the_log_has_both(desk: Desk):
    add(desk, "li@city.example", "unit", "甲区")
    give_role(desk.warehouse, LOCAL, "li@city.example", "leader", actor="管理员", now=desk.clock)
    assert reader_of(desk.warehouse, "li@city.example") == Reader("leader")
    entry = audit_entries(desk.warehouse, LOCAL, what="access_changed")[0]
    assert (entry.about, entry.old, entry.new) == ("li@city.example", "unit: 甲区", "leader")


def test_an_ended_access_reads_nothing_and_can_be_given_again(desk: Desk):
    add(desk, "li@city.example", "office")
    end_access(desk.warehouse, LOCAL, "li@city.example", actor="管理员", now=desk.clock)
    assert reader_of(desk.warehouse, "li@city.example") is None
    add(desk, "li@city.example", "supervisor")
    assert reader_of(desk.warehouse, "li@city.example") == Reader("supervisor")
    assert len(desk.warehouse.rows("people")) == 3


def test_a_person_of_a_unit_is_bound_to_units_that_exist(desk: Desk):
    with pytest.raises(Refused):
        add(desk, "li@city.example", "unit")
    with pytest.raises(Refused):
        add(desk, "li@city.example", "unit", "无此区")
    add(desk, "li@city.example", "unit", "甲区")
    bind_units(desk.warehouse, LOCAL, "li@city.example", ["乙区", "丙局"], actor="管理员", now=desk.clock)
    assert reader_of(desk.warehouse, "li@city.example").units == {"乙区", "市丙局"}


@pytest.mark.parametrize("role", ["office", "leader", "admin"])
def test_units_named_with_a_role_that_is_bound_to_none_are_refused_not_dropped(desk: Desk, role: str):
    with pytest.raises(Refused, match="not bound to units"):
        add(desk, "li@city.example", role, "甲区")
    add(desk, "li@city.example", "unit", "甲区")
    with pytest.raises(Refused, match="not bound to units"):
        give_role(desk.warehouse, LOCAL, "li@city.example", role, ["甲区"], actor="管理员", now=desk.clock)
    assert reader_of(desk.warehouse, "li@city.example").role == "unit"


def test_a_renamed_unit_stays_bound(desk: Desk):
    add(desk, "li@city.example", "unit", "甲区")
    desk.say(单位="单位名称|单位类别|曾用名\n甲新区  |区县    |甲区")
    names = {row["name"] for row in desk.warehouse.rows("units")}
    assert reader_of(desk.warehouse, "li@city.example").units <= names


@pytest.mark.parametrize("role", ["office", "unit", "supervisor", "leader"])
def test_only_an_administrator_gives_roles_and_lists_people(desk: Desk, role: str):
    who = Reader(role, frozenset({"甲区"}))
    with pytest.raises(AccessDenied):
        add_person(desk.warehouse, who, "x@city.example", "admin", actor="他", now=desk.clock)
    with pytest.raises(AccessDenied):
        people(desk.warehouse, who)


def test_nobody_changes_their_own_access(desk: Desk):
    add(desk, "chief@city.example", "admin")
    chief = reader_of(desk.warehouse, "chief@city.example")
    with pytest.raises(Refused):
        give_role(desk.warehouse, chief, "chief@city.example", "office", actor="Chief@city.example", now=desk.clock)


def test_the_first_administrator_is_named_by_the_server_once(desk: Desk):
    for _ in range(2):
        name_first_administrator(desk.warehouse, "chief@city.example", now=desk.clock)
    assert [one.role for one in people(desk.warehouse, LOCAL)] == ["admin"]
    assert len(desk.warehouse.rows("people")) == 1


def test_what_a_person_does_is_logged_with_the_role_held_then(desk: Desk):
    add(desk, "chief@city.example", "admin")
    chief = reader_of(desk.warehouse, "chief@city.example")
    add_person(desk.warehouse, chief, "li@city.example", "leader", actor="chief@city.example", now=desk.clock)
    assert audit_entries(desk.warehouse, chief)[0].role == "admin"
