"""Backups beside the store, taken while it is in use; what a damaged store says; the same digits after a restore."""

from __future__ import annotations

from pathlib import Path

import pytest
from dashboards import command, dashboard
from desks import Desk

from metrics.backup import back_up, restore
from metrics.backup_folder import backup_folder, backups, last_good_backup
from metrics.errors import StoreDamaged
from metrics.warehouse import FILE_NAME, Warehouse


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).settle()


def damage(store: Path) -> None:
    """Overwrite the head of a store's file."""
    with (store / FILE_NAME).open("r+b") as file:
        file.write(b"\xff" * 20_000)


def test_a_backup_without_a_name_stands_beside_the_store_with_its_day_and_size(desk: Desk):
    archive = back_up(desk.warehouse, actor="张三")
    (listed,) = backups(desk.warehouse.folder)
    assert listed.path == archive.path
    assert archive.path.parent == backup_folder(desk.warehouse.folder)
    assert listed.size == archive.path.stat().st_size


def test_a_restore_into_an_empty_folder_gives_the_same_digits(desk: Desk):
    before, facts = desk.scores(), desk.facts()
    restore(back_up(desk.warehouse).path, desk.folder / "again")
    desk.warehouse.close()
    desk.warehouse = Warehouse.open(desk.folder / "again")
    assert (desk.scores(), desk.facts()) == (before, facts)


def test_a_damaged_store_names_the_last_backup_that_is_whole(desk: Desk):
    good = back_up(desk.warehouse).path
    store = desk.warehouse.folder
    (backup_folder(store) / "metrics-29991231-000000.zip").write_bytes(good.read_bytes()[:-100])
    desk.warehouse.close()
    damage(store)
    with pytest.raises(StoreDamaged) as said:
        Warehouse.open(store)
    assert said.value.values["backup"] == str(good)
    assert last_good_backup(store).path == good


def test_a_command_over_a_damaged_store_names_the_backup(desk: Desk):
    good = back_up(desk.warehouse).path
    desk.warehouse.close()
    damage(desk.warehouse.folder)
    said = command("score", "--period", "2025Q2", store=desk.warehouse.folder)
    assert said.exit == 1
    assert str(good) in said.stderr


def test_a_backup_is_taken_by_command_beside_a_dashboard(desk: Desk):
    desk.warehouse.close()
    with dashboard(desk.warehouse.folder):
        said = command("backup", store=desk.warehouse.folder)
    assert said.exit == 0, said.stderr
    assert len(backups(desk.warehouse.folder)) == 1
