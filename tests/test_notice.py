"""The yearly plan becomes tasks and who is responsible for them; what is undefined stays to be confirmed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from metrics.calendar import REFERENCE
from metrics.i18n import translator
from metrics.intake.faults import describe
from metrics.intake.notice import read_notice
from metrics.intake.plan import read_plan
from metrics.intake.responsibility import expand
from metrics.intake.units import UnitDirectory

NAME = "2025年济南市政务公开工作要点.txt"
PLAN = Path(__file__).parent.parent / "data" / "samples" / NAME
JINAN = read_notice(PLAN.read_text(encoding="utf-8"))
TASK = {task.number: task for task in JINAN.tasks}
FOR_DISTRICTS = "（责任单位：各区县政府）"
EVERYBODY = (("group", "district", None), ("group", "department", None))


def plan(*paragraphs: str, title: str = "2025年甲市政务公开工作要点") -> str:
    return "\n".join((title, *paragraphs))


def codes(text: str) -> list[str]:
    return [fault.code for fault in read_notice(text).faults]


def test_the_citys_plan_has_sixteen_tasks_in_five_chapters():
    assert JINAN.faults == ()
    assert (JINAN.year, JINAN.title) == (2025, "2025年济南市政务公开工作要点")
    assert [task.number for task in JINAN.tasks] == [str(number) for number in range(1, 17)]
    chapters = list(dict.fromkeys(task.section for task in JINAN.tasks))
    assert chapters == [
        "推进重点工作政务公开",
        "完善政务公开工作标准",
        "深化政企政民互动交流",
        "提升政务公开服务质效",
        "强化政务公开工作保障",
    ]
    assert TASK["15"].title == "落实监督问效"
    assert TASK["3"].section == chapters[0]
    assert TASK["4"].section == chapters[1]


def test_twelve_tasks_are_for_all_districts_and_departments():
    assert [n for n, task in TASK.items() if task.expansion == EVERYBODY] == [
        str(n) for n in (1, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 16)
    ]


@pytest.mark.parametrize("number", ["2", "3"])
def test_departments_concerned_stay_to_be_confirmed_while_districts_are_definite(number):
    assert TASK[number].expansion == (("group", "district", None), ("to_confirm", "市政府有关部门", None))


def test_the_seventh_task_is_for_the_districts_and_six_bureaus_found_by_alias():
    with (REFERENCE / "units.csv").open(encoding="utf-8", newline="") as lines:
        names = [(row["单位名称"], row["简称"].split("、")) for row in csv.DictReader(lines)]
    directory = UnitDirectory((name, name, aliases) for name, aliases in names)
    assert TASK["7"].expansion[0] == ("group", "district", None)
    assert [directory.find(name).unit_id for kind, name, _ in TASK["7"].expansion[1:] if kind == "unit"] == [
        "济南市住房和城乡建设局",
        "济南市城乡交通运输局",
        "济南市城乡水务局",
        "济南市商务局",
        "济南市卫生健康委员会",
        "济南市行政审批服务局",
    ]


def test_the_fifteenth_task_is_for_the_general_office_and_the_districts():
    assert TASK["15"].expansion == (("unit", "市政府办公厅", None), ("group", "district", None))


def test_masthead_and_lists_of_links_are_in_no_task():
    texts = "".join(task.paragraph for task in JINAN.tasks)
    assert all(junk not in texts for junk in ("访问次数", "热点新闻", "当前位置", "联系人", "总体要求"))


def test_a_tasks_text_has_neither_number_nor_responsibility():
    assert TASK["13"].text.startswith("加强组织领导。各级各部门(单位)要提高政治站位")
    assert TASK["13"].text.endswith("落实到位。")
    assert TASK["13"].responsibility == "各区县政府、市政府各部门"


def test_the_plans_rows_say_line_year_and_paragraph():
    reading = read_plan(PLAN, NAME)
    assert reading.faults == ()
    assert len(reading.rows) == 16
    row = reading.rows[0]
    assert (row.kind, row.sheet, row.row) == ("tasks", "2025年济南市政务公开工作要点", 12)
    assert PLAN.read_text(encoding="utf-8").splitlines()[row.row - 1] == row.cells["正文"]
    assert row.fields["year"] == 2025
    assert row.fields["expansion"] == EVERYBODY
    assert not row.is_faulty


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_plan_is_read_from_every_usual_encoding(tmp_path, encoding):
    copy = tmp_path / "plan.txt"
    copy.write_text(PLAN.read_text(encoding="utf-8"), encoding=encoding)
    assert read_plan(copy, NAME).rows == read_plan(PLAN, NAME).rows


@pytest.mark.parametrize("number", ["(一)", "（一）", "一、", "1.", "1．", "（1）", "1、", "（１）"])
def test_whichever_numbering_carries_the_responsibility_is_the_tasks(number):
    notice = read_notice(plan(f"{number}完善机制。健全目录。（责任单位：各区县政府）"))
    assert [(task.number, task.title, task.text) for task in notice.tasks] == [
        ("1", "完善机制", "完善机制。健全目录。")
    ]
    assert notice.faults == ()


def test_shallower_numbers_are_chapters_and_deeper_ones_belong_to_their_task():
    notice = read_notice(
        plan(
            "一、重点",
            f"（一）公开。1.2倍增长。{FOR_DISTRICTS}",
            "二、保障",
            f"（二）组织。{FOR_DISTRICTS}",
            "1.培训。",
            "2.考核。",
        )
    )
    assert [(task.number, task.section) for task in notice.tasks] == [("1", "重点"), ("2", "保障")]
    assert notice.tasks[1].text == "组织。\n培训。\n考核。"


def test_a_paragraph_may_run_over_several_lines_until_its_phrase_is_closed():
    notice = read_notice(
        plan("（一）公开。", "  健全目录。（责任单位：各区县政府、", "市政府各部门（单位））", "打印本页")
    )
    assert notice.tasks[0].text == "公开。\n健全目录。"
    assert notice.tasks[0].expansion == EVERYBODY
    assert notice.tasks[0].line == 2


@pytest.mark.parametrize(
    ("digits", "number"), [("一", 1), ("九", 9), ("十", 10), ("十一", 11), ("二十", 20), ("三十五", 35), ("一百", 100)]
)
def test_chinese_numbers_become_digits(digits, number):
    assert read_notice(plan(f"（{digits}）公开。（责任单位：各区县政府）")).tasks[0].number == str(number)


@pytest.mark.parametrize(
    ("phrase", "expansion"),
    [
        ("各区县人民政府,市政府各部门(单位)", EVERYBODY),
        ("各区县政府；市政府各部门", EVERYBODY),
        ("各区（县）政府", (("group", "district", None),)),
        ("市商务局等部门", (("unit", "市商务局", None), ("to_confirm", "市商务局等部门", None))),
        (
            "市商务局、市水务局等",
            (("unit", "市商务局", None), ("unit", "市水务局", None), ("to_confirm", "市水务局等", None)),
        ),
        (
            "市商务局、市水务局等有关部门",
            (("unit", "市商务局", None), ("unit", "市水务局", None), ("to_confirm", "有关部门", None)),
        ),
        ("各区县政府等相关单位", (("group", "district", None), ("to_confirm", "相关单位", None))),
        ("市商务局及市有关部门", (("unit", "市商务局", None), ("to_confirm", "市有关部门", None))),
        ("市商务局等3个部门", (("unit", "市商务局", None), ("to_confirm", "市商务局等3个部门", None))),
        ("商贸等部门", (("to_confirm", "商贸等部门", None),)),
        ("相关区县政府", (("to_confirm", "相关区县政府", None),)),
        ("市商务局、市商务局", (("unit", "市商务局", None),)),
    ],
)
def test_groups_units_and_open_words_are_told_apart(phrase, expansion):
    assert expand(phrase) == expansion


@pytest.mark.parametrize("phrase", ["", "、", "按职责分工负责"])
def test_a_phrase_that_names_nobody_is_not_misread(phrase):
    assert expand(phrase) is None


def test_a_text_without_tasks_is_a_clear_fault(tmp_path):
    notice = read_notice("各区县人民政府：\n一、提高认识。\n请认真贯彻落实。")
    assert (notice.tasks, [fault.code for fault in notice.faults]) == ((), ["notice_not_recognised"])
    note = tmp_path / "note.txt"
    for content, code in ((b"", "empty_file"), (b" \n", "empty_file"), (b"\xff\xfe\x00\x81", "notice_not_recognised")):
        note.write_bytes(content)
        assert [fault.code for fault in read_plan(note, "note.txt").faults] == [code]


def test_a_task_without_readable_responsibility_is_kept_as_faulty(tmp_path):
    path = tmp_path / "plan.txt"
    good = "（一）公开。（责任单位：各区县政府）"
    for bad in ("（二）互动。", "（二）互动。（责任单位：按职责分工负责）", "（二）互动。（责任单位：）"):
        path.write_text(plan(good, bad), encoding="utf-8")
        reading = read_plan(path, "plan.txt")
        assert [row.is_faulty for row in reading.rows] == [False, True]
        assert [(fault.code, fault.details["line"]) for fault in reading.faults] == [("responsibility_unreadable", 3)]


def test_a_plan_without_a_year_says_so():
    assert codes(plan("（一）公开。（责任单位：各区县政府）", title="甲市政务公开工作要点")) == ["notice_without_year"]


@pytest.mark.parametrize("year", ["二〇二六", "二○二六", "二零二六", "2026"])
@pytest.mark.parametrize(
    "title", ["{}年甲市政务公开工作要点", "甲市{}年度政务公开工作要点", "《{}年甲市政务公开工作要点》"]
)
def test_the_titles_year_is_read_in_chinese_digits_too(year, title):
    notice = read_notice(plan(f"（一）公开。{FOR_DISTRICTS}", title=title.format(year)))
    assert (notice.year, notice.title) == (2026, title.format(year).strip("《》"))
    assert notice.faults == ()
    assert read_notice(f"（一）公开。{FOR_DISTRICTS}", title.format(year)).year == 2026


def test_a_number_used_twice_and_a_number_left_out_are_told():
    one, three = "（一）公开。（责任单位：各区县政府）", "（三）互动。（责任单位：各区县政府）"
    assert codes(plan(one, one)) == ["notice_number_repeated"]
    assert codes(plan(one, three)) == ["notice_number_missing"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_fault_of_a_plan_can_be_put_into_a_sentence(language):
    text = plan("（一）公开。", *[f"（三）互动。{FOR_DISTRICTS}"] * 2, title="要点")
    faults = read_notice(text).faults
    assert {fault.code for fault in faults} == {
        "notice_without_year",
        "notice_number_repeated",
        "notice_number_missing",
        "responsibility_unreadable",
    }
    for fault in faults:
        sentences = describe(fault, translator(language))
        assert sentences["message"]
        assert "{" not in sentences["message"]
