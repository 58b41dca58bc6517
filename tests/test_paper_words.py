"""The words of papers: drafted from the data, written over by the office, kept; what speaks against them is told."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import docx
import pytest
from desks import Q2, Desk
from streamlit.testing.v1 import AppTest
from test_pages_of_state import opened, said

from metrics import releases
from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.briefs.frozen import papers_of_release
from metrics.briefs.narrative import filled, numbers_in, paragraphs_of, with_places
from metrics.briefs.paper_words import keep_words, read_words, words_of_paper, write_words
from metrics.briefs.papers import Order, make_papers
from metrics.briefs.template import KINDS, template_of
from metrics.briefs.words_of_rewording import word_warnings
from metrics.calendar import SHANGHAI
from metrics.commands.running import run
from metrics.errors import AccessDenied, Refused
from metrics.i18n import translator
from metrics.owner import holder
from metrics.published import package_of
from metrics.warehouse import Warehouse
from metrics.wording import names_told

NOW = datetime(2025, 7, 10, 9, tzinfo=SHANGHAI)
NOTICE = Order("notice", Q2, NOW.date())
UNNAMED = replace(NOTICE, is_named=False)
ORDER = Order("order", Q2, NOW.date(), unit="甲区")
SITES, REPLY, CONTACT = "检查总体情况/政府网站", "有关要求/按时反馈结果", "附注"
DEMAND = "办理要求/坚持举一反三"
PROBLEM = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |渠道类型|指标    |性质|扣分|问题描述|页面地址
9       |2025Q2|2025-06-22|乙区    |乙区政府网|        |死链    |扣分|1   |死链    |/dead
"""


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """A small city whose data no test changes: its scores are computed once."""
    made = Desk(tmp_path_factory.mktemp("settled")).settle()
    yield made
    made.warehouse.close()


@pytest.fixture
def desk(settled):
    """The small city with every paper as drafted."""
    yield settled
    with settled.warehouse.transaction(is_new_version=False) as changes:
        changes._connection.execute("delete from paper_words")


@pytest.fixture
def moving(tmp_path):
    """A small city of a test's own, whose data may change."""
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def write_over(desk, wanted=NOTICE, reader=LOCAL, actor="张三", **options):
    """Keep texts as the office does on the page; ``texts`` or code = text."""
    texts = options.pop("texts")
    keep_words(desk.warehouse, reader, wanted, texts, actor=actor, now=NOW, **options)


def worded(desk, code, wanted=NOTICE, reader=LOCAL):
    """One paragraph of a paper as it is now."""
    return words_of_paper(desk.warehouse, reader, wanted).narrative.find(code)


def printed(desk, wanted=NOTICE, reader=LOCAL):
    """The paragraphs of a Word file that somebody exports now."""
    (paper,) = make_papers(desk.warehouse, reader, wanted)[1]
    return [one.text for one in docx.Document(io.BytesIO(paper.content)).paragraphs]


# Drafted from the data -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_paragraph_of_text_of_every_paper_can_be_written_over_and_has_its_own_code(desk, kind):
    unit = None if kind in ("notice", "onepage") else "甲区"
    found = words_of_paper(desk.warehouse, LOCAL, Order(kind, Q2, NOW.date(), unit=unit)).narrative.paragraphs
    codes = [one.paragraph.code for one in found]
    assert len(codes) == len(set(codes)) > 1
    assert all(one.edit is None and one.text == one.paragraph.text for one in found)


def test_a_code_is_the_headings_without_their_numbers_and_counts(desk):
    codes = [one.paragraph.code for one in words_of_paper(desk.warehouse, LOCAL, NOTICE).narrative.paragraphs]
    assert codes[:3] == ["导语", SITES, "检查总体情况/政务新媒体"]
    assert "存在的主要问题/政策文件" in codes
    assert codes[-3:] == [REPLY, CONTACT, f"{CONTACT}#2"]


def test_paragraphs_are_found_whatever_ids_a_word_processor_gave_their_styles(desk):
    (paper,) = make_papers(desk.warehouse, LOCAL, NOTICE)[1]
    template = template_of("notice")
    document, ids = template.filled(paper.values), {"公文正文": "a3", "一级标题": "1", "二级标题": "20"}
    renamed = document
    for name, key in ids.items():
        renamed = renamed.replace(f'w:pStyle w:val="{name}"', f'w:pStyle w:val="{key}"')
    assert renamed != document
    styles = template.styles | {key: name for name, key in ids.items()}
    assert paragraphs_of(renamed, styles) == paragraphs_of(document, template.styles)


# Written over, kept, taken back --------------------------------------------------------------------------


def test_words_go_into_the_export_survive_a_restart_and_whatever_is_in_them(moving):
    before = printed(moving)
    write_over(moving, texts={SITES: "本季度网站<整体>向好 & 平稳。\n第二段。", CONTACT: "（联系人：张三）"})
    moving.warehouse.close()
    moving.warehouse = Warehouse.open(moving.folder / "store")
    after = printed(moving)
    drafted = worded(moving, SITES).paragraph.text
    place = before.index(drafted)
    assert after[place : place + 2] == ["本季度网站<整体>向好 & 平稳。", "第二段。"]
    assert "（联系人：张三）" in after
    assert len(after) == len(before) + 1
    assert worded(moving, SITES).edit.actor == "张三"


def test_an_empty_text_strikes_a_paragraph_out(desk):
    before = printed(desk)
    write_over(desk, texts={f"{CONTACT}#2": "  "})
    assert len(printed(desk)) == len(before) - 1
    assert "（此件公开发布）" not in printed(desk)


def test_words_are_appended_and_logged_with_old_and_new_and_the_draft_can_be_taken_back(desk):
    drafted = worded(desk, SITES).paragraph.text
    write_over(desk, texts={SITES: "一稿"})
    write_over(desk, texts={SITES: "二稿"}, actor="李四")
    write_over(desk, texts={SITES: None})
    assert printed(desk).count(drafted) == 1
    assert [row["said"] for row in desk.warehouse.rows("paper_words", order_by="edit")] == ["一稿", "二稿", None]
    told = [(one.what, one.actor, one.old, one.new) for one in audit_entries(desk.warehouse, LOCAL)[:3]]
    assert told == [
        ("words_restored", "张三", "二稿", drafted),
        ("words_edited", "李四", "一稿", "二稿"),
        ("words_edited", "张三", drafted, "一稿"),
    ]


def test_what_is_written_there_already_and_what_is_the_draft_keep_nothing(desk):
    write_over(desk, texts={SITES: worded(desk, SITES).paragraph.text, REPLY: "请速办。"})
    write_over(desk, texts={REPLY: "请速办。 "})
    assert len(desk.warehouse.rows("paper_words")) == 1


def test_words_are_of_one_kind_one_period_and_named_or_not(desk):
    write_over(desk, texts={REPLY: "请速办。"})
    assert worded(desk, REPLY).edit is not None
    assert worded(desk, REPLY, UNNAMED).edit is None
    assert "请速办。" not in printed(desk, UNNAMED)


def test_nobody_overwrites_words_that_others_wrote_since(desk):
    write_over(desk, texts={SITES: "一稿"})
    seen = worded(desk, SITES).edit.number
    write_over(desk, texts={SITES: "二稿"}, actor="李四", seen={SITES: seen})
    with pytest.raises(Refused, match="李四"):
        write_over(desk, texts={SITES: "三稿"}, seen={SITES: seen})
    with pytest.raises(Refused, match="李四"):
        write_over(desk, texts={SITES: "三稿"}, seen={SITES: 0})
    assert worded(desk, SITES).text == "二稿"


def test_a_paragraph_the_paper_does_not_have_is_refused_with_those_it_has(desk):
    with pytest.raises(Refused, match=SITES):
        write_over(desk, texts={"没有这一段": "？"})


# Against the figures -------------------------------------------------------------------------------------


def test_numbers_typed_by_hand_and_numbers_of_the_draft_that_are_gone_are_told(desk):
    drafted = worded(desk, SITES).paragraph.text
    write_over(desk, texts={SITES: drafted.replace("合格2家", "合格７７家") + "力争12月31日前达到98.5%。"})
    found = worded(desk, SITES)
    assert (found.foreign, found.dropped) == (("77", "12月31日", "98.5%"), ())
    write_over(desk, texts={SITES: "网站运行良好，咨询电话：0531-66601234。"})
    assert worded(desk, SITES).foreign == ()
    assert "2" in worded(desk, SITES).dropped


def test_numbers_are_compared_by_what_they_are():
    assert numbers_in("98.50%和１２,345条，2025年6月3日、0531-66601234") == {
        "98.5%": "98.50%", "12345": "12,345", "2025年6月3日": "2025年6月3日"
    }  # fmt: skip


def test_words_over_a_draft_that_later_data_changed_are_told_with_both_and_kept_only_when_somebody_says_so(moving):
    code = "存在的主要问题"
    write_over(moving, texts={code: "共3个问题。", REPLY: "请速办。"})
    assert not worded(moving, code).is_overtaken
    before = worded(moving, code).paragraph.text
    moving.say(新=PROBLEM)
    found = worded(moving, code)
    assert found.is_overtaken
    assert (found.text, found.replaced) == ("共3个问题。", before)
    assert "4个" in found.paragraph.text
    assert any("数据有变" in one for one in word_warnings(translator(), found))
    assert not worded(moving, REPLY).is_overtaken
    write_over(moving, texts={code: "共3个问题。"})
    assert not worded(moving, code).is_overtaken


def test_another_day_makes_no_other_draft_and_the_days_in_words_follow(desk):
    drafted = worded(desk, REPLY).paragraph.text
    assert "2025年7月24日" in drafted
    write_over(desk, texts={REPLY: drafted + "逾期将约谈。"})
    later = replace(NOTICE, issued_on=date(2025, 7, 11))
    found = worded(desk, REPLY, later)
    assert not found.is_overtaken
    assert "请有关单位于2025年7月25日前" in found.text


def test_words_whose_paragraph_is_gone_are_told_and_not_lost(moving):
    code = "存在的主要问题/死链"
    moving.say(新=PROBLEM)
    number = max(row["import"] for row in moving.warehouse.rows("imports"))
    write_over(moving, texts={code: "个别网站有死链。"})
    moving.withdraw(number)
    narrative = words_of_paper(moving.warehouse, LOCAL, NOTICE).narrative
    assert narrative.find(code) is None
    assert [one.text for one in narrative.without_place] == ["个别网站有死链。"]
    assert "个别网站有死链。" not in printed(moving)
    write_over(moving, texts={code: None})
    assert words_of_paper(moving.warehouse, LOCAL, NOTICE).narrative.without_place == ()


# Naming nobody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["甲区仍有差距。", "市 丙 局进展慢。", "丙局", "甲区政府网长期未更新。"])
def test_words_that_name_somebody_in_a_paper_that_names_nobody_are_told_and_not_exported(desk, text):
    write_over(desk, UNNAMED, texts={SITES: text})
    assert worded(desk, SITES, UNNAMED).named
    with pytest.raises(Refused, match="names nobody"):
        printed(desk, UNNAMED)
    write_over(desk, NOTICE, texts={SITES: text})
    assert text in printed(desk)


def test_a_name_is_told_once_and_not_within_a_longer_one_and_the_draft_may_have_it():
    names = ("市政府办公厅", "甲区政府网", "甲区")
    assert names_told(names, "甲区政府网与甲区", "") == ("甲区政府网", "甲区")
    assert names_told(names, "甲区政府网", "") == ("甲区政府网",)
    assert names_told(names, "请报市政府办公厅", "报市政府办公厅") == ()


# One unit's and every unit's -----------------------------------------------------------------------------


def test_words_for_every_unit_go_into_each_paper_and_a_units_own_go_before_them(desk):
    everybody = replace(ORDER, unit=None)
    codes = [one.paragraph.code for one in words_of_paper(desk.warehouse, LOCAL, everybody).narrative.paragraphs]
    assert DEMAND in codes
    # What the papers draft differently can only be written over one by one.
    assert "督办事项" not in codes
    assert "导语" not in codes
    write_over(desk, everybody, texts={DEMAND: "马上办。"})
    write_over(desk, replace(ORDER, unit="乙区"), texts={DEMAND: "乙区先办。"})
    assert "马上办。" in printed(desk, ORDER)
    second = printed(desk, replace(ORDER, unit="乙区"))
    assert "乙区先办。" in second
    assert "马上办。" not in second
    count, made = make_papers(desk.warehouse, LOCAL, everybody)
    assert count == len([one for one in made if one.narrative.edited])


# Who -----------------------------------------------------------------------------------------------------


def test_the_office_writes_others_read_and_a_unit_is_shown_nothing_of_it(desk):
    write_over(desk, ORDER, texts={"导语": "经办人电话13912345678。", CONTACT: "（联系人：张三，电话：0531-66601234）"})
    supervisor, unit = Reader("supervisor"), Reader("unit", frozenset({"甲区"}))
    seen = "\n".join(printed(desk, ORDER, supervisor))
    assert "139********" in seen
    # The contact's number is the office's own, meant to be dialled.
    assert "0531-66601234" in seen
    assert "经办人电话" not in "\n".join(printed(desk, ORDER, unit))
    with pytest.raises(AccessDenied):
        words_of_paper(desk.warehouse, unit, ORDER)
    with pytest.raises(AccessDenied):
        write_over(desk, ORDER, reader=supervisor, texts={"导语": "？"})


# Released ------------------------------------------------------------------------------------------------


def test_a_release_freezes_the_office_words(moving):
    lead = worded(moving, "导语").paragraph.text
    write_over(moving, texts={"导语": lead + "总体平稳。"})
    release(moving)
    (edition,) = releases.status(moving.warehouse, Q2).releases
    name = next(one for one in package_of(moving.warehouse, edition).parts if one.endswith("通报-2025Q2-点名.docx"))
    frozen = docx.Document(io.BytesIO(package_of(moving.warehouse, edition).parts[name]))
    assert lead + "总体平稳。" in [one.text for one in frozen.paragraphs]
    assert not worded(moving, "导语").is_overtaken


def test_what_a_paper_says_of_itself_follows_in_words_that_were_kept_before():
    then = {"footing": "草稿（数据截至2025年6月30日）", "as_of": "2025年6月30日", "reply_by": "2025年7月24日"}
    now = then | {"footing": "第1版定稿（数据截至2025年6月30日）", "reply_by": "2025年7月25日"}
    kept = with_places("依据草稿（数据截至2025年6月30日），于2025年7月24日前反馈；截至2025年6月30日。", then)
    assert filled(kept, now) == "依据第1版定稿（数据截至2025年6月30日），于2025年7月25日前反馈；截至2025年6月30日。"


def test_nothing_is_released_over_a_changed_draft_that_nobody_has_looked_at(moving):
    write_over(moving, texts={"存在的主要问题": "共3个问题。"})
    moving.say(新=PROBLEM)
    with pytest.raises(Refused, match="存在的主要问题"):
        list(papers_of_release(moving.warehouse, Q2, 1, NOW.date()))
    write_over(moving, texts={"存在的主要问题": None})
    assert list(papers_of_release(moving.warehouse, Q2, 1, NOW.date()))


def release(desk):
    """Publish the quarter in two steps by two persons."""
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW.replace(tzinfo=None), closes_on=date(2025, 7, 10))
    after = datetime(2025, 7, 11, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=after, papers=papers_of_release)


# Files and commands --------------------------------------------------------------------------------------


def test_the_words_written_out_and_read_back_are_the_same(desk, tmp_path):
    write_over(desk, texts={SITES: '引号"和\\反斜线\n第二段'})
    found = words_of_paper(desk.warehouse, LOCAL, NOTICE)
    path = tmp_path / "words.toml"
    path.write_text(write_words(found), encoding="utf-8")
    assert read_words(path) == {one.paragraph.code: one.text for one in found.narrative.paragraphs}


@pytest.mark.parametrize(("name", "text"), [("a.toml", "x = "), ("a.json", "[1]"), ("a.toml", "x = 1"), ("b.toml", "")])
def test_a_file_that_holds_no_words_is_refused_with_its_name(tmp_path, name, text):
    (tmp_path / "a.toml").touch()
    if name != "b.toml":
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=name):
        read_words(tmp_path / name)


def test_commands_write_words_out_keep_them_and_print_what_speaks_against_them(moving, tmp_path):
    moving.warehouse.close()
    about = ["notice", "--period", "2025Q2", "--store", str(moving.folder / "store")]
    assert run(["words", *about, "--out", "words.toml"], tmp_path).exit == 0
    text = (tmp_path / "words.toml").read_text(encoding="utf-8")
    (tmp_path / "words.toml").write_text(text.replace("合格2家", "合格77家"), encoding="utf-8")
    made = run(["brief", *about, "--words", "words.toml", "--out", "papers"], tmp_path)
    assert made.exit == 0, made.stderr
    assert f"通报-2025Q2-点名.docx {SITES}：手工填写、不是本文稿计算得出的数字：77。" in made.stdout
    told = run(["words", *about], tmp_path).stdout
    assert "合格77家" in told
    assert "草稿：" in told
    assert "合格77家" not in run(["words", *about, "--restore", SITES], tmp_path).stdout
    moving.warehouse = Warehouse.open(moving.folder / "store")


def test_words_that_cannot_be_exported_are_not_kept_by_the_command_that_exports(moving, tmp_path):
    moving.warehouse.close()
    (tmp_path / "words.json").write_text('{"导语": "甲区要整改。"}', encoding="utf-8")
    about = ["notice", "--period", "2025Q2", "--unnamed", "--store", str(moving.folder / "store")]
    refused = run(["brief", *about, "--words", "words.json", "--out", "papers"], tmp_path)
    assert (refused.exit, (tmp_path / "papers").exists()) == (1, False)
    assert "甲区" in refused.stderr
    moving.warehouse = Warehouse.open(moving.folder / "store")
    assert moving.warehouse.rows("paper_words") == []


# The page ------------------------------------------------------------------------------------------------


@pytest.fixture
def page(moving, monkeypatch):
    """What opens 督查督办 on the desk's store with the words of a paper shown."""
    monkeypatch.setenv("METRICS_STORE", str(moving.folder / "store"))

    def show(**address: str) -> AppTest:
        if not holder.owns(moving.folder / "store"):
            moving.warehouse.close()
            moving.warehouse = holder.warehouse()
        test = opened("supervision", period="2025Q2", **address)
        test.session_state["words_open"] = True
        test.run()
        assert not test.exception, test.exception
        return test

    yield show
    holder.release()


def area(test: AppTest, code: str):
    """The box of one paragraph."""
    return next(one for one in test.text_area if one.label == code)


def press(test: AppTest, label: str) -> None:
    """Click on the first button of this label."""
    next(one for one in test.button if one.label == translator()(label)).click().run()
    assert not test.exception, test.exception


def test_the_page_keeps_what_is_typed_marks_it_and_takes_the_draft_back(moving, page):
    test = page(paper="notice")
    drafted = area(test, SITES).value
    area(test, SITES).set_value("网站77家合格。")
    press(test, "Keep the words")
    assert area(test, SITES).value == "网站77家合格。"
    assert "已修改" in said(test)
    assert "手工填写" in said(test)
    again = page(paper="notice")
    assert area(again, SITES).value == "网站77家合格。"
    press(again, "Back to the draft")
    assert area(again, SITES).value == drafted
    assert "已修改" not in said(again)


def test_the_page_shows_both_drafts_when_data_changed_under_words(moving, page):
    test = page(paper="notice")
    area(test, "存在的主要问题").set_value("共3个问题。")
    press(test, "Keep the words")
    moving.say(新=PROBLEM)
    test = page(paper="notice")
    assert "修改时的草稿：本次检查共确认问题3个" in said(test)
    assert "现在的草稿：本次检查共确认问题4个" in said(test)
    press(test, "Keep these words on the new draft")
    assert "修改时的草稿" not in said(test)


def test_the_page_does_not_offer_a_paper_that_names_somebody_though_it_names_nobody(moving, page):
    test = page(paper="notice", naming="unnamed")
    assert [one for one in test.get("download_button") if one.proto.label == translator()("Word document")]
    area(test, SITES).set_value("甲区仍有差距。")
    press(test, "Keep the words")
    assert [one for one in test.get("download_button") if one.proto.label == translator()("Word document")] == []
    assert any("甲区" in one.value and "不能导出" in one.value for one in test.warning)


def test_words_for_every_unit_are_written_on_the_page_of_one(moving, page):
    test = page(paper="order")
    assert "导语" in [one.label for one in test.text_area]
    test.session_state["words_scope"] = "all"
    test.run()
    assert "导语" not in [one.label for one in test.text_area]
    area(test, DEMAND).set_value("马上办。")
    press(test, "Keep the words")
    assert "马上办。" in printed(moving, ORDER)
