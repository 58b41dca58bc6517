"""Every path of a dispute ends where an official worked out by hand that it does: `scenarios/disputes/*.toml`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import oracle
import pytest
from offices import CHINESE, CITY, Dispute, Office, all_disputes, city_of_disputes
from stories import stories_in

from metrics.access import LOCAL
from metrics.audit import audit_entries
from metrics.errors import MetricsError

DISPUTES = all_disputes()


def test_the_oracle_gives_the_city_the_scores_it_begins_with():
    (city,) = stories_in(CITY)
    results = oracle.recompute(city.imports, city.period, city.as_of, city.scheme)
    assert {unit: results[unit].score for unit in city.expect} == {
        unit: told["score"] for unit, told in city.expect.items()
    }


@pytest.mark.parametrize("dispute", DISPUTES, ids=str)
def test_a_dispute_goes_as_it_was_told(dispute: Dispute, tmp_path: Path):
    office = Office(tmp_path, city_of_disputes())
    try:
        for number, step in enumerate(dispute.steps, 1):
            play(office, step, f"step {number}, {step['does']} by {step['who']}")
        assert office.deviations() == []
    finally:
        office.warehouse.close()


def play(office: Office, step: dict, where: str) -> None:
    """Do one step, and look at what the story says is so afterwards."""
    known = len(audit_entries(office.warehouse, LOCAL))
    wanted = step.get("refused")
    with pytest.raises(MetricsError) if wanted else nullcontext() as refused:
        office.do(step)
    if wanted:
        assert wanted in CHINESE.error(refused.value), where
    # Whatever was done is told to the audit log; what was refused left nothing.
    assert (len(audit_entries(office.warehouse, LOCAL)) > known) == (not wanted), where
    for unit, told in step.get("expect", {}).items():
        assert {key: office.seen(unit, key) for key in told} == told, f"{where}: {unit}"
