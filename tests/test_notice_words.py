"""What a notice says in its own words: whom it praises, and what it quotes of the ledgers."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pytest
from desks import CHANNELS, COVERAGE, FINDINGS, Q2, UNITS, Desk

from metrics.access import LOCAL
from metrics.briefs.excerpts import excerpt
from metrics.briefs.papers import Order, Paper, make_papers

ISSUED = date(2025, 7, 10)
LONG_FACT = "栏目“政策解读”自2024年以来长期未更新，" * 90
HEAD = "问题编号|责任单位|整改时限|整改完成日期|复查日期|复查结果\n"
KEPT = "1|甲区|2025-06-10|2025-06-09||\n"
PRAISED = "到期问题全部按期整改的单位"
FOUND = "问题编号|检查期|发现日期|责任单位|渠道名称|指标|性质|扣分|问题描述|页面地址\n"
OLD = "7|2025Q1|2025-03-01|甲区|甲区政府网|政策文件|扣分|1|旧问题|/old\n"


def notice(desk: Desk) -> Paper:
    """Return the notice about the quarter."""
    (paper,) = make_papers(desk.warehouse, LOCAL, Order("notice", Q2, ISSUED))[1]
    return paper


# Praise --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "repairs", "is_praised"),
    [
        ("", KEPT, True),
        # Kept its deadline, but the repair did not hold: a new deadline of another quarter runs.
        ("", "1|甲区|2025-06-10|2025-06-09|2025-06-25|未通过\n", False),
        ("", "1|甲区|2025-06-10|2025-06-09|2025-06-25|反弹\n", False),
        ("", "1|甲区|2025-06-10|2025-06-09|2025-06-25|通过\n", True),
        # Found again on the same page.
        ("8|2025Q2|2025-06-20|甲区|甲区政府网|政策文件|扣分|1|又未更新|/zcwj\n", KEPT, False),
        # Of deadlines before the period: repaired late in it, late before it, and not at all.
        (OLD, KEPT + "7|甲区|2025-03-20|2025-04-10||\n", False),
        (OLD, KEPT + "7|甲区|2025-03-20|2025-03-25||\n", True),
        (OLD, KEPT + "7|甲区|2025-03-20|||\n", False),
    ],
)  # fmt: skip
def test_only_who_had_no_setback_is_praised_for_repairs_on_time(tmp_path, found, repairs, is_praised):
    desk = Desk(tmp_path)
    first = "1|2025Q2|2025-05-20|甲区|甲区政府网|政策文件|扣分|5|半年未更新|/zcwj\n"
    assert desk.say(单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE, 问题=FOUND + first + found, 整改=HEAD + repairs).accepted
    paper = notice(desk)
    desk.warehouse.close()
    assert paper.values["practices"] == (["甲区到期问题全部按期整改，未发生反弹。"] if is_praised else [])
    assert paper.figures[PRAISED] == str(int(is_praised))


# Quotations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("description", "quoted"),
    [
        ("半年未更新。", "半年未更新"),
        ("半年未更新，", "半年未更新"),
        ("附件无法下载！", "附件无法下载"),
        ("长" * 60, "长" * 60),
        ("长" * 61, "长" * 60 + "……（详见附件2）"),
        # After a sentence, else after a clause, else outside brackets, numbers and addresses.
        ("首页要闻未更新。" + "其他，" * 30, "首页要闻未更新。" + "其他，" * 16 + "其他……（详见附件2）"),
        ("首页的要闻栏目已经有半年未更新。" + "其他" * 30, "首页的要闻栏目已经有半年未更新……（详见附件2）"),
        ("长" * 30 + "（" + "甲、" * 20 + "）", "长" * 30 + "……（详见附件2）"),
        ("长" * 55 + "1234567.89元", "长" * 55 + "……（详见附件2）"),
        ("x" * 61, "x" * 60 + "……（详见附件2）"),
    ],
)  # fmt: skip
def test_a_sentence_quotes_a_short_description_whole_and_the_beginning_of_a_long_one(description, quoted):
    assert excerpt(description, 2) == quoted


def test_a_notice_quotes_the_beginning_of_a_long_description_and_lists_all_of_it(tmp_path):
    desk = Desk(tmp_path).settle()
    desk.say(问题=FINDINGS.replace("半年未更新", LONG_FACT).replace("要闻未更新", "要闻未更新，"))
    paper = notice(desk)
    desk.warehouse.close()
    document = docx.Document(io.BytesIO(paper.content))
    body = "".join(one.text for one in document.paragraphs)
    quoted = re.search("甲区“甲区政府网”(栏目.*?)。", body)
    assert quoted
    assert len(quoted[1]) < 80
    assert quoted[1].endswith("……（详见附件1）")
    assert not re.search("[，；。]{2}", body)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert LONG_FACT in cells
