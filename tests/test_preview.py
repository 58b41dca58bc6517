"""Before anything is saved, an import says what it would change."""

from __future__ import annotations

import pytest
from dashboards import command
from desks import COVERAGE, FINDINGS, Q2, Desk

from metrics.access import LOCAL, Reader
from metrics.i18n import translator
from metrics.intake.receive import receive
from metrics.owner import demonstration_of
from metrics.preview import preview
from metrics.scores import league
from metrics.warehouse import Warehouse
from metrics.words import word_field


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


def test_a_change_of_one_cell_is_listed_once_though_it_is_kept_in_several_ways(desk):
    table = (
        "问题编号|责任单位|整改时限|整改完成日期|复查日期|复查结果\n"
        "1|甲区|2025-06-20|2025-06-09|2025-06-25|通过\n"
        "2|甲区|立即整改|||"
    )
    seen = looked_at(desk, table)
    assert [(one.item, one.field, one.old, one.new) for one in seen.receipt.changes] == [
        ("1", "deadline_on", "2025-06-10", "2025-06-20"),
        ("1", "rechecked_on", None, "2025-06-25"),
        ("1", "recheck_result", None, "passed"),
        ("2", "deadline_text", "2025-06-10", "立即整改"),
    ]


def test_what_changes_is_headed_as_the_ledger_of_its_kind_is(desk):
    channels = "渠道名称|渠道类型|主办单位|运行状态|关停日期\n甲区政府网|政府网站|甲区|关停|2025-06-01"
    findings = FINDINGS.replace("|5   |", "|3   |")
    files = [desk.write("渠道", channels), desk.write("问题", findings)]
    changes = preview(desk.warehouse, LOCAL, files).receipt.changes
    assert [word_field(translator(), one.kind, one.field) for one in changes] == ["运行状态", "关停日期", "扣分"]


def test_whose_interval_alone_moves_with_what_another_did_is_not_told_of(demonstration, tmp_path):
    report = "年度,序号,重点任务,责任单位,进展状态,佐证材料\n2025,1,以政务公开促进政策落实,历下区,推进中,公开页面\n"
    (tmp_path / "报送.csv").write_text(report, encoding="utf-8")
    warehouse = Warehouse.open(demonstration_of(demonstration))
    before = {one.unit: one for one in league(warehouse, LOCAL, Q2, Q2.last).units}
    seen = preview(warehouse, LOCAL, [(tmp_path / "报送.csv", "报送.csv")])
    receive(warehouse, [(tmp_path / "报送.csv", "报送.csv")])
    after = {one.unit: one for one in league(warehouse, LOCAL, Q2, Q2.last).units}
    warehouse.close()
    neighbours = [unit for unit, one in after.items() if one.rank_high != before[unit].rank_high and unit != "历下区"]
    assert neighbours, "the next one is farther away now"
    assert [(one.period, one.unit) for one in seen.effects if one.period == Q2] == [(Q2, "历下区")]


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


def test_effects_are_told_of_every_period_the_rows_belong_to(desk):
    desk.say(检查三=COVERAGE.replace("2025Q2", "2025Q3"))
    both = FINDINGS.replace("|5   |", "|3   |") + "9|2025Q3|2025-08-20|甲区|甲区政府网||政策文件|扣分|4|栏目未更新|/b"
    seen = preview(desk.warehouse, LOCAL, [desk.write("两季", both)])
    assert [period.code for period in seen.periods] == ["2025Q3", "2025Q2"]
    assert [(one.period.code, one.unit) for one in seen.effects] == [("2025Q3", "甲区"), ("2025Q2", "甲区")]


def test_a_preview_lists_the_rows_that_the_last_version_had_whatever_the_file_is_called(desk):
    lines = [line for line in FINDINGS.strip().splitlines() if "要闻" not in line]
    for name in ("问题", "问题（修改）", "另一个名字"):
        (gone,) = preview(desk.warehouse, LOCAL, [desk.write(name, "\n".join(lines))]).receipt.missing
        assert gone.kind == "findings"
        assert "要闻未更新" in gone.item
    assert len(desk.warehouse.rows("findings")) == 3


def test_a_file_that_repeats_little_of_another_is_no_version_of_it(desk):
    (heading, first, *_) = FINDINGS.strip().splitlines()
    seen = preview(desk.warehouse, LOCAL, [desk.write("补充", f"{heading}\n{first}")])
    assert seen.receipt.missing == ()


def test_the_command_rehearses_with_values_and_ranks(desk, tmp_path):
    path, _ = desk.write("更正", FINDINGS.replace("|5   |", "|3   |"))
    desk.warehouse.close()
    said = command("import", path, "--dry-run", "--json", store=desk.folder / "store")
    assert said.exit == 0, said.stderr
    (change,) = said.document["changes"]
    assert (change["field"], change["old"], change["new"]) == ("points", "5", "3")
    (effect,) = said.document["effects"]
    assert (effect["period"], effect["unit"]) == ("2025Q2", "甲区")
    assert float(effect["after"]["score"] or 0) >= float(effect["before"]["score"] or 0)
