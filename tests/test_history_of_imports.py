"""Received files come again, correct each other, and are taken back; nothing that was said is lost."""

# ruff: noqa: E501 -- ledgers are drawn row by row, as people see them

from __future__ import annotations

import json

import pytest
from desks import CHANNELS, FINDINGS, REPAIRS, TASKS, Desk, codes, counts

from metrics.errors import Refused

CORRECTED = FINDINGS.replace("|5   |", "|3   |")


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def test_the_same_bytes_again_change_nothing_and_the_receipt_says_so(desk):
    before = desk.facts(), desk.warehouse.rows("imports"), desk.warehouse.rows("records")
    receipt = desk.say(问题=FINDINGS, 整改=REPAIRS)
    assert receipt.accepted
    assert counts(receipt, "findings") == (0, 0, 3, 0)
    assert codes(receipt, "warning") == [("already_imported", "")] * 2
    assert (desk.facts(), desk.warehouse.rows("imports"), desk.warehouse.rows("records")) == before


def test_the_same_bytes_under_another_name_are_the_same_file(desk):
    receipt = desk.say(另存=FINDINGS)
    assert codes(receipt, "warning") == [("already_imported", "")]


def test_the_same_file_twice_in_one_command_counts_once(desk):
    receipt = desk.say(一=CORRECTED, 二=CORRECTED)
    assert receipt.accepted
    assert (counts(receipt, "findings", 0), counts(receipt, "findings", 1)) == ((0, 1, 2, 0), (0, 0, 3, 0))


def test_a_later_import_corrects_an_earlier_one_and_its_empty_cells_erase_nothing(desk):
    sparse = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|扣分|问题描述|页面地址\n1|2025Q2|2025-05-20|甲区|甲区政府网|政策文件|3|半年未更新|"
    receipt = desk.say(更正=sparse)
    assert counts(receipt, "findings") == (0, 1, 0, 0)
    assert [(one.field, one.old, one.new, one.sheet, one.row) for one in receipt.changes] == [
        ("points", "5", "3", "更正", 2)
    ]
    [row] = desk.warehouse.rows("findings", page="/zcwj")
    assert row["points"] == 30_000


def test_every_version_stays_in_the_history(desk):
    desk.say(更正=CORRECTED)
    [unit] = desk.warehouse.rows("units", name="甲区")
    said = desk.warehouse.rows("records", order_by="record", kind="findings", identity=f"{unit['unit']}|#1|20252")
    assert [json.loads(row["fields"])["points"] for row in said] == ["5", "3"]


def test_withdrawing_restores_everything_exactly(desk):
    scores, facts = desk.scores(), desk.facts()
    later = desk.say(更正=CORRECTED, 任务二=TASKS.replace("|推进中  |          |", "|已完成  |2025-06-01|"))
    assert desk.scores() != scores
    for file in later.files:
        desk.withdraw(file.import_id)
    assert (desk.scores(), desk.facts()) == (scores, facts)
    assert {row["state"] for row in desk.warehouse.rows("imports")} == {"committed", "withdrawn"}


def test_what_was_withdrawn_can_be_received_again(desk):
    number = desk.say(更正=CORRECTED).files[0].import_id
    corrected = desk.facts()
    desk.withdraw(number)
    receipt = desk.say(更正=CORRECTED)
    assert counts(receipt, "findings") == (0, 1, 2, 0)
    assert desk.facts() == corrected


def test_an_import_in_the_middle_can_be_withdrawn(desk):
    middle = desk.say(更正=CORRECTED).files[0].import_id
    desk.say(再更正=FINDINGS.replace("|1   |要闻", "|2   |要闻"))
    desk.withdraw(middle)
    points = {row["page"]: row["points"] for row in desk.warehouse.rows("findings")}
    assert (points["/zcwj"], points["/dtyw"]) == (50_000, 20_000)


def test_channels_that_findings_need_cannot_be_withdrawn_before_them(desk):
    channels = next(row["import"] for row in desk.warehouse.rows("imports", file_name="渠道.csv"))
    before = desk.facts()
    with pytest.raises(Refused, match="甲区政府网"):
        desk.withdraw(channels)
    assert desk.facts() == before
    assert [row["state"] for row in desk.warehouse.rows("imports", file_name="渠道.csv")] == ["committed"]


def test_channels_nobody_needs_can_be_withdrawn(desk):
    number = desk.say(渠道二="渠道名称|渠道类型|主办单位\n丙局之窗|微信公众号|丙局").files[0].import_id
    desk.withdraw(number)
    assert desk.warehouse.rows("channels", name="丙局之窗") == []


def test_findings_can_be_withdrawn_under_their_repairs_and_come_back_with_them(desk):
    facts = desk.facts()
    desk.withdraw(next(row["import"] for row in desk.warehouse.rows("imports", file_name="问题.csv")))
    assert desk.warehouse.rows("findings") == []
    desk.say(问题=FINDINGS)
    assert desk.facts() == facts


def test_an_import_is_withdrawn_once(desk):
    number = desk.say(更正=CORRECTED).files[0].import_id
    desk.withdraw(number)
    with pytest.raises(Refused):
        desk.withdraw(number)
    with pytest.raises(Refused):
        desk.withdraw(999)


def test_rows_refused_once_are_tried_again_when_the_same_bytes_come_back(desk):
    table = FINDINGS.replace("乙区政府网", "乙区新网    ").replace("|2025Q2|", "|2025Q3|").replace("2025-05", "2025-08")
    first = desk.say(问题三=table, options={"accept_valid": True})
    assert counts(first, "findings") == (2, 0, 0, 1)
    desk.say(渠道二=CHANNELS.replace("乙区政府网", "乙区新网"))
    second = desk.say(问题三=table)
    assert second.accepted
    assert counts(second, "findings") == (1, 0, 2, 0)
    third = desk.say(问题三=table)
    assert counts(third, "findings") == (0, 0, 3, 0)
    assert third.files[0].import_id is None


def test_a_held_file_is_closed_when_its_bytes_are_answered_again(desk):
    table = FINDINGS.replace("乙区政府网", "乙区新网    ")
    desk.say(问题三=table)
    assert len(desk.warehouse.rows("imports", state="held")) == 1
    desk.say(渠道二=CHANNELS.replace("乙区政府网", "乙区新网"))
    assert desk.say(问题三=table).accepted
    assert desk.warehouse.rows("imports", state="held") == []
    # Nobody withdrew it: it was never kept.
    (closed,) = desk.warehouse.rows("imports", state="superseded")
    assert closed["file_name"] == "问题三.csv"
    with pytest.raises(Refused, match="never kept"):
        desk.withdraw(closed["import"])


def test_a_row_the_last_version_had_and_this_one_lacks_is_listed_and_kept(desk):
    shorter = "\n".join(line for line in CORRECTED.strip().splitlines() if "要闻" not in line)
    receipt = desk.say(问题=shorter)
    assert [code for code, _ in codes(receipt, "warning")] == ["row_missing"]
    assert len(desk.warehouse.rows("findings")) == 3


def test_a_new_quarters_ledger_lacks_nothing_of_the_last(desk):
    table = FINDINGS.replace("2025Q2", "2025Q4").replace("2025-05", "2025-11")
    assert "row_missing" not in [code for code, _ in codes(desk.say(问题=table), "warning")]
