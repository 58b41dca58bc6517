"""A period is published by a second person, never moves again, can be checked, and is corrected openly."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from desks import FINDINGS, Q2, Desk

from metrics import published, releases, sealed
from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.calendar import SHANGHAI
from metrics.commands.running import run
from metrics.errors import AccessDenied, Refused
from metrics.i18n import translator
from metrics.replies import window_of
from metrics.replying import close_window, decide_reply, reply, set_window
from metrics.scores import league, scorecard
from metrics.warehouse import Warehouse
from metrics.words_of_releases import word_difference

NOW = datetime(2025, 7, 10, 9, tzinfo=SHANGHAI)
MOMENT = NOW.replace(tzinfo=None)
CORRECTED = FINDINGS.replace("|5   |", "|3   |")
CHINESE = translator("zh_CN")


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def consult(desk, actor="甲", **options):
    """Open 征求意见 of the quarter."""
    return releases.consult(desk.warehouse, LOCAL, Q2, actor=actor, now=NOW, **options)


def finalise(desk, actor="乙", **options):
    """Publish the quarter."""
    return releases.finalise(desk.warehouse, LOCAL, Q2, actor=actor, now=NOW, **options)


def release(desk):
    """Take the quarter through both steps, and return what was published."""
    consult(desk)
    return finalise(desk).latest


def correct(desk, text="更正说明"):
    """Prepare the correction of the quarter as the first person."""
    return releases.prepare_correction(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW, text=text)


def differing(desk, reader=LOCAL):
    """What differs from the edition that holds."""
    return published.differences(desk.warehouse, reader, releases.latest_of(desk.warehouse, Q2))


def scores_of(found):
    """Every unit's figures of a league, the change of rank apart."""
    return {one.unit: (one.score, one.shadow_score, one.rank, one.grade, one.dimensions) for one in found.units}


def test_a_period_is_a_draft_until_somebody_opens_it_for_replies(desk):
    assert releases.status(desk.warehouse, Q2).code == "draft"
    found = consult(desk, closes_on=date(2025, 7, 17))
    assert found.code == "consult"
    assert (found.window.opens_on, found.window.closes_on) == (NOW.date(), date(2025, 7, 17))


def test_a_draft_is_not_released_without_replies_having_been_asked_for(desk):
    with pytest.raises(Refused, match="open 征求意见 first"):
        finalise(desk)


def test_who_opened_the_replies_cannot_release(desk):
    consult(desk, actor="Zhang San")
    for spelling in (" zhang san ", "Zhang  San", "Ｚｈａｎｇ　Ｓａｎ"):
        with pytest.raises(Refused, match="a second person"):
            finalise(desk, actor=spelling)
    assert finalise(desk, actor="Li Si").code == "released"


def test_a_release_says_who_took_which_step_when(desk):
    release(desk)
    steps = releases.status(desk.warehouse, Q2).steps
    assert [(one.what, one.actor, one.at) for one in steps] == [("consult", "甲", MOMENT), ("final", "乙", MOMENT)]
    whats = [row["what"] for row in desk.warehouse.rows("audit", order_by="entry")]
    assert whats[-2:] == ["release_consulted", "release_published"]


def test_inviting_replies_with_a_last_day_sets_the_days_of_replies(desk):
    consult(desk, closes_on=date(2025, 7, 17))
    window = window_of(desk.warehouse, Q2)
    assert (window.opens_on, window.closes_on, window.actor) == (NOW.date(), date(2025, 7, 17), "甲")
    assert reply(desk.warehouse, LOCAL, "甲区", Q2, 1, "已整改", actor="李四", now=MOMENT).state == "open"


def test_inviting_replies_without_a_last_day_leaves_the_days_that_were_set(desk):
    set_window(desk.warehouse, LOCAL, Q2, NOW.date(), date(2025, 7, 20), actor="甲", now=NOW)
    assert consult(desk).window.closes_on == date(2025, 7, 20)


def test_the_days_of_replies_set_later_are_those_the_release_waits_for(desk):
    consult(desk, closes_on=NOW.date())
    set_window(desk.warehouse, LOCAL, Q2, NOW.date(), date(2025, 7, 20), actor="丙", now=NOW)
    assert releases.status(desk.warehouse, Q2).window.closes_on == date(2025, 7, 20)
    with pytest.raises(Refused, match="Units may reply") as refused:
        finalise(desk)
    assert refused.value.values == {"day": "2025-07-20"}


@pytest.mark.parametrize("note", ["", "各单位均已书面确认"])
def test_on_the_last_day_for_replies_a_period_is_not_released_whatever_is_said(desk, note):
    consult(desk, closes_on=NOW.date())
    with pytest.raises(Refused, match="Units may reply until"):
        finalise(desk, note=note)
    following = NOW + timedelta(days=1)
    assert releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=following).code == "released"


def test_the_replies_are_closed_early_with_a_reason_and_then_the_period_can_be_released(desk):
    consult(desk, closes_on=NOW.date())
    with pytest.raises(Refused, match="Say why"):
        close_window(desk.warehouse, LOCAL, Q2, " ", actor="甲", now=NOW)
    close_window(desk.warehouse, LOCAL, Q2, "各单位均已书面确认", actor="甲", now=NOW + timedelta(minutes=1))
    with pytest.raises(Refused, match="closed the replies"):
        reply(desk.warehouse, LOCAL, "甲区", Q2, 1, "已整改", actor="李四", now=MOMENT)
    with pytest.raises(Refused, match="nothing to close"):
        close_window(desk.warehouse, LOCAL, Q2, "再关一次", actor="甲", now=NOW)
    found = releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=NOW + timedelta(minutes=2))
    assert found.code == "released"
    assert [(one.what, one.closes_on, one.note) for one in found.course] == [
        ("consult", NOW.date(), ""), ("close", NOW.date(), "各单位均已书面确认"), ("final", None, ""),
    ]  # fmt: skip
    (told,) = audit_entries(desk.warehouse, LOCAL, what="reply_window_closed")
    assert told.new == "各单位均已书面确认"


def test_days_that_were_closed_are_open_again_once_they_are_set_anew(desk):
    consult(desk, closes_on=NOW.date())
    close_window(desk.warehouse, LOCAL, Q2, "误操作", actor="甲", now=NOW)
    later = NOW + timedelta(hours=1)
    set_window(desk.warehouse, LOCAL, Q2, NOW.date(), later.date() + timedelta(days=9), actor="丙", now=later)
    with pytest.raises(Refused, match="Units may reply"):
        finalise(desk)
    found = releases.status(desk.warehouse, Q2)
    assert [(one.what, one.actor) for one in found.course] == [("consult", "甲"), ("close", "甲"), ("window", "丙")]


@pytest.mark.parametrize("role", ["supervisor", "leader", "unit"])
def test_only_the_office_closes_the_replies(desk, role):
    consult(desk, closes_on=NOW.date())
    with pytest.raises(AccessDenied):
        close_window(desk.warehouse, Reader(role, frozenset({"甲区"})), Q2, "x", actor="甲", now=NOW)


def test_undecided_replies_are_told_and_keep_the_period_from_being_released(desk):
    consult(desk, closes_on=NOW.date())
    made = reply(desk.warehouse, LOCAL, "甲区", Q2, 1, "已整改", actor="李四", now=MOMENT)
    close_window(desk.warehouse, LOCAL, Q2, "各单位均已书面确认", actor="甲", now=NOW)
    assert releases.status(desk.warehouse, Q2).undecided == ("甲区",)
    with pytest.raises(Refused, match="wait for a decision"):
        finalise(desk)
    decide_reply(desk.warehouse, LOCAL, made.number, "upheld", "属实", actor="王五", now=NOW)
    assert finalise(desk).code == "released"


def test_an_accepted_reply_that_is_not_entered_keeps_the_period_from_being_released(desk):
    consult(desk, closes_on=NOW.date())
    marks = scorecard(desk.warehouse, LOCAL, "甲区", Q2).marks
    late = next(n for n, one in enumerate(marks, 1) if one.dimension == "rectification")
    made = reply(desk.warehouse, LOCAL, "甲区", Q2, late, "已按期整改", actor="李四", now=MOMENT)
    close_window(desk.warehouse, LOCAL, Q2, "各单位均已书面确认", actor="甲", now=NOW)
    decide_reply(desk.warehouse, LOCAL, made.number, "accepted", "属实", actor="王五", now=NOW)
    with pytest.raises(Refused, match="not entered yet") as refused:
        finalise(desk)
    assert refused.value.values == {"n": 1, "replies": f"甲区 {made.number}"}
    desk.say(更正="问题编号|责任单位|整改时限|整改完成日期\n2|甲区|2025-06-10|2025-06-10")
    assert finalise(desk).code == "released"


def test_a_period_that_still_runs_is_not_released(desk):
    consult(desk)
    with pytest.raises(Refused, match="runs until"):
        releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=datetime(2025, 6, 30, tzinfo=SHANGHAI))


def test_findings_nobody_decided_about_stop_the_release_but_not_the_replies(desk):
    desk.say(
        待定="问题编号|检查期|责任单位|渠道名称|指标|问题描述|来源|扣分\n9|2025Q2|甲区|甲区政府网|可用性|首页打不开|机器扫描|1"
    )
    assert consult(desk).code == "consult"
    with pytest.raises(Refused, match="甲区"):
        finalise(desk)
    assert releases.status(desk.warehouse, Q2).code == "consult"


def test_a_veto_on_a_unit_that_one_person_confirmed_stops_the_release(desk):
    desk.say(
        否决="问题编号|检查期|责任单位|渠道名称|指标|性质|问题描述|确认情况\n8|2025Q2|乙区|乙区政府网|安全泄密|单项否决|被篡改|已确认"
    )
    consult(desk)
    with pytest.raises(Refused, match="乙区; a second person"):
        finalise(desk)


def test_only_the_office_takes_a_step(desk):
    for role in ("unit", "supervisor", "leader"):
        with pytest.raises(AccessDenied):
            releases.consult(desk.warehouse, Reader(role), Q2, actor="甲", now=NOW)


def test_released_figures_stay_while_the_running_ones_move(desk):
    edition = release(desk)
    before = scores_of(league(desk.warehouse, LOCAL, Q2, Q2.last))
    assert desk.say(更正=CORRECTED).accepted
    assert scores_of(published.released_league(desk.warehouse, LOCAL, edition)) == before
    assert scores_of(league(desk.warehouse, LOCAL, Q2, Q2.last)) != before


def test_a_unit_reads_of_its_peers_released_place_only(desk):
    edition = release(desk)
    found = published.released_league(desk.warehouse, Reader("unit", frozenset({"甲区"})), edition)
    assert {one.unit: one.score is not None for one in found.units if one.rank}["甲区"]
    assert all(one.score is None and not one.dimensions for one in found.units if one.unit != "甲区")


def test_later_data_are_a_list_of_differences(desk):
    release(desk)
    assert differing(desk) == ()
    desk.say(更正=CORRECTED)
    [one] = differing(desk)
    assert (one.unit, one.before["score"] < one.now["score"]) == ("甲区", True)
    assert {mark["item"] for mark in one.gone} == {mark["item"] for mark in one.came} == {"半年未更新"}
    assert differing(desk, Reader("unit", frozenset({"乙区"}))) == ()


def test_a_correction_of_a_vetoed_unit_tells_what_of_it_has_changed_and_not_its_verdict_twice(desk):
    release(desk)
    desk.say(更正=CORRECTED)
    [one] = differing(desk)
    vetoed = one.now | {"verdict": "vetoed", "score": None, "rank": None, "grade": "fail", "shadow_score": "52.10"}
    found = replace(one, before=vetoed, now=vetoed | {"shadow_score": "50.10"})
    assert word_difference(CHINESE, found) == (
        "甲区：不合格（否决），未变；参考分由“52.10”更正为“50.10”；撤销得失分1条，新增1条。"
    )  # fmt: skip
    assert word_difference(CHINESE, replace(found, now=vetoed)) == (
        "甲区：不合格（否决），未变；得失分明细1条变为1条。"
    )  # fmt: skip


def test_a_correction_of_a_score_tells_old_and_new_of_score_rank_and_grade(desk):
    release(desk)
    desk.say(更正=CORRECTED)
    [one] = differing(desk)
    assert word_difference(CHINESE, one) == (
        "甲区：由“89.56分、第1名”更正为“90.04分、第1名”；等次由“良好”更正为“优秀”；撤销得失分1条，新增1条。"
    )  # fmt: skip


def test_a_file_that_was_withdrawn_after_the_release_differs_too(desk):
    late = desk.say(更正=CORRECTED).files[0].import_id
    release(desk)
    desk.withdraw(late)
    assert [one.unit for one in differing(desk)] == ["甲区"]


def test_a_correction_is_prepared_by_one_person_and_published_by_another_and_both_editions_stay(desk):
    first = release(desk)
    desk.say(更正=CORRECTED)
    assert correct(desk, "甲区更正").code == "correct"
    with pytest.raises(Refused, match="a second person"):
        finalise(desk, actor="甲")
    found = finalise(desk)
    assert [(one.edition, one.note) for one in found.releases] == [(1, ""), (2, "甲区更正")]
    assert differing(desk) == ()
    old, new = (scores_of(published.released_league(desk.warehouse, LOCAL, one)) for one in (first, found.latest))
    assert old["甲区"][0] < new["甲区"][0]
    assert old["乙区"][0] == new["乙区"][0]


def test_a_correction_waits_for_replies_that_may_come_and_for_those_nobody_has_decided(desk):
    release(desk)
    desk.say(更正=CORRECTED)
    set_window(desk.warehouse, LOCAL, Q2, NOW.date(), NOW.date(), actor="甲", now=NOW)
    made = reply(desk.warehouse, LOCAL, "甲区", Q2, 1, "已整改", actor="李四", now=MOMENT)
    correct(desk)
    with pytest.raises(Refused, match="Units may reply"):
        finalise(desk)
    close_window(desk.warehouse, LOCAL, Q2, "各单位均已书面确认", actor="甲", now=NOW)
    with pytest.raises(Refused, match="wait for a decision"):
        finalise(desk)
    decide_reply(desk.warehouse, LOCAL, made.number, "upheld", "属实", actor="王五", now=NOW)
    assert finalise(desk).latest.edition == 2


def test_an_edition_tells_what_it_changed_and_each_unit_its_own_part_of_it(desk):
    first = release(desk)
    desk.say(更正=CORRECTED)
    correct(desk, "甲区更正，电话13812345678")
    second = finalise(desk).latest
    own, other = (Reader("unit", frozenset({name})) for name in ("甲区", "乙区"))
    assert published.changes_of(desk.warehouse, LOCAL, first) == ()
    [one] = published.changes_of(desk.warehouse, own, second)
    assert (one.unit, one.before["score"] < one.now["score"]) == ("甲区", True)
    assert published.changes_of(desk.warehouse, other, second) == ()
    told = [published.correction_text(desk.warehouse, reader, second) for reader in (LOCAL, own, other)]
    assert told == ["甲区更正，电话13812345678", "甲区更正，电话138********", ""]
    assert published.correction_text(desk.warehouse, LOCAL, first) == ""


@pytest.mark.parametrize("text", ["甲区、乙区更正", "甲更正，乙 区不变", "甲区更正；丙局不变"])
def test_a_text_that_names_another_unit_is_not_told_to_a_unit(desk, text):
    release(desk)
    desk.say(更正=CORRECTED)
    correct(desk, text)
    second = finalise(desk).latest
    own = Reader("unit", frozenset({"甲区"}))
    assert published.correction_text(desk.warehouse, own, second) == ""
    assert len(published.changes_of(desk.warehouse, own, second)) == 1
    assert published.correction_text(desk.warehouse, Reader("leader"), second) == text


def test_a_correction_that_does_not_tell_what_differs_by_now_is_prepared_anew_before_it_is_published(desk):
    release(desk)
    desk.say(更正=CORRECTED)
    correct(desk, "甲区更正")
    desk.say(再更正=FINDINGS.replace("|5   |", "|4   |"))
    assert not releases.is_still_described(desk.warehouse, LOCAL, releases.status(desk.warehouse, Q2))
    with pytest.raises(Refused, match="prepare the correction anew"):
        finalise(desk)
    assert correct(desk, "甲区再更正").code == "correct"
    assert [(one.edition, one.note) for one in finalise(desk).releases] == [(1, ""), (2, "甲区再更正")]


def test_a_correction_of_what_differs_no_more_is_not_published(desk):
    release(desk)
    late = desk.say(更正=CORRECTED).files[0].import_id
    correct(desk)
    desk.withdraw(late)
    with pytest.raises(Refused, match="prepare the correction anew"):
        finalise(desk)
    with pytest.raises(Refused, match="Nothing differs"):
        correct(desk)
    assert len(releases.status(desk.warehouse, Q2).releases) == 1


def test_a_text_drafted_of_other_differences_is_not_prepared(desk):
    release(desk)
    desk.say(更正=CORRECTED)
    drafted = published.fingerprint_of(differing(desk))
    desk.say(再更正=FINDINGS.replace("|5   |", "|4   |"))
    told = {"actor": "甲", "now": NOW, "text": "旧稿"}
    with pytest.raises(Refused, match="since the text was drafted"):
        releases.prepare_correction(desk.warehouse, LOCAL, Q2, described=drafted, **told)
    assert published.fingerprint_of(differing(desk)) != drafted


def test_without_a_difference_there_is_nothing_to_correct(desk):
    with pytest.raises(Refused, match="not released"):
        correct(desk)
    release(desk)
    with pytest.raises(Refused, match="Nothing differs"):
        correct(desk)


def test_a_released_period_is_neither_opened_nor_released_again(desk):
    release(desk)
    for step in (consult, finalise):
        with pytest.raises(Refused, match="is released"):
            step(desk)


def test_a_release_recomputes_to_the_same_digits_whatever_came_later(desk):
    edition = release(desk)
    desk.say(更正=CORRECTED)
    desk.withdraw(desk.warehouse.rows("imports", file_name="问题.csv")[0]["import"])
    assert published.check(desk.warehouse, edition) == ()


def tampered(content, part, change, is_resealed=True):
    """The package with one part changed, and its hash in the manifest, too, when ``is_resealed``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    changed = change(parts[part])
    assert changed != parts[part]
    parts[part] = changed
    if is_resealed:
        manifest["parts"][part] = hashlib.sha256(changed).hexdigest()
    return sealed.zipped(manifest, parts)


def one_digit(text):
    """The results with one digit of one score changed."""
    found = json.loads(text)
    row = next(row for row in found["standings"] if row["name"] == "甲区")
    row["score_hundredths"] += 1
    return json.dumps(found).encode()


@pytest.mark.parametrize("is_resealed", [False, True])
def test_a_tampered_digit_is_found_even_under_a_fitting_hash(desk, is_resealed):
    content = published.content_of(desk.warehouse, LOCAL, release(desk))
    found = sealed.recompute(sealed.opened(tampered(content, "results.json", one_digit, is_resealed)))
    assert ("standings", "甲区", "score_hundredths") in {(one.part, one.about, one.what) for one in found}
    assert [one.part for one in found if one.what == "changed"] == ([] if is_resealed else ["results.json"])


def test_a_rule_changed_in_the_package_is_found(desk):
    content = published.content_of(desk.warehouse, LOCAL, release(desk))
    scheme = "schemes/default.toml"
    changed = tampered(content, scheme, lambda text: text.replace(b"{ value = 3, ", b"{ value = 4, "), False)
    assert scheme in {one.part for one in sealed.recompute(sealed.opened(changed))}


def test_a_record_changed_in_the_store_behind_its_back_is_found(desk):
    edition = release(desk)
    with desk.warehouse.transaction() as changes:
        changes._connection.execute("update records set fields = '{}' where record = 5")
    assert ("records", "5") in {(one.part, one.about) for one in published.check(desk.warehouse, edition)}


def test_a_package_exchanged_in_the_store_is_found(desk):
    edition = release(desk)
    other = tampered(published.content_of(desk.warehouse, LOCAL, edition), "results.json", one_digit)
    with desk.warehouse.transaction() as changes:
        changes._connection.execute("update releases set package = ?", [other])
    assert "package" in {one.part for one in published.check(desk.warehouse, edition)}


def test_a_sealed_package_is_opened_without_any_store_and_gives_the_same_digits(desk, tmp_path):
    content = published.content_of(desk.warehouse, LOCAL, release(desk))
    digits = scores_of(league(desk.warehouse, LOCAL, Q2, Q2.last))
    package = sealed.opened(content)
    assert sealed.recompute(package) == ()
    with sealed.reopened(package) as fresh:
        assert scores_of(league(fresh, LOCAL, Q2, Q2.last)) == digits
    assert {one["sha256"] for one in package.imports} == {row["sha256"] for row in desk.warehouse.rows("imports")}


def test_what_a_completion_lacks_is_told_of_a_release_and_frozen_in_none(desk):
    # Editions are compared line by line: were it in the frozen rows, those published before would no longer agree.
    head = "年度|序号|重点任务|责任单位|角色|完成时限|进展状态|完成日期|佐证材料\n"
    rows = "2025|31|甲|甲区|牵头|2025-06-20|已完成||链接\n2025|32|乙|甲区|牵头|2025-06-20|已完成|2025-06-18|"
    desk.say(任务四=head + rows)
    package = sealed.opened(published.content_of(desk.warehouse, LOCAL, release(desk)))
    frozen = {row["indicator"]: row["reason"] for row in package.results["marks"]}
    assert (frozen["31"], frozen["32"]) == ("overdue", "overdue")
    assert not [name for name in sealed.RELATIONS for row in package.results[name] if "lacking" in row]
    with sealed.reopened(package) as fresh:
        told = {mark.indicator: mark.reason for mark in scorecard(fresh, LOCAL, "甲区", Q2, Q2.last).marks}
    assert (told["31"], told["32"]) == ("overdue_without_date", "overdue_without_evidence")


def test_what_is_no_package_is_refused_with_a_sentence():
    for content in (b"", b"PK\x03\x04", sealed.zipped({}, {}), sealed.zipped({"form": 99}, {})):
        with pytest.raises(Refused, match="no sealed package"):
            sealed.opened(content)


def test_the_same_content_is_sealed_to_the_same_bytes(desk):
    scheme = desk.warehouse.schemes.in_force(Q2.last)
    first, second = (sealed.seal(desk.warehouse, Q2, Q2.last, scheme, {}) for _ in range(2))
    assert first == second


def said(desk, *arguments):
    """What a command answers."""
    answer = run([*arguments, "--store", str(desk.warehouse.folder)], desk.folder)
    return answer.exit, answer.stdout + answer.stderr


def test_a_whole_release_by_command(desk):
    desk.warehouse.close()
    step = ("release", "--period", "2025Q2", "--step")
    assert said(desk, *step, "consult", "--actor", "张三")[0] == 0
    assert said(desk, *step, "final", "--actor", "张三") == (1, "上一步由张三办理，须由另一人定稿。\n")
    assert said(desk, *step, "final", "--actor", "李四", "--package", "季度.zip")[0] == 0
    assert said(desk, "check", "--period", "2025Q2") == (0, "2025Q2第1版：复算完成，逐位一致。\n")
    code, text = said(desk, "release", "--period", "2025Q2", "--json")
    told = json.loads(text)
    assert (code, told["status"], told["differences"]) == (0, "released", [])
    sealed_file = desk.folder / "季度.zip"
    elsewhere = ["check", "季度.zip", "--store", str(desk.folder / "nothing here"), "--json"]
    assert json.loads(run(elsewhere, desk.folder).stdout)["holds"]
    sealed_file.write_bytes(tampered(sealed_file.read_bytes(), "results.json", one_digit))
    answer = run(elsewhere, desk.folder)
    assert (answer.exit, json.loads(answer.stdout)["holds"]) == (1, False)
    assert not (desk.folder / "nothing here").exists()
    desk.warehouse = Warehouse.open(desk.warehouse.folder)


def test_the_package_keeps_what_units_replied_and_how_it_was_decided(desk):
    consult(desk, closes_on=NOW.date())
    made = reply(desk.warehouse, LOCAL, "甲区", Q2, 1, "已整改", actor="李四", now=MOMENT)
    decide_reply(desk.warehouse, LOCAL, made.number, "upheld", "证据不足", actor="王五", now=NOW)
    close_window(desk.warehouse, LOCAL, Q2, "各单位已答复", actor="甲", now=NOW)
    edition = finalise(desk).latest
    hearings = sealed.opened(published.content_of(desk.warehouse, LOCAL, edition)).hearings
    [said], [decided] = hearings["replies"], hearings["reply_decisions"]
    assert (said["said"], said["actor"]) == ("已整改", "李四")
    assert (decided["answer"], decided["reason"]) == ("upheld", "证据不足")
    assert [one["closed_because"] for one in hearings["reply_windows"]][-1] == "各单位已答复"
