"""What waits for a person: counted, with its earliest day, and only what this person may do."""

# ruff: noqa: E501 -- ledgers are drawn row by row, as people see them

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from desks import Q2
from test_judgements import COVERAGE, FIRST, SECOND, VETO, WAITING, JudgingDesk
from test_who_may_say_what import VERIFIED

from metrics import releases
from metrics.access import LOCAL, Reader
from metrics.commands.running import run
from metrics.duties import ORDER, duties
from metrics.people import add_person
from metrics.replying import close_window, decide_reply, reply, set_window
from metrics.scores import scorecard
from metrics.state import overview
from metrics.warehouse import Warehouse
from metrics.words_of_duties import DUTIES
from pages.parts.duties import COLOURS, WAYS

OFFICE, OWN, OTHER = Reader("office"), Reader("unit", frozenset({"甲区"})), Reader("unit", frozenset({"乙区"}))
TODAY = date(2025, 7, 10)
NOON = datetime(2025, 7, 10, 12)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone


@pytest.fixture
def desk(tmp_path):
    made = JudgingDesk(tmp_path)
    made.settle()
    assert made.say(检查=COVERAGE, 问题=WAITING).accepted
    yield made
    made.warehouse.close()


def listed(desk, reader=OFFICE, person="张三", today=TODAY):
    """What waits for a person, by code; a code may stand for several periods."""
    found = {}
    for one in duties(desk.warehouse, reader, person, Q2, today):
        found.setdefault(one.code, []).append(one)
    return found


def only(desk, code, reader=OFFICE, person="张三", today=TODAY):
    """The one line of a kind."""
    (one,) = listed(desk, reader, person, today)[code]
    return one


def test_a_store_without_data_asks_nothing_of_anybody(tmp_path):
    warehouse = Warehouse.open(tmp_path / "store", create="real")
    for reader in (LOCAL, OFFICE, Reader("supervisor"), Reader("leader"), OWN):
        assert duties(warehouse, reader, "张三", Q2, TODAY) == ()
    warehouse.close()


def test_findings_and_suspected_vetoes_wait_with_the_day_of_the_oldest(desk):
    pending, suspected = only(desk, "finding_pending"), only(desk, "veto_suspected")
    assert (pending.n, pending.earliest, pending.period) == (2, date(2025, 6, 2), "2025Q2")
    assert (suspected.n, suspected.earliest, suspected.period) == (1, date(2025, 6, 4), "2025Q2")
    desk.judge("false_alarm", FIRST)
    assert only(desk, "finding_pending").n == 1


def test_a_finding_of_another_quarter_waits_whatever_period_is_looked_at(desk):
    desk.say(检查二=COVERAGE.replace("Q2", "Q1"), 问题二=WAITING.replace("2025Q2", "2025Q1").replace("2025-06", "2025-03"))
    lines = listed(desk)["finding_pending"]
    assert [(one.period, one.n, one.earliest) for one in lines] == [
        ("2025Q1", 2, date(2025, 3, 2)), ("2025Q2", 2, date(2025, 6, 2))
    ]  # fmt: skip


def test_a_veto_that_one_person_confirmed_waits_for_every_other_person_but_not_for_this_one(desk):
    desk.judge("confirmed", VETO, actor="张三")
    assert "veto_second" not in listed(desk, person="张三")
    assert only(desk, "veto_second", person="李四").n == 1
    desk.judge("confirmed", VETO, actor="李四")
    assert "veto_second" not in listed(desk, person="王五")


def test_a_reply_waits_for_those_who_did_not_make_it(desk):
    set_window(desk.warehouse, OFFICE, Q2, TODAY, TODAY, actor="张三", now=NOON)
    made = reply(desk.warehouse, OFFICE, "甲区", Q2, 1, "已整改", actor="张三", now=NOON)
    assert "reply_open" not in listed(desk, person="张三")
    waiting = only(desk, "reply_open", person="李四")
    assert (waiting.n, waiting.earliest, waiting.period, waiting.unit) == (1, TODAY, "2025Q2", "甲区")
    decide_reply(desk.warehouse, OFFICE, made.number, "upheld", "属实", actor="李四", now=NOON)
    assert "reply_open" not in listed(desk, person="李四")


def test_an_accepted_reply_waits_for_the_office_until_what_is_right_is_entered(desk):
    set_window(desk.warehouse, OFFICE, Q2, TODAY, TODAY, actor="张三", now=NOON)
    marks = scorecard(desk.warehouse, OFFICE, "甲区", Q2).marks
    late = next(n for n, one in enumerate(marks, 1) if one.dimension == "rectification")
    made = reply(desk.warehouse, OFFICE, "甲区", Q2, late, "已按期整改", actor="张三", now=NOON)
    assert "reply_to_enter" not in listed(desk)
    decide_reply(desk.warehouse, OFFICE, made.number, "accepted", "属实", actor="李四", now=NOON)
    waiting = only(desk, "reply_to_enter")
    assert (waiting.n, waiting.earliest, waiting.period, waiting.unit) == (1, TODAY, "2025Q2", "甲区")
    assert "reply_to_enter" not in listed(desk, OWN)
    desk.say(更正="问题编号|责任单位|整改时限|整改完成日期\n2|甲区|2025-06-10|2025-06-10")
    assert "reply_to_enter" not in listed(desk)


def test_requests_wait_for_those_who_did_not_hand_the_file_in(desk):
    desk.say("甲区", 任务=VERIFIED)
    assert "request_open" not in listed(desk, person="tester")
    waiting = only(desk, "request_open")
    assert (waiting.n, waiting.names, waiting.earliest) == (4, ("甲区",), date(2025, 7, 1))


def test_a_release_waits_for_a_second_person_once_the_days_of_replies_are_over(desk):
    releases.consult(desk.warehouse, OFFICE, Q2, actor="张三", now=NOON, closes_on=TODAY)
    assert "release" not in listed(desk, person="李四", today=TODAY)
    after = TODAY + timedelta(days=1)
    assert "release" not in listed(desk, person=" 张三", today=after)
    assert only(desk, "release", person="李四", today=after).period == "2025Q2"
    close_window(desk.warehouse, OFFICE, Q2, "各单位均已确认", actor="张三", now=NOON)
    assert only(desk, "release", person="李四", today=TODAY).n == 1


def test_a_correction_that_is_no_longer_true_waits_for_whoever_prepares_it_anew(desk):
    for key in (FIRST, SECOND, VETO):
        desk.judge("false_alarm", key)
    later = datetime(2025, 7, 11, 12)  # noqa: DTZ001 - as above
    releases.consult(desk.warehouse, OFFICE, Q2, actor="张三", now=NOON)
    releases.finalise(desk.warehouse, OFFICE, Q2, actor="李四", now=later)
    late = desk.judge("confirmed", FIRST).import_id
    releases.prepare_correction(desk.warehouse, OFFICE, Q2, actor="张三", now=later, text="更正")
    assert only(desk, "release", person="李四").n == 1
    desk.judge("confirmed", SECOND)
    assert "release" not in listed(desk, person="李四")
    assert only(desk, "correction_outdated", person="张三").period == "2025Q2"
    for number in (late, late + 1):
        desk.withdraw(number)
    assert not {"release", "correction_outdated"} & set(listed(desk, person="李四"))


def test_a_held_file_waits_with_its_unknown_name_for_the_office_and_for_its_unit_only(desk):
    held = "检查期|发现日期|责任单位|指标|性质|扣分|问题描述\n2025Q2|2025-05-20|丁区|可用性|扣分|1|错链"
    assert not desk.say("甲区", 问题三=held).accepted
    assert (only(desk, "file_held").names, only(desk, "name_unknown").names) == (("问题三.csv",), ("丁区",))
    assert only(desk, "file_held", OWN).n == 1
    for reader in (OTHER, Reader("supervisor"), Reader("leader")):
        assert not {"file_held", "name_unknown"} & set(listed(desk, reader))


def test_overdue_and_due_items_agree_with_the_figures_of_the_period(desk):
    waiting = overview(desk.warehouse, OFFICE, Q2).waiting
    assert only(desk, "findings_overdue").n == waiting.overdue_findings > 0
    assert only(desk, "findings_overdue").earliest == date(2025, 6, 6)


@pytest.mark.parametrize("role", ["supervisor", "leader"])
def test_supervisors_and_leaders_are_told_what_is_late_and_asked_for_no_decision(desk, role):
    set_window(desk.warehouse, OFFICE, Q2, TODAY, TODAY, actor="张三", now=NOON)
    reply(desk.warehouse, OFFICE, "甲区", Q2, 1, "已整改", actor="张三", now=NOON)
    desk.say("甲区", 任务=VERIFIED)
    assert set(listed(desk, Reader(role))) <= {"findings_overdue", "findings_due_soon", "tasks_overdue", "tasks_due_soon", "unit_vetoed"}


def test_a_units_person_is_told_of_the_units_own_items_only(desk):
    whole, own, other = (listed(desk, reader) for reader in (OFFICE, OWN, OTHER))
    counts = [one["findings_overdue"][0].n if "findings_overdue" in one else 0 for one in (whole, own, other)]
    assert counts[0] == counts[1] + counts[2]
    assert counts[1] > 0
    assert own["findings_overdue"][0].unit == "甲区"
    assert "乙区" not in repr(own)


def test_a_units_person_is_told_until_when_marks_can_be_replied_to(desk):
    set_window(desk.warehouse, OFFICE, Q2, TODAY, date(2025, 7, 14), actor="张三", now=NOON)
    assert (only(desk, "reply_window", OWN).earliest, only(desk, "reply_window", OWN).unit) == (date(2025, 7, 14), "甲区")
    assert "reply_window" not in listed(desk, OWN, today=date(2025, 7, 15))
    assert "reply_window" not in listed(desk, OFFICE)


def test_the_most_urgent_comes_first(desk):
    desk.judge("confirmed", VETO, actor="张三")
    codes = [one.code for one in duties(desk.warehouse, OFFICE, "李四", Q2, TODAY)]
    assert codes == sorted(codes, key=ORDER.index)
    assert codes[0] == "veto_second"


def test_every_kind_of_duty_has_its_words_its_colour_and_its_way():
    assert set(DUTIES) == set(COLOURS) == set(WAYS) == set(ORDER)


def command(desk, *arguments):
    """Type a command on the desk's store and return its document."""
    desk.warehouse.close()
    answered = run([*arguments, "--json", "--store", str(desk.folder / "store")], desk.folder)
    desk.warehouse = Warehouse.open(desk.folder / "store")
    assert answered.exit == 0, answered.stderr
    return json.loads(answered.stdout)


def test_the_command_tells_a_persons_list_in_the_role_the_person_has(desk):
    add_person(desk.warehouse, LOCAL, "unit@a.test", "unit", ["甲区"], actor="tester", now=NOON)
    told = command(desk, "duties", "--by", "unit@a.test", "--period", "2025Q2")
    assert (told["role"], told["period"]) == ("unit", "2025Q2")
    assert not {"finding_pending", "veto_suspected"} & {one["duty"] for one in told["duties"]}
    told = command(desk, "duties", "--by", "张三", "--period", "2025Q2")
    assert told["role"] == "local"
    line = next(one for one in told["duties"] if one["duty"] == "finding_pending")
    assert line == {"duty": "finding_pending", "n": 2, "earliest": "2025-06-02", "period": "2025Q2", "unit": None, "names": []}
