"""Every number a paper's text tells of the data stands in its annex of figures, whatever the kind and the period."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from typing import Any

import docx
import pytest
from desks import Q2, Desk
from docx.table import Table

from metrics.access import LOCAL
from metrics.briefs.figures import STEP, Told
from metrics.briefs.issuing import issue
from metrics.briefs.outdated import outdated_papers
from metrics.briefs.papers import Order, Paper, make_papers
from metrics.briefs.verifying import verify
from metrics.calendar import Period
from metrics.register import Issued, content_of_paper
from metrics.warehouse import Warehouse

NOW = datetime(2025, 7, 10, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
ISSUED = date(2025, 10, 10)
PERIODS = ("2025Q3", "2025H1")
# What is no figure of the data (metrics/briefs/figures.py): days and periods, numbers of documents, editions, rules
# and annexes, the scale of a chart, where a score sheet begins to count.
NO_FIGURES = re.compile(
    r"\d{4}年(?:\d{1,2}月\d{1,2}日)?|\d{1,2}月\d{1,2}日|〔\d{4}〕\d*号?|第\d+版|\d{4}\.\d+版|附件：?\d*[.．]?|"
    r"^　+\d[.．]|每格代表\d+个|以100分为起点"
)
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?%?")
# Tables whose lines are records: the annex tells how many there are, and their sum.
LISTS = ("问题描述", "问题及佐证", "原因及条款", "可挽回\n得分", "情形")
NO_COUNTS = ("序号", "权重")
VETO = """
问题编号|发现日期  |责任单位|渠道名称  |渠道类型|指标      |性质    |问题描述      |确认情况|整改时限
7       |2025-05-23|甲区    |甲区政府网|政府网站|首页不更新|单项否决|两周没有新信息|已确认  |2025-09-30
"""


@pytest.fixture(scope="module")
def city(pristine_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The demonstration city; only read."""
    warehouse = Warehouse.open(shutil.copytree(pristine_demonstration, tmp_path_factory.mktemp("city") / "store"))
    yield warehouse
    warehouse.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def told_in(paper: Paper) -> Iterator[str]:
    """What a paper tells in its paragraphs and its tables of counts, up to the annex of figures."""
    document = docx.Document(io.BytesIO(paper.content))
    for part in list(document.iter_inner_content()):
        if not isinstance(part, Table):
            if part.style.name != "表注":
                yield part.text
            continue
        headings = [cell.text for cell in part.rows[0].cells]
        if "数据项" in headings:
            return
        yield from headings
        if not set(LISTS) & set(headings):
            for row in list(part.rows)[1:]:
                yield from (cell.text for name, cell in zip(headings, row.cells, strict=True) if name not in NO_COUNTS)


def quoted_in(values: Any) -> Iterator[str]:
    """What the examples of a notice quote from the ledgers, and the names of classes, the longest first."""
    examples = [one for shown in values.get("classes", ()) for one in shown["examples"]]
    quoted = {text for one in examples for text in one.values()}
    yield from sorted(quoted, key=len, reverse=True)


def numbers_of(paper: Paper) -> Iterator[str]:
    """The numbers that a paper tells of the data."""
    for text in told_in(paper):
        for quoted in filter(None, quoted_in(paper.values)):
            text = text.replace(quoted, "")
        yield from NUMBER.findall(NO_FIGURES.sub(" ", text))


def listed_in(paper: Paper) -> set[Decimal]:
    return {Decimal(one) for row in paper.values["figures"] for one in re.findall(r"[-+]?\d+(?:\.\d+)?", row["value"])}


def unlisted(paper: Paper) -> list[str]:
    """The numbers of a paper that its annex lacks; a percentage of two that are listed is none."""
    listed = listed_in(paper)
    shares = {
        (100 * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for part, whole in product(listed, repeat=2) if whole > 0
    }  # fmt: skip
    return [
        one for one in numbers_of(paper)
        if Decimal(one.rstrip("%")) not in (listed | shares if one.endswith("%") else listed)
    ]  # fmt: skip


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("kind", ["notice", "onepage", "order", "unit-report"])
@pytest.mark.parametrize("period", PERIODS)
def test_every_number_of_a_papers_text_is_in_its_annex(city: Warehouse, period: str, kind: str, is_named: bool):
    wanted = Order(kind, Period.parse(period), ISSUED, is_named=is_named, is_tiered=kind == "notice")
    made = list(make_papers(city, LOCAL, wanted)[1])
    assert all(list(numbers_of(one)) for one in made)
    assert {one.name: missing for one in made if (missing := unlisted(one))} == {}


def test_no_two_figures_of_a_paper_have_one_name(city: Warehouse):
    for kind, period in product(("notice", "onepage", "order", "unit-report"), PERIODS):
        for one in make_papers(city, LOCAL, Order(kind, Period.parse(period), ISSUED))[1]:
            assert len(one.figures) == len(one.values["figures"])


# What changes --------------------------------------------------------------------------------------------


def issued(desk: Desk, kind: str, now: datetime = NOW) -> Issued:
    wanted = Order(kind, Q2, now.date(), unit="甲区" if kind in ("order", "unit-report") else None)
    return issue(desk.warehouse, LOCAL, wanted, agency=f"济{kind[0]}", actor="张三", now=now)[-1]


def changed(desk: Desk) -> set[tuple[str, str, str]]:
    """Figure, as issued, now."""
    return {
        (each.figure, each.before, each.now)
        for one in outdated_papers(desk.warehouse, LOCAL) for each in one.differences
    }  # fmt: skip


def verified(desk: Desk, one: Issued) -> set[tuple[str, str, str]]:
    path = desk.folder / "来文.docx"
    path.write_bytes(content_of_paper(desk.warehouse, LOCAL, one.paper)[1])
    found = verify(desk.warehouse, LOCAL, path, path.name)
    return {(each.figure, each.before, each.now) for each in found.differences}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("onepage", {
            ("参加排名单位", "2", "1"), ("政府网站合格/检查", "2/2", "1/2"), ("被单项否决的单位", "0", "1"),
        }),
        ("notice", {
            ("政府网站不合格数", "0", "1"), ("问题：首页不更新", "—", "1"), ("涉及单位：首页不更新", "—", "1"),
        }),
    ],
)  # fmt: skip
def test_a_number_of_the_text_that_is_another_by_now_asks_for_a_correction(desk: Desk, kind: str, expected: set):
    paper = issued(desk, kind)
    assert changed(desk) == verified(desk, paper) == set()
    assert desk.say(否决=VETO).accepted
    assert expected <= changed(desk)
    assert changed(desk) == verified(desk, paper)


def test_an_order_whose_longest_delay_alone_is_another_asks_for_a_correction(desk: Desk):
    paper = issued(desk, "order")
    later = "问题编号|责任单位|延期至|延期批准日期\n2|甲区|2025-06-20|2025-06-09\n"
    assert desk.say(延期=later).accepted
    told = {figure for figure, _, _ in changed(desk)}
    assert {"最长逾期工作日", "督办事由：问题整改逾期，最长逾期工作日"} <= told
    assert "督办事由：问题整改逾期" not in told
    assert changed(desk) == verified(desk, paper)


# Papers of before ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["onepage", "notice", "order"])
def test_a_paper_issued_before_annexes_listed_so_much_is_compared_by_what_it_lists(
    desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as before:
        rows = Told.rows
        before.setattr(Told, "rows", lambda self: [one for one in rows(self) if not one["is_later"]])
        paper = issued(desk, kind)
    assert changed(desk) == verified(desk, paper) == set()
    assert issued(desk, kind).paper == paper.paper
    assert desk.say(否决=VETO).accepted
    listed = {one["name"] for one in paper.figures}
    assert changed(desk) == verified(desk, paper) != set()
    assert {figure for figure, old, _ in changed(desk) if old == "—"} - listed <= {
        "问题：首页不更新", "督办事由：单项否决"
    }  # fmt: skip


def test_what_the_register_said_on_its_day_is_listed_and_does_not_become_untrue(desk: Desk):
    issued(desk, "order")
    second = issued(desk, "order", NOW + timedelta(days=30))
    (row,) = [one for one in second.figures if one["name"] == STEP]
    assert (second.level, f"{row['value']}个工作日" in row["filter"]) == ("order", True)
    assert verified(desk, second) == set()
    assert changed(desk) == set()
