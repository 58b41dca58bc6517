"""Whom a paper may name: nobody in an unnamed one, and nobody at all about a security problem."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from desks import Q2, Desk
from docx import Document

from metrics.access import LOCAL
from metrics.briefs.naming import FEW, SOME, quantity
from metrics.briefs.papers import Order, Paper, as_zip, make_papers
from metrics.briefs.recomputable import recomputable_workbook
from metrics.briefs.template import KINDS, TEMPLATES
from metrics.warehouse import Warehouse

ISSUED = date(2025, 7, 10)
WHOLE_CITY = ("notice", "onepage")
PERSON, PHONE, CLERK = "欧阳某某", "13812345678", "司徒经办"
HEAD = "问题编号|检查期|发现日期|责任单位|渠道名称|渠道类型|指标|性质|扣分|问题描述|页面地址\n"
# A veto that nobody has rectified, on an account that nothing else failed.
SECRET = HEAD + "7|2025Q2|2025-05-05|甲区|甲区发布|新浪微博|安全泄密|单项否决||泄露了机密名单|/secret"
DEAF = HEAD + f"8|2025Q2|2025-05-24|甲区|甲区政府网||办事指南|扣分|2|{PERSON}的电话{PHONE}无人接听|/tel"
LATE = "问题编号|责任单位|整改时限\n7|甲区|2025-05-20\n8|甲区|2025-06-20"
# The office that signs and the ones a notice speaks of in general are no units concerned.
SIGNED = ("市政府办公厅", "济南市人民政府办公厅")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A small city with an overdue security problem, and with a person and a telephone number in a description."""
    made = Desk(tmp_path_factory.mktemp("unnamed")).settle()
    assert made.say(安全=SECRET, 电话=DEAF, 时限=LATE).accepted
    yield made
    made.warehouse.close()


@pytest.fixture(scope="module")
def told(desk: Desk) -> dict[tuple[str, bool], str]:
    """Everything in all papers of the small city, by kind and by whether they name."""
    return {
        (kind, is_named): everything_in(papers(desk.warehouse, kind, is_named))
        for kind in KINDS
        for is_named in (True, False)
    }


def papers(warehouse: Warehouse, kind: str, is_named: bool, templates: Path = TEMPLATES) -> list[Paper]:
    """All papers of a kind."""
    return list(make_papers(warehouse, LOCAL, Order(kind, Q2, ISSUED, is_named=is_named, templates=templates))[1])


def everything_in(made: list[Paper]) -> str:
    """Every different text of the parts, of what they are called and of the list in the zip, tags taken out."""
    found = set()
    package = zipfile.ZipFile(io.BytesIO(as_zip(made, len(made))))
    for name in package.namelist():
        found.add(name)
        content = package.read(name)
        if name.endswith(".docx"):
            inner = zipfile.ZipFile(io.BytesIO(content))
            for part in inner.namelist():
                text = inner.read(part).decode("utf-8")
                # A text may be in several runs of a paragraph; what a tag carries counts as well.
                found |= {part, *re.findall(r'="([^"]*)"', text)}
                found |= {unescape(re.sub("<[^>]*>", "", paragraph)) for paragraph in text.split("</w:p>")}
        else:
            found |= set(content.decode("utf-8-sig").splitlines())
    return "\n".join(found)


def test_of_a_whole_city_an_unnamed_paper_names_no_unit_no_short_or_former_name_and_no_channel(
    pristine_demonstration, tmp_path
):
    warehouse = Warehouse.open(shutil.copytree(pristine_demonstration, tmp_path / "store"))
    names = {row["name"] for table in ("units", "unit_names", "channels") for row in warehouse.rows(table)}
    made = {kind: papers(warehouse, kind, is_named=False) for kind in KINDS}
    warehouse.close()
    assert len(names) > 400
    assert min(len(made["order"]), len(made["unit-report"])) > 40
    for kind, those in made.items():
        text = everything_in(those)
        # Whoever signs is a unit of its own city and stands in the template.
        for signed in sorted(SIGNED, key=len, reverse=True):
            text = text.replace(signed, "")
        assert sorted(name for name in names if name in text) == [], kind
    # 个别单位 that did well would read as blame.
    practices = made["notice"][0].values["practices"]
    assert len([one for one in practices if re.match(r"\d+个单位", one)]) == len(practices) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_named", [True, False])
def test_a_security_problem_is_told_by_its_class_alone_wherever_it_may_show(told, kind: str, is_named: bool):
    text = told[kind, is_named]
    # 甲区发布 failed by it alone.
    assert [secret for secret in ("机密", "/secret", "甲区发布") if secret in text] == []
    assert ("甲区政府网" in text) is (is_named and kind != "onepage")


def test_the_list_of_failed_channels_does_not_tell_where_a_security_problem_was(desk: Desk):
    (named,) = papers(desk.warehouse, "notice", is_named=True)
    assert named.values["failed"] == [
        {"number": "1", "unit": "有关单位", "channel": "—", "type": "—", "verdict": "单项否决"}
    ]
    (unnamed,) = papers(desk.warehouse, "notice", is_named=False)
    places = {one["name"]: one["channels"] for one in unnamed.values["classes"]}
    assert places["安全泄密等严重问题"] == "政府网站或政务新媒体"
    assert places["办事指南"] == "政府网站"


def test_the_marks_of_a_score_sheet_give_a_security_problem_no_name_and_no_source(desk: Desk):
    (sheet,) = [one for one in papers(desk.warehouse, "unit-report", is_named=True) if one.unit == "甲区"]
    masked = [one for one in sheet.values["marks"] if one["indicator"].startswith("安全泄密")]
    assert {one["dimension"] for one in masked} == {"网站检查", "问题整改"}
    assert {(one["item"], one["source"]) for one in masked} == {("涉及安全事项，具体情况已另行告知。", "—")}


@pytest.mark.parametrize("unit", [None, "甲区"])
def test_the_workbook_of_scores_tells_of_a_security_problem_neither_place_nor_words(desk: Desk, unit: str | None):
    book = openpyxl.load_workbook(io.BytesIO(recomputable_workbook(desk.warehouse, LOCAL, Q2, unit=unit)))
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "/zcwj" in cells
    assert not [secret for secret in ("机密", "/secret", PHONE) if secret in cells]


@pytest.mark.parametrize("kind", KINDS)
def test_no_telephone_number_leaves_the_office_and_no_person_is_in_an_unnamed_paper(told, kind: str):
    named, unnamed = told[kind, True], told[kind, False]
    assert PHONE not in named + unnamed
    assert ("138********" in named) is (kind != "onepage")
    # "tester" received the files.
    assert not [person for person in (PERSON, "tester") if person in unnamed]


@pytest.mark.parametrize("kind", KINDS)
def test_who_saved_a_template_last_is_in_no_paper(desk: Desk, tmp_path: Path, kind: str):
    folder = shutil.copytree(TEMPLATES, tmp_path / "templates")
    document = Document(str(folder / f"{kind}.docx"))
    document.core_properties.author = document.core_properties.last_modified_by = CLERK
    document.save(str(folder / f"{kind}.docx"))
    assert CLERK in zipfile.ZipFile(folder / f"{kind}.docx").read("docProps/core.xml").decode()
    assert CLERK not in everything_in(papers(desk.warehouse, kind, is_named=True, templates=folder))


def test_the_soft_words_cover_every_number_of_units_once():
    words = [quantity(units) for units in range(1, SOME + 5)]
    assert words == ["个别"] * FEW + ["有的"] * (SOME - FEW) + ["部分"] * 4
