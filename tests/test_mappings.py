"""Columns nobody knew: a person says once what a column of a layout holds, and the next file of that layout is read."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from desks import Desk, codes

from metrics.access import LOCAL, Reader
from metrics.commands import running
from metrics.errors import AccessDenied, Refused
from metrics.i18n import translator
from metrics.intake.column_decisions import (
    all_column_decisions,
    decide_column,
    fields_of,
    unknown_columns,
    unknown_columns_kept,
)
from metrics.intake.faults import describe
from metrics.intake.layout import Block
from metrics.intake.mappings import Mappings, layout_of
from metrics.intake.unmatched import keep_all_ready, ready_files

NOW = datetime.fromisoformat("2025-07-02T10:00")
LATER = datetime.fromisoformat("2025-07-03T10:00")
# 受检单位名 stands for 责任单位, without which the table is no ledger of findings; 网页位置 for 页面地址, which it
# can do without.
WITHOUT_UNIT = """
检查期|发现日期  |受检单位名|渠道名称  |指标    |扣分|问题描述
2025Q2|2025-06-01|甲区      |甲区政府网|政策文件|1   |未更新
"""
WITH_NOTE = """
检查期|发现日期  |责任单位|渠道名称  |指标    |扣分|问题描述|网页位置
2025Q2|2025-06-02|甲区    |甲区政府网|政策文件|1   |未更新  |/zcwj/1
"""
NEXT = """
网页位置|责任单位|检查期|发现日期  |渠道名称  |指标    |扣分|问题描述
/zcwj/2 |甲区    |2025Q2|2025-06-09|甲区政府网|政策文件|1   |又未更新
"""
OTHER_LAYOUT = NEXT.replace("扣分|问题描述", "扣分|问题描述|来源").replace("又未更新", "又未更新|人工")


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path).settle()


def asked(desk):
    return {one.heading: one for one in unknown_columns(desk.warehouse, LOCAL)}


def say(desk, column, field, actor="张三", now=NOW, **options):
    return decide_column(desk.warehouse, LOCAL, column, field, actor=actor, now=now, **options)


def unknown(receipt):
    return [one.value for one in receipt.files[0].faults if one.code == "unknown_column"]


def held_with_note(desk):
    """A file held for another fault (an unknown unit), with a column nobody knows."""
    desk.say(问题=WITH_NOTE.replace("甲区    |甲区政府网", "某单位|甲区政府网"))
    return asked(desk)["网页位置"]


def pages(desk):
    return sorted(row["page"] or "" for row in desk.warehouse.rows("findings"))


def test_an_unknown_heading_brings_similar_ones_each_with_its_reason(desk):
    receipt = desk.say(问题=WITH_NOTE.replace("网页位置", "页面位址"))
    (warning,) = [one for one in receipt.files[0].faults if one.code == "unknown_column"]
    sentence = describe(warning, translator("zh_CN"))["message"]
    assert "页面地址（与“页面地址”仅差一个字）" in sentence


@pytest.mark.parametrize(
    ("heading", "similar"),
    [("整改截至时间", "整改时限"), ("完成整改时间", "整改完成日期"), ("应扣分数", None), ("页面位址", "页面地址")],
)
def test_a_ledger_of_findings_is_offered_the_columns_of_repairs_and_none_likelier_there_already(desk, heading, similar):
    receipt = desk.say(问题=WITH_NOTE.replace("网页位置", heading))
    (warning,) = [one for one in receipt.files[0].faults if one.code == "unknown_column"]
    names = [one.name for one in warning.details["suggestions"]]
    assert names[:1] == ([similar] if similar else [])


def test_a_column_of_repairs_in_a_ledger_of_findings_is_read_once_it_is_explained(desk):
    table = WITH_NOTE.replace("网页位置", "完成整改时间").replace("/zcwj/1", "2025-06-20")
    desk.say(问题=table.replace("甲区    |甲区政府网", "某单位|甲区政府网"))
    column = asked(desk)["完成整改时间"]
    say(desk, column, fields_of(column.kinds)["整改完成日期"])
    receipt = desk.say(下一期=table.replace("未更新  ", "又未更新"))
    assert receipt.accepted, receipt.as_json()
    assert receipt.files[0].kinds["rectifications"].new == 1


def test_a_heading_without_which_the_table_is_none_holds_the_file_until_a_person_explains_it(desk):
    assert codes(desk.say(问题=WITHOUT_UNIT)) == [("unknown_kind", "A1")]
    column = asked(desk)["受检单位名"]
    _, files = say(desk, column, fields_of(column.kinds)["责任单位"])
    assert [(one.file, one.errors, one.is_ready) for one in files] == [("问题.csv", 0, True)]
    assert [one.file for one in ready_files(desk.warehouse, LOCAL)] == ["问题.csv"]
    keep_all_ready(desk.warehouse, LOCAL, actor="张三", now=LATER)
    assert len(desk.warehouse.rows("findings")) == 4


def test_a_table_that_lacks_a_heading_is_told_how_to_explain_one_and_which_it_may_be(desk):
    receipt = desk.say(问题=WITHOUT_UNIT.replace("受检单位名", "单位"))
    assert "“数据导入”页（或用命令 columns）" in describe(receipt.files[0].faults[0], translator("zh_CN"))["advice"]
    assert [(one["name"], one["reason"]) for one in (like.as_json() for like in asked(desk)["单位"].suggestions)] == [
        ("责任单位", "part")
    ]


def test_the_next_file_of_the_layout_is_read_the_same_way_whatever_the_order_of_its_columns(desk):
    say(desk, held_with_note(desk), ("findings", "page"))
    receipt = desk.say(下一期=NEXT)
    assert receipt.accepted
    assert unknown(receipt) == []
    assert "/zcwj/2" in pages(desk)


def test_another_layout_is_asked_about_on_its_own(desk):
    say(desk, held_with_note(desk), ("findings", "page"))
    receipt = desk.say(另一种=OTHER_LAYOUT)
    assert unknown(receipt) == ["网页位置"]
    assert "/zcwj/2" not in pages(desk)


def test_a_column_said_to_count_for_nothing_is_not_asked_about_again(desk):
    say(desk, held_with_note(desk), None)
    assert asked(desk) == {}
    receipt = desk.say(下一期=NEXT)
    assert unknown(receipt) == []
    assert "/zcwj/2" not in pages(desk)


def test_a_decision_can_be_taken_back_and_withdrawn(desk):
    column = held_with_note(desk)
    first, _ = say(desk, column, ("findings", "page"))
    gone, _ = say(desk, column, None, now=LATER, seen=first.import_id, is_forgotten=True)
    assert set(asked(desk)) == {"网页位置"}
    desk.withdraw(gone.import_id)
    assert desk.say(下一期=NEXT).accepted
    assert "/zcwj/2" in pages(desk)
    assert [(one.meaning, one.actor, one.is_standing) for one in all_column_decisions(desk.warehouse)] == [
        ("忽略此列", "张三", False),
        ("页面地址", "张三", True),
    ]


def test_a_known_heading_keeps_its_meaning(desk):
    column = held_with_note(desk)
    for known in ("责任单位", "截图", "序号"):
        with pytest.raises(Refused):
            say(desk, type(column)(column.layout, known, column.kinds, ""), ("findings", "page"))


def test_a_heading_that_became_known_since_keeps_its_shipped_meaning():
    keys = ("检查期", "发现日期", "责任单位", "渠道名称", "指标", "扣分", "问题描述", "页面地址")
    said = Mappings({(layout_of(keys), "页面地址"): ("findings", "screenshot")})
    block = Block((1,), {number: (key,) for number, key in enumerate(keys, 1)}, said)
    assert block.keys[8] == ("页面地址",)


def test_two_columns_of_a_layout_cannot_hold_the_same(desk):
    desk.say(问题=WITH_NOTE.replace("网页位置", "网页位置|第二位置").replace("/zcwj/1", "/zcwj/1|/b").replace(
        "甲区    |甲区政府网", "某单位|甲区政府网"))  # fmt: skip
    columns = asked(desk)
    say(desk, columns["网页位置"], ("findings", "page"))
    with pytest.raises(Refused):
        say(desk, columns["第二位置"], ("findings", "page"))


def test_the_second_person_is_told_what_the_first_has_decided(desk):
    column = held_with_note(desk)
    first, _ = say(desk, column, ("findings", "page"), actor="张三")
    with pytest.raises(Refused) as told:
        say(desk, column, None, actor="李四", now=LATER)
    assert "张三" in str(told.value)
    say(desk, column, None, actor="李四", now=LATER, seen=first.import_id)
    assert [one.actor for one in all_column_decisions(desk.warehouse) if one.is_standing] == ["李四"]


def test_only_the_office_decides_what_a_column_holds(desk):
    column = held_with_note(desk)
    reader = Reader("unit", frozenset({"甲区"}))
    assert unknown_columns(desk.warehouse, reader) == ()
    with pytest.raises(AccessDenied):
        decide_column(desk.warehouse, reader, column, ("findings", "page"), actor="甲区", now=NOW)


def run(desk, *arguments):
    desk.warehouse.close()
    answer = running.run([*arguments, "--store", str(desk.folder / "store")], desk.folder)
    desk.warehouse = type(desk.warehouse).open(desk.folder / "store")
    return answer


def test_a_column_is_listed_decided_and_taken_back_by_command(desk):
    held_with_note(desk)
    listed = json.loads(run(desk, "columns", "--json").stdout)["unknown"]
    assert [(one["heading"], "页面地址" in one["fields"]) for one in listed] == [("网页位置", True)]
    assert run(desk, "columns", "--heading", "网页位置").exit == 1
    assert run(desk, "columns", "--heading", "网页位置", "--field", "无此列").exit == 1
    said = json.loads(run(desk, "columns", "--heading", "网页位置", "--field", "页面地址", "--json").stdout)
    assert (said["meaning"], said["files"][0]["errors"]) == ("页面地址", 1)
    assert json.loads(run(desk, "columns", "--json").stdout)["unknown"] == []
    assert run(desk, "columns", "--heading", "网页位置", "--forget").exit == 0
    assert [one["heading"] for one in json.loads(run(desk, "columns", "--json").stdout)["unknown"]] == ["网页位置"]


def test_the_column_of_an_accepted_file_is_explained_by_command_and_read_when_it_is_imported_again(desk):
    assert desk.say(问题=WITH_NOTE).accepted
    assert asked(desk) == {}
    (listed,) = json.loads(run(desk, "columns", "--json").stdout)["unknown"]
    assert (listed["file"], listed["heading"]) == ("问题.csv", "网页位置")
    number = listed["import"]
    said = run(desk, "columns", "--heading", "网页位置", "--field", "页面地址")
    assert said.exit == 0
    assert f"“问题.csv”（导入{number}）入库时未读取该列" in said.stdout
    assert json.loads(run(desk, "columns", "--json").stdout)["unknown"] == []
    desk.withdraw(number)
    assert desk.say(问题=WITH_NOTE).accepted
    assert "/zcwj/1" in pages(desk)


def test_a_unit_sees_the_unknown_columns_of_its_own_kept_files_only(desk):
    assert desk.say(问题=WITH_NOTE).accepted
    assert [one.heading for one in unknown_columns_kept(desk.warehouse, LOCAL)] == ["网页位置"]
    assert unknown_columns_kept(desk.warehouse, Reader("unit", frozenset({"甲区"}))) == ()
