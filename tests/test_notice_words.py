"""What a notice quotes of the ledgers."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pytest
from desks import FINDINGS, Q2, Desk

from metrics.access import LOCAL
from metrics.briefs.excerpts import excerpt
from metrics.briefs.papers import Order, Paper, make_papers

ISSUED = date(2025, 7, 10)
LONG_FACT = "栏目“政策解读”自2024年以来长期未更新，" * 90


def notice(desk: Desk) -> Paper:
    """Return the notice about the quarter."""
    (paper,) = make_papers(desk.warehouse, LOCAL, Order("notice", Q2, ISSUED))[1]
    return paper


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
