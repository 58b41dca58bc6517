"""Templates of papers as an office leaves them: saved again by another program, taken to pieces, or with a slip."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from copy import deepcopy
from datetime import date
from pathlib import Path

import docx
import pytest
from desks import Q2, Desk
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from spreadsheets import saved_again

from metrics.access import LOCAL
from metrics.briefs.papers import Order, make_papers
from metrics.briefs.template import KINDS, TEMPLATES
from metrics.errors import Refused
from metrics.i18n import translator

zh = translator("zh_CN")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The small city."""
    made = Desk(tmp_path_factory.mktemp("templates")).settle()
    yield made
    made.warehouse.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Templates of its own, to be spoilt."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def paper(desk: Desk, kind: str, templates: Path) -> bytes:
    """Make a paper of a kind, about 甲区 where it is about a unit."""
    unit = None if kind in ("notice", "onepage") else "甲区"
    wanted = Order(kind, Q2, date(2025, 7, 10), unit=unit, templates=templates)
    return next(make_papers(desk.warehouse, LOCAL, wanted)[1]).content


def said(content: bytes) -> list[str]:
    """What a reader reads, paragraph by paragraph and row by row."""
    parts = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        parts += [part.text] if hasattr(part, "runs") else [" | ".join(c.text for c in row.cells) for row in part.rows]
    return parts


def change(folder: Path, kind: str, edit) -> None:
    """Edit a template as python-docx opens it."""
    document = docx.Document(str(folder / f"{kind}.docx"))
    edit(document)
    document.save(str(folder / f"{kind}.docx"))


def typed(folder: Path, text: str) -> None:
    """Type a text in place of the demand to look for the same fault elsewhere."""

    def edit(document):
        next(one for one in document.paragraphs if "开展自查" in one.text).runs[0].text = text

    change(folder, "order", edit)


def test_a_template_saved_again_by_another_office_program_makes_the_same_paper(desk: Desk, tmp_path: Path):
    again = saved_again(sorted(TEMPLATES.glob("*.docx")), tmp_path)
    templates = next(iter(again.values())).parent
    for kind in KINDS:
        before, after = paper(desk, kind, TEMPLATES), paper(desk, kind, templates)
        assert said(after) == said(before), kind
        for table in docx.Document(io.BytesIO(after)).tables:
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
            assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_that_word_took_to_pieces_letter_by_letter_makes_the_same_paper(desk: Desk, folder: Path, kind: str):
    def shatter(document):
        for run in list(document.element.body.iter(qn("w:r"))):
            texts = run.findall(qn("w:t"))
            # A run with a line break in it stays whole.
            if len(texts) == 1 and run.find(qn("w:br")) is None:
                last, letters = run, texts[0].text
                texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                for letter in letters[1:]:
                    doubt, piece = OxmlElement("w:proofErr"), deepcopy(run)
                    piece.find(qn("w:t")).text = letter
                    last.addnext(doubt)
                    doubt.addnext(piece)
                    last = piece
                texts[0].text = letters[:1]

    change(folder, kind, shatter)
    assert said(paper(desk, kind, folder)) == said(paper(desk, kind, TEMPLATES))


@pytest.mark.parametrize(
    ("text", "tag", "reason"),
    [
        ("请{{ unit 开展自查。", "{{ unit 开展自查。", "未在本段内闭合"),
        ("请{ unit }}开展自查。", "{ unit }}开展自查。", "花括号不成标记"),
        ("请｛｛ unit ｝｝开展自查。", "｛｛ unit ｝｝开展自查。", "花括号不成标记"),
        ("请{{ unit + }}开展自查。", "{{ unit + }}", "花括号内的内容无法识别"),
        ("{% if overdue %}请开展自查。", "{% if overdue %}", "缺少与之对应的结束标记"),
        ("请开展自查。{% endif %}", "{% endif %}", "没有与之对应的开始标记"),
        ("{% for one in items %}请开展自查。{% endif %}", "{% endif %}", "没有与之对应的开始标记"),
        ("{% if %}请开展自查。{% endif %}", "{% if %}", "花括号内的内容无法识别"),
        ("{% print_all %}请开展自查。", "{% print_all %}", "花括号内的内容无法识别"),
        ("{%p if overdue %}请开展自查。", "{%p if overdue %}", "段内不能有其他内容"),
    ],
)
def test_a_slip_is_told_by_what_was_typed_and_why(desk: Desk, folder: Path, text: str, tag: str, reason: str):
    typed(folder, text)
    with pytest.raises(Refused) as refused:
        paper(desk, "order", folder)
    sentence = refused.value.sentence(zh)
    assert sentence.startswith(f"模板order.docx中的填写标记“{tag}”有误：")
    assert reason in sentence


@pytest.mark.parametrize("text", ["{{ nobody }}", "{% if nobody %}请开展自查。{% endif %}", "{{ unit.nobody.name }}"])
def test_a_word_that_no_paper_supplies_is_named(desk: Desk, folder: Path, text: str):
    typed(folder, text)
    with pytest.raises(Refused, match=r"order\.docx asks for “nobody”"):
        paper(desk, "order", folder)


def test_a_tag_at_the_foot_of_the_page_is_filled_too(desk: Desk, folder: Path):
    def edit(document):
        document.sections[0].footer.paragraphs[0].add_run("{{ period }}").text += "，{{ unit }}"

    change(folder, "order", edit)
    with zipfile.ZipFile(io.BytesIO(paper(desk, "order", folder))) as package:
        feet = "".join(package.read(one).decode() for one in package.namelist() if "footer" in one)
    assert "2025年第二季度，甲区" in re.sub("<[^>]*>", "", feet)
    assert "{{" not in feet


def commented(document) -> None:
    document.add_comment(document.paragraphs[0].runs, text="请核", author="司徒经办")


def tracked(document) -> None:
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "司徒经办")
    run = document.paragraphs[-1]._p.find(qn("w:r"))
    run.addprevious(inserted)
    inserted.append(run)


@pytest.mark.parametrize("leave", [commented, tracked])
def test_comments_and_tracked_changes_are_refused_before_they_go_out_with_every_paper(desk: Desk, folder: Path, leave):
    change(folder, "order", leave)
    with pytest.raises(Refused, match=r"order\.docx holds comments or tracked changes"):
        paper(desk, "order", folder)
