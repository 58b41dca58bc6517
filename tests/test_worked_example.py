"""The worked example of scoring.md §10, told to the engine as files and read back as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from comparing import OFFICE
from retelling import retell
from stories import FOLDER, stories_in

from metrics import scores
from metrics.calendar import Period
from metrics.warehouse import Warehouse

SECOND_QUARTER = Period.parse("2025Q2")
EXAMPLE, WITH_VETO, *_ = stories_in(FOLDER / "worked_example.toml")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    warehouse = retell(EXAMPLE.imports, tmp_path_factory.mktemp("example"))
    yield warehouse
    warehouse.close()


def test_the_district_gets_72_79_and_not_72_80(example: Warehouse) -> None:
    unit = scores.league(example, OFFICE, SECOND_QUARTER, SECOND_QUARTER.last).units[0]
    assert (unit.unit, unit.score, unit.grade, unit.rank) == ("甲区", "72.79", "pass", 1)
    assert {name: each.score for name, each in unit.dimensions.items()} == {
        "tasks": "67.78",
        "inspection": "79.40",
        "rectification": "69.00",
    }
    assert (unit.on_time, unit.coverage, unit.bonus) == ((2, 4), 1.0, "0.00")


def test_its_marks_lead_from_100_to_the_score_and_back_to_their_rows(example: Warehouse) -> None:
    card = scores.scorecard(example, OFFICE, "甲区", SECOND_QUARTER, SECOND_QUARTER.last)
    assert 10000 + sum(mark.hundredths for mark in card.marks) == 7279
    losses = {(mark.dimension, mark.item): mark.points for mark in card.marks}
    # 0.30 × 10 × 2: the relapse of a vetoed account; 0.40 × 0.4 × 41: the account part falls to 59.
    assert losses["rectification", "两周没有更新"] == "-6.00"
    assert losses["inspection", "两周没有更新"] == "-6.56"
    # 0.40 × 0.6 × 4: the website is above 80 points and may have its bonus.
    assert losses["inspection", "图解专栏"] == "0.96"
    relapse = next(mark for mark in card.marks if mark.reason == "relapsed")
    assert relapse.source is not None
    source, cells = scores.original_row(example, OFFICE, relapse.source.record)
    assert (source.sheet, cells["复查结果"], cells["复查日期"]) == ("整改台账", "反弹", "2025-06-25")


def test_a_vetoed_website_leaves_no_score_and_the_same_shadow(tmp_path: Path) -> None:
    warehouse = retell(WITH_VETO.imports, tmp_path)
    unit = scores.league(warehouse, OFFICE, SECOND_QUARTER, SECOND_QUARTER.last).units[0]
    assert (unit.verdict, unit.score, unit.rank, unit.grade) == ("vetoed", None, None, "fail")
    assert unit.shadow_score == "72.79"
    assert unit.dimensions["inspection"].score is None
    warehouse.close()
