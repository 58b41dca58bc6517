"""复核: a paper that comes back is known again, its printed figures are counted anew, and a stranger is refused."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import docx
import pytest
from dashboards import command_here
from desks import Q2, Desk

from metrics.access import LOCAL, Reader
from metrics.briefs import identity, paper_parts
from metrics.briefs.issuing import issue
from metrics.briefs.papers import Order, make_papers
from metrics.briefs.template import KINDS
from metrics.briefs.verifying import Verification, verify
from metrics.briefs.words_of_verifying import STANDINGS, word_verification
from metrics.errors import AccessDenied, Refused
from metrics.i18n import translator
from metrics.register import content_of_paper, mark
from metrics.warehouse import Warehouse

NOW = datetime(2025, 7, 10, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
CHINESE = translator("zh_CN")
LATER = """
问题编号|发现日期  |责任单位|渠道名称  |渠道类型|指标    |性质|扣分|问题描述|整改时限
9       |2025-05-23|甲区    |甲区政府网|政府网站|政策解读|扣分|2   |解读缺失|2025-06-20
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The small city with two issued papers; only read."""
    made = Desk(tmp_path_factory.mktemp("verify")).settle()
    for unit, is_named in (("甲区", True), ("甲区", False)):
        wanted = Order("order", Q2, NOW.date(), unit=unit, is_named=is_named)
        issue(made.warehouse, LOCAL, wanted, agency="济督", actor="张三", now=NOW)
    yield made
    made.warehouse.close()


@pytest.fixture
def later(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """The same city after one more finding of 甲区 came in."""
    shutil.copytree(desk.warehouse.folder, tmp_path / "store")
    made = Desk(tmp_path)
    assert made.say(更正=LATER).accepted
    yield made
    made.warehouse.close()


def answer(desk: Desk, content: bytes, reader: Reader = LOCAL) -> Verification:
    """What becomes of a file with these bytes."""
    path = desk.folder / "来文.docx"
    path.write_bytes(content)
    return verify(desk.warehouse, reader, path, path.name)


def draft(desk: Desk, kind: str, is_named: bool = True) -> bytes:
    """A paper that is not issued: of 甲区 where it is about a unit."""
    unit = None if kind in ("notice", "onepage") else "甲区"
    wanted = Order(kind, Q2, NOW.date(), unit=unit, is_named=is_named)
    return next(make_papers(desk.warehouse, LOCAL, wanted)[1]).content


def edited(content: bytes, figure: str, value: str) -> bytes:
    """The paper after somebody typed another value into its annex with a word processor."""
    document = docx.Document(io.BytesIO(content))
    for row in document.tables[-1].rows:
        if row.cells[1].text == figure:
            row.cells[2].paragraphs[0].runs[0].text = value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_just_made_agrees_with_the_store_and_is_a_draft(desk: Desk, kind: str, is_named: bool):
    found = answer(desk, draft(desk, kind, is_named))
    assert (found.agrees, found.code, found.kind, found.period) == (True, "draft", kind, "2025Q2")


def test_a_notice_with_the_annex_of_grades_is_counted_again_with_it(desk: Desk):
    wanted = Order("notice", Q2, NOW.date(), is_tiered=True)
    content = next(make_papers(desk.warehouse, LOCAL, wanted)[1]).content
    assert answer(desk, content).agrees


def test_an_issued_paper_is_known_byte_for_byte_and_once_it_was_edited(desk: Desk):
    content = content_of_paper(desk.warehouse, LOCAL, 1)[1]
    exact, changed = answer(desk, content), answer(desk, edited(content, "未办结事项", "1 "))
    assert (exact.code, exact.issued and exact.issued.reference) == ("issued", "济督〔2025〕1号")
    assert (changed.code, changed.issued and changed.issued.reference) == ("edited", "济督〔2025〕1号")


def test_a_figure_that_somebody_edited_is_told_with_both_values(desk: Desk):
    content = content_of_paper(desk.warehouse, LOCAL, 1)[1]
    name = docx.Document(io.BytesIO(content)).tables[-1].rows[1].cells[1].text
    true = docx.Document(io.BytesIO(content)).tables[-1].rows[1].cells[2].text
    found = answer(desk, edited(content, name, "77"))
    assert [(one.figure, one.before, one.now) for one in found.differences] == [(name, "77", true)]
    assert word_verification(CHINESE, found) == [
        "来文.docx: 督办单 · 2025Q2 · 甲区", "济督〔2025〕1号印发以后，文件被改动过。", "有1项数据不一致：",
        f"  {name}：文件中为77，现在为{true}",
    ]  # fmt: skip


def test_a_row_that_somebody_took_out_is_a_difference_and_other_words_are_none(desk: Desk):
    document = docx.Document(io.BytesIO(draft(desk, "unit-report")))
    document.paragraphs[0].runs[0].text = "另写的题目"
    annex = document.tables[-1]
    gone = annex.rows[2].cells[1].text
    annex._tbl.remove(annex.rows[2]._tr)
    out = io.BytesIO()
    document.save(out)
    assert [(one.figure, one.before) for one in answer(desk, out.getvalue()).differences] == [(gone, "—")]


def test_what_came_in_later_is_a_difference_of_the_issued_paper(later: Desk):
    content = content_of_paper(later.warehouse, LOCAL, 1)[1]
    found = answer(later, content)
    assert found.code == "issued"
    assert ("未办结事项", "1", "2") in [(one.figure, one.before, one.now) for one in found.differences]


def test_an_unnamed_paper_is_known_again_by_a_mark_that_tells_nothing_without_the_store(desk: Desk, tmp_path: Path):
    content = content_of_paper(desk.warehouse, LOCAL, 2)[1]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not [name for name in package.namelist() if "甲" in package.read(name).decode("utf-8")]
    found = answer(desk, content)
    assert (found.agrees, found.code, found.unit) == (True, "issued", "")
    other = Desk(tmp_path).settle()
    other.warehouse._connection.execute("update store_facts set value = 'other' where fact = 'papers_key'")
    with pytest.raises(Refused, match="no unit of this store"):
        answer(other, content)
    other.warehouse.close()


def test_a_units_person_has_its_own_papers_checked_and_is_told_nothing_of_others(desk: Desk):
    named, unnamed = (content_of_paper(desk.warehouse, LOCAL, paper)[1] for paper in (1, 2))
    own, other = Reader("unit", frozenset({"甲区"})), Reader("unit", frozenset({"乙区"}))
    assert answer(desk, named, own).code == "issued"
    with pytest.raises(AccessDenied):
        answer(desk, named, other)
    with pytest.raises(Refused, match="that you may read"):
        answer(desk, unnamed, other)
    with pytest.raises(AccessDenied):
        answer(desk, draft(desk, "notice"), own)


def test_a_void_paper_says_so_and_a_number_nobody_gave_is_no_issued_one(later: Desk):
    content = content_of_paper(later.warehouse, LOCAL, 1)[1]
    day = NOW.date()
    mark(later.warehouse, LOCAL, 1, "void", on=day, note="发错", actor="张三", now=NOW + timedelta(days=1))
    assert "济督〔2025〕1号已作废。" in word_verification(CHINESE, answer(later, content))
    assert answer(later, rewritten(content, identity.PART, b"order 2025 1", b"order 2025 9")).code == "claimed"


def rewritten(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The paper with something in one of its parts exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in package.namelist():
            text = package.read(name)
            changed.writestr(name, text.replace(old, new) if name == part else text)
    return out.getvalue()


def test_a_file_that_is_no_paper_of_ours_is_refused_with_what_is_missing(desk: Desk):
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(Refused, match="no paper of this program"):
        answer(desk, out.getvalue())
    for old, new in ((b"unit-report<", b"will<"), (b"unit-report<", b"notice<"), (b"2025Q2<", b"2025Q9<")):
        with pytest.raises(Refused, match="no paper of this program"):
            answer(desk, rewritten(draft(desk, "unit-report"), identity.PART, old, new))
    for junk in (b"", b"no word", b"PK\x03\x04 broken"):
        with pytest.raises(Refused, match="cannot be read as a Word document"):
            answer(desk, junk)


def test_a_hostile_file_is_refused_and_nothing_else_happens(desk: Desk):
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document'
    with pytest.raises(Refused, match="cannot be read"):
        answer(desk, rewritten(draft(desk, "order"), paper_parts.DOCUMENT, b"<w:document", entities))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(paper_parts.DOCUMENT, b" " * 70_000_000)
    with pytest.raises(Refused, match="cannot be read"):
        answer(desk, bomb.getvalue())


def test_the_command_exits_0_when_the_figures_agree_and_1_when_not(later: Desk):
    folder, content = later.folder, content_of_paper(later.warehouse, LOCAL, 1)[1]
    (folder / "旧.docx").write_bytes(content)
    (folder / "新.docx").write_bytes(draft(later, "order"))
    later.warehouse.close()
    store = later.warehouse.folder
    agrees = command_here("brief", "--verify", "新.docx", store=store, cwd=folder)
    assert (agrees.exit, agrees.stdout.splitlines()[-1]) == (0, "数据一致。")
    differs = command_here("brief", "--verify", "旧.docx", "--json", store=store, cwd=folder)
    assert (differs.exit, differs.document["agrees"], differs.document["state"]) == (1, False, "issued")
    assert differs.document["differences"][0] == {"figure": "未办结事项", "in_file": "1", "now": "2"}
    assert command_here("brief", "--verify", "没有.docx", store=store, cwd=folder).exit == 1
    for wrong in (("brief",), ("brief", "notice"), ("brief", "notice", "--period", "2025Q2", "--verify", "新.docx")):
        assert command_here(*wrong, store=store, cwd=folder).exit == 2
    later.warehouse = Warehouse.open(store)


def test_every_standing_of_a_file_has_its_chinese():
    assert [code for code, words in STANDINGS.items() if CHINESE(words) == words] == []
