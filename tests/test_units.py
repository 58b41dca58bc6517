"""Units are found by any name that can mean only one, and never guessed."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from metrics.calendar import REFERENCE
from metrics.intake.units import UnitDirectory


def listed_units() -> list[dict[str, str]]:
    with (REFERENCE / "units.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def aliases(row: dict[str, str]) -> list[str]:
    return [name for column in ("简称", "曾用名") for name in row[column].split("、") if name]


UNITS = listed_units()
JINAN = UnitDirectory((row["单位名称"], row["单位名称"], aliases(row)) for row in UNITS)


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        ("济南市城乡交通运输局", "济南市城乡交通运输局", "exact"),
        ("市城乡交通运输局", "济南市城乡交通运输局", "alias"),
        ("市交通运输局", "济南市城乡交通运输局", "alias"),
        ("市水务局", "济南市城乡水务局", "alias"),
        ("济南市水务局", "济南市城乡水务局", "alias"),
        ("交通运输局", "济南市城乡交通运输局", "normalised"),
        ("　市 水务局 ", "济南市城乡水务局", "normalised"),
        ("济南市政府办公厅", "济南市人民政府办公厅", "normalised"),
        ("市政府办公厅", "济南市人民政府办公厅", "alias"),
        ("市卫生健康委员会", "济南市卫生健康委员会", "normalised"),
        ("济南市历下区人民政府", "历下区", "normalised"),
        ("历下区政府", "历下区", "alias"),
        ("高新区", "济南高新技术产业开发区", "alias"),
        ("高新区管理委员会", "济南高新技术产业开发区", "normalised"),
        ("莱芜高新区管委会", "莱芜高新技术产业开发区", "alias"),
        ("莱芜区", "莱芜区", "exact"),
        ("新旧动能转换先行区", "济南新旧动能转换起步区", "alias"),
        ("南部山区管委会", "济南市南部山区", "alias"),
        ("示例供水集团(虚构)", "示例供水集团（虚构）", "normalised"),
        ("济阳县", "济阳区", "alias"),
    ],
)
def test_a_unit_answers_to_official_short_and_former_names(text, name, how):
    match = JINAN.find(text)
    assert (match.unit_id, match.how, match.suggestions) == (name, how, ())


@pytest.mark.parametrize(
    "bureau", ["市住房城乡建设局", "市交通运输局", "市水务局", "市商务局", "市卫生健康委", "市行政审批服务局"]
)
def test_the_six_bureaus_of_the_seventh_task_are_found(bureau):
    assert JINAN.find(bureau).unit_id


@pytest.mark.parametrize(
    "text", ["市中区", "市中", "济南市中区", "济南市市中区", "市中区人民政府", "济南市市中区政府", "市中区政府"]
)
def test_shizhong_district_keeps_the_character_that_looks_like_city(text):
    assert JINAN.find(text).unit_id == "市中区"


@pytest.mark.parametrize(
    "text",
    [
        "中区",
        "中",
        "济南市中心医院",
        "市中心血站",
        "市中级人民法院",
        "市市场监管",
        "市",
        "济南市",
        "市政府",
        "区政府",
        "",
        "历下区政府办公室",
        "章丘区教育局",
    ],
)
def test_what_is_not_the_whole_name_of_a_unit_finds_none(text):
    match = JINAN.find(text)
    assert (match.unit_id, match.how) == (None, None)


def test_an_unknown_name_brings_similar_ones_to_choose_from():
    assert JINAN.find("市商务委").suggestions[0][:2] == ("济南市商务局", "ending")
    assert JINAN.find("中区").suggestions[0][:2] == ("市中区", "part")
    assert JINAN.find("某某公司").suggestions == ()
    assert len(JINAN.find("市局").suggestions) <= 3


def test_a_name_two_units_share_is_never_guessed():
    directory = UnitDirectory([(1, "甲市水务局", ["水务局"]), (2, "乙市水务局", ["水务局"])])
    match = directory.find("水务局")
    assert match.unit_id is None
    assert [one[:2] for one in match.suggestions] == [("乙市水务局", "ambiguous"), ("甲市水务局", "ambiguous")]


def test_a_spelling_two_units_share_is_never_guessed():
    directory = UnitDirectory([(1, "济南市商务局", []), (2, "商务局", [])])
    assert directory.find("商务局").unit_id == 2
    assert directory.find("市商务局").unit_id is None


def test_an_official_name_beats_the_alias_of_another_unit():
    directory = UnitDirectory([(1, "数据局", []), (2, "大数据局", ["数据局"])])
    assert directory.find("数据局").unit_id == 1


def test_the_starter_list_has_jinans_units_in_administrative_order():
    groups = Counter(row["单位类别"] for row in UNITS)
    assert groups == {"区县": 16, "部门": 44, "公共企事业单位": 6}
    orders = [int(row["排序号"]) for row in UNITS]
    assert orders == sorted(set(orders))
    departments = [row for row in UNITS if row["单位类别"] == "部门"]
    assert departments[0]["单位名称"] == "济南市人民政府办公厅"
    assert {row["承担对外服务"] for row in departments} == {"是", "否"}


def test_invented_institutions_say_so_and_have_a_supervising_department():
    institutions = [row for row in UNITS if row["单位类别"] == "公共企事业单位"]
    assert all("示例" in row["单位名称"] and "虚构" in row["单位名称"] for row in institutions)
    assert all(JINAN.find(row["主管单位"]).how == "exact" for row in institutions)


def test_every_name_of_the_starter_list_finds_its_own_unit():
    for row in UNITS:
        for name in (row["单位名称"], *aliases(row)):
            assert JINAN.find(name).unit_id == row["单位名称"], name
