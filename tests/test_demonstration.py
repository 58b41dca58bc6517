"""The demonstration city: the published counts, a plausible league, every kind of messiness, the same each time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.access import LOCAL
from metrics.calendar import Period
from metrics.demonstration import PLAN, build, ledgers
from metrics.demonstration.samples import write_samples
from metrics.errors import Refused
from metrics.intake.receive import create_store, receive
from metrics.pass_rates import inspections
from metrics.scores import league
from metrics.warehouse import Warehouse

FIRST, SECOND, THIRD = QUARTERS = tuple(Period.parse(code) for code in ("2025Q1", "2025Q2", "2025Q3"))
SAMPLES = Path(__file__).parents[1] / "data" / "samples"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("demonstration") / "store-demo"
    build(folder)
    warehouse = Warehouse.open(folder)
    yield warehouse
    warehouse.close()


def test_its_second_quarter_has_the_counts_and_rates_the_city_published(city: Warehouse) -> None:
    published = inspections(city, LOCAL, SECOND)
    assert published["websites"] == {"checked": 60, "passed": 60, "rate": "100.00"}
    accounts = published["accounts"]
    assert (accounts["checked"], accounts["passed"], accounts["rate"]) == (275, 275, "100.00")
    assert {kind: count["checked"] for kind, count in accounts["by_type"].items()} == {
        "wechat": 176,
        "weibo": 26,
        "app": 3,
        "other": 70,
    }
    assert published["observations"]["重要信息转发"] == {"numerator": 19, "denominator": 19}


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda period: period.code)
def test_every_quarter_declares_full_coverage_and_keeps_plausible_numbers(city: Warehouse, quarter: Period) -> None:
    assert inspections(city, LOCAL, quarter)["basis"] == "declared_full"
    assert 150 <= len(city.rows("findings", quarter=quarter.quarters[0])) <= 310
    ranked = [
        float(one.score) for one in league(city, LOCAL, quarter).units if one.score and one.group != "institution"
    ]
    assert len(ranked) >= 55
    assert min(ranked) > 40
    assert max(ranked) <= 100
    assert sum(75 <= score <= 98 for score in ranked) > 0.75 * len(ranked)
    assert any(60 <= score < 75 for score in ranked)


def test_somebody_fails_somebody_is_vetoed_and_somebody_stays_unrated(city: Warehouse) -> None:
    units = [one for quarter in QUARTERS for one in league(city, LOCAL, quarter).units]
    assert any(one.verdict == "ranked" and one.grade == "fail" for one in units)
    third = league(city, LOCAL, THIRD).units
    assert [one.grade for one in third if one.verdict == "vetoed"] == ["fail"]
    assert 1 <= sum(one.verdict == "unrated" for one in third) <= 2
    assert [one.verdict for one in league(city, LOCAL, SECOND).units].count("vetoed") == 0


def test_every_group_is_ranked_once_its_data_are_collected(city: Warehouse) -> None:
    for quarter in (SECOND, THIRD):
        ranked = {one.group for one in league(city, LOCAL, quarter).units if one.verdict == "ranked"}
        assert ranked == {"district", "department", "institution"}


def test_ranks_move_from_quarter_to_quarter(city: Warehouse) -> None:
    moves = [one.rank_change for one in league(city, LOCAL, THIRD).units if one.rank_change]
    assert len(moves) > 20


def test_findings_have_the_messiness_of_real_life(city: Warehouse) -> None:
    findings = city.rows("findings")
    assert {one["review"] for one in findings} == {"confirmed", "reduced", "false_alarm", "exempt", "pending"}
    assert {one["kind"] for one in findings} == {"deduction", "bonus", "veto", "record_only"}
    vetoes = [one for one in findings if one["kind"] == "veto" and one["review"] == "confirmed"]
    assert {one["quarter"] for one in vetoes} == {20251, 20253}
    assert any(one["kind"] == "veto" and one["review"] == "pending" for one in findings), "a suspected veto waits"
    assert any(one["number"] is None for one in findings), "a clerk forgot a 问题编号"
    assert any(one["channel"] is None for one in findings)
    assert any(one["points"] is None and one["kind"] == "deduction" for one in findings), "the scheme's price is used"
    assert any(one["recurred_on"] for one in findings), "the same page is found again"
    assert any("立即" in (one["deadline_text"] or "") for one in findings)


def test_rectifications_are_late_extended_reopened_and_forgotten(city: Warehouse) -> None:
    counted = city.rows("findings", is_counted=True)
    assert any(one["closed_on"] and one["closed_on"] > one["deadline_on"] for one in counted), "fixed late"
    assert any(one["closed_on"] is None and one["deadline_on"] < THIRD.last for one in counted), "overdue"
    assert any(one["is_deadline_presumed"] for one in counted)
    rounds = city.rows("rectification_rounds")
    assert any(one["round"] > 0 and one["closed_on"] for one in rounds), "fixed again after it came back"
    assert {one["result"] for one in city.rows("failed_rechecks")} == {"failed", "relapsed"}
    stated = " ".join(str(one["fields"]) for one in city.rows("records", kind="rectifications"))
    assert "extended_to" in stated
    assert "page_gone" in stated


def test_tasks_are_silent_not_applicable_unverified_and_due_in_words(city: Warehouse) -> None:
    assignments = city.rows("assignments")
    states = {(one["status"], one["verification"]) for one in assignments}
    assert {
        (None, None),
        ("not_applicable", "passed"),
        ("not_applicable", None),
        ("completed", "passed"),
        ("in_progress", "failed"),
        ("not_started", None),
    } <= states
    assert {"年底前", "持续推进", "6月底前"} <= {one["due_text"] for one in assignments}
    assert any(one["due_on"] for one in assignments)
    assert {one["role"] for one in assignments} == {"lead", "support"}
    assert len(city.rows("to_confirm")) == 2, "有关部门 of tasks 2 and 3 wait for a person"


def test_what_a_unit_says_of_office_columns_is_listed_as_requests(city: Warehouse) -> None:
    asked = {one["field"] for one in city.rows("requests")}
    assert {"review", "points", "recheck_result"} <= asked


def test_every_ledger_was_accepted_without_an_error(city: Warehouse) -> None:
    states = {one["state"] for one in city.rows("imports")}
    assert states == {"committed"}
    assert '"severity": "error"' not in " ".join(str(one["report"]) for one in city.rows("imports"))


def test_two_builds_give_the_same_files_and_scores(city: Warehouse, tmp_path: Path) -> None:
    one, other = (
        [file.read_bytes() for batch in ledgers(tmp_path / name) for file in batch.files] for name in ("one", "other")
    )
    assert one == other
    build(tmp_path / "again")
    again = Warehouse.open(tmp_path / "again")
    for quarter in QUARTERS:
        assert league(again, LOCAL, quarter).units == league(city, LOCAL, quarter).units
    again.close()


def test_a_demonstration_is_rebuilt_in_place_and_never_over_a_real_store(tmp_path: Path) -> None:
    create_store(tmp_path / "real", "real").close()
    with pytest.raises(Refused):
        build(tmp_path / "real")
    assert Warehouse.open(tmp_path / "real").kind == "real"


def test_the_plan_and_the_trial_ledgers_score_in_an_empty_real_store(tmp_path: Path) -> None:
    warehouse = create_store(tmp_path / "store", "real")
    assert receive(warehouse, [(PLAN, PLAN.name)]).accepted
    trial = sorted(SAMPLES.glob("2025年二季度*.xlsx"))
    assert len(trial) == 3
    receipt = receive(warehouse, [(path, path.name) for path in trial])
    assert receipt.accepted, [fault for file in receipt.files for fault in file.faults if fault.severity == "error"]
    found = inspections(warehouse, LOCAL, SECOND)
    assert (found["websites"]["checked"], found["accounts"]["checked"]) == (60, 275)
    assert found["observations"]["重要信息转发"] == {"numerator": 19, "denominator": 19}
    ranked = [one for one in league(warehouse, LOCAL, SECOND).units if one.verdict == "ranked"]
    assert len(ranked) > 60
    assert len({one.score for one in ranked}) > 40
    warehouse.close()


def test_the_trial_ledgers_are_what_the_program_writes(tmp_path: Path) -> None:
    for written in write_samples(tmp_path):
        assert parts(written) == parts(SAMPLES / written.name), f"{written.name}: write the samples anew"
        assert not any(b"{" in part for name, part in parts(written).items() if "sheet" in name), "an unfilled {word}"


def parts(path: Path) -> dict[str, bytes]:
    """Return a workbook's parts unpacked: compression differs between builds of zlib, the content must not."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}
