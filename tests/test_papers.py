"""Official papers: what they say, how they are laid out, whom they name, and that their numbers are the engine's."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import docx
import pytest
from desks import CHANNELS, COVERAGE, Q2, Desk
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from spreadsheets import printed_pages

from metrics import pass_rates, scores, supervision
from metrics.access import LOCAL, Reader
from metrics.briefs.blank import write_blank_templates
from metrics.briefs.figures import numeral
from metrics.briefs.naming import file_name, quantity
from metrics.briefs.papers import Order, Paper, as_zip, make_papers, write_papers
from metrics.briefs.template import DOCUMENT, KINDS, TEMPLATES, PaperTemplate, template_of
from metrics.calendar import SHANGHAI, Period
from metrics.commands.running import run
from metrics.errors import AccessDenied, Refused
from metrics.replying import close_window, set_window
from metrics.supervision_rules import RULES
from metrics.warehouse import Warehouse

ISSUED = date(2025, 7, 10)
ODD = "甲区<县>&“𠮷”'市'" + "长" * 45
UNITS = f"""
单位名称|单位类别|简称  |排序号
{ODD}|区县    |甲    |1
乙区    |区县    |      |2
市丙局  |部门    |丙局  |3
市丁局  |部门    |丁局  |4
"""
FINDINGS = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |渠道类型|指标    |性质|扣分|问题描述      |页面地址
1       |2025Q2|2025-05-20|甲      |甲区政府网|        |政策文件|扣分|5   |半年未更新    |/zcwj?a=1&b=<2>
2       |2025Q2|2025-05-21|甲      |甲区政府网|        |动态要闻|扣分|1   |要闻未更新    |/dtyw
3       |2025Q2|2025-05-21|甲      |甲区发布  |微信公众号|安全泄密等严重问题|单项否决| |泄露了机密文件名|/secret
1       |2025Q2|2025-05-22|乙区    |乙区政府网|        |可用性  |扣分|2   |乙区首页错链  |/link
"""
REPAIRS = """
问题编号|责任单位|整改时限  |整改完成日期|复查日期|复查结果
1       |甲      |2025-06-10|2025-06-09  |        |
2       |甲      |2025-06-10|            |        |
3       |甲      |2025-06-30|            |        |
1       |乙区    |2025-06-30|            |        |
"""
TASKS = """
年度|序号|重点任务        |责任单位|角色|完成时限|进展状态|完成日期  |佐证材料|核验结果
2025|1   |推进重点领域公开|甲      |牵头|5月底前|推进中  |          |        |
2025|2   |规范政策解读    |甲      |牵头|6月底前|已完成  |2025-06-20|链接    |
2025|1   |推进重点领域公开|乙区    |配合|年底前  |推进中  |          |        |
2025|1   |推进重点领域公开|市丙局  |配合|年底前  |        |          |        |
2025|1   |推进重点领域公开|市丁局  |配合|年底前  |推进中  |          |        |
"""
WHOLE_CITY = ("notice", "onepage")
# Nothing of this may be in an unnamed paper.
NAMES = (
    "甲区", "乙区", "丙局", "丁局", "𠮷", "甲区政府网", "甲区发布", "/zcwj", "/dtyw", "半年未更新", "首页错链", "机密",
)  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A small city with odd names, an overdue finding, a security problem, a late and a silent task."""
    desk = Desk(tmp_path_factory.mktemp("papers"))
    channels = CHANNELS.replace("|甲区", "|甲")
    receipt = desk.say(单位=UNITS, 渠道=channels, 检查=COVERAGE, 问题=FINDINGS, 整改=REPAIRS, 任务=TASKS)
    assert receipt.accepted, receipt.as_json()
    yield desk.warehouse
    desk.warehouse.close()


def papers(city, kind: str, **wanted: object) -> list[Paper]:
    """Make all papers of a kind."""
    count, made = make_papers(city, LOCAL, Order(kind, Q2, ISSUED, **wanted))
    found = list(made)
    assert len(found) == count
    return found


def opened(paper: Paper) -> Document:
    """Read a paper as Word would."""
    return docx.Document(io.BytesIO(paper.content))


def text_of(paper: Paper) -> str:
    """Everything a reader can read in a paper, in order."""
    parts = []
    for part in opened(paper).iter_inner_content():
        lines = [part.text] if hasattr(part, "runs") else [" | ".join(c.text for c in row.cells) for row in part.rows]
        parts += lines
    return "\n".join(parts)


def paper_of(city, kind: str, unit: str, **wanted: object) -> Paper:
    """Make one unit's paper."""
    (paper,) = papers(city, kind, unit=unit, **wanted)
    return paper


# Whom and why --------------------------------------------------------------------------------------------


def test_a_unit_needs_a_paper_by_rules_that_are_named(city):
    table = supervision.selection(city, LOCAL, Q2)
    reasons = {one.unit: [(each.code, each.items) for each in one.reasons] for one in table.units}
    assert reasons == {
        ODD: [("veto", 1), ("overdue_findings", 1), ("overdue_tasks", 1)],
        "市丙局": [("below_pass", 0), ("not_submitted", 1)],
    }


@pytest.mark.parametrize(("days", "is_selected"), [(13, True), (14, False)])
def test_what_is_overdue_selects_a_unit_beyond_the_days_of_the_rules_and_not_on_them(city, tmp_path, days, is_selected):
    rules = tmp_path / "escalation.toml"
    shipped = RULES.read_text(encoding="utf-8")
    rules.write_text(re.sub(r"(selected_overdue_days.*?value = )0", rf"\g<1>{days}", shipped), encoding="utf-8")
    (found,) = [one for one in supervision.selection(city, LOCAL, Q2, rules=rules).units if one.unit == ODD]
    # The finding is 14 working days late.
    assert ("overdue_findings" in [each.code for each in found.reasons]) == is_selected


def test_an_item_is_late_the_day_after_its_deadline_and_not_on_it(city):
    states = {one.number: one.state for one in supervision.open_items(city, LOCAL, "甲", Q2) if one.kind == "finding"}
    # 2 was due on 10 June, 3 on 30 June, the as-of day.
    assert states == {"2": "overdue", "3": "not_due"}


def test_working_days_overdue_are_counted_after_the_deadline_up_to_the_day(city):
    (late,) = [one for one in supervision.open_items(city, LOCAL, "甲", Q2) if one.number == "2"]
    assert late.overdue_days == city.calendar.between(date(2025, 6, 10), date(2025, 6, 30))


def test_points_at_stake_are_the_mark_the_item_has(city):
    card = scores.scorecard(city, LOCAL, "甲", Q2)
    marks = {one.item: one.points for one in card.marks if one.dimension in ("rectification", "tasks")}
    items = {one.title: one.at_stake for one in supervision.open_items(city, LOCAL, "甲", Q2)}
    assert items["要闻未更新"] == marks["要闻未更新"].lstrip("-")
    assert items["推进重点领域公开"] == marks["推进重点领域公开"].lstrip("-")


def test_an_item_done_now_gives_back_what_lateness_does_not_keep(city):
    late = next(one for one in supervision.open_items(city, LOCAL, "甲", Q2) if one.number == "2")
    # 14 working days late: 8 and 2 of a dimension of weight 30 are lost; fixed now it would be 3.
    assert (late.at_stake, late.gain) == ("3.00", "2.10")


@pytest.mark.parametrize("period", ["2025Q2", "2025"])
def test_the_lines_of_an_order_are_the_marks_of_the_scorecard_and_add_up_to_its_total(demonstration, period):
    chosen = Period.parse(period)
    warehouse = Warehouse.open(demonstration.with_name("store-demo"))
    try:
        cards = scores.scorecards(warehouse, LOCAL, chosen)
        items = supervision.items_of_units(warehouse, LOCAL, chosen)
        totals = {one.unit: one.at_stake for one in supervision.selection(warehouse, LOCAL, chosen).units}
    finally:
        warehouse.close()
    assert totals
    for unit, total in totals.items():
        assert sum(Decimal(one.at_stake) for one in items[unit]) == Decimal(total)
        # An item has at most one mark a quarter; a title that comes twice tells nothing of either.
        losses = {}
        for mark in cards[unit].marks:
            if mark.dimension in ("tasks", "rectification"):
                losses.setdefault((mark.dimension, mark.item), []).append(mark)
        titles = Counter((one.kind, one.title) for one in items[unit])
        for one in items[unit]:
            marks = losses.get(("tasks" if one.kind == "task" else "rectification", one.title), [])
            if one.kind != "checklist" and titles[one.kind, one.title] == 1 and marks and not one.is_safety:
                assert Decimal(one.at_stake) == -sum(Decimal(mark.points) for mark in marks), (unit, one.title)
                assert any(mark.is_capped for mark in marks) or Decimal(one.gain) <= Decimal(one.at_stake)


def test_a_unit_sees_its_own_items_only(city):
    reader = Reader("unit", frozenset({"乙区"}))
    assert supervision.selection(city, reader, Q2).units == ()
    with pytest.raises(AccessDenied):
        supervision.open_items(city, reader, "甲", Q2)
    with pytest.raises(AccessDenied):
        make_papers(city, reader, Order("notice", Q2, ISSUED))
    with pytest.raises(AccessDenied):
        make_papers(city, reader, Order("unit-report", Q2, ISSUED, unit="甲"))


def test_all_scorecards_at_once_are_those_asked_one_by_one_and_a_unit_gets_its_own(city):
    cards = scores.scorecards(city, LOCAL, Q2)
    assert list(cards) == [one.unit for one in scores.league(city, LOCAL, Q2).units]
    assert all(cards[name] == scores.scorecard(city, LOCAL, name, Q2) for name in cards)
    assert list(scores.scorecards(city, Reader("unit", frozenset({"乙区"})), Q2)) == ["乙区"]


def test_nobody_gets_an_order_without_something_to_do(city):
    with pytest.raises(Refused, match="nothing left to do"):
        papers(city, "order", unit="市丁局")
    with pytest.raises(Refused, match="whole city"):
        papers(city, "notice", unit="乙区")
    with pytest.raises(Refused, match="No unit answers"):
        papers(city, "order", unit="戊区")


# What is said --------------------------------------------------------------------------------------------


def test_an_order_merges_what_a_unit_has_left_to_do_with_clause_evidence_and_deadline(city):
    paper = paper_of(city, "order", "甲")
    lines = [[cell.text for cell in row.cells] for row in opened(paper).tables[0].rows]
    assert lines[0] == ["序号", "事项", "问题及佐证", "依据条款", "办理时限", "逾期\n天数", "影响\n得分"]
    late = next(line for line in lines if "要闻未更新" in line[2])
    assert late[1] == "甲区政府网（政府网站）"
    assert late[2] == "动态要闻：要闻未更新\n佐证：/dtyw"
    assert late[3:] == ["扣分指标·发布解读·动态要闻", "2025-06-10", "14", "3.00"]
    assert len(lines) - 1 == len(supervision.open_items(city, LOCAL, "甲", Q2))


def test_an_order_tells_addressee_reasons_and_the_day_to_answer_by(city):
    text = text_of(paper_of(city, "order", "甲"))
    assert f"\n{ODD}：\n" in text
    assert "（一）考核期内确认单项否决问题1个（安全泄密等严重问题）。" in text
    assert "（二）问题整改逾期1项，最长逾期14个工作日。" in text
    # Ten working days after 10 July.
    assert "请于2025年7月24日前" in text


def test_a_notice_goes_from_figures_to_practice_problems_demands_and_annexes(city):
    (paper,) = papers(city, "notice")
    styles = {"公文标题", "主送机关", "一级标题", "落款", "附件标记"}
    told = [(one.style.name, one.text) for one in opened(paper).paragraphs if one.style.name in styles]
    assert [text.replace("\n", "") for _, text in told] == [
        "济南市人民政府办公厅关于2025年第二季度全市政府网站和政务新媒体检查情况的通报",
        "各区县人民政府、市政府各部门（单位）：",
        "一、检查总体情况",
        "二、存在的主要问题",
        "三、有关要求",
        "济南市人民政府办公厅",
        "2025年7月10日",
        "附件1",
        "不合格政府网站和政务新媒体名单",
        "附件2",
        "检查发现问题清单",
        "附件3",
        "数据口径与核对表",
    ]


def test_the_figures_of_a_notice_are_the_engines(city):
    (paper,) = papers(city, "notice")
    found = pass_rates.inspections(city, LOCAL, Q2)
    text = text_of(paper)
    websites, accounts = found["websites"], found["accounts"]
    assert f"共检查政府网站{websites['checked']}家（全覆盖检查），合格{websites['passed']}家" in text
    # Two websites and two accounts: fewer than five give no percentage.
    assert websites["rate"] is None
    assert "合格率" not in text
    assert f"合格{accounts['passed']}个；不合格1个，名单见附件1" in text
    assert "微信公众号1个、新浪微博1个" in text
    for name, count in found["by_class"].items():
        assert re.search(rf"{name}（{count}个", text), name


def test_a_score_sheet_shows_the_score_and_marks_that_add_up(city):
    card = scores.scorecard(city, LOCAL, "乙区", Q2)
    paper = paper_of(city, "unit-report", "乙区")
    text = text_of(paper)
    assert f"综合得分{card.unit.score}分" in text
    marks = next(table for table in opened(paper).tables if table.rows[0].cells[1].text == "分值")
    points = [row.cells[1].text for row in list(marks.rows)[1:]]
    assert 10000 + sum(int(one.replace(".", "")) for one in points) == int(card.unit.score.replace(".", ""))


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_carries_its_day_its_rules_and_its_filter(city, kind):
    wanted = {} if kind in WHOLE_CITY else {"unit": "甲"}
    rows = [[cell.text for cell in row.cells] for row in opened(papers(city, kind, **wanted)[0]).tables[-1].rows]
    assert rows[0] == ["序号", "数据项", "数值", "截至", "方案版本", "口径（筛选条件）"]
    assert len(rows) > 3
    version = scores.scheme_of(city, Q2).version
    assert all(row[2] and row[5] and row[3:5] == ["2025-06-30", version] for row in rows[1:])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "onepage"])
def test_names_survive_whatever_is_in_them(city, kind):
    paper = papers(city, kind)[0] if kind == "notice" else paper_of(city, kind, "甲")
    assert ODD in text_of(paper)


@pytest.mark.parametrize("kind", KINDS)
def test_security_problems_are_masked(city, kind):
    paper = papers(city, kind)[0] if kind in WHOLE_CITY else paper_of(city, kind, "甲")
    text = text_of(paper)
    assert "机密" not in text
    assert "/secret" not in text


def test_a_masked_row_does_not_stand_where_its_unit_would(tmp_path):
    desk = Desk(tmp_path).settle()
    headings = "问题编号|检查期|发现日期|责任单位|渠道名称|渠道类型|指标|性质|问题描述"
    rows = "11|2025Q2|2025-05-20|甲区|甲区发布|微信公众号|安全泄密等严重问题|单项否决|泄露文件名\n" \
           "12|2025Q2|2025-05-20|甲区|甲区政府网||安全泄密等严重问题|单项否决|泄露文件名"  # fmt: skip
    desk.say(安全=f"{headings}\n{rows}")
    (paper,) = papers(desk.warehouse, "notice")
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(paper).tables]
    desk.warehouse.close()
    failed = next(table for table in tables if "情形" in table[0])
    listed = next(table for table in tables if "问题类别" in table[0])
    for table in (failed, listed):
        assert len(table) > 1
        units = [row[1] for row in table[1:]]
        assert units == sorted(units, key=lambda unit: unit == "有关单位")
        assert "有关单位" in units


def test_what_was_reduced_to_nothing_is_told_to_nobody(tmp_path):
    desk = Desk(tmp_path).settle()
    headings = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|性质|扣分|问题描述|确认情况|核减后扣分"
    desk.say(核减=f"{headings}\n77|2025Q2|2025-06-08|甲区|甲区政府网|政策文件|扣分|5|已核减的文件|核减|0")
    by_class = pass_rates.inspections(desk.warehouse, LOCAL, Q2)["by_class"]
    for is_named in (True, False):
        (paper,) = papers(desk.warehouse, "notice", is_named=is_named)
        assert f"确认问题{sum(by_class.values())}个" in text_of(paper)
        assert "已核减的文件" not in text_of(paper)
    desk.warehouse.close()


@pytest.mark.parametrize(
    ("days", "is_closed", "said"),
    [
        (None, False, "申诉期限由市政府办公厅另行通知。"),
        (5, False, "对得分有异议的，请于2025年7月15日前书面提出并附依据。"),
        (0, False, "对得分有异议的，请于2025年7月10日前书面提出并附依据。"),
        (-1, False, "本期申诉已于2025年7月9日截止。"),
        (5, True, "本期申诉已于2025年7月8日截止。"),
    ],
)
def test_a_score_sheet_tells_the_days_in_which_its_unit_may_reply(tmp_path, days, is_closed, said):
    desk = Desk(tmp_path).settle()
    before = datetime(2025, 7, 8, 9, tzinfo=SHANGHAI)
    if days is not None:
        last = ISSUED + timedelta(days=days)
        set_window(desk.warehouse, LOCAL, Q2, before.date(), last, actor="张三", now=before)
    if is_closed:
        close_window(desk.warehouse, LOCAL, Q2, "均已书面确认", actor="张三", now=before)
    assert said in text_of(paper_of(desk.warehouse, "unit-report", "甲区"))
    desk.warehouse.close()


def test_the_leaders_page_is_one_page_with_its_figures_on_the_back(pristine_demonstration, tmp_path):
    warehouse = Warehouse.open(shutil.copytree(pristine_demonstration, tmp_path / "store"))
    paths = []
    for code, is_named in (("2025Q3", True), ("2025Q3", False), ("2025H1", True), ("2025", True)):
        wanted = Order("onepage", Period.parse(code), ISSUED, is_named=is_named)
        paths.append(tmp_path / f"{code}-{is_named}.docx")
        paths[-1].write_bytes(next(make_papers(warehouse, LOCAL, wanted)[1]).content)
    warehouse.close()
    assert list(printed_pages(paths, tmp_path).values()) == [2] * len(paths)


def test_the_leaders_page_tells_what_failed_and_counts_every_unit_once(pristine_demonstration, tmp_path):
    warehouse = Warehouse.open(shutil.copytree(pristine_demonstration, tmp_path / "store"))
    period = Period.parse("2025Q3")
    made = next(make_papers(warehouse, LOCAL, Order("onepage", period, ISSUED))[1])
    units = scores.league(warehouse, LOCAL, period).units
    warehouse.close()
    chart = opened(made).tables[0]
    assert sum(int(row.cells[2].text) for row in list(chart.rows)[1:]) == len(units)
    vetoed = [one.unit for one in units if one.verdict == "vetoed"]
    assert vetoed
    assert f"被单项否决：{'、'.join(vetoed)}。" in text_of(made)


# Naming --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_an_unnamed_paper_leaks_no_name_in_any_part(city, kind):
    made = papers(city, kind, is_named=False)
    package = zipfile.ZipFile(io.BytesIO(as_zip(made, len(made))))
    texts = [*package.namelist()]
    for name in package.namelist():
        content = package.read(name)
        if name.endswith(".docx"):
            inner = zipfile.ZipFile(io.BytesIO(content))
            texts += [*inner.namelist(), *(inner.read(one).decode("utf-8") for one in inner.namelist())]
        else:
            texts.append(content.decode("utf-8-sig"))
    assert [name for name in NAMES for text in texts if name in text] == []


def test_an_unnamed_notice_speaks_softly(city):
    text = text_of(papers(city, "notice", is_named=False)[0])
    assert "个别单位的政府网站在“可用性”方面存在问题。" in text
    # 以上 includes the number itself: the three ranges neither overlap nor leave a gap.
    assert "“个别”指2个及以下单位，“有的”指3个至9个单位，“部分”指10个及以上单位" in text


def test_soft_words_change_at_the_stated_thresholds():
    assert [quantity(units) for units in (1, 2, 3, 9, 10)] == ["个别", "个别", "有的", "有的", "部分"]


# The page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_has_the_page_of_the_standard(city, kind):
    document = opened(papers(city, kind)[0])
    for section in document.sections:
        lengths = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
        wanted = (Mm(210), Mm(297), Mm(37), Mm(35), Mm(28), Mm(26))
        # Word keeps twentieths of a point.
        assert all(abs(getattr(section, name) - length) < Pt(0.1) for name, length in zip(lengths, wanted, strict=True))


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("公文标题", "方正小标宋简体", 22),
        ("公文正文", "仿宋_GB2312", 16),
        ("一级标题", "黑体", 16),
        ("二级标题", "楷体_GB2312", 16),
    ],
)
def test_a_style_has_the_font_and_size_of_the_standard(style, font, size):
    found = docx.Document(str(TEMPLATES / "notice.docx")).styles[style]
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert (found.font.size, found.font.bold) == (Pt(size), False)
    if style != "公文标题":
        assert found.paragraph_format.line_spacing == Pt(28.5)
        assert found.paragraph_format.first_line_indent == Pt(32)


@pytest.mark.parametrize("kind", KINDS)
def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(city, kind):
    document = opened(papers(city, kind)[0])
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    assert odd.text == even.text == "— 1 —"
    assert {run.font.size for run in odd.runs} == {Pt(14)}


@pytest.mark.parametrize("kind", KINDS)
def test_tables_repeat_their_heading_never_split_a_row_and_fill_the_line(city, kind):
    tables = opened(papers(city, kind)[0]).tables
    assert tables
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert abs(sum(column.width for column in table.columns) - Mm(156)) < Mm(0.5)


def test_numbers_of_headings_count_as_in_chinese():
    counted = {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九"}
    assert {number: numeral(number) for number in counted} == counted


# Templates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_asks_for_exactly_what_its_paper_supplies(city, kind, monkeypatch):
    supplied = []
    monkeypatch.setattr(PaperTemplate, "fill", lambda self, values, *_: supplied.append(set(values)) or b"")
    papers(city, kind)
    # scheme, as_of, year are told to every paper, whether its template prints them or not.
    spare = {"year", "as_of", "as_of_date", "scheme", "issued_on", "period"}
    assert supplied[0] - spare == template_of(kind).variables() - spare
    assert template_of(kind).variables() <= supplied[0]


def test_the_shipped_templates_are_what_their_words_make(tmp_path):
    write_blank_templates(tmp_path)
    for kind in KINDS:
        shipped, made = (zipfile.ZipFile(folder / f"{kind}.docx") for folder in (TEMPLATES, tmp_path))
        assert shipped.read(DOCUMENT) == made.read(DOCUMENT)
        assert shipped.read("word/styles.xml") == made.read("word/styles.xml")


def test_a_template_edited_by_the_office_serves_the_next_paper(city, tmp_path):
    folder = shutil.copytree(TEMPLATES, tmp_path / "templates")
    before = paper_of(city, "order", "甲", templates=folder)
    document = docx.Document(str(folder / "order.docx"))
    next(one for one in document.paragraphs if "举一反三" in one.text).runs[0].text = "（二）请{{ unit }}开展自查。"
    document.save(str(folder / "order.docx"))
    after = paper_of(city, "order", "甲", templates=folder)
    assert f"（二）请{ODD}开展自查。" in text_of(after)
    assert f"（二）请{ODD}开展自查。" not in text_of(before)


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ unit", "{% for one in %}", "{{ unit.__class__.__mro__ }}"])
def test_a_template_with_a_slip_is_refused_with_its_name(city, tmp_path, text):
    folder = shutil.copytree(TEMPLATES, tmp_path / "templates")
    document = docx.Document(str(folder / "order.docx"))
    document.paragraphs[0].runs[0].text = text
    document.save(str(folder / "order.docx"))
    with pytest.raises(Refused, match=r"order\.docx"):
        papers(city, "order", templates=folder)


def test_a_file_that_is_no_word_document_is_refused_with_its_name(city, tmp_path):
    (tmp_path / "order.docx").write_text("words")
    with pytest.raises(Refused, match=r"order\.docx"):
        papers(city, "order", templates=tmp_path)


# Files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a/b\\c", "../../x", 'a:b*c?"<>|', "x\u202egnp", "长" * 300, "a\x00b\n"])
def test_a_file_name_is_safe_on_every_system(name):
    made = file_name("order", "2025Q2", name)
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\u202e]', made)
    assert made.startswith("督办单-2025Q2-")
    assert len(made.encode()) < 255


def test_papers_replace_older_ones_whole_and_leave_nothing_else(city, tmp_path):
    folder = tmp_path / "new" / "folder"
    made = papers(city, "order")
    for _ in range(2):
        assert write_papers(made, folder) == [folder / one.name for one in made]
    assert sorted(one.name for one in folder.iterdir()) == sorted(one.name for one in made)


def test_a_folder_that_cannot_be_written_is_refused(city, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="cannot be written"):
        write_papers(papers(city, "notice"), tmp_path / "file")


def test_a_zip_lists_what_is_in_it_and_tells_its_progress(city):
    made, shares = papers(city, "order"), []
    package = zipfile.ZipFile(io.BytesIO(as_zip(made, len(made), shares.append)))
    rows = list(csv.reader(io.StringIO(package.read("目录.csv").decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [one.name for one in made] == package.namelist()[:-1]
    assert rows[1][2] == ODD
    assert shares == [0.5, 1.0]


def test_the_command_prints_the_files_it_has_written(demonstration, tmp_path):
    answer = run(
        ["brief", "notice", "--period", "2025Q2", "--out", "papers", "--store", str(demonstration), "--json"], tmp_path
    )
    assert answer.exit == 0, answer.stderr
    assert f'"{tmp_path / "papers"}/通报-2025Q2-点名.docx"' in answer.stdout
    assert (tmp_path / "papers" / "通报-2025Q2-点名.docx").exists()


def test_the_command_refuses_and_writes_nothing_when_nobody_needs_a_paper(demonstration, tmp_path):
    typed = ["brief", "notice", "--unit", "历下区", "--period", "2025Q2", "--out", "papers"]
    answer = run([*typed, "--store", str(demonstration)], tmp_path)
    assert answer.exit == 1
    assert answer.stderr.endswith("通报面向全市，不要指定单位。\n")
    assert not (tmp_path / "papers").exists()
