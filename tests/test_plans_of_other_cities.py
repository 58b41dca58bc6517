"""Plans of any city and year are read: their numbering, their brackets, their roles; what is missing is said."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest
from word_files import paragraph, write_docx

from metrics.calendar import REFERENCE
from metrics.i18n import translator
from metrics.intake.faults import describe
from metrics.intake.notice import read_notice
from metrics.intake.plan import read_plan
from metrics.intake.reading import Reading
from metrics.intake.receive import create_store, receive
from metrics.intake.responsibility import deadline_of, expand

PLANS = Path(__file__).parents[1] / "data" / "samples" / "plans"
TITLE = "2026年甲市政务公开工作要点"


def sample(name: str) -> Reading:
    (path,) = PLANS.glob(f"{name}.*")
    return read_plan(path, path.name)


def told(name: str) -> list[tuple[str, str, str]]:
    """Number, title and responsibility of every task."""
    return [tuple(row.fields[part] for part in ("number", "title", "responsibility")) for row in sample(name).rows]


def codes(reading: Reading) -> list[str]:
    return [fault.code for fault in reading.faults]


def refused(path: Path) -> list[str]:
    return codes(read_plan(path, path.name))


def test_arabic_numbers_that_run_through_the_chapters_stay_and_attachments_are_no_tasks():
    assert told("阿拉伯编号_圆括号") == [
        ("1", "公开惠企政策", "各县（市、区）政府，市直各部门"),
        ("2", "公开民生信息", "牵头单位：市教育局；配合单位：市卫生健康委、市民政局"),
        ("3", "解读与文件同步", "市政府有关部门"),
    ]
    rows = sample("阿拉伯编号_圆括号").rows
    assert rows[1].fields["text"].endswith("\n每月核对一次，发现缺漏当日补齐。")
    assert [row.fields["section"] for row in rows] == ["抓好重点公开", "抓好重点公开", "做实政策解读"]
    assert [row.fields["year"] for row in rows] == [2026] * 3


def test_numbers_that_start_again_are_replaced_by_running_ones_and_the_printed_ones_kept():
    reading = sample("逐章重新编号_方括号")
    assert [(row.fields["number"], row.cells["原文编号"]) for row in reading.rows] == [
        ("1", "第一章（一）"),
        ("2", "第一章（二）"),
        ("3", "第二章（一）"),
        ("4", "第二章（二）"),
    ]
    assert codes(reading) == ["notice_numbers_restart"]
    assert not any(row.is_faulty for row in reading.rows)


def test_square_brackets_and_labels_in_brackets_are_read():
    assert [party for _, _, party in told("逐章重新编号_方括号")] == [
        "各区县政府、市政府各部门",
        "市政府办公厅",
        "牵头单位：市政府办公厅；配合单位：各区县政府",
        "市商务局、市水务局等",
    ]


def test_a_phrase_in_its_own_paragraph_needs_no_brackets_and_tells_the_deadline():
    first, second = sample("无括号_独立成段").rows
    assert [row.fields["text"].count("\n") for row in (first, second)] == [2, 1]
    assert (first.fields["due_text"], str(first.fields["due_on"])) == ("6月底前", "2026-06-30")
    assert (second.fields["due_text"], second.fields["due_on"]) == ("长期坚持", None)
    assert second.fields["expansion"] == (
        ("unit", "市政府办公厅", "lead"),
        ("unit", "市人力资源社会保障局", "support"),
        ("group", "district", "support"),
    )


def test_brackets_without_a_label_are_read_where_the_plan_has_none():
    rows = sample("按职责分工_无标签").rows
    assert [[party.role for party in row.fields["expansion"]] for row in rows] == [
        ["lead", "support", "support"],
        [None, None],
        ["lead", "support"],
    ]
    assert rows[1].fields["expansion"][1].how == "to_confirm"


def test_responsibility_may_stand_in_the_heading_before_the_text():
    rows = sample("标题后注明责任单位").rows
    assert [row.fields["text"] for row in rows] == [
        "健全制度\n修订公开审查制度。\n明确审查时限。",
        "夯实队伍\n每个区县配备专人。",
        "加强考核\n结果按季通报。",
    ]


def test_responsibility_after_the_last_point_is_the_whole_tasks():
    assert [(number, title) for number, title, _ in told("责任在末条")] == [
        ("1", "公开财政信息"),
        ("2", "公开生态信息"),
    ]
    expansions = [row.fields["expansion"][1].text for row in sample("责任在末条").rows]
    assert expansions == ["district_with_areas", "district_without_areas"]


def test_numbers_that_word_counts_itself_are_counted_again():
    reading = sample("自动编号")
    assert [(row.cells["原文编号"], row.fields["title"], row.fields["section"]) for row in reading.rows] == [
        ("一、（一）", "公开预算", "公开内容"),
        ("一、（二）", "公开规划", "公开内容"),
        ("二、（一）", "办好网站", "公开方式"),
    ]


def test_a_plan_says_the_same_as_text_and_as_word_document(tmp_path):
    text = (PLANS / "阿拉伯编号_圆括号.txt").read_text(encoding="utf-8")
    path = write_docx(tmp_path / "plan.docx", [paragraph(line) for line in text.splitlines()])
    assert [row.fields for row in read_plan(path, "x.docx").rows] == [
        row.fields for row in sample("阿拉伯编号_圆括号").rows
    ]


def test_deleted_text_of_a_document_is_not_read(tmp_path):
    deleted = "<w:p><w:del><w:r><w:delText>（二）旧任务。（责任单位：市商务局）</w:delText></w:r></w:del></w:p>"
    lines = [paragraph(TITLE), paragraph("（一）公开。（责任单位：市教育局）"), deleted]
    assert len(read_plan(write_docx(tmp_path / "plan.docx", lines), "x.docx").rows) == 1


@pytest.mark.parametrize(
    ("name", "code"), [("没有编号", "notice_without_numbers"), ("没有任务", "notice_not_recognised")]
)
def test_a_text_without_numbers_or_tasks_is_told_what_it_lacks(name, code):
    reading = sample(name)
    assert (reading.rows, codes(reading)) == ((), [code])
    shown = describe(reading.faults[0], translator("zh_CN"))
    assert shown["message"]
    assert shown["advice"]


def test_the_year_may_stand_in_the_files_name():
    assert read_notice("（一）公开。（责任单位：市教育局）", "2027年甲市政务公开工作要点").year == 2027


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("市商务局（牵头）、市水务局", [("市商务局", "lead"), ("市水务局", "support")]),
        (
            "市商务局、市水务局牵头，各有关单位配合",
            [("市商务局", "lead"), ("市水务局", "lead"), ("各有关单位", "support")],
        ),
        ("由市商务局负责", [("市商务局", None)]),
        ("市商务局及各区县政府", [("市商务局", None), ("district", None)]),
        ("市公安局、市民政局和市司法局", [("市公安局", None), ("市民政局", None), ("市司法局", None)]),
        ("市公安局及市司法局", [("市公安局", None), ("市司法局", None)]),
        ("历下区与市中区", [("历下区", None), ("市中区", None)]),
        ("各区县政府和市政府各部门", [("district", None), ("department", None)]),
        (
            "由市教育局会同市民政局和市司法局负责",
            [("市教育局", "lead"), ("市民政局", "support"), ("市司法局", "support")],
        ),
        (
            "市人力资源和社会保障局以及济南市住房和城乡建设局牵头",
            [("市人力资源和社会保障局", "lead"), ("济南市住房和城乡建设局", "lead")],
        ),
        ("市民政局和所属单位", [("市民政局和所属单位", None)]),
        ("市政协社会和法制委员会", [("市政协社会和法制委员会", None)]),
        ("各县、区政府，各开发区管委会", [("district", None), ("area", None)]),
        ("各级各部门", [("各级各部门", None)]),
        ("责任人：张某；责任单位：市商务局", [("市商务局", None)]),
        ("各区县政府、功能区管委会", [("district", None), ("area", None)]),
        # One of them may be a unit of its own.
        ("各区县政府、开发区管委会", [("district", None), ("开发区管委会", None)]),
        ("市政府有关部门、单位", [("市政府有关部门、单位", None)]),
        (
            "市水务局等有关部门、单位，各区县政府按职责分工负责",
            [("市水务局", None), ("有关部门、单位", None), ("district", None)],
        ),
        ("市有关部门、机构编制委员会办公室", [("市有关部门", None), ("机构编制委员会办公室", None)]),
        (
            "市商务局、市教育局、各区县政府（排第一位的为牵头单位）",
            [("市商务局", "lead"), ("市教育局", "support"), ("district", "support")],
        ),
        ("市商务局、市教育局，列首位的为牵头单位", [("市商务局", "lead"), ("市教育局", "support")]),
    ],
)
def test_roles_and_groups_are_read_as_they_are_written(phrase, expected):
    assert [(party.text, party.role) for party in expand(phrase) or ()] == expected


@pytest.mark.parametrize(
    "paragraph_text",
    [
        "公开。（责任单位：市商务局、市教育局（排第一位的为牵头单位））",
        "公开。（责任单位：市商务局、市教育局）（排第一位的为牵头单位）",
        "公开。（责任单位：市商务局、市教育局，排第一位的为牵头单位）",
        "公开。（市商务局、市教育局，排第一位的为牵头单位）",
        "公开。\n责任单位：市商务局、市教育局（排第一位的为牵头单位）",
    ],
)
def test_a_remark_that_the_first_one_leads_is_no_unit_wherever_it_stands(paragraph_text):
    (task,) = read_notice(f"{TITLE}\n（一）{paragraph_text}").tasks
    assert [(one.text, one.role) for one in task.expansion] == [("市商务局", "lead"), ("市教育局", "support")]
    assert task.text == "公开。"


def test_a_remark_on_all_tasks_is_not_taken_for_one_of_the_last_task():
    text = f"{TITLE}\n（一）公开。（责任单位：市商务局、市教育局）\n注：排第一位的为牵头单位。"
    (task,) = read_notice(text).tasks
    assert [one.role for one in task.expansion] == [None, None]


def test_open_words_with_a_sign_between_them_are_one_phrase_without_a_label_too():
    (task,) = read_notice(f"{TITLE}\n（一）公开。（市政府有关部门、单位按职责分工负责）").tasks
    assert [(one.how, one.text) for one in task.expansion] == [("to_confirm", "市政府有关部门、单位")]


def test_no_name_of_the_citys_units_is_taken_for_two():
    with (REFERENCE / "units.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = [name for row in rows for part in ("单位名称", "简称", "曾用名") for name in row[part].split("、") if name]
    assert [name for name in names if [party.text for party in expand(name) or ()] != [name]] == []


def test_joined_units_are_told_apart_without_a_label_too():
    (task,) = read_notice(f"{TITLE}\n1.公开。由市民政局和市人力资源和社会保障局以及市住房和城乡建设局负责。").tasks
    assert [one.text for one in task.expansion] == ["市民政局", "市人力资源和社会保障局", "市住房和城乡建设局"]


def test_labels_brackets_and_bare_sentences_may_be_mixed_in_one_plan():
    expected = [
        ("各区县政府、市政府各部门按职责分工负责", [("district", None), ("department", None)]),
        ("市水务局牵头，市教育局配合", [("市水务局", "lead"), ("市教育局", "support")]),
        ("市发展改革委", [("市发展改革委", None)]),
        ("市商务局、市水务局等有关部门", [("市商务局", None), ("市水务局", None), ("有关部门", None)]),
        ("由市财政局牵头，市审计局配合", [("市财政局", "lead"), ("市审计局", "support")]),
        ("市教育局牵头，市民政局配合", [("市教育局", "lead"), ("市民政局", "support")]),
        ("由市政府办公厅负责，2026年6月底前完成", [("市政府办公厅", None)]),
    ]
    reading = sample("混合写法")
    assert codes(reading) == []
    found = [(row.fields["responsibility"], [(one.text, one.role) for one in row.fields["expansion"]])
             for row in reading.rows]  # fmt: skip
    assert found == expected
    assert str(reading.rows[-1].fields["due_on"]) == "2026-06-30"


@pytest.mark.parametrize(
    "sentence",
    [
        "各部门要抓好落实。",
        "规划编制由市发改委牵头；市统计局配合。",
        "每季度由市统计局牵头，市发改委配合。",
        "谁主管谁负责。",
        "市发改委、市统计局。",
        "安排专人负责。",
        "日常工作由市统计局负责。",
        "责任单位为第一责任人。",
        "明确责任单位为市统计局。",
    ],
)
def test_a_sentence_that_only_resembles_a_responsibility_is_asked_about_not_guessed(sentence):
    notice = read_notice(f"{TITLE}\n（一）公开。（责任单位：市教育局）\n（二）供水。{sentence}")
    assert [one.code for one in notice.faults] == ["responsibility_unreadable"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("责任单位为市司法局。", [("市司法局", None)]),
        ("此项工作由市教育局、市民政局负责。", [("市教育局", None), ("市民政局", None)]),
        ("该项任务由市教育局牵头；市民政局配合。", [("市教育局", "lead"), ("市民政局", "support")]),
        ("本项工作的责任单位为市教育局、市司法局。", [("市教育局", None), ("市司法局", None)]),
        ("牵头单位是市教育局，配合单位为市民政局和市司法局，完成时限：6月底前。",
         [("市教育局", "lead"), ("市民政局", "support"), ("市司法局", "support")]),
        ("（牵头单位为市教育局；配合单位为各区县政府）", [("市教育局", "lead"), ("district", "support")]),
        ("\n责任单位为市司法局。", [("市司法局", None)]),
        ("\n牵头单位为市教育局。\n配合单位为市司法局。", [("市教育局", "lead"), ("市司法局", "support")]),
        ("\n牵头单位：市教育局\n配合单位为市司法局。", [("市教育局", "lead"), ("市司法局", "support")]),
    ],
)  # fmt: skip
def test_a_sentence_that_says_in_words_who_is_responsible_is_read(sentence, expected):
    (task,) = read_notice(f"{TITLE}\n（一）公开。做好公开。{sentence}").tasks
    assert [(one.text, one.role) for one in task.expansion] == expected
    assert task.text == "公开。做好公开。"


def test_the_plain_label_is_left_out_of_a_phrase_that_a_role_closes():
    (task,) = read_notice(f"{TITLE}\n（一）公开。（责任单位：市教育局、市民政局按职责分工负责）").tasks
    assert task.responsibility == "市教育局、市民政局按职责分工负责"


def test_who_does_a_point_neither_ends_a_task_nor_makes_its_points_tasks():
    notice = read_notice("\n".join((
        TITLE, "（一）公开。", "1.公开预算。市财政局负责。", "2.公开规划。（市自然资源局负责）", "按季核对。",
        "责任单位：各区县政府", "（二）培训。", "1.培训人员。（市教育局负责）", "责任单位：各区县政府",
    )))  # fmt: skip
    assert [(task.number, task.text) for task in notice.tasks] == [
        ("1", "公开。\n公开预算。\n公开规划。\n按季核对。"), ("2", "培训。\n培训人员。"),
    ]  # fmt: skip
    assert [[party.text for party in task.expansion] for task in notice.tasks] == [
        ["市财政局", "市自然资源局", "district"], ["市教育局", "district"],
    ]  # fmt: skip
    assert notice.faults == ()


def test_a_deadline_beside_the_units_is_no_unit():
    assert deadline_of("市商务局；完成时限：9月底前。") == "9月底前"
    # Whoever stands behind the deadline is responsible all the same.
    behind = "市教育局，时限：6月底前，市司法局"
    assert deadline_of(behind) == "6月底前"
    assert [party.text for party in expand(behind) or ()] == ["市教育局", "市司法局"]
    assert [party.text for party in expand("市商务局；完成时限：9月底前。") or ()] == ["市商务局"]


@pytest.mark.parametrize(
    "bracket",
    [
        "（责任单位：市人社局，时限：12月底前）",
        "（责任单位：市人社局；时限：12月底前）",
        "（责任单位：市人社局，12月底前）",
        "（时限：12月底前，责任单位：市人社局）",
        "（时限：12月底前；责任单位：市人社局）",
        "（12月底前完成，责任单位：市人社局）",
        "(完成期限：12月底前，责任部门：市人社局)",
    ],
)
def test_a_deadline_in_the_units_bracket_is_told_apart_before_and_behind_them(bracket):
    (task,) = read_notice(f"{TITLE}\n5.培训。{bracket}").tasks
    assert [(one.how, one.text, one.role) for one in task.expansion] == [("unit", "市人社局", None)]
    assert (task.due_text, task.text) == ("12月底前", "培训。")


def test_units_told_without_a_label_may_stand_before_a_label_in_one_bracket():
    (task,) = read_notice(f"{TITLE}\n1.培训。（市人社局牵头，配合单位：市教育局）").tasks
    assert [(one.text, one.role) for one in task.expansion] == [("市人社局", "lead"), ("市教育局", "support")]
    assert task.text == "培训。"


BESIDE = {
    "（责任单位：市人社局、市财政局）（时限：6月底前）": "6月底前",
    "（责任单位：市人社局、市财政局）（时限：6月底前）。": "6月底前",
    "（时限：6月底前）（责任单位：市人社局、市财政局）": "6月底前",
    "（时限：6月底前）责任单位：市人社局、市财政局": "6月底前",
    "（责任单位：市人社局、市财政局）（6月底前完成）": "6月底前",
    "（6月底前）（责任单位：市人社局、市财政局）": "6月底前",
    "（责任单位：市人社局、市财政局）\n（时限：6月底前）": "6月底前",
    "（责任单位：市人社局、市财政局）\n完成时限：6月底前": "6月底前",
    "时限：6月底前\n责任单位：市人社局、市财政局": "6月底前",
    "时限：6月底前。责任单位：市人社局、市财政局。": "6月底前",
    "（责任单位：市人社局、市财政局），时限：6月底前。": "6月底前",
    "责任单位：市人社局、市财政局（完成时限：6月底前）": "6月底前",
    "（责任单位：市人社局、市财政局；时间：6月底前）": "6月底前",
    "（责任单位：市人社局、市财政局（时限：6月底前））": "6月底前",
    "（责任单位：市人社局、市财政局）（时限：持续推进）": "持续推进",
    "（责任单位：市人社局、市财政局）（联系人：张三）（时限：6月底前）": "6月底前",
    "【责任单位：市人社局、市财政局】【时限：6月底前】": "6月底前",
    "责任单位：市人社局（6月底前完成）、市财政局（9月底前完成）": "6月底前；9月底前",
    "由市人社局负责，6月底前完成；市财政局负责，9月底前完成。": "6月底前；9月底前",
    "责任单位：市人社局（完成时限：6月底前）、市财政局（完成时限：9月底前）": "6月底前；9月底前",
    "（牵头单位：市人社局；责任单位：市财政局；完成时限：2025年9月底前）": "2025年9月底前",
    "（牵头单位：市人社局；配合单位：市财政局；6月底前完成）": "6月底前",
    "（牵头单位：市人社局；配合单位：市财政局）（6月底前完成）": "6月底前",
    "（市人社局牵头，市财政局配合）（完成时限：6月底前）": "6月底前",
    "由市人社局牵头，市财政局配合（6月底前完成）。": "6月底前",
    "（市人社局牵头；市财政局配合；时限：6月底前）": "6月底前",
    "由市人社局牵头。时限：6月底前。由市财政局配合。": "6月底前",
    "由市人社局、市财政局负责。时限：6月底前。": "6月底前",
}


@pytest.mark.parametrize("phrase", BESIDE)
def test_a_deadline_beside_the_units_in_a_bracket_or_sentence_of_its_own_is_the_tasks(phrase):
    notice = read_notice(f"{TITLE}\n1.培训。办班。{phrase}\n打印本页\n2.公开。（责任单位：市教育局）")
    task, other = notice.tasks
    assert notice.faults == ()
    assert [one.text for one in task.expansion] == ["市人社局", "市财政局"]
    assert (task.due_text, other.due_text) == (BESIDE[phrase], "")
    assert task.text.rstrip("，") == "培训。办班。"


def test_a_deadline_in_a_bracket_away_from_the_units_stays_in_the_text():
    for words in ("答复（时限：20个工作日）后公开。", "答复（6月底前）后公开。", "办班（6月底前），公开。"):
        (task,) = read_notice(f"{TITLE}\n1.{words}（责任单位：市人社局）").tasks
        assert (task.text, task.due_text) == (words, "")


def test_deadlines_of_points_name_nobody_and_make_no_tasks_of_them():
    lines = ("1.培训。责任单位：市人社局", "（1）办班。（完成时限：6月底前）", "（2）考试。（完成时限：9月底前）",
             "2.公开。责任单位：市财政局", "（1）预算。（完成时限：6月底前）")  # fmt: skip
    notice = read_notice("\n".join((TITLE, *lines)))
    assert notice.faults == ()
    assert [[one.text for one in task.expansion] for task in notice.tasks] == [["市人社局"], ["市财政局"]]


def test_a_day_behind_the_last_of_several_units_is_not_given_to_the_others():
    (task,) = read_notice(f"{TITLE}\n1.培训。责任单位：市人社局、市财政局（6月底前）").tasks
    assert [one.text for one in task.expansion] == ["市人社局", "市财政局（6月底前）"]
    assert task.due_text == ""


def test_a_bracket_with_other_words_before_a_label_or_closed_before_it_stays_in_the_text():
    (task,) = read_notice(f"{TITLE}\n1.培训。（见附件）责任单位：市人社局").tasks
    assert [one.text for one in task.expansion] == ["市人社局"]
    assert task.text == "培训。（见附件）"


# Files that are no plan ----------------------------------------------------------------------------------------


def test_a_broken_or_foreign_document_is_named(tmp_path):
    whole = write_docx(tmp_path / "plan.docx", [paragraph(TITLE)]).read_bytes()
    contents = {
        "unreadable_document": whole[: len(whole) // 2],
        "wrong_document": b"%PDF-1.7\n%",
        "empty_file": b"\x00 \r\n",
    }
    for code, content in contents.items():
        path = tmp_path / f"{code}.docx"
        path.write_bytes(content)
        assert refused(path) == [code]


def test_a_workbook_called_docx_is_named(tmp_path):
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(path) == ["wrong_document"]


def test_a_document_that_unpacks_to_gigabytes_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 150_000_000)
    assert refused(path) == ["too_large"]


def test_entities_that_multiply_end_the_reading_process_only(tmp_path):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{levels}]><d>&e11;</d>'
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)
    assert refused(path)[0] in ("unreadable_document", "reading_failed", "reading_took_too_long")


def test_a_document_nested_a_hundred_thousand_deep_is_survived(tmp_path):
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" * 100_000 + "</a>" * 100_000)
    assert len(refused(path)) == 1


# Through the intake --------------------------------------------------------------------------------------------


def test_every_sample_with_tasks_is_received_by_the_intake(tmp_path):
    warehouse = create_store(tmp_path / "store", "real")
    for name in ("阿拉伯编号_圆括号", "逐章重新编号_方括号", "责任在末条", "自动编号", "混合写法"):
        (path,) = PLANS.glob(f"{name}.*")
        receipt = receive(warehouse, [(path, path.name)], dry_run=True)
        assert receipt.accepted, receipt.as_json()
        assert receipt.files[0].kinds["assignments"].new > 0
    warehouse.close()


def test_a_plans_roles_and_deadlines_reach_the_assignments(tmp_path):
    warehouse = create_store(tmp_path / "store", "real")
    path = tmp_path / "工作要点（粘贴文本）.txt"
    path.write_text(
        f"{TITLE}\n（一）公开。（牵头单位：市商务局；配合单位：市教育局；完成时限：6月底前）", encoding="utf-8"
    )
    assert receive(warehouse, [(path, path.name)]).accepted
    found = {row["role"]: (str(row["due_on"]), row["due_text"]) for row in warehouse.rows("assignments", year=2026)}
    assert found == {"lead": ("2026-06-30", "6月底前"), "support": ("2026-06-30", "6月底前")}
    assert [one["file_name"] for one in warehouse.rows("imports", order_by="import")][-1] == path.name
    warehouse.close()


def test_a_paragraph_numbered_otherwise_that_names_somebody_is_not_dropped_in_silence():
    text = "\n".join((
        "2026年某某市政务公开工作要点", "一、聚焦发展", "（一）促进政策落实。做好公开。（责任单位：各区县政府）",
        "（二）优化政务服务。做好服务。（责任单位：各区县政府）", "二、夯实基础",
        "1.推进数据开放。做好开放。（责任单位：市大数据局）",
    ))  # fmt: skip
    notice = read_notice(text)
    assert [task.number for task in notice.tasks] == ["1", "2"]
    assert [(one.code, one.value) for one in notice.faults] == [("notice_task_left_out", "推进数据开放")]
