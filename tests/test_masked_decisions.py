"""Judgements, replies and requests as each role reads them: security problems in outline, telephone numbers starred."""

# ruff: noqa: E501 -- ledgers are drawn row by row, as people see them

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from desks import Q2, Desk

from metrics import published, releases
from metrics.access import LOCAL, Reader
from metrics.answering import answer_requests
from metrics.errors import AccessDenied
from metrics.judgements import unsettled
from metrics.masking import SAFETY
from metrics.replies import evidence_file, find_reply, replies, unit_replies
from metrics.replying import decide_reply, reply, set_window
from metrics.reviews import findings_to_judge
from metrics.scores import scorecard
from metrics.unit_requests import requests_of_units

NOON = datetime(2025, 7, 10, 12)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
PHONE, SECRET = "0531-66601234", "公示名单"
HEAD = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|性质|扣分|确认情况|问题描述|页面地址\n"
LEAK = "|2025Q2|2025-05-23|甲区|甲区政府网|安全泄密|单项否决||{review}|公示名单泄露|/leak\n"
DEAF = "8|2025Q2|2025-05-24|甲区|甲区政府网|政策文件|扣分|2|{review}|电话0531-66601234无人接听|/tel\n"
FOUND = HEAD + LEAK.format(review="待确认") + DEAF.format(review="已确认")
ASKED = HEAD + LEAK.format(review="误报") + DEAF.replace("无人接听", "已有人接听").format(review="误报")
READERS = {
    "office": Reader("office"), "unit": Reader("unit", frozenset({"甲区"})), "supervisor": Reader("supervisor"),
    "leader": Reader("leader"), "other unit": Reader("unit", frozenset({"乙区"})),
}  # fmt: skip
TELLING = {"office", "unit"}
"""Who reads what a security problem is about."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    """A unit with a security problem, a telephone number in a finding, requests and replies about both."""
    found = Desk(tmp_path_factory.mktemp("masked")).settle()
    assert found.say(问题=FOUND).accepted
    assert found.say("甲区", 返回=ASKED).accepted
    set_window(found.warehouse, LOCAL, Q2, NOON.date(), NOON.date(), actor="张三", now=NOON)
    file = found.folder / "说明.txt"
    file.write_text("证据", encoding="utf-8")
    for number, mark in enumerate(scorecard(found.warehouse, LOCAL, "甲区", Q2, Q2.last).marks, 1):
        if SECRET in mark.item or PHONE in mark.item:
            told = {"evidence": f"见{PHONE}", "file": (file, file.name), "actor": "李四", "now": NOON}
            made = reply(found.warehouse, LOCAL, "甲区", Q2, number, f"{SECRET}一事请致电{PHONE}", **told)
            decide_reply(found.warehouse, LOCAL, made.number, "upheld", f"已核{PHONE}", actor="王五", now=NOON)
    return found


def _answers(desk: Desk, reader: Reader) -> dict[str, object]:
    """What the questions about decisions tell a reader."""
    store = desk.warehouse
    found: dict[str, object] = {
        "waiting": unsettled(store, reader, Q2, Q2.last), "to judge": findings_to_judge(store, reader, Q2, Q2.last),
        "replies": replies(store, reader), "requests": requests_of_units(store, reader),
    }  # fmt: skip
    if reader.may_read("甲区"):
        found["replies of the unit"] = unit_replies(store, reader, "甲区", Q2)
    return found


@pytest.mark.parametrize("role", READERS)
def test_what_a_security_problem_is_about_is_told_to_the_office_and_its_unit_only(desk: Desk, role: str):
    for question, told in _answers(desk, READERS[role]).items():
        if question != "replies of the unit" and question != "replies":
            assert (SECRET in repr(told)) is (role in TELLING), question
        assert "/leak" not in repr(told) or role in TELLING


@pytest.mark.parametrize("role", READERS)
def test_telephone_numbers_are_read_by_the_office_only(desk: Desk, role: str):
    for question, told in _answers(desk, READERS[role]).items():
        is_said = question != "waiting"
        assert (PHONE in repr(told)) is (role == "office" and is_said), question


@pytest.mark.parametrize("role", ["supervisor", "leader"])
def test_class_day_and_state_of_a_security_problem_stay(desk: Desk, role: str):
    (row,) = [row for row in findings_to_judge(desk.warehouse, READERS[role], Q2, Q2.last) if row["indicator_code"] == SAFETY]
    assert (row["unit_name"], row["review"], row["dated_on"].isoformat(), row["waits"]) == ("甲区", "pending", "2025-05-23", "pending")
    assert {one.item for one in unsettled(desk.warehouse, READERS[role], Q2, Q2.last) if one.is_suspected_veto} == {""}
    asked = [one for one in requests_of_units(desk.warehouse, READERS[role]) if one.kind == "findings"]
    assert any((one.unit, one.field, one.old, one.new, one.identity) == ("甲区", "review", None, None, "") for one in asked)


@pytest.mark.parametrize("role", READERS)
def test_files_of_a_reply_go_to_the_office_and_the_unit_only(desk: Desk, role: str):
    number = replies(desk.warehouse, LOCAL)[0].number
    if role in TELLING:
        assert evidence_file(desk.warehouse, READERS[role], number)[1].decode() == "证据"
        return
    with pytest.raises(AccessDenied):
        evidence_file(desk.warehouse, READERS[role], number)


def test_a_reply_about_a_security_problem_shows_its_state_alone_outside_the_office_and_the_unit(tmp_path: Path):
    desk = Desk(tmp_path).settle()
    assert desk.say(问题=FOUND.replace("待确认", "已确认")).accepted
    set_window(desk.warehouse, LOCAL, Q2, NOON.date(), NOON.date(), actor="张三", now=NOON)
    marks = scorecard(desk.warehouse, LOCAL, "甲区", Q2, Q2.last).marks
    number = next(n for n, mark in enumerate(marks, 1) if mark.indicator == SAFETY)
    made = reply(desk.warehouse, LOCAL, "甲区", Q2, number, f"{SECRET}已撤下", actor="李四", now=NOON)
    decide_reply(desk.warehouse, LOCAL, made.number, "upheld", f"{SECRET}属实", actor="王五", now=NOON)
    for role, reader in READERS.items():
        if not reader.may_read("甲区"):
            continue
        told = find_reply(desk.warehouse, reader, made.number)
        assert told.state == "upheld"
        assert (SECRET in repr(told)) is (role in TELLING)
        assert (SECRET in repr(unit_replies(desk.warehouse, reader, "甲区", Q2))) is (role in TELLING)
    desk.warehouse.close()


def test_the_reason_of_an_answer_is_masked_as_the_request_is(tmp_path: Path):
    desk = Desk(tmp_path).settle()
    assert desk.say(问题=FOUND).accepted
    assert desk.say("甲区", 返回=ASKED).accepted
    numbers = [one.number for one in requests_of_units(desk.warehouse, LOCAL) if one.field == "review"]
    answer_requests(desk.warehouse, LOCAL, numbers, "declined", reason=f"{SECRET}未撤，{PHONE}", actor="王五", now=NOON)
    for role, reader in READERS.items():
        told = [one for one in requests_of_units(desk.warehouse, reader) if one.number in numbers]
        assert (PHONE in repr(told)) is (role == "office")
        assert len(told) == (0 if role == "other unit" else 2)
        reasons = [one.answered.reason for one in told if one.answered is not None]
        assert reasons.count("") == (1 if role in ("supervisor", "leader") else 0)
    desk.warehouse.close()


def test_what_differs_from_a_release_is_masked_too(tmp_path: Path):
    desk = Desk(tmp_path).settle()
    now = NOON
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=now)
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=now)
    assert desk.say(问题=FOUND.replace("待确认", "已确认")).accepted
    for role, reader in READERS.items():
        told = repr(published.differences(desk.warehouse, reader, releases.latest_of(desk.warehouse, Q2)))
        assert (SECRET in told) is (role in TELLING)
        assert (PHONE in told) is (role == "office")
    desk.warehouse.close()
