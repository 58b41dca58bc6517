"""Forty-odd ledgers, each messy in its own way, give the right records or the right fault at the right cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from messy import MESSY, write_messy
from sample_ledgers import SAMPLES, Sample, city, places, plainly, reading_of, records, samples, standings

from metrics.intake.faults import CATALOGUE
from metrics.intake.receive import receive
from metrics.warehouse import Warehouse

FOLDER = SAMPLES / "messy"
ALL = samples("messy")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    made = city(tmp_path_factory.mktemp("messy"))
    yield made
    made.close()


def test_every_ledger_of_the_folder_says_what_it_means() -> None:
    assert {path.name for path in FOLDER.iterdir()} - {"README.md", "expected.toml"} == set(MESSY)
    assert [sample.path.name for sample in ALL] == list(MESSY)
    assert len(ALL) >= 30


def test_the_ledgers_are_those_the_script_writes(tmp_path: Path) -> None:
    for written in write_messy(tmp_path):
        assert content(written) == content(FOLDER / written.name), f"{written.name}: write the samples anew"


def content(path: Path) -> object:
    """The parts of a workbook, the bytes of anything else."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("sample", ALL, ids=str)
def test_a_messy_ledger_gives_the_right_records_and_the_right_faults(sample: Sample) -> None:
    reading = reading_of(sample)
    plain = plainly(sample)
    assert [fault.code for one in plain for fault in one.faults] == []
    assert records(reading) == records(*plain)
    assert places(reading, sample.path) == list(sample.faults)


# Read rightly, and still not to be kept: 死链 has no price in the scheme, and nobody has told of the problem put right.
ASKED_BY_THE_STORE = {"35": "missing_price", "40": "missing_price", "42": "no_finding_fits"}


@pytest.mark.parametrize("number", ASKED_BY_THE_STORE)
def test_a_messy_ledger_read_rightly_may_still_lack_what_the_scheme_or_the_store_needs(
    number: str, warehouse: Warehouse
) -> None:
    (sample,) = [one for one in ALL if str(one).startswith(number)]
    receipt = receive(warehouse, [(sample.path, sample.path.name)], dry_run=True)
    assert [one.code for one in receipt.files[0].faults if one.severity == "error"] == [ASKED_BY_THE_STORE[number]]


@pytest.mark.parametrize(
    "sample", [one for one in ALL if one.is_sound and str(one)[:2] not in ASKED_BY_THE_STORE], ids=str
)
def test_a_messy_ledger_without_an_error_is_accepted(sample: Sample, warehouse: Warehouse) -> None:
    is_accepted, scores = standings(warehouse, [(sample.path, sample.path.name)])
    assert is_accepted
    assert scores


@pytest.mark.parametrize("sample", [one for one in ALL if not one.is_sound], ids=str)
def test_a_ledger_at_fault_is_refused_whole(sample: Sample, warehouse: Warehouse) -> None:
    assert standings(warehouse, [(sample.path, sample.path.name)]) == (False, [])
    blamed = [fault for fault in sample.faults if CATALOGUE[fault.split()[1]].severity == "error"]
    assert all(fault[0] != "-" for fault in blamed), "a clerk is told the cell"
