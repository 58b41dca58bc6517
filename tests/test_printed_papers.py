"""Papers on paper: LibreOffice prints them, poppler reads them back, GB/T 9704-2012 says what is right."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from desks import Q2, Desk
from printed import Page, bare, read_pages
from spreadsheets import printed

from metrics.access import LOCAL
from metrics.briefs.papers import Order, make_papers
from metrics.briefs.template import KINDS, template_of

ISSUED = date(2025, 7, 10)
START = "甲区<县>&\"𠮷\"'市'"
ODD = START + "长" * (60 - len(START))
ODD_CHANNEL = "甲区<网>&\"𠮷\"'号'"
CLASSES = (
    "站内搜索", "死链", "网站标识", "政策解读", "动态要闻", "空白栏目", "办事指南", "政策文件", "办事统计", "留言公开",
)  # fmt: skip
PROBLEMS = 24
UNITS = "单位名称|单位类别|简称|排序号\n" + "\n".join(
    [f"{ODD}|区县|甲|1", *(f"{name}区|区县||{number}" for number, name in enumerate("乙丙丁戊己庚辛", 2))]
)
CHANNELS = f"渠道名称|渠道类型|主办单位\n{ODD_CHANNEL}|政府网站|甲\n甲区发布|微信公众号|甲\n乙区政府网|政府网站|乙区\n"
COVERAGE = "检查期|渠道名称\n2025Q2|全覆盖\n"
HEAD = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|性质|扣分|问题描述|页面地址\n"
FINDINGS = HEAD + "\n".join(
    f"{number}|2025Q2|2025-05-20|甲|{ODD_CHANNEL}|{CLASSES[number % len(CLASSES)]}|扣分|0.1|"
    f"第{number}处起，栏目内容长期未更新且附件无法下载，第{number}处止|/col/{number}"
    for number in range(1, PROBLEMS + 1)
)
RECTIFIED = HEAD + "1|2025Q2|2025-05-22|乙区|乙区政府网|可用性|扣分|2|首页错链|/link"
VETO = HEAD + f"99|2025Q2|2025-05-21|甲|{ODD_CHANNEL}|站点无法访问|单项否决||首页连续多日无法打开|/"
REPAIRS = "问题编号|责任单位|整改时限|整改完成日期\n" + "\n".join(
    f"{number}|甲|2025-06-10|{'2025-06-09' if number % 3 == 0 else ''}" for number in range(1, PROBLEMS + 1)
) + "\n1|乙区|2025-06-10|2025-06-09"
TASKS = "年度|序号|重点任务|责任单位|角色|完成时限|进展状态\n" + "\n".join(
    f"2025|{number}|重点任务第{number}项|{unit}|牵头|5月底前|推进中"
    for number in range(1, 9)
    for unit in ("甲", "乙区")
)
OBSERVED = "检查期|责任单位|指标|分子|分母\n2025Q2|乙区|找错留言|11|12\n2025Q2|乙区|重要信息转发|19|19\n"
# Where descriptions stand in a paper's tables, in mm, and how often: a score sheet tells each as an item
# to do first, as a mark of the inspection and as one of the repair.
LONG_COLUMNS = {"notice": (82, 119, 1), "order": (37, 81, 1), "unit-report": (45, 93, 3)}
WHOLE_SCORE = "100.00"
LENGTHS = range(360, 601, 20)
LONGEST_URL = "https://www.example.gov.cn/" + "".join(f"col{number}/" for number in range(120)) + "末页.html"
UNBROKEN_URL = "https://www.example.gov.cn/" + "x7" * 400 + "末页.html"
LONG = HEAD + "\n".join(
    [
        *(
            f"{number}|2025Q2|2025-05-20|甲|{ODD_CHANNEL}|政策文件|扣分|0.1|"
            f"{('栏目内容长期未更新' * 70)[:length]}末尾{number}号|/col/尾页{number}页"
            for number, length in enumerate(LENGTHS, 1)
        ),
        f"90|2025Q2|2025-05-20|甲|{ODD_CHANNEL}|政策文件|扣分|0.1|网址很长|{LONGEST_URL}",
        f"91|2025Q2|2025-05-20|甲|{ODD_CHANNEL}|政策文件|扣分|0.1|网址不断|{UNBROKEN_URL}",
    ]
)
PAPERS = [(kind, is_named) for kind in KINDS for is_named in (True, False)]
# GB/T 9704-2012: the text is 156 mm × 225 mm, 37 mm below the upper and 28 mm beside the left edge.
LEFT, RIGHT, TOP, BOTTOM = 28, 210 - 26, 37, 297 - 35
TOLERANCE = 1
POINT = 25.4 / 72
BODY, TITLE, NUMBER, TABLE = 16, 22, 14, 10.5
FONTS = {
    "方正小标宋简体": "宋体", "仿宋_GB2312": "仿宋", "黑体": "SimHei", "楷体_GB2312": "楷体", "宋体": "SimSun",
}  # fmt: skip
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
FIRST_LEVEL, SECOND_LEVEL = re.compile(r"([一二三四五六七八九十])、"), re.compile(r"（([一二三四五六七八九十])）")


@pytest.fixture(scope="module")
def documents(tmp_path_factory) -> dict[tuple[str, bool], Path]:
    """One paper of every kind, with and without names, about a unit that has a lot to answer for."""
    desk = Desk(tmp_path_factory.mktemp("printed"))
    receipt = desk.say(
        单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE, 问题=FINDINGS, 否决=VETO, 乙区=RECTIFIED, 整改=REPAIRS, 任务=TASKS,
        数据=OBSERVED,
    )  # fmt: skip
    assert receipt.accepted
    found = {}
    for kind, is_named in PAPERS:
        unit = None if kind in ("notice", "onepage") else "甲"
        wanted = Order(kind, Q2, ISSUED, unit=unit, is_named=is_named)
        (paper,) = make_papers(desk.warehouse, LOCAL, wanted)[1]
        found[kind, is_named] = desk.folder / f"{kind}-{is_named}.docx"
        found[kind, is_named].write_bytes(paper.content)
    desk.warehouse.close()
    return found


@pytest.fixture(scope="module")
def pages(documents, tmp_path_factory) -> dict[tuple[str, bool], list[Page]]:
    """What LibreOffice prints of them, all in one go."""
    made = printed(documents.values(), tmp_path_factory.mktemp("paper"))
    return {key: read_pages(made[path]) for key, path in documents.items()}


def flat(pages: dict[tuple[str, bool], list[Page]]) -> list[Page]:
    """Every printed page."""
    return [page for printed_pages in pages.values() for page in printed_pages]


def text_pages(pages: list[Page]) -> list[Page]:
    """The pages before the first annex."""
    return pages[: next(number for number, page in enumerate(pages) if page.text.startswith("附件"))]


def body_lines(page: Page) -> list[str]:
    """The lines of a page in the size of the text, without what is inside tables."""
    return [bare(line.text) for line in page.lines if line.size == BODY]


# The page ------------------------------------------------------------------------------------------------


def test_every_page_is_a4_and_has_no_ink_outside_the_text_but_its_number(pages):
    for page in flat(pages):
        assert (page.width, page.height) == (pytest.approx(210, abs=0.2), pytest.approx(297, abs=0.2))
        left, right, top, _ = page.inked
        assert left >= LEFT - TOLERANCE
        assert right <= RIGHT + TOLERANCE
        assert top >= TOP - TOLERANCE
        first, last = page.below
        # 7 mm below the text stands the number, less than 4 mm high, and nothing else.
        assert first - BOTTOM == pytest.approx(7, abs=TOLERANCE)
        assert last - first < 4


def test_the_text_reaches_from_edge_to_edge_of_its_area(pages):
    for printed_pages in pages.values():
        edges = [page.inked for page in printed_pages]
        assert min(left for left, _, _, _ in edges) == pytest.approx(LEFT, abs=TOLERANCE)
        assert max(right for _, right, _, _ in edges) == pytest.approx(RIGHT, abs=TOLERANCE)


def test_a_full_page_of_text_has_twenty_two_lines_of_twenty_eight_characters(pages):
    fullest = max(text_pages(pages["notice", True]), key=lambda page: len(body_lines(page)))
    lines = [line for line in fullest.lines if line.size == BODY]
    assert len(lines) == 22
    assert all(28 <= (lower.top - upper.top) / POINT <= 29 for upper, lower in pairwise(lines))
    whole = [bare(line.text) for line in lines if line.left < LEFT + TOLERANCE]
    assert max(len(line) for line in whole if re.fullmatch("[一-鿿]+", line)) == 28


def test_text_is_of_16_points_titles_of_22_and_tables_of_10_and_a_half(pages):
    for (kind, _), printed_pages in pages.items():
        first = printed_pages[0].lines
        assert max(line.size for line in first) == TITLE
        sizes = {line.size for page in printed_pages for line in page.lines}
        assert {TITLE, BODY, NUMBER} < sizes, kind
        assert all(abs(size - TABLE) < 0.2 for size in sizes - {TITLE, BODY, NUMBER}), kind


def test_page_numbers_have_dashes_and_stand_one_character_in_from_the_outer_edge(pages):
    for printed_pages in pages.values():
        for page in printed_pages:
            number = page.lines[-1]
            assert number.size == NUMBER
            assert bare(number.text) == f"—{page.number}—"
            if page.number % 2:
                assert RIGHT - number.right == pytest.approx(NUMBER * POINT, abs=TOLERANCE)
            else:
                assert number.left - LEFT == pytest.approx(NUMBER * POINT, abs=TOLERANCE)


def test_no_page_is_empty_and_the_leaders_page_has_its_figures_on_the_back(pages):
    assert all(len(page.lines) > 2 for page in flat(pages))
    for is_named in (True, False):
        front, back = pages["onepage", is_named]
        assert back.text.startswith("附件数据口径与核对表")
        assert "三、需要关注的情况和建议" in front.text


def test_a_document_asks_for_the_fonts_of_the_standard_and_names_what_may_stand_in_for_them(documents):
    for path in documents.values():
        with zipfile.ZipFile(path) as package:
            table = package.read("word/fontTable.xml").decode()
            names = [one for one in package.namelist() if re.match(r"word/(document|footer|styles)", one)]
            parts = [package.read(one).decode() for one in names]
        told = dict(re.findall(r'w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"', table))
        assert {name for name, other in FONTS.items() if other in told[name].split(",")} == set(FONTS)
        # zh-CN is the language by which a program breaks Chinese lines.
        assert {name for part in parts for name in re.findall(r'w:eastAsia="([^"]+)"', part)} == {*FONTS, "zh-CN"}


# Headings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "is_named"), PAPERS)
def test_headings_count_without_a_gap_and_the_second_level_begins_anew_below_each_of_the_first(pages, kind, is_named):
    counted: list[tuple[str, int]] = []
    for line in (line for page in text_pages(pages[kind, is_named]) for line in body_lines(page)):
        for level, shape in (("first", FIRST_LEVEL), ("second", SECOND_LEVEL)):
            if found := shape.match(line):
                counted.append((level, NUMERALS.index(found[1]) + 1))
    assert [number for level, number in counted if level == "first"] == [1, 2, 3, 4][: 4 if kind == "notice" else 3]
    expected = 0
    for level, number in counted:
        expected = 0 if level == "first" else expected + 1
        assert level == "first" or number == expected, counted
    assert counted[0] == ("first", 1)


def test_no_heading_is_the_last_line_of_a_page_and_no_signature_stands_alone(pages):
    for key, printed_pages in pages.items():
        for page in text_pages(printed_pages):
            # The last line of all is the number of the page.
            last = bare(page.lines[-2].text)
            assert not FIRST_LEVEL.match(last), (key, last)
            assert not re.fullmatch(r"（[一二三四五六七八九十]）[^。；：]{2,20}", last), (key, last)
        if key[0] != "onepage":
            (signed,) = [page for page in printed_pages if "济南市人民政府办公厅2025年7月10日" in page.text]
            assert any(line.endswith("。") for line in body_lines(signed))


def test_annexes_are_told_in_the_text_as_they_are_called_on_their_own_pages(pages):
    for (kind, is_named), printed_pages in pages.items():
        text = "".join(page.text for page in text_pages(printed_pages))
        marks = [page.text for page in printed_pages if page.text.startswith("附件")]
        assert marks
        for number, page in enumerate(marks, 1):
            told = f"附件{number}" if len(marks) > 1 else "附件"
            title = re.match(rf"{told}(\D+?)序号", page)
            assert title, page[:40]
            if kind != "onepage":
                assert (f"{number}.{title[1]}" if len(marks) > 1 else f"附件：{title[1]}") in text, (kind, is_named)


# Tables --------------------------------------------------------------------------------------------------


def test_tables_are_as_wide_as_the_text(pages):
    for page in flat(pages):
        for left, right, _ in page.rules:
            assert left == pytest.approx(LEFT, abs=TOLERANCE)
            assert right - left == pytest.approx(RIGHT - LEFT, abs=TOLERANCE)
    assert all(any(page.rules for page in printed_pages) for printed_pages in pages.values())


def test_a_long_table_repeats_its_heading_and_splits_no_row(pages):
    first = next(n for n, page in enumerate(pages["notice", True]) if "检查发现问题清单序号" in page.text)
    listed = [page for page in pages["notice", True][first:] if "问题描述" in page.text]
    assert len(listed) > 1
    numbers = []
    for page in listed:
        # Number, unit, channel, class, description: 10, 27, 27, 18 and 37 mm wide.
        facts = page.column(LEFT + 82, LEFT + 119)
        assert facts.startswith("问题描述")
        begun, ended = re.findall(r"第(\d+)处起", facts), re.findall(r"第(\d+)处止", facts)
        assert begun == ended
        numbers += begun
    assert sorted(map(int, numbers)) == list(range(1, PROBLEMS + 1))


@pytest.fixture(scope="module")
def long_pages(tmp_path_factory) -> dict[str, list[Page]]:
    """Papers about findings longer than a page, and an order whose items cost a whole score each, as printed."""
    desk = Desk(tmp_path_factory.mktemp("long"))
    assert desk.say(单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE, 问题=LONG).accepted
    contents = {}
    for kind in LONG_COLUMNS:
        unit = None if kind == "notice" else "甲"
        (paper,) = make_papers(desk.warehouse, LOCAL, Order(kind, Q2, ISSUED, unit=unit))[1]
        contents[kind] = paper.content
        if kind == "order":
            dear = [{**one, "fact": "短", "at_stake": WHOLE_SCORE} for one in paper.values["items"]]
            contents["dear"] = template_of(kind).fill({**paper.values, "items": dear})
    desk.warehouse.close()
    paths = {key: desk.folder / f"{key}.docx" for key in contents}
    for key, path in paths.items():
        path.write_bytes(contents[key])
    pdfs = printed(paths.values(), tmp_path_factory.mktemp("long-paper"))
    return {key: read_pages(pdfs[path]) for key, path in paths.items()}


@pytest.fixture(scope="module")
def long_columns(long_pages) -> dict[str, str]:
    """What a person reads of them going down the column of problems."""
    return {
        kind: "".join(page.column(LEFT + left, LEFT + right) for page in long_pages[kind])
        for kind, (left, right, _) in LONG_COLUMNS.items()
    }


@pytest.mark.parametrize("kind", LONG_COLUMNS)
def test_no_end_of_a_description_is_lost_in_print_that_is_higher_than_a_page(long_columns, kind):
    # Shorter than a page, just as high and higher: a row that stays whole loses what stands below the foot.
    found = Counter(map(int, re.findall(r"末尾(\d+)号", long_columns[kind])))
    assert found == dict.fromkeys(range(1, len(LENGTHS) + 1), LONG_COLUMNS[kind][2])


def test_evidence_below_a_long_description_and_a_long_address_are_printed_to_their_end(long_columns):
    # Every page repeats the heading of the column.
    told = long_columns["order"].replace("问题及佐证", "")
    assert sorted(map(int, re.findall(r"尾页(\d+)页", told))) == [*range(1, len(LENGTHS) + 1)]
    assert LONGEST_URL in told
    assert UNBROKEN_URL in told


def test_a_score_is_printed_on_one_line_of_its_column(long_pages):
    # The days before it may be one piece with it.
    scores = [one for page in long_pages["dear"] for one in page.pieces if one.text.split()[-1] == WHOLE_SCORE]
    assert len(scores) == len(LENGTHS) + 2
    assert all(one.right <= RIGHT for one in scores)


# Words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "is_named"), PAPERS)
def test_no_letter_and_no_mark_of_a_document_is_lost_in_print(documents, pages, kind, is_named):
    written = [bare(one.text) for one in docx.Document(str(documents[kind, is_named])).paragraphs]
    text = "".join(bare(one.text) for page in pages[kind, is_named] for one in page.lines[:-1] if one.size > NUMBER)
    # A paragraph may go round a table, but not into it: tables are set in smaller letters.
    lost = [one for one in written if one and one not in text and not one.startswith("注：")]
    assert lost == []


@pytest.mark.parametrize("kind", KINDS)
def test_names_survive_to_the_paper_whatever_is_in_them_and_stay_away_from_unnamed_ones(pages, kind):
    named, unnamed = ("".join(page.text for page in pages[kind, is_named]) for is_named in (True, False))
    assert len(ODD) == 60
    assert ODD in named
    # In a table the channel stands in a column of its own.
    told = named + "".join(page.column(LEFT + 9, LEFT + 36) for page in pages[kind, True])
    assert (ODD_CHANNEL in told) is (kind != "onepage")
    assert not any(name in unnamed for name in (START, "长长", ODD_CHANNEL, "乙区", "甲区"))


def test_a_notice_says_everything_a_notice_has_to_say_in_its_order(pages):
    for is_named in (True, False):
        text = "".join(page.text for page in pages["notice", is_named])
        said = [
            "〔2025〕", "济南市人民政府办公厅关于2025年第二季度全市政府网站和政务新媒体检查情况的通报",
            "各区县人民政府、市政府各部门（单位）：", "（国办秘函〔2019〕19号）", "有关情况通报如下：",
            "（一）政府网站", "合格", "（二）政务新媒体", "其中微信公众号1个", "（三）网民留言办理", "按期办结率91.67%",
            "（四）重要信息转发", "完成率100%", "存在的主要问题", "有关要求", "2025年7月24日前", "附件：1.",
            "济南市人民政府办公厅2025年7月10日", "（联系人：，电话：）", "（此件公开发布）", "附件1", "附件2",
        ]  # fmt: skip
        places = [text.find(one) for one in said]
        assert -1 not in places, said[places.index(-1)]
        place = 0
        for one in said:
            place = text.find(one, place)
            assert place >= 0, one


def test_printed_words_are_official_ones(pages):
    for (kind, _), printed_pages in pages.items():
        text = "".join(line for page in text_pages(printed_pages) for line in body_lines(page))
        # No placeholder, no word of a program, no English, no half-width punctuation between Chinese characters.
        assert not re.search(r"[{}%]\w|None|nan|True|False|undefined", text), kind
        assert not re.search(r"[一-鿿][,;:!?()][一-鿿]", text.replace(bare(START), "")), kind
        assert not re.search(r"。。|，，|；。|、。|：。|，。|（）(?!〔)", text), kind
        assert "00%" not in text.replace("100%", ""), kind
