"""A whole year told twice, the files of each import in another order, gives the same digits wherever one is printed.

The year stands in `scenarios/years/2025.toml`: imports, judgements, replies with decisions, an extension, a re-check,
a file taken back, a release a quarter and a correction.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from offices import YEAR, Office

from metrics import published, sealed, state
from metrics.access import LOCAL
from metrics.calendar import Period
from metrics.commands import questions
from metrics.commands.arguments import parse
from metrics.commands.releasing import check
from metrics.i18n import translator
from metrics.scores import periods
from metrics.words_of_releases import word_difference

QUARTERS, COMPOSITES = ("2025Q1", "2025Q2", "2025Q3", "2025Q4"), ("2025H1", "2025")
"""Every mark of a quarter stands in its package; those of half-years and the year are asked for."""
PERIODS = (*QUARTERS, *COMPOSITES)
UNITS = ("甲区", "乙区", "丙局")
CHINESE = translator("zh_CN")
Told = dict[str, Any]


@pytest.fixture(scope="module")
def tellings(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """Everything that is printed after the year, first as it was told, then with the files turned round."""
    return [told(tmp_path_factory.mktemp("year"), is_reversed) for is_reversed in (False, True)]


def told(folder: Path, is_reversed: bool) -> Told:
    """Play the year and collect what is printed of it."""
    office = Office(folder, is_reversed=is_reversed)
    try:
        for step in tomllib.loads(YEAR.read_text("utf-8"))["steps"]:
            office.do(step)
        return printed(office)
    finally:
        office.warehouse.close()


def printed(office: Office) -> Told:
    """What commands, pages and papers print: every question of every period, every edition, every check."""
    store = office.warehouse
    packages = {(one.period, one.edition): published.package_of(store, one) for one in published.published(store)}
    return {
        "quarters": [one.code for one in periods(store)],
        **asked(office),
        "replies": {unit: office.seen(unit, "replies") for unit in UNITS},
        "results": {key: without_numbers(package.results) for key, package in packages.items()},
        "papers": {key: {name: package.parts[sealed.PAPERS + name] for name in package.papers}
                   for key, package in packages.items()},
        "figures": {key: package.papers for key, package in packages.items()},
        "differences": [word_difference(CHINESE, each) for one in published.published(store)
                        for each in published.differences(store, LOCAL, one)],
        "notes": [(one.period, one.edition, one.note) for one in published.published(store)],
        # Every edition was recomputed before it was kept; the corrected quarter stands for the rest here.
        "check": check(store, parse(["check", "--period", "2025Q4"], CHINESE), CHINESE)[1],
    }  # fmt: skip


def asked(office: Office) -> Told:
    """What the questions of every period are answered, one period after the other: its figures are computed once."""
    found: Told = {name: {} for name in ("scores", "rates", "marks", "movement")}
    for period in PERIODS:
        found["scores"][period] = answer(office, "score", "--period", period)
        found["rates"][period] = answer(office, "inspections", "--period", period)
        found["movement"][period] = movement(office, Period.parse(period))
        if period in COMPOSITES:
            found["marks"][period] = [answer(office, "explain", unit, "--period", period) for unit in UNITS]
    return found


def answer(office: Office, *typed: str) -> tuple[dict[str, Any], str]:
    """What a command answers: its document, and its text."""
    ask = {"score": questions.score, "explain": questions.explain, "inspections": questions.inspections}[typed[0]]
    document, text = ask(office.warehouse, parse(typed, CHINESE), CHINESE)
    for mark in document.get("marks", ()):
        if mark["source"]:
            # A mark leads to the same file and row; the number of its import is the store's own.
            mark["source"] = {name: mark["source"][name] for name in ("file", "sheet", "row")}
    return document, text


def movement(office: Office, period: Period) -> list[object]:
    """How a period moved against the one before it."""
    seen = state.overview(office.warehouse, LOCAL, period, period.last)
    return [seen.previous, seen.groups, seen.risers, seen.fallers, seen.vetoed, seen.on_time, seen.websites]


def without_numbers(results: dict[str, Any]) -> dict[str, Any]:
    """Frozen results without the numbers that a store gives its records in the order it was told them."""
    marks = [{name: value for name, value in row.items() if name != "record"} for row in results["marks"]]
    return results | {"marks": sorted(marks, key=repr)}


@pytest.mark.parametrize(
    "what",
    ["quarters", "scores", "marks", "rates", "movement", "replies", "results", "figures", "papers", "differences",
     "notes", "check"],
)  # fmt: skip
def test_the_order_of_the_files_of_an_import_changes_no_digit(tellings: list[Told], what: str):
    first, second = (one[what] for one in tellings)
    assert first == second
    assert first


def test_the_year_was_no_empty_one(tellings: list[Told]):
    year, notes = tellings[0], tellings[0]["notes"]
    assert [(period, edition) for period, edition, _ in notes] == [
        ("2025Q1", 1), ("2025Q2", 1), ("2025Q3", 1), ("2025Q4", 1), ("2025Q4", 2)
    ]  # fmt: skip
    assert "更正" in notes[-1][2]
    assert year["check"].count("复算完成，逐位一致") == 2
    standings = [year["results"]["2025Q4", edition]["standings"] for edition in (1, 2)]
    before, after = (next(row["score_hundredths"] for row in rows if row["name"] == "甲区") for rows in standings)
    assert before < after
    vetoed = next(row for row in year["results"]["2025Q3", 1]["standings"] if row["name"] == "丙局")
    assert vetoed["verdict"] == "vetoed"
    assert year["replies"]["乙区"] == {}
    assert "检查：缺规划文件" in year["replies"]["甲区"]
