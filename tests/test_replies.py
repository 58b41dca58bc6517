"""A unit replies to a mark, another person decides: the days are kept, nothing is lost, silence keeps the mark."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pytest
from desks import Q2, Desk

from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.backup import back_up, restore
from metrics.calendar import today_in_shanghai
from metrics.commands.running import run
from metrics.errors import AccessDenied, Refused
from metrics.judgements import review
from metrics.judging import Overtaken, states
from metrics.replies import evidence_file, find_reply, left_to_enter, replies, unit_replies, window_of
from metrics.replying import LARGEST_FILE, decide_reply, reply, said_since, set_window
from metrics.scores import scorecard
from metrics.warehouse import Warehouse

OFFICE, OWN = Reader("office"), Reader("unit", frozenset({"甲区"}))
FIRST, LAST = date(2025, 7, 10), date(2025, 7, 14)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2025, 7, day, hour, minute)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    settled = Desk(tmp_path).settle()
    set_window(settled.warehouse, OFFICE, Q2, FIRST, LAST, actor="张三", now=at(9))
    return settled


def say(desk: Desk, text: str = "已于五月更新", *, number: int = 1, day: datetime | None = None, **more):
    told = {"actor": "李四", "now": day or at(10)} | more
    return reply(desk.warehouse, OWN, "甲区", Q2, number, text, **told)


def marks(desk: Desk):
    return scorecard(desk.warehouse, LOCAL, "甲区", Q2).marks


@pytest.mark.parametrize("moment", [at(10, 0), at(12), at(14, 23, 59)])
def test_a_reply_is_taken_from_the_first_to_the_last_minute_of_the_window(desk: Desk, moment: datetime):
    assert say(desk, day=moment).state == "open"


@pytest.mark.parametrize("moment", [at(9, 23, 59), at(15, 0)])
def test_outside_the_window_a_reply_is_refused_with_its_dates(desk: Desk, moment: datetime):
    with pytest.raises(Refused) as refused:
        say(desk, day=moment)
    assert refused.value.values == {
        "period": "2025Q2", "start": "2025-07-10", "until": "2025-07-14", "day": moment.date().isoformat()
    }  # fmt: skip
    assert replies(desk.warehouse, OFFICE) == ()


def test_without_a_window_nobody_can_reply(tmp_path: Path):
    with pytest.raises(Refused, match="has not said yet"):
        say(Desk(tmp_path).settle())


def test_the_window_said_last_holds_and_the_log_tells_both(desk: Desk):
    set_window(desk.warehouse, OFFICE, Q2, FIRST, date(2025, 7, 20), actor="张三", now=at(15))
    window = window_of(desk.warehouse, Q2)
    assert window is not None
    assert window.is_open(date(2025, 7, 20))
    assert not window.is_open(date(2025, 7, 21))
    entry = audit_entries(desk.warehouse, OFFICE, what="reply_window_set")[0]
    assert (entry.old, entry.new) == ("2025-07-10–2025-07-14", "2025-07-10–2025-07-20")


def test_a_window_that_ends_before_it_begins_is_refused(desk: Desk):
    with pytest.raises(Refused):
        set_window(desk.warehouse, OFFICE, Q2, LAST, FIRST, actor="张三", now=at(9))


def test_silence_and_an_undecided_reply_keep_the_mark(desk: Desk):
    before = desk.scores()
    say(desk)
    assert desk.scores() == before
    assert unit_replies(desk.warehouse, OWN, "甲区", Q2).by_mark[1][0].state == "open"
    assert 2 not in unit_replies(desk.warehouse, OWN, "甲区", Q2).by_mark


def test_whoever_replied_cannot_decide_even_when_the_name_is_typed_otherwise(desk: Desk):
    made = say(desk, actor="Li Si")
    for name in ("Li Si", " li  si ", "Ｌｉ　Ｓｉ"):
        with pytest.raises(Refused, match="different person"):
            decide_reply(desk.warehouse, OFFICE, made.number, "upheld", "证据不足", actor=name, now=at(11))
    assert replies(desk.warehouse, OFFICE, state="open")


@pytest.mark.parametrize("answer", ["upheld", "accepted"])
def test_mark_reply_and_decision_stay_visible_with_who_and_when(desk: Desk, answer):
    mark = marks(desk)[0]
    made = say(desk, evidence="http://example.test/zcwj")
    decide_reply(desk.warehouse, OFFICE, made.number, answer, "经复核", actor="王五", now=at(16))
    kept = unit_replies(desk.warehouse, OWN, "甲区", Q2).by_mark[1][0]
    assert (kept.points, kept.dimension, kept.indicator, kept.reason) == (
        mark.points, mark.dimension, mark.indicator, mark.reason
    )  # fmt: skip
    assert (kept.text, kept.evidence) == ("已于五月更新", "http://example.test/zcwj")
    assert (kept.actor, kept.at, kept.state) == ("李四", at(10), answer)
    assert kept.decision is not None
    assert (kept.decision.reason, kept.decision.actor, kept.decision.at) == ("经复核", "王五", at(16))
    told = [(one.what, one.actor, one.new) for one in audit_entries(desk.warehouse, OFFICE)[:2]]
    assert told == [("reply_decided", "王五", answer), ("replied", "李四", "已于五月更新")]


def test_a_decision_is_made_once_and_needs_a_reason(desk: Desk):
    made = say(desk)
    with pytest.raises(Refused, match="reason"):
        decide_reply(desk.warehouse, OFFICE, made.number, "upheld", "  ", actor="王五", now=at(11))
    decide_reply(desk.warehouse, OFFICE, made.number, "upheld", "证据不足", actor="王五", now=at(11))
    with pytest.raises(Refused, match="was decided by 王五"):
        decide_reply(desk.warehouse, OFFICE, made.number, "accepted", "改判", actor="赵六", now=at(12))


def test_a_mark_is_replied_to_again_only_after_the_last_reply_was_decided(desk: Desk):
    made = say(desk)
    with pytest.raises(Refused, match="still to be decided"):
        say(desk, "补充", day=at(11))
    decide_reply(desk.warehouse, OFFICE, made.number, "upheld", "证据不足", actor="王五", now=at(12))
    say(desk, "补充证据", day=at(13))
    states = [one.state for one in unit_replies(desk.warehouse, OWN, "甲区", Q2).by_mark[1]]
    assert states == ["upheld", "open"]


def test_a_reply_stays_visible_when_its_mark_is_gone(desk: Desk):
    lines = "问题编号|检查期|责任单位|渠道名称|指标|性质|问题描述|页面地址|确认情况\n"
    first = next(n for n, one in enumerate(marks(desk), 1) if one.dimension == "inspection" and "半年" in one.item)
    said = marks(desk)[first - 1]
    say(desk, number=first)
    desk.say(问题=lines + "1|2025Q2|甲区|甲区政府网|政策文件|扣分|半年未更新|/zcwj|误报")
    found = unit_replies(desk.warehouse, OWN, "甲区", Q2)
    assert found.by_mark == {}
    assert [(one.points, one.text) for one in found.gone] == [(said.points, "已于五月更新")]


def test_the_same_mark_is_found_again_when_its_points_and_its_number_changed(desk: Desk):
    late = next(n for n, one in enumerate(marks(desk), 1) if one.dimension == "rectification")
    say(desk, number=late)
    desk.say(整改="问题编号|责任单位|整改时限|整改完成日期\n2|甲区|2025-06-10|2025-06-12")
    found = unit_replies(desk.warehouse, OWN, "甲区", Q2).by_mark
    (number,) = found
    assert marks(desk)[number - 1].reason == "fixed_late"
    assert found[number][0].reason == "overdue"


def test_a_unit_replies_for_itself_only_and_reads_its_own_replies_only(desk: Desk):
    say(desk)
    other = Reader("unit", frozenset({"乙区"}))
    assert replies(desk.warehouse, other) == ()
    with pytest.raises(AccessDenied):
        reply(desk.warehouse, other, "甲区", Q2, 1, "不对", actor="x", now=at(10))
    with pytest.raises(AccessDenied):
        unit_replies(desk.warehouse, other, "甲区", Q2)
    for reader in (OWN, Reader("supervisor"), Reader("leader")):
        with pytest.raises(AccessDenied):
            decide_reply(desk.warehouse, reader, 1, "accepted", "对", actor="x", now=at(10))
        with pytest.raises(AccessDenied):
            set_window(desk.warehouse, reader, Q2, FIRST, LAST, actor="x", now=at(10))


def test_the_office_enters_a_reply_for_a_unit_and_a_colleague_decides_it(desk: Desk):
    made = reply(desk.warehouse, OFFICE, "甲", Q2, 1, "来函说明", actor="张三", now=at(10))
    assert made.unit == "甲区"
    decided = decide_reply(desk.warehouse, OFFICE, made.number, "upheld", "属实", actor="王五", now=at(11))
    assert decided.state == "upheld"


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_mark_that_is_not_there_is_refused(desk: Desk, number: int):
    with pytest.raises(Refused, match="there is no mark"):
        say(desk, number=number)


def test_an_empty_reply_is_refused(desk: Desk):
    with pytest.raises(Refused):
        say(desk, "  ")


def test_a_file_is_kept_byte_for_byte_and_survives_backup_and_restore(desk: Desk):
    path = desk.folder / "说明.pdf"
    path.write_bytes(b"%PDF-1.7 \x00\xff")
    made = say(desk, file=(path, "../说明.pdf"))
    assert made.file == "说明.pdf"
    assert evidence_file(desk.warehouse, OWN, made.number) == ("说明.pdf", b"%PDF-1.7 \x00\xff")
    saved = back_up(desk.warehouse, desk.folder / "copy.zip", "张三")
    restore(saved.path, desk.folder / "again", "张三")
    again = Warehouse.open(desk.folder / "again")
    assert evidence_file(again, OFFICE, made.number)[1] == b"%PDF-1.7 \x00\xff"
    assert replies(again, OFFICE) == replies(desk.warehouse, OFFICE)
    again.close()


def test_a_file_that_is_too_large_or_not_there_is_refused_and_nothing_is_kept(desk: Desk):
    path = desk.folder / "film.mp4"
    with path.open("wb") as film:
        film.truncate(LARGEST_FILE + 1)
    for one in (path, desk.folder / "nowhere.pdf"):
        with pytest.raises(Refused):
            say(desk, file=(one, one.name))
    assert replies(desk.warehouse, OFFICE) == ()


def command(desk: Desk, *arguments: str, code: int = 0):
    """Type a command on the desk's store and return its document, or the sentence it was refused with."""
    desk.warehouse.close()
    answer = run([*arguments, "--json", "--store", str(desk.folder / "store")], desk.folder)
    desk.warehouse = Warehouse.open(desk.folder / "store")
    assert answer.exit == code, answer.stderr
    return json.loads(answer.stdout) if code == 0 else answer.stderr


def test_the_commands_take_a_mark_from_reply_to_decision(desk: Desk):
    today = today_in_shanghai().isoformat()
    marks_listed = command(desk, "explain", "甲区", "--period", "2025Q2")["marks"]
    assert marks_listed, "marks are numbered by their place in the list"
    window = command(desk, "reply-window", "--period", "2025Q2", "--from", today, "--until", today)
    assert (window["from"], window["until"]) == (today, today)
    (desk.folder / "证明.txt").write_text("证明", encoding="utf-8")
    said = ("reply", "--unit", "甲", "--period", "2025Q2", "--mark", "1", "--text", "已更新", "--by", "李四")
    made = command(desk, *said, "--file", "证明.txt")
    assert (made["unit"], made["state"], made["file"]) == ("甲区", "open", "证明.txt")
    assert made["points"] == marks_listed[0]["points"]
    verdict = ("decide-reply", str(made["reply"]), "--accept", "--reason", "属实", "--by")
    assert "另一人" in command(desk, *verdict, "李四", code=1)
    decided = command(desk, *verdict, "王五")["decision"]
    assert (decided["answer"], decided["actor"]) == ("accepted", "王五")
    assert decided["still_to_enter"] == marks_listed[0]["dimension"]
    listed = command(desk, "replies", "--period", "2025Q2")
    assert [one["state"] for one in listed["replies"]] == ["accepted"]
    assert command(desk, "replies", "--period", "2025Q1")["replies"] == []


def test_a_command_outside_the_window_is_refused_with_the_dates(desk: Desk):
    refused = command(desk, "reply", "--unit", "甲区", "--period", "2025Q2", "--mark", "1", "--text", "x", code=1)
    assert "2025-07-10至2025-07-14" in refused


@pytest.mark.parametrize("words", ["1 --reason x", "1 --accept --uphold --reason x", "a --accept --reason x"])
def test_a_decision_that_cannot_be_understood_ends_with_two_and_a_chinese_sentence(desk: Desk, words: str):
    refused = command(desk, "decide-reply", *words.split(), code=2)
    assert not any(word in refused for word in ("required", "allowed", "invalid"))


def test_what_a_units_file_asks_for_is_listed_until_the_file_is_withdrawn(desk: Desk):
    desk.say("甲区", 任务="年度|序号|重点任务|责任单位|完成时限\n2025|1|推进重点领域公开|甲区|2026年6月底前")
    asked = command(desk, "replies")["requests"]
    assert [(one["unit"], one["field"]) for one in asked][:1] == [("甲区", asked[0]["field"])]
    desk.withdraw(asked[0]["import"])
    assert command(desk, "replies")["requests"] == []


def test_an_accepted_reply_to_a_deduction_makes_the_finding_a_false_alarm_and_the_score_moves_at_once(desk: Desk):
    first = next(n for n, one in enumerate(marks(desk), 1) if one.dimension == "inspection" and "半年" in one.item)
    before = desk.scores()
    made = say(desk, number=first)
    decided = decide_reply(desk.warehouse, OFFICE, made.number, "accepted", "截图有误", actor="王五", now=at(11))
    assert decided.decision is not None
    assert decided.still_to_enter == ""
    assert desk.scores() != before
    (gone,) = unit_replies(desk.warehouse, OWN, "甲区", Q2).gone
    assert (gone.state, gone.points) == ("accepted", made.points)
    desk.withdraw(decided.decision.judgement)
    assert desk.scores() == before
    assert find_reply(desk.warehouse, OWN, made.number).still_to_enter == "inspection"
    assert [one.number for one in left_to_enter(desk.warehouse, Q2)] == [made.number]


def reply_to_a_finding(desk: Desk):
    """A reply to the mark of a finding, and the finding."""
    first = next(n for n, one in enumerate(marks(desk), 1) if one.dimension == "inspection" and "半年" in one.item)
    made = say(desk, number=first)
    return made, made.finding


def judge(desk: Desk, finding: int, verdict: str, actor: str = "赵六", **more):
    """What somebody of the office says of a finding meanwhile."""
    return review(desk.warehouse, OFFICE, [finding], verdict, reason="复核", actor=actor, now=at(11), **more)


@pytest.mark.parametrize("answer", ["upheld", "accepted"])
def test_what_others_judged_since_the_reply_is_told_before_it_is_decided(desk: Desk, answer):
    made, finding = reply_to_a_finding(desk)
    judge(desk, finding, "reduced", reduced_points="3")
    decide = partial(decide_reply, desk.warehouse, OFFICE, made.number, answer, "经复核", actor="王五", now=at(12))
    with pytest.raises(Overtaken) as refused:
        decide()
    assert next((one.field, one.new, one.actor) for one in refused.value.later) == ("review", "reduced", "赵六")
    assert said_since(desk.warehouse, OFFICE, made) == refused.value.later
    looked = states(desk.warehouse, OFFICE, [finding])[finding]
    judge(desk, finding, "exempt")
    with pytest.raises(Overtaken):
        decide(seen=looked)
    assert decide(seen=states(desk.warehouse, OFFICE, [finding])[finding]).state == answer


def test_who_judged_the_finding_need_not_be_told_what_they_said_themselves(desk: Desk):
    made, finding = reply_to_a_finding(desk)
    judge(desk, finding, "reduced", "王五", reduced_points="3")
    kept = decide_reply(desk.warehouse, OFFICE, made.number, "upheld", "已核减", actor="王五", now=at(12))
    assert kept.state == "upheld"


def test_a_reply_about_what_is_a_false_alarm_already_is_accepted_with_the_judgement_there_is(desk: Desk):
    made, finding = reply_to_a_finding(desk)
    judged = judge(desk, finding, "false_alarm").import_id
    kept = decide_reply(desk.warehouse, OFFICE, made.number, "accepted", "属实", actor="王五", now=at(12))
    assert kept.decision is not None
    assert (kept.state, kept.decision.judgement, kept.still_to_enter) == ("accepted", judged, "")
    assert len(desk.warehouse.rows("imports")) == judged


def test_the_command_lists_what_others_judged_and_takes_the_decision_of_who_has_seen_it(desk: Desk):
    made, finding = reply_to_a_finding(desk)
    judge(desk, finding, "reduced", reduced_points="3")
    verdict = ("decide-reply", str(made.number), "--uphold", "--reason", "属实", "--by", "王五")
    told = command(desk, *verdict, code=1)
    assert "赵六" in told
    seen = re.search(r"--seen (\d+\.\d+)", told)
    assert seen
    assert command(desk, *verdict, "--seen", seen[1])["state"] == "upheld"


def accepted_of_repair(desk: Desk):
    """A reply to the mark of the overdue repair that was accepted, and the number of that mark."""
    late = next(n for n, one in enumerate(marks(desk), 1) if one.dimension == "rectification")
    made = say(desk, "已按期整改", number=late)
    return decide_reply(desk.warehouse, OFFICE, made.number, "accepted", "属实", actor="王五", now=at(11)), late


def test_an_accepted_reply_is_to_be_entered_until_what_is_right_was_said_of_the_very_mark(desk: Desk):
    made, _ = accepted_of_repair(desk)
    assert made.still_to_enter == "rectification"
    heading = "问题编号|责任单位|整改时限|整改完成日期"
    desk.say(别的=f"{heading}\n1|甲区|2025-06-10|2025-06-08")
    assert [one.number for one in left_to_enter(desk.warehouse, Q2)] == [made.number]
    entered = desk.say(更正=f"{heading}\n2|甲区|2025-06-10|2025-06-10").files[0].import_id
    assert left_to_enter(desk.warehouse) == ()
    desk.withdraw(entered)
    assert [one.number for one in left_to_enter(desk.warehouse)] == [made.number]


def test_a_reply_accepted_by_mistake_is_made_good_by_deciding_another_one_of_the_same_mark(desk: Desk):
    _, late = accepted_of_repair(desk)
    again = say(desk, "补充说明", number=late, day=at(12))
    assert len(left_to_enter(desk.warehouse, Q2)) == 1
    decide_reply(desk.warehouse, OFFICE, again.number, "upheld", "原采纳有误", actor="王五", now=at(13))
    assert left_to_enter(desk.warehouse, Q2) == ()
