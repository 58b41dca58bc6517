"""A person says whom 有关部门 means: nothing is scored before, everything goes back when the answer is withdrawn."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime
from pathlib import Path

import pytest

from metrics.access import LOCAL, Reader
from metrics.calendar import Period
from metrics.commands.confirming import confirm as command_confirm
from metrics.commands.running import run
from metrics.duties import duties
from metrics.errors import Refused
from metrics.i18n import translator
from metrics.intake.confirmation import confirm_responsibility, decide_areas
from metrics.intake.receive import create_store, receive
from metrics.intake.withdrawal import withdraw
from metrics.plans import area_question, open_responsibilities, plan_difference, plan_years
from metrics.scores import league, original_row, scorecard

NOW = datetime(2025, 7, 1, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
SECOND = Period.parse("2025Q2")
PLAN = """2025年甲市政务公开工作要点
（一）公开政策。（责任单位：各区县政府、市政府有关部门）
（二）解读政策。（责任单位：市政府办公厅、各区县政府）
（三）办好网站。（牵头单位：市商务局；配合单位：有关单位）
（四）管好平台。（责任单位：济南高新区）
"""
NEXT_PLAN = """2026年甲市政务公开工作要点
（一）公开各项政策。（责任单位：市政府有关部门）
（二）解读政策。（责任单位：市政府办公厅、市教育局）
（三）办好开放日。（责任单位：市商务局）
"""


@pytest.fixture
def warehouse(tmp_path):
    made = create_store(tmp_path / "store", "real")
    hear(made, tmp_path, PLAN)
    yield made
    made.close()


def hear(warehouse, folder: Path, text: str, name: str = "plan.txt"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    receipt = receive(warehouse, [(path, path.name)])
    assert receipt.accepted, receipt.as_json()
    return receipt


def confirm(warehouse, number: str, *units: str, phrase: str | None = None):
    return confirm_responsibility(warehouse, 2025, number, phrase, units, actor="clerk", now=NOW, reason="会议纪要")


def assigned(warehouse, number: str, year: int = 2025) -> dict[str, str]:
    names = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    return {names[row["unit"]]: row["role"] for row in warehouse.rows("assignments", year=year, number=number)}


def phrases(warehouse) -> list[tuple[str, str]]:
    return [(one.number, one.phrase) for one in open_responsibilities(warehouse)]


def task_score(warehouse, unit: str):
    return scorecard(warehouse, LOCAL, unit, SECOND, SECOND.last).unit.dimensions["tasks"]


def test_an_open_phrase_gives_nobody_an_assignment_and_no_score(warehouse):
    assert phrases(warehouse) == [("1", "市政府有关部门"), ("3", "有关单位")]
    assert "济南市教育局" not in assigned(warehouse, "1")
    assert not task_score(warehouse, "市教育局").applicable


def test_a_confirmed_phrase_gives_the_assignments_and_is_open_no_more(warehouse):
    found = confirm(warehouse, "1", "市教育局", "市民政局")
    assert found.added == ("济南市教育局", "济南市民政局")
    assert phrases(warehouse) == [("3", "有关单位")]
    assert assigned(warehouse, "1")["济南市教育局"] == "lead"
    assert task_score(warehouse, "市教育局").score == "0.00"


def test_who_supports_by_the_plan_supports_when_confirmed(warehouse):
    confirm(warehouse, "3", "市教育局", "市商务局")
    assert assigned(warehouse, "3") == {"济南市商务局": "lead", "济南市教育局": "support"}


def test_a_group_may_be_named_instead_of_its_units(warehouse):
    confirm(warehouse, "1", "市直各部门")
    departments = [row["name"] for row in warehouse.rows("units", group_code="department")]
    assert set(departments) <= set(assigned(warehouse, "1"))


def test_the_decision_has_an_address_with_actor_and_reason(warehouse):
    found = confirm(warehouse, "1", "市教育局")
    (row,) = [one for one in warehouse.rows("imports") if one["import"] == found.import_id]
    assert (row["file_name"], row["speaker"], row["actor"]) == ("责任单位确认（2025年任务1）", "office", "clerk")
    unit = next(one["unit"] for one in warehouse.rows("units", name="济南市教育局"))
    record = warehouse.rows("assignments", year=2025, number="1", unit=unit)[0]["record"]
    source, cells = original_row(warehouse, LOCAL, record)
    assert source.file == "责任单位确认（2025年任务1）"
    assert (cells["原文表述"], cells["理由"], cells["确认人"]) == ("市政府有关部门", "会议纪要", "clerk")


def test_withdrawing_the_decision_opens_the_phrase_again_and_scores_go_back(warehouse):
    before = repr(league(warehouse, LOCAL, SECOND, SECOND.last).units)
    found = confirm(warehouse, "1", "市教育局")
    assert repr(league(warehouse, LOCAL, SECOND, SECOND.last).units) != before
    withdraw(warehouse, found.import_id, "clerk", NOW)
    assert phrases(warehouse) == [("1", "市政府有关部门"), ("3", "有关单位")]
    assert repr(league(warehouse, LOCAL, SECOND, SECOND.last).units) == before


def test_a_plan_that_decisions_speak_of_is_withdrawn_after_them(warehouse):
    found = confirm(warehouse, "1", "市教育局")
    plan = next(one["import"] for one in warehouse.rows("imports", file_name="plan.txt"))
    with pytest.raises(Refused, match="others speak of what it brought"):
        withdraw(warehouse, plan, "clerk", NOW)
    withdraw(warehouse, found.import_id, "clerk", NOW)
    withdraw(warehouse, plan, "clerk", NOW)
    assert warehouse.rows("assignments") == []


def test_the_answer_is_remembered_when_the_plan_comes_again(warehouse, tmp_path):
    confirm(warehouse, "1", "市教育局")
    receipt = hear(warehouse, tmp_path, PLAN + "\n", "plan_again.txt")
    assert [one.number for one in receipt.to_confirm] == ["3"]
    assert phrases(warehouse) == [("3", "有关单位")]


@pytest.mark.parametrize(
    ("number", "phrase", "units"),
    [
        ("9", None, ["市教育局"]),
        ("2", None, ["市教育局"]),
        ("1", "另一个说法", ["市教育局"]),
        ("1", None, []),
        ("1", None, ["某某局"]),
    ],
)
def test_what_cannot_be_confirmed_is_refused_and_changes_nothing(warehouse, number, phrase, units):
    with pytest.raises(Refused):
        confirm(warehouse, number, *units, phrase=phrase)
    assert len(phrases(warehouse)) == 2
    assert not warehouse.rows("imports", actor="clerk")


def test_the_general_office_is_scored_by_the_same_rules(warehouse):
    office, district = (task_score(warehouse, name) for name in ("市政府办公厅", "历下区"))
    assert "济南市人民政府办公厅" in assigned(warehouse, "2")
    assert (office.applicable, office.score) == (True, "0.00") == (district.applicable, district.score)


# Functional areas ----------------------------------------------------------------------------------------------

AREA = "济南高新技术产业开发区"


def test_functional_areas_are_included_until_somebody_answers(warehouse):
    question = area_question(warehouse, 2025)
    assert (question.answer, question.tasks, AREA in question.areas) == (None, 2, True)
    assert not set(question.areas) & {"历下区", "南山区", "章丘区"}
    assert AREA in assigned(warehouse, "1")


def test_left_out_they_keep_only_what_names_them(warehouse):
    found = decide_areas(warehouse, 2025, False, actor="clerk", now=NOW)
    assert AREA not in assigned(warehouse, "1")
    assert "历下区" in assigned(warehouse, "1")
    assert AREA in assigned(warehouse, "4")
    withdraw(warehouse, found.import_id, "clerk", NOW)
    assert AREA in assigned(warehouse, "1")
    assert area_question(warehouse, 2025).answer is None


def test_the_answer_also_stands_for_later_plans_and_can_be_changed(warehouse, tmp_path):
    decide_areas(warehouse, 2025, False, actor="clerk", now=NOW)
    hear(warehouse, tmp_path, PLAN.replace("2025", "2026"), "next.txt")
    assert AREA not in assigned(warehouse, "1", 2026)
    assert area_question(warehouse, 2026).answer == "leave_out"
    found = decide_areas(warehouse, 2026, True, actor="clerk", now=NOW)
    assert AREA in found.added
    assert (AREA in assigned(warehouse, "1", 2026), AREA in assigned(warehouse, "1", 2025)) == (True, False)


# Against the year before ---------------------------------------------------------------------------------------


def test_the_receipt_of_a_plan_tells_what_changed_against_the_year_before(warehouse, tmp_path):
    receipt = hear(warehouse, tmp_path, NEXT_PLAN, "next.txt")
    (note,) = [one for one in receipt.files[0].faults if one.code == "plan_compared"]
    assert {name: note.details[name] for name in ("previous", "matched", "new", "dropped")} == {
        "previous": 2025,
        "matched": 2,
        "new": 1,
        "dropped": 2,
    }


def test_tasks_are_matched_by_title_and_a_similar_title_is_only_a_suggestion(warehouse, tmp_path):
    hear(warehouse, tmp_path, NEXT_PLAN, "next.txt")
    found = plan_difference(warehouse, LOCAL, 2026)
    assert plan_years(warehouse) == (2026, 2025)
    assert [(one.number, one.before_number, one.likeness == 1) for one in found.continued] == [
        ("1", "1", False),
        ("2", "2", True),
    ]
    second = found.continued[1]
    assert second.gained == ("济南市教育局",)
    assert "历下区" in second.lost
    assert [one.title for one in found.new] == ["办好开放日"]
    assert [one.before_title for one in found.dropped] == ["办好网站", "管好平台"]


def test_a_unit_sees_its_own_gains_and_losses_only(warehouse, tmp_path):
    hear(warehouse, tmp_path, NEXT_PLAN, "next.txt")
    found = plan_difference(warehouse, Reader("unit", frozenset({"历下区"})), 2026)
    assert {name for one in (*found.continued, *found.new, *found.dropped) for name in one.gained + one.lost} == {
        "历下区"
    }


def test_without_an_earlier_plan_there_is_nothing_to_compare(warehouse):
    found = plan_difference(warehouse, LOCAL, 2025)
    assert (found.previous, found.continued, found.new, found.dropped) == (None, (), (), ())


def test_last_years_answer_is_suggested_and_not_taken(warehouse, tmp_path):
    confirm(warehouse, "1", "市教育局")
    hear(warehouse, tmp_path, NEXT_PLAN, "next.txt")
    (asked,) = open_responsibilities(warehouse, 2026)
    assert asked.suggested == ("济南市教育局",)
    assert assigned(warehouse, "1", 2026) == {}


# The command ---------------------------------------------------------------------------------------------------


def test_the_command_confirms_and_refuses(tmp_path):
    store, path = tmp_path / "store", tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    assert run(["import", "--store", str(store), str(path)], tmp_path).exit == 0
    words = ["confirm", "--store", str(store), "--year", "2025", "--json"]
    listed = run(words, tmp_path)
    assert (listed.exit, [one["task"] for one in json.loads(listed.stdout)["open"]]) == (0, ["1", "3", None])
    answer = run([*words, "--task", "1", "--units", "市教育局，市民政局", "--reason", "会议纪要"], tmp_path)
    assert json.loads(answer.stdout)["added"] == ["济南市教育局", "济南市民政局"]
    again = run([*words, "--task", "1", "--units", "市教育局"], tmp_path)
    assert (again.exit, again.stdout) == (1, "")
    assert run([*words, "--areas", "leave-out"], tmp_path).exit == 0
    assert run([*words, "--task", "1"], tmp_path).exit == 1


def test_the_question_about_the_functional_areas_is_listed_as_long_as_nobody_answered(warehouse):
    def asked(year=2025):
        nothing = Namespace(year=year, areas=None, task=None, units=None, phrase=None)
        document, text = command_confirm(warehouse, nothing, translator("zh_CN"))
        return [one for one in document["open"] if one["question"] == "areas"], text

    def waiting():
        found = duties(warehouse, Reader("office"), "张三", SECOND, SECOND.last)
        return [one.names for one in found if one.code == "areas_open"]

    ([question], text) = asked()
    assert (question["phrase"], question["tasks"], AREA in question["areas"]) == ("各区县政府", 2, True)
    assert "confirm --year 2025 --areas include" in text
    assert [AREA in names for names in waiting()] == [True]
    decide_areas(warehouse, 2025, False, actor="clerk", now=NOW)
    assert (asked()[0], waiting()) == ([], [])


def test_a_year_whose_plan_nobody_received_has_no_plan_and_is_not_called_settled(warehouse):
    nothing = Namespace(year=2031, areas=None, task=None, units=None, phrase=None)
    document, text = command_confirm(warehouse, nothing, translator("zh_CN"))
    assert (document, text) == ({"year": 2031, "has_plan": False, "open": []}, "未收到2031年的工作要点。\n")
