"""Harmed files: each ends in a reading or in a named fault, in time; the store is as before, or whole."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from desks import CHANNELS, COVERAGE, UNITS, Desk
from mutations import mutated

from metrics.intake.faults import CATALOGUE

SAMPLES = Path(__file__).parents[1] / "data" / "samples" / "formats"
KINDS = (
    "问题台账.xlsx", "问题台账.xls", "问题台账.GB18030.csv", "各种单元格.xlsx", "各种单元格.xls",
    "问题台账.UTF-8-BOM.csv", "问题台账.xlsx", "问题台账.xlsb", "问题台账.ods",
)  # fmt: skip
MUTATIONS = int(os.environ.get("METRICS_MUTATIONS", "150"))
IN_ONE_TEST = 15
MOST_SECONDS = 60


@pytest.mark.parametrize("first", range(0, MUTATIONS, IN_ONE_TEST))
def test_a_harmed_file_ends_in_a_reading_or_a_named_fault(tmp_path: Path, first: int) -> None:
    desk = Desk(tmp_path)
    assert desk.say(单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE).accepted
    before = desk.facts()
    for seed in range(first, min(first + IN_ONE_TEST, MUTATIONS)):
        source = SAMPLES / KINDS[seed % len(KINDS)]
        path = tmp_path / f"{seed}{source.suffix}"
        path.write_bytes(mutated(source.read_bytes(), seed))
        print(f"seed {seed}: {source.name}")  # noqa: T201 - shown when it fails, to repeat it
        began = time.monotonic()
        receipt = desk.receive([(path, path.name)])
        assert time.monotonic() - began < MOST_SECONDS
        (told,) = receipt.files
        assert {fault.code for fault in told.faults} <= set(CATALOGUE)
        # The reading process itself ended well: nothing was raised in it that nobody expected.
        assert "reading_failed" not in {fault.code for fault in told.faults}
        assert receipt.as_json()["files"][0]["accepted"] == told.accepted
        if told.accepted and told.import_id is not None:
            said = sum(tally.new for tally in told.kinds.values())
            assert (desk.facts() != before) == (said > 0)
            desk.withdraw(told.import_id)
        else:
            assert any(fault.severity == "error" for fault in told.faults) or told.import_id is None
        assert desk.facts() == before
