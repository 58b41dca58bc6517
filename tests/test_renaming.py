"""A 曾用名 renames a unit that is known by it: one thing goes on under another name, and nothing is counted twice."""

from __future__ import annotations

from datetime import date

import pytest
from desks import Q2, Desk, codes
from test_who_may_say_what import RETURNED

from metrics.access import Reader
from metrics.duties import duties
from metrics.scores import imports
from metrics.state import overview
from metrics.unit_requests import requests_of_units

RENAMED = "单位名称|单位类别|曾用名|生效日期\n甲新区|区县|甲区|2025-07-01"


@pytest.fixture
def desk(tmp_path):
    """The small city, in which 甲区 is a district with a website."""
    found = Desk(tmp_path).settle()
    yield found
    found.warehouse.close()


def unit_called(desk: Desk, name: str) -> dict:
    (row,) = desk.warehouse.rows("units", name=name)
    return row


def test_the_unit_keeps_what_it_had_under_its_new_name(desk):
    before, score = unit_called(desk, "甲区"), [one for one in desk.scores() if "'甲区'" in one]
    assert desk.say(单位=RENAMED).accepted
    now = unit_called(desk, "甲新区")
    assert (now["unit"], now["group_code"], now["sort_order"]) == (before["unit"], "district", 1)
    assert desk.warehouse.rows("units", name="甲区") == []
    assert [one for one in desk.scores() if "'甲新区'" in one] == [one.replace("'甲区'", "'甲新区'") for one in score]


def test_the_people_of_a_renamed_unit_go_on_seeing_what_it_handed_in_and_asked_for_before(desk):
    desk.say("甲区", 返回=RETURNED)
    assert not desk.say("甲区", 有错="问题编号|责任单位|整改完成日期\n1|甲区|去年").accepted
    asked = {one.number for one in requests_of_units(desk.warehouse, Reader("unit", frozenset({"甲区"})))}
    assert desk.say(单位=RENAMED).accepted
    own, other = (Reader("unit", frozenset({name})) for name in ("甲新区", "乙区"))
    assert [one["file_name"] for one in imports(desk.warehouse, own)] == ["有错.csv", "返回.csv"]
    assert {(one.number, one.speaker) for one in requests_of_units(desk.warehouse, own)} == {
        (number, "甲新区") for number in asked
    }
    waiting = {one.code for one in duties(desk.warehouse, own, "甲", Q2, Q2.last)}
    assert "file_held" in waiting
    assert "返回.csv" in {one.file for one in overview(desk.warehouse, own, Q2).freshness}
    assert imports(desk.warehouse, other) == []
    assert requests_of_units(desk.warehouse, other) == ()


def test_the_same_bytes_under_the_new_name_are_known_already(desk):
    desk.say("甲区", 返回=RETURNED)
    desk.say(单位=RENAMED)
    assert "already_imported" in {code for code, _ in codes(desk.say("甲新区", 返回=RETURNED), "warning")}


def test_the_day_beside_a_former_name_is_the_names_and_not_the_units(desk):
    desk.say(单位=RENAMED)
    assert unit_called(desk, "甲新区")["valid_from"] is None


def test_the_same_row_once_more_changes_nothing(desk):
    desk.say(单位=RENAMED)
    before = unit_called(desk, "甲新区")
    assert desk.say(再次=RENAMED + "\n丁区|区县||").accepted
    again = unit_called(desk, "甲新区")
    assert {**again, "record": 0} == {**before, "record": 0}
    assert unit_called(desk, "丁区")["valid_from"] is None


def test_a_ledger_under_the_old_name_still_means_the_unit(desk):
    desk.say(单位=RENAMED)
    assert desk.say(排序="单位名称|单位类别|排序号\n甲区|区县|9").accepted
    assert unit_called(desk, "甲新区")["sort_order"] == 9


def test_withdrawing_the_row_gives_the_old_name_back(desk):
    before = desk.facts()
    number = desk.say(单位=RENAMED).files[0].import_id
    desk.withdraw(number)
    assert desk.facts() == before


def test_a_list_with_both_names_speaks_of_two_units_and_is_asked_about(desk):
    both = "单位名称|单位类别|曾用名|失效日期\n甲新区|区县|甲区|\n甲区|区县||2025-07-01"
    assert codes(desk.say(单位=both)) == [("name_taken", "C2")]


def test_a_short_name_that_is_another_units_name_renames_nobody(desk):
    assert codes(desk.say(单位="单位名称|单位类别|简称\n甲新区|区县|甲区")) == [("name_taken", "C2")]


def test_a_unit_may_take_up_its_former_name_again(desk):
    before = unit_called(desk, "甲区")
    desk.say(单位=RENAMED)
    for order in ("", "1"):
        desk.say(改回=f"单位名称|单位类别|曾用名|生效日期|排序号\n甲区|区县|甲新区|2025-08-01|{order}")
    now = unit_called(desk, "甲区")
    assert (now["unit"], now["valid_from"]) == (before["unit"], None)


def test_a_new_units_day_begins_the_unit(desk):
    desk.say(单位="单位名称|单位类别|曾用名|生效日期\n戊区|区县|戊县|2025-07-01")
    assert unit_called(desk, "戊区")["valid_from"] == date(2025, 7, 1)
