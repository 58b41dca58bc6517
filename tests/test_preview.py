"""Before anything is saved, an import says what it would change."""

from __future__ import annotations

import pytest
from desks import FINDINGS, Q2, Desk

from metrics.access import LOCAL, Reader
from metrics.preview import preview


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def looked_at(desk, table, reader=LOCAL, speaker="office"):
    return preview(desk.warehouse, reader, [desk.write("更正", table)], speaker, as_of=Q2.last)


def test_a_preview_shows_the_scores_the_import_would_bring_and_keeps_nothing(desk):
    before = desk.scores()
    seen = looked_at(desk, FINDINGS.replace("|5   |", "|3   |"))
    assert [(one.field, one.old, one.new) for one in seen.receipt.changes] == [("points", "5", "3")]
    assert [one.unit for one in seen.effects] == ["甲区"]
    assert desk.scores() == before
    desk.say(更正=FINDINGS.replace("|5   |", "|3   |"))
    assert repr(seen.effects[0].after) in desk.scores()
    assert repr(seen.effects[0].before) in before


def test_an_import_that_would_be_refused_moves_nobody(desk):
    seen = looked_at(desk, FINDINGS.replace("|乙区 ", "|丁区 "))
    assert seen.effects == ()
    assert not seen.receipt.accepted


def test_a_unit_sees_no_more_of_its_peers_than_the_league_table_shows(desk):
    reader = Reader("unit", frozenset({"乙区"}))
    seen = looked_at(desk, "问题编号|责任单位|整改完成日期\n1|乙区|2025-05-30", reader, "乙区")
    assert seen.receipt.accepted
    peers = [one for one in seen.effects if one.unit != "乙区"]
    assert all(one.after.score is None for one in peers)
