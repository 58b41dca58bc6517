"""Names nobody knew: each is asked about once, a person decides, and every file that waited is looked at again."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from desks import Desk, codes

from metrics.access import LOCAL, Reader
from metrics.commands import running
from metrics.errors import AccessDenied, Refused
from metrics.i18n import translator
from metrics.intake.decisions import Name, all_decisions
from metrics.intake.faults import describe
from metrics.intake.likeness import reason_in_words
from metrics.intake.units import UnitDirectory
from metrics.intake.unmatched import decide, keep_all_ready, ready_files, unmatched

NOW = datetime.fromisoformat("2025-07-02T10:00")
LATER = datetime.fromisoformat("2025-07-03T10:00")
TASKS = """
年度|序号|重点任务        |责任单位
2025|1   |推进重点领域公开|甲县
2025|2   |规范政策解读    |甲县
2025|3   |加强监督        |乙区
"""
MORE_TASKS = """
年度|序号|重点任务|责任单位
2025|4   |加强培训|甲县
2025|5   |加强检查|丙委
"""
WHOLE_TASKS = """
年度|序号|重点任务|责任单位
2025|6   |加强宣传|甲县
"""
FINDINGS = """
检查期|发现日期  |责任单位|渠道名称    |指标    |扣分|问题描述
2025Q2|2025-06-01|甲区    |甲区门户网站|政策文件|1   |未更新
"""
NEW_UNIT = """
单位名称|单位类别|排序号
甲县    |区县    |9
"""
UNIT = Name("unit", "甲县")
BUREAUS = ("济南市商务局", "济南市市场监督管理局", "济南市卫生健康委员会", "济南市人力资源和社会保障局")


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path).settle()


def key_of(desk, name):
    return next(row["unit"] for row in desk.warehouse.rows("units", name=name))


def say(desk, name, answer, meant=None, actor="张三", now=NOW, **options):
    return decide(desk.warehouse, LOCAL, name, answer, meant, actor=actor, now=now, **options)


def queue(desk):
    return {one.name.text: one for one in unmatched(desk.warehouse, LOCAL)}


def test_an_unknown_name_stands_in_the_queue_once_with_its_rows_and_the_files_that_wait(desk):
    desk.say(任务一=TASKS)
    desk.say(任务二=MORE_TASKS)
    asked = queue(desk)
    assert set(asked) == {"甲县", "丙委"}
    assert [(held.file, rows) for held, rows in asked["甲县"].files] == [("任务一.csv", 2), ("任务二.csv", 1)]
    assert asked["甲县"].rows == 3
    assert all(one.is_open for one in asked.values())


@pytest.mark.parametrize(("name", "similar"), [("某某热线", False), ("甲区政府网站", True)])
def test_an_unknown_channel_of_no_named_unit_is_told_in_a_whole_sentence_and_asked_about(desk, name, similar):
    receipt = desk.say(检查=f"检查期|渠道名称\n2025Q2|{name}")
    assert codes(receipt) == [("unknown_channel_of_any_unit", "B2")]
    said = describe(receipt.files[0].faults[0], translator("zh_CN"))["message"]
    assert said.startswith(f"各单位名下都没有渠道“{name}”。")
    assert ("相近的有" in said) is similar
    assert [(one.name.what, one.unit_name) for one in queue(desk).values()] == [("channel", "")]


@pytest.mark.parametrize("text", ["甲区、乙区", "甲区，新局", "甲区;乙区"])
def test_several_units_in_one_row_are_told_and_are_no_name_to_decide(desk, text):
    receipt = desk.say(问题=FINDINGS.replace("|甲区    |", f"|{text}|"))
    assert codes(receipt) == [("several_units", "C2")]
    said = describe(receipt.files[0].faults[0], translator("zh_CN"))
    assert "一行只能写一个单位" in said["message"]
    assert "分行填写" in said["advice"]
    assert queue(desk) == {}


@pytest.mark.parametrize(
    ("typed", "fault"), [("甲区\n乙区", "several_units"), ("甲\r\n\r\n市丙局", "several_units"), ("甲\n区", None),
                         ("甲区\n丁局", "unknown_unit"), ("甲区乙区", "unknown_unit")],
)  # fmt: skip
def test_a_line_break_parts_two_units_and_means_nothing_inside_one(desk, typed, fault):
    path = desk.folder / "问题.csv"
    table = f'检查期,发现日期,责任单位,渠道名称,指标,扣分,问题描述\n2025Q2,2025-05-20,"{typed}",,可用性,1,错链'
    path.write_text(table, encoding="utf-8", newline="")
    receipt = desk.receive([(path, path.name)])
    assert codes(receipt) == ([(fault, "C2")] if fault else [])
    assert set(queue(desk)) == ({"甲区\n丁局"} if "丁" in typed else {"甲区乙区"} if fault == "unknown_unit" else set())


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("市商务委", "济南市商务局", "与“济南市商务局”仅结尾用字不同"),
        ("市商务", "济南市商务局", "比“济南市商务局”少结尾用字"),
        ("市场监管理局", "济南市市场监督管理局", "各字依次见于“济南市市场监督管理局”"),
        ("市卫生健委", "济南市卫生健康委员会", "与“济南市卫生健康委员会”仅差一个字"),
        ("市商务局政务公开科", "济南市商务局", "含有“济南市商务局”"),
        ("卫生健康", "济南市卫生健康委员会", "比“济南市卫生健康委员会”少结尾用字"),
        ("人社局", "济南市人力资源和社会保障局", "各字依次见于“济南市人力资源和社会保障局”"),
        ("商业事务局", "济南市商务局", "5个字中有3个见于“济南市商务局”"),
    ],
)
def test_a_suggestion_says_what_made_it_similar(text, name, reason):
    units = UnitDirectory((unit, unit, ()) for unit in BUREAUS)
    first = units.find(text).suggestions[0]
    assert (first.name, reason_in_words(first, translator("zh_CN"))) == (name, reason)


def test_the_reason_of_a_suggestion_is_told_in_the_fault_and_in_the_queue(desk):
    receipt = desk.say(任务=WHOLE_TASKS.replace("甲县", "甲区政务公开科"))
    (fault,) = [one for one in receipt.files[0].faults if one.severity == "error"]
    sentence = describe(fault, translator("zh_CN"))["message"]
    assert "甲区（含有“甲区”）" in sentence
    assert [one.name for one in queue(desk)["甲区政务公开科"].suggestions] == ["甲区"]


def test_a_ledger_of_nothing_but_unknown_names_is_answered_in_time():
    units = UnitDirectory((f"第{number}单位", f"第{number}单位", ()) for number in range(300))
    found = [units.find(f"第{number}个单位").suggestions for number in range(2_000)]
    assert found[0]
    assert found[-1] == ()


def test_deciding_a_name_checks_every_held_file_again_that_waited_and_keeps_nothing_by_itself(desk):
    desk.say(任务一=TASKS)
    desk.say(任务二=MORE_TASKS)
    desk.say(任务三=WHOLE_TASKS)
    before = desk.facts()
    decision, files = say(desk, UNIT, "is", key_of(desk, "甲区"))
    assert decision.meaning == "甲区"
    assert [(one.file, one.errors, one.is_ready) for one in files] == [
        ("任务一.csv", 0, True),
        ("任务二.csv", 1, False),
        ("任务三.csv", 0, True),
    ]
    assert desk.facts() == before
    assert set(queue(desk)) == {"丙委"}


def test_files_that_became_whole_are_kept_by_one_click(desk):
    desk.say(任务一=TASKS)
    desk.say(任务三=WHOLE_TASKS)
    say(desk, UNIT, "is", key_of(desk, "甲区"))
    receipts = keep_all_ready(desk.warehouse, LOCAL, actor="张三", now=LATER)
    assert all(one.accepted for one in receipts)
    owners = {row["number"]: row["unit"] for row in desk.warehouse.rows("assignments", year=2025)}
    assert owners["6"] == key_of(desk, "甲区")
    assert ready_files(desk.warehouse, LOCAL) == ()
    assert desk.warehouse.rows("imports", state="held") == []
    with pytest.raises(Refused):
        keep_all_ready(desk.warehouse, LOCAL, actor="张三", now=LATER)


def test_a_decision_is_remembered_for_the_next_file_whatever_its_width_and_blanks(desk):
    say(desk, Name("unit", "甲县(新)"), "is", key_of(desk, "甲区"))
    assert desk.say(问题=FINDINGS.replace("甲区    |甲区门户网站", "甲县 （新） |")).accepted


def test_files_sent_together_are_checked_together(desk):
    channels = "渠道名称|渠道类型|主办单位\n甲区服务号|微信公众号|甲区\n"
    findings = FINDINGS.replace("甲区门户网站", "甲区服务号")
    desk.say(渠道=channels, 问题=findings, 任务一=TASKS)
    assert len(desk.warehouse.rows("imports", state="held")) == 3
    _, files = say(desk, UNIT, "is", key_of(desk, "甲区"))
    assert [one.is_ready for one in files] == [True, True, True]
    (receipt,) = keep_all_ready(desk.warehouse, LOCAL, actor="张三", now=LATER)
    assert receipt.accepted


def test_a_name_that_is_no_unit_keeps_its_rows_refused_and_leaves_the_open_questions(desk):
    desk.say(任务一=TASKS)
    _, files = say(desk, UNIT, "refused")
    errors = [(one["code"], one["cell"]) for one in files[0].faults if one["severity"] == "error"]
    assert errors == [("not_a_unit", "D2"), ("not_a_unit", "D3")]
    assert not queue(desk)["甲县"].is_open
    receipt = desk.say(任务一=TASKS)
    assert codes(receipt) == [("not_a_unit", "D2"), ("not_a_unit", "D3")]
    sentences = [describe(one, translator("zh_CN"))["message"] for one in receipt.files[0].faults]
    assert any("张三于2025-07-02认定" in sentence for sentence in sentences)


def test_a_unit_still_to_be_imported_frees_its_files_the_moment_it_comes(desk):
    desk.say(任务三=WHOLE_TASKS)
    say(desk, UNIT, "awaited")
    assert queue(desk)["甲县"].decision.answer == "awaited"
    assert desk.say(单位=NEW_UNIT).accepted
    assert [one.file for one in ready_files(desk.warehouse, LOCAL)] == ["任务三.csv"]
    assert queue(desk) == {}


def test_a_unit_that_comes_unannounced_frees_them_as_well(desk):
    desk.say(任务三=WHOLE_TASKS)
    desk.say(单位=NEW_UNIT)
    assert [one.file for one in ready_files(desk.warehouse, LOCAL)] == ["任务三.csv"]


def test_the_second_person_who_decides_otherwise_is_told_who_decided_what(desk):
    first, _ = say(desk, UNIT, "is", key_of(desk, "甲区"), actor="张三")
    with pytest.raises(Refused) as told:
        say(desk, UNIT, "is", key_of(desk, "乙区"), actor="李四", now=LATER)
    assert "张三" in str(told.value)
    assert "甲区" in str(told.value)
    second, _ = say(desk, UNIT, "is", key_of(desk, "乙区"), actor="李四", now=LATER, seen=first.import_id)
    kept = all_decisions(desk.warehouse)
    assert [(one.actor, one.meaning, one.is_standing) for one in kept] == [
        ("李四", "乙区", True),
        ("张三", "甲区", False),
    ]
    desk.withdraw(second.import_id)
    assert [(one.meaning, one.is_standing, one.state) for one in all_decisions(desk.warehouse)] == [
        ("乙区", False, "withdrawn"),
        ("甲区", True, "committed"),
    ]
    desk.say(任务三=WHOLE_TASKS)
    assert desk.warehouse.rows("assignments", number="6")[0]["unit"] == key_of(desk, "甲区")


def test_a_known_name_cannot_be_given_another_meaning(desk):
    for known in ("甲区", "甲", "丙局"):
        with pytest.raises(Refused):
            say(desk, Name("unit", known), "is", key_of(desk, "乙区"))


def test_an_official_name_that_comes_later_beats_a_decision(desk):
    say(desk, UNIT, "is", key_of(desk, "甲区"))
    desk.say(单位=NEW_UNIT)
    desk.say(任务三=WHOLE_TASKS)
    assert desk.warehouse.rows("assignments", number="6")[0]["unit"] == key_of(desk, "甲县")


def test_a_channels_name_is_decided_within_its_unit(desk):
    desk.say(问题=FINDINGS)
    unit = key_of(desk, "甲区")
    (asked,) = unmatched(desk.warehouse, LOCAL)
    assert asked.name == Name("channel", "甲区门户网站", unit)
    assert asked.suggestions[0].name == "甲区政府网"
    site = next(row["channel"] for row in desk.warehouse.rows("channels", name="甲区政府网"))
    _, files = say(desk, asked.name, "is", site)
    assert files[0].is_ready
    keep_all_ready(desk.warehouse, LOCAL, actor="张三", now=LATER)
    assert [row["channel"] for row in desk.warehouse.rows("findings", description="未更新")] == [site]
    other = desk.say(问题二=FINDINGS.replace("甲区    |", "乙区    |"))
    assert codes(other) == [("unknown_channel", "D2")]


def test_a_channel_of_another_unit_is_not_what_a_name_means(desk):
    other = next(row["channel"] for row in desk.warehouse.rows("channels", name="乙区政府网"))
    with pytest.raises(Refused):
        say(desk, Name("channel", "甲区门户网站", key_of(desk, "甲区")), "is", other)


def test_only_the_office_decides_and_a_unit_sees_the_names_of_its_own_files(desk):
    reader = Reader("unit", frozenset({"甲区"}))
    desk.say(任务一=TASKS)
    assert unmatched(desk.warehouse, reader) == ()
    for act in (
        lambda: decide(desk.warehouse, reader, UNIT, "refused", actor="甲区", now=NOW),
        lambda: keep_all_ready(desk.warehouse, reader, actor="甲区", now=NOW),
    ):
        with pytest.raises(AccessDenied):
            act()


def test_a_decision_survives_the_store_being_closed(desk):
    say(desk, UNIT, "is", key_of(desk, "甲区"), reason="2024年撤县设区")
    desk.warehouse.close()
    desk.warehouse = type(desk.warehouse).open(desk.folder / "store")
    (kept,) = all_decisions(desk.warehouse)
    assert (kept.actor, kept.at, kept.reason, kept.meaning) == ("张三", NOW, "2024年撤县设区", "甲区")
    assert desk.say(任务三=WHOLE_TASKS).accepted


# By command -------------------------------------------------------------------------------------------------


def run(desk, *arguments):
    desk.warehouse.close()
    answer = running.run([*arguments, "--store", str(desk.folder / "store")], desk.folder)
    desk.warehouse = type(desk.warehouse).open(desk.folder / "store")
    return answer


def test_a_name_is_listed_decided_changed_and_its_files_kept_by_command(desk):
    desk.say(任务三=WHOLE_TASKS)
    asked = json.loads(run(desk, "names", "--json").stdout)["unmatched"]
    assert [(one["name"], one["rows"], one["files"][0]["file"]) for one in asked] == [("甲县", 1, "任务三.csv")]

    said = json.loads(run(desk, "names", "--decide", "甲县", "--unit", "乙区", "--json").stdout)
    assert (said["meaning"], [one["ready"] for one in said["files"]]) == ("乙区", [True])
    refused = run(desk, "names", "--decide", "甲县", "--unit", "甲区")
    assert refused.exit == 1
    assert "已有认定" in refused.stderr
    assert run(desk, "names", "--decide", "甲县", "--unit", "甲区", "--change").exit == 0

    assert json.loads(run(desk, "names", "--keep", "--json").stdout) == {"kept": ["任务三.csv"], "held": []}
    assert desk.warehouse.rows("assignments", number="6")[0]["unit"] == key_of(desk, "甲区")
    listed = json.loads(run(desk, "names", "--json").stdout)
    assert [(one["meaning"], one["standing"]) for one in listed["decided"]] == [("甲区", True), ("乙区", False)]


def test_a_command_that_decides_and_keeps_does_both_in_that_order(desk):
    desk.say(任务三=WHOLE_TASKS)
    said = json.loads(run(desk, "names", "--decide", "甲县", "--unit", "甲区", "--keep", "--json").stdout)
    assert (said["meaning"], said["kept"], said["held"]) == ("甲区", ["任务三.csv"], [])
    assert desk.warehouse.rows("assignments", number="6")[0]["unit"] == key_of(desk, "甲区")
    assert [one.meaning for one in all_decisions(desk.warehouse)] == ["甲区"]


def test_a_channels_name_is_decided_by_command(desk):
    desk.say(问题=FINDINGS)
    said = run(desk, "names", "--decide", "甲区门户网站", "--channel", "甲区政府网", "--json")
    assert json.loads(said.stdout)["meaning"] == "甲区政府网（甲区）"


@pytest.mark.parametrize(
    "options", [[], ["--unit", "甲区", "--awaited"], ["--unit", "无此单位"], ["--channel", "无此渠道", "--of", "甲区"]]
)
def test_a_command_that_does_not_say_what_a_name_means_is_refused(desk, options):
    assert run(desk, "names", "--decide", "甲县", *options).exit == 1
    assert all_decisions(desk.warehouse) == ()
