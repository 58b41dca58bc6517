"""What contradicts itself or what is known is said at its cell, just outside the bounds and never just inside."""

from __future__ import annotations

import json

import pytest
from desks import Desk, codes

from metrics.commands import running
from metrics.i18n import translator
from metrics.intake.faults import describe

FOUND = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标    |扣分|问题描述|页面地址|整改完成日期|复查日期|复查结果
9       |2025Q2|2025-06-10|甲区    |甲区政府网|政策文件|1   |缺文件  |/a      |{fixed}     |{checked}|{result}
"""
SITE_RESULT = """
检查期|渠道名称  |检查结果
2025Q2|甲区政府网|{result}
"""
VETO = """
检查期|责任单位|渠道名称  |指标      |性质    |问题描述
2025Q2|甲区    |甲区政府网|首页不更新|单项否决|两周未更新
"""
DEDUCTION = """
检查期|发现日期  |责任单位|渠道名称  |指标    |扣分|问题描述|页面地址|问题编号
2025Q2|{day}|甲区    |甲区政府网|政策文件|1   |栏目断更  |/lmdg |{number}
"""


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path).settle()


def warned(receipt, code):
    return [one.cell for file in receipt.files for one in file.faults if one.code == code]


def found(desk, fixed="", checked="", result=""):
    return desk.say(问题=FOUND.format(fixed=fixed, checked=checked, result=result))


@pytest.mark.parametrize(("fixed", "is_fault"), [("2025-06-09", True), ("2025-06-10", False), ("2025-06-11", False)])
def test_a_fix_before_the_finding_is_a_fault_on_the_day_itself_it_is_none(desk, fixed, is_fault):
    receipt = found(desk, fixed)
    assert codes(receipt) == ([("fix_before_finding", "J2")] if is_fault else [])


def test_a_fix_reported_later_is_held_against_the_day_the_store_knows(desk):
    repair = "问题编号|责任单位|整改完成日期\n1|甲区|{day}\n"
    assert codes(desk.say(整改=repair.format(day="2025-05-19"))) == [("fix_before_finding", "C2")]
    assert codes(desk.say(整改=repair.format(day="2025-05-20"))) == []


def test_a_finding_without_a_stated_day_has_no_fix_before_it(desk):
    table = FOUND.replace("|发现日期  ", "").replace("|2025-06-10", "")
    assert desk.say(问题=table.format(fixed="2025-05-02", checked="", result="")).accepted


def test_the_row_without_the_wrong_fix_can_still_be_kept(desk):
    receipt = desk.say(问题=FOUND.format(fixed="2025-06-09", checked="", result=""), options={"accept_valid": True})
    assert receipt.accepted
    (finding,) = desk.warehouse.rows("findings", number="9")
    assert finding["closed_on"] is None


@pytest.mark.parametrize(
    ("checked", "result", "is_warned"),
    [
        ("2025-06-14", "通过", True),
        ("2025-06-15", "通过", False),
        ("2025-06-16", "通过", False),
        ("2025-06-14", "未通过", False),
    ],
)
def test_a_re_check_passed_before_the_fix_is_warned_of(desk, checked, result, is_warned):
    receipt = found(desk, "2025-06-15", checked, result)
    assert receipt.accepted
    assert warned(receipt, "recheck_before_fix") == (["K2"] if is_warned else [])


def test_a_re_check_that_comes_in_a_later_file_is_held_against_the_fix_in_the_store(desk):
    found(desk, "2025-06-15")
    table = "问题编号|责任单位|复查日期|复查结果\n9|甲区|{day}|通过\n"
    assert warned(desk.say(复查=table.format(day="2025-06-14")), "recheck_before_fix") == ["C2"]
    assert warned(desk.say(复查二=table.format(day="2025-06-15")), "recheck_before_fix") == []


def test_a_row_copied_inside_a_file_is_named_with_its_original_and_counts_once(desk):
    row = FOUND.format(fixed="", checked="", result="").strip().splitlines()
    receipt = desk.say(问题="\n".join([*row, row[-1]]))
    assert receipt.accepted
    assert warned(receipt, "duplicate_row") == ["A3"]
    assert len(desk.warehouse.rows("findings", number="9")) == 1


def test_one_problem_under_two_numbers_is_warned_of_inside_a_file_and_against_the_store(desk):
    first = DEDUCTION.format(day="2025-06-01", number="21").strip().splitlines()
    inside = desk.say(一="\n".join([*first, first[-1].replace("|21", "|22")]))
    assert warned(inside, "problem_stated_twice") == ["G3"]
    later = desk.say(二=DEDUCTION.format(day="2025-06-02", number="23"))
    assert warned(later, "problem_stated_twice") == ["G2"]


@pytest.mark.parametrize(("day", "is_warned"), [("2025-06-09", True), ("2025-06-10", False)])
def test_a_problem_found_again_after_its_fix_is_no_duplicate(desk, day, is_warned):
    table = "检查期|发现日期|责任单位|渠道名称|指标|扣分|问题描述|页面地址|问题编号|整改完成日期\n"
    desk.say(一=table + "2025Q2|2025-06-01|甲区|甲区政府网|政策文件|1|断更|/zc|31|2025-06-09\n")
    receipt = desk.say(二=table + f"2025Q2|{day}|甲区|甲区政府网|政策文件|1|断更|/zc|32|\n")
    assert bool(warned(receipt, "problem_stated_twice")) is is_warned


@pytest.mark.parametrize(
    ("result", "veto", "is_warned"),
    [
        ("合格", True, True),
        ("合格", False, False),
        ("不合格", False, True),
        ("不合格", True, False),
        ("88分", True, False),
    ],
)
def test_a_result_that_contradicts_the_verdict_is_warned_of_both_ways(desk, result, veto, is_warned):
    if veto:
        assert desk.say(否决=VETO).accepted
    receipt = desk.say(检查=SITE_RESULT.format(result=result))
    assert receipt.accepted
    assert warned(receipt, "result_contradicts") == (["C2"] if is_warned else [])
    if is_warned:
        (fault,) = [one for one in receipt.files[0].faults if one.code == "result_contradicts"]
        verdict = "不合格" if veto else "合格"
        sentence = describe(fault, translator("zh_CN"))["message"]
        assert f"检查结果为“{result}”，按已确认的问题判定为“{verdict}”" in sentence


def test_a_finding_that_comes_later_is_held_against_the_result_in_the_store(desk):
    desk.say(检查=SITE_RESULT.format(result="合格"))
    assert warned(desk.say(否决=VETO), "result_contradicts") == ["C2"]


def test_a_channel_the_register_has_under_another_unit_is_warned_of(desk):
    table = "渠道名称|渠道类型|主办单位\n甲区政府网|政府网站|{unit}\n"
    receipt = desk.say(渠道=table.format(unit="乙区"))
    assert warned(receipt, "host_differs") == ["C2"]
    assert warned(desk.say(渠道=table.format(unit="甲区")), "host_differs") == []


def test_a_channel_closed_at_its_former_unit_may_open_at_another(desk):
    desk.say(关停="渠道名称|渠道类型|主办单位|运行状态|关停日期\n乙区政府网|政府网站|乙区|关停|2025-06-30\n")
    receipt = desk.say(渠道="渠道名称|渠道类型|主办单位|开设日期\n乙区政府网|政府网站|甲区|2025-07-01\n")
    assert warned(receipt, "host_differs") == []


# Outside the declared scope ---------------------------------------------------------------------------------

NEW_SITE = "渠道名称|渠道类型|主办单位|开设日期\n甲区新站|政府网站|甲区|2024-01-01\n"
SCOPE = "检查期|渠道名称|主办单位\n2024Q2|甲区政府网|甲区\n"
OUTSIDE = "检查期|发现日期|责任单位|渠道名称|指标|扣分|问题描述\n2024Q2|2024-06-03|甲区|甲区新站|政策文件|1|未更新\n"


def outside(desk):
    desk.say(渠道=NEW_SITE)
    desk.say(范围=SCOPE)
    return desk.say(问题=OUTSIDE)


def test_a_finding_outside_the_scope_names_the_command_that_adds_its_record(desk):
    receipt = outside(desk)
    (fault,) = [one for one in receipt.files[0].faults if one.severity == "error"]
    assert (fault.code, fault.cell) == ("finding_outside_scope", "D2")
    advice = describe(fault, translator("zh_CN"))["advice"]
    assert "scope --period 2024Q2 --unit 甲区 --channel 甲区新站 --source 明察暗访" in advice
    assert "补录检查记录" in advice


def test_the_command_the_advice_names_adds_the_record_and_frees_the_file(desk):
    outside(desk)
    words = ["scope", "--period", "2024Q2", "--unit", "甲区", "--channel", "甲区新站", "--source", "明察暗访", "--json"]
    said = json.loads(typed(desk, *words).stdout)
    assert (said["added"], [one["ready"] for one in said["files"]]) == (1, [True])
    assert typed(desk, *words).exit == 1
    desk.withdraw(said["import"])
    assert codes(desk.say(问题=OUTSIDE)) == [("finding_outside_scope", "D2")]


def test_all_that_a_held_file_needs_is_added_at_once_and_only_for_what_nobody_planned(desk):
    number = outside(desk).files[0].import_id
    assert typed(desk, "scope", "--import", str(number), "--source", "日常检查").exit == 1
    assert typed(desk, "scope", "--import", str(number), "--source", "投诉").exit == 0
    assert desk.say(问题二=OUTSIDE).accepted


def typed(desk, *arguments):
    desk.warehouse.close()
    answer = running.run([*arguments, "--store", str(desk.folder / "store")], desk.folder)
    desk.warehouse = type(desk.warehouse).open(desk.folder / "store")
    return answer
