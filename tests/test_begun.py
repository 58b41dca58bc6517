"""The files of a command are copied and read ahead: in their order, as they were, and without a trace afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.intake.begun import Begun, Copied
from metrics.intake.faults import Fault
from metrics.intake.unpacking import Limits

PATIENCE = 30.0
HEAD = "问题编号,责任单位\n"


def ledger(folder: Path, name: str, unit: str) -> tuple[Path, str]:
    path = folder / f"{name}.csv"
    path.write_text(f"{HEAD}{name},{unit}\n", encoding="utf-8")
    return path, path.name


def unit_of(copied: Copied | Fault) -> str:
    assert isinstance(copied, Copied), copied
    assert copied.sheets is not None
    sheets = copied.sheets()
    assert not isinstance(sheets, Fault)
    return sheets[0].rows[2][2]


def test_files_are_given_in_their_order_and_again_when_asked_again(tmp_path: Path) -> None:
    files = [ledger(tmp_path, name, unit) for name, unit in (("一", "历下区"), ("二", "市中区"), ("三", "槐荫区"))]
    with Begun(files) as begun:
        assert [unit_of(begun.take(number)) for number in range(3)] == ["历下区", "市中区", "槐荫区"]
        assert unit_of(begun.take(0)) == "历下区"


def test_what_is_read_is_the_file_as_it_was_when_it_was_begun(tmp_path: Path) -> None:
    (path, name) = ledger(tmp_path, "一", "历下区")
    with Begun([(path, name)]) as begun:
        begun.start()
        begun._coming[0].result(PATIENCE)
        path.write_text(HEAD + "一,市中区\n", encoding="utf-8")
        begun.start()
        assert unit_of(begun.take(0)) == "历下区"


def test_the_next_file_is_read_while_one_is_used(tmp_path: Path) -> None:
    files = [ledger(tmp_path, name, unit) for name, unit in (("一", "历下区"), ("二", "市中区"), ("三", "槐荫区"))]
    with Begun(files) as begun:
        begun.take(0)
        begun._coming[1].result(PATIENCE)
        assert len(begun._coming) == 2, "one ahead, no more"


def test_a_file_that_is_missing_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    files = [(tmp_path / "没有.csv", "没有.csv"), ledger(tmp_path, "二", "市中区")]
    with Begun(files) as begun:
        with pytest.raises(FileNotFoundError):
            begun.take(0)
        assert unit_of(begun.take(1)) == "市中区"


def test_a_file_too_large_to_be_read_is_not_even_copied(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate((Limits().unpacked_megabytes + 1) * 1_000_000)
    with Begun([(path, path.name)]) as begun:
        found = begun.take(0)
        assert isinstance(found, Fault)
        assert found.code == "too_large"
        assert not list(Path(begun._folder.name).iterdir())


def test_a_command_that_ends_before_it_took_its_files_leaves_nothing_behind(tmp_path: Path) -> None:
    with Begun([ledger(tmp_path, "一", "历下区")]) as begun:
        folder = Path(begun._folder.name)
        begun.start()
        begun._coming[0].result(PATIENCE)
    assert not folder.exists()
