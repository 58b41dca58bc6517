"""Everything that changes what is believed is in the log: who, when, old and new; nothing there is ever changed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from desks import Desk
from retelling import dated
from scheme_files import SchemeFiles

from metrics.access import Reader
from metrics.audit import audit_entries, note_rules, write_down
from metrics.backup import back_up, restore
from metrics.errors import AccessDenied
from metrics.intake.decisions import Name, decide_name
from metrics.rulebook import load_schemes
from metrics.warehouse import Warehouse

OFFICE = Reader("office")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).settle()


def test_an_import_and_its_withdrawal_are_in_the_log_with_who_did_them(desk: Desk):
    desk.say(单位="单位名称|单位类别\n丁区    |区县")
    number = max(row["import"] for row in desk.warehouse.rows("imports"))
    desk.withdraw(number)
    latest, before = audit_entries(desk.warehouse, OFFICE)[:2]
    assert (latest.what, latest.old, latest.new) == ("import_withdrawn", "committed", "withdrawn")
    assert before.what == "import_committed"
    assert latest.about == before.about == f"单位.csv #{number}"
    assert latest.actor == before.actor == "tester"


def test_a_refused_file_is_logged_as_held_and_a_rehearsal_is_not_logged(desk: Desk):
    so_far = len(audit_entries(desk.warehouse, OFFICE))
    unknown = "检查期|责任单位|渠道名称|指标|问题描述\n2025Q2|无此区  |无此网  |可用性|坏了"
    desk.say(options={"dry_run": True}, 问题=unknown)
    assert len(audit_entries(desk.warehouse, OFFICE)) == so_far
    desk.say(问题=unknown)
    assert [one.what for one in audit_entries(desk.warehouse, OFFICE)[: -so_far or None]] == ["import_held"]


def test_a_name_decided_otherwise_is_logged_with_both_meanings(desk: Desk):
    keys = {row["name"]: row["unit"] for row in desk.warehouse.rows("units")}
    name = Name("unit", "甲新区")
    first = decide_name(desk.warehouse, OFFICE, name, "is", keys["甲区"], actor="张三", now=desk.clock)
    decide_name(desk.warehouse, OFFICE, name, "is", keys["乙区"], actor="李四", now=desk.clock, seen=first.import_id)
    entry = audit_entries(desk.warehouse, OFFICE, what="name_decided")[0]
    assert (entry.about, entry.old, entry.new, entry.actor) == ("甲新区", "指甲区", "指乙区", "李四")


def test_the_filters_of_the_log_hold_together(desk: Desk):
    write_down(desk.warehouse, what="looked_at", about="2025Q2 v1", actor="王五", at=desk.clock)
    assert [one.about for one in audit_entries(desk.warehouse, OFFICE, actor="王五")] == ["2025Q2 v1"]
    assert audit_entries(desk.warehouse, OFFICE, actor="王五", what="backed_up") == ()
    assert [one.actor for one in audit_entries(desk.warehouse, OFFICE, text="Q2 v")] == ["王五"]
    day = desk.clock.date()
    assert len(audit_entries(desk.warehouse, OFFICE, actor="王五", since=day, until=day)) == 1
    assert audit_entries(desk.warehouse, OFFICE, until=date(2025, 6, 30)) == ()


def test_a_look_is_logged_without_making_the_scores_anew(desk: Desk):
    version = desk.warehouse.version
    write_down(desk.warehouse, what="looked_at", about="2025Q2 v1", actor="王五", at=desk.clock)
    assert desk.warehouse.version == version


def test_a_backup_is_logged_and_the_restored_store_says_where_it_came_from(desk: Desk):
    archive = back_up(desk.warehouse, desk.folder / "copy.zip", "张三")
    assert audit_entries(desk.warehouse, OFFICE)[0].what == "backed_up"
    restore(archive.path, desk.folder / "again", "李四")
    again = Warehouse.open(desk.folder / "again")
    latest = audit_entries(again, OFFICE)[0]
    assert (latest.what, latest.about, latest.actor) == ("restored", "copy.zip", "李四")
    again.close()


def test_rules_that_were_edited_between_two_openings_are_in_the_log(tmp_path: Path):
    (tmp_path / "schemes").mkdir()
    files = SchemeFiles(tmp_path / "schemes")
    at = datetime.fromisoformat("2025-09-01T08:00")

    def opened_with_the_files() -> list[tuple[str, str]]:
        warehouse = Warehouse.open(tmp_path / "store", create="real", schemes=load_schemes(tmp_path / "schemes"))
        note_rules(warehouse, at)
        found = [(one.what, one.about) for one in audit_entries(warehouse, OFFICE)]
        warehouse.close()
        return found

    assert opened_with_the_files() == []
    files.edit("rectification.late", dated(4))
    assert opened_with_the_files() == [("rules_changed", "default.toml")]
    assert opened_with_the_files() == [("rules_changed", "default.toml")]


@pytest.mark.parametrize("role", ["unit", "supervisor", "leader"])
def test_only_the_office_and_administrators_read_the_log(desk: Desk, role: str):
    with pytest.raises(AccessDenied):
        audit_entries(desk.warehouse, Reader(role, frozenset({"甲区"})))
