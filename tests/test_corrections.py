"""更正说明: an issued paper whose figures changed is told of, and corrected by a paper of its own with old and new."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import docx
import pytest
from dashboards import command_here
from desks import FINDINGS, Q2, Desk

from metrics import releases
from metrics.access import LOCAL, Reader
from metrics.briefs.blank import write_blank_templates
from metrics.briefs.correction import draft_correction, issue_correction
from metrics.briefs.issuing import issue
from metrics.briefs.outdated import outdated_papers
from metrics.briefs.papers import Order
from metrics.briefs.template import CORRECTION, DOCUMENT, TEMPLATES, template_of
from metrics.briefs.verifying import verify
from metrics.duties import duties
from metrics.errors import AccessDenied, Refused
from metrics.register import Issued, content_of_paper, issued_papers, mark
from metrics.warehouse import Warehouse

NOW = datetime(2025, 7, 10, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
LATER = """
问题编号|发现日期  |责任单位|渠道名称  |渠道类型|指标    |性质|扣分|问题描述|整改时限
9       |2025-05-23|甲区    |甲区政府网|政府网站|政策解读|扣分|2   |解读缺失|2025-06-20
"""
VETO = """
问题编号|发现日期  |责任单位|渠道名称  |渠道类型|指标      |性质    |问题描述      |确认情况|整改时限
7       |2025-05-23|甲区    |甲区政府网|政府网站|首页不更新|单项否决|两周没有新信息|已确认  |2025-09-30
"""
OWN = Reader("unit", frozenset({"甲区"}))


DONE = """
问题编号|责任单位|整改时限  |整改完成日期|复查日期|复查结果
2       |甲区    |2025-06-10|2025-06-09  |        |
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The small city with an order to 甲区."""
    made = Desk(tmp_path).settle()
    order(made)
    yield made
    made.warehouse.close()


def order(desk: Desk, **wanted: object) -> Issued:
    asked = Order("order", Q2, NOW.date(), unit="甲区", **wanted)  # type: ignore[arg-type]
    return issue(desk.warehouse, LOCAL, asked, agency="济督", actor="张三", now=NOW)[0]


def corrected(desk: Desk, paper: int = 1) -> Issued:
    return issue_correction(desk.warehouse, LOCAL, paper, agency="济更", actor="张三", now=NOW + timedelta(days=1))


def changed(desk: Desk, reader: Reader = LOCAL) -> dict[int, list[tuple[str, str, str]]]:
    """By paper: figure, as issued, now."""
    return {
        one.paper.paper: [(each.figure, each.before, each.now) for each in one.differences]
        for one in outdated_papers(desk.warehouse, reader)
    }


def waiting(desk: Desk, reader: Reader, today: date) -> dict[str, tuple[str, ...]]:
    return {one.code: one.names for one in duties(desk.warehouse, reader, "王五", Q2, today)}


def test_a_notice_with_grades_is_counted_again_with_its_grades(desk: Desk):
    asked = Order("notice", Q2, NOW.date(), is_tiered=True)
    (notice,) = issue(desk.warehouse, LOCAL, asked, agency="济通", actor="张三", now=NOW)
    grades = {one["name"] for one in notice.figures if "良好" in one["name"]}
    assert grades
    assert notice.paper not in changed(desk)
    (plain,) = issue(desk.warehouse, LOCAL, Order("notice", Q2, NOW.date()), agency="济通", actor="张三", now=NOW)
    assert plain.paper != notice.paper


def test_what_comes_in_later_makes_a_paper_out_of_date_and_the_to_do_list_says_so(desk: Desk):
    assert changed(desk) == {}
    assert "paper_outdated" not in waiting(desk, LOCAL, NOW.date())
    assert desk.say(更正=LATER).accepted
    (told,) = changed(desk).values()
    assert ("未办结事项", "1", "2") in told
    assert waiting(desk, LOCAL, NOW.date())["paper_outdated"] == ("济督〔2025〕1号",)
    desk.withdraw(max(row["import"] for row in desk.warehouse.rows("imports")))
    assert changed(desk) == {}


def test_a_reason_that_comes_before_the_others_leaves_theirs_as_they_were(desk: Desk):
    assert desk.say(否决=VETO).accepted
    (told,) = changed(desk).values()
    reasons = [one for one in told if one[0].startswith("督办事由")]
    assert reasons == [("督办事由：单项否决", "—", "1")]


def test_a_correction_tells_old_and_new_under_its_own_number_and_then_the_paper_holds_again(desk: Desk):
    desk.say(更正=LATER)
    kept = corrected(desk)
    assert (kept.kind, kept.reference, kept.corrects, kept.unit) == ("correction", "济更〔2025〕1号", 1, "甲区")
    document = docx.Document(io.BytesIO(content_of_paper(desk.warehouse, LOCAL, kept.paper)[1]))
    told = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert told[0] == ["序号", "数据项", "原数据", "更正后"]
    assert ["1", "未办结事项", "1", "2"] in told
    text = "\n".join(one.text for one in document.paragraphs)
    assert "济更〔2025〕1号\n" in text
    assert "关于更正济督〔2025〕1号\n有关数据的说明" in text
    assert "市政府办公厅2025年7月10日印发的提示函（济督〔2025〕1号）" in text
    assert changed(desk) == {}
    assert waiting(desk, LOCAL, NOW.date()).get("paper_outdated") is None


def paragraphs_of(desk: Desk, kept: Issued) -> list[str]:
    """The paragraphs of an issued paper."""
    document = docx.Document(io.BytesIO(content_of_paper(desk.warehouse, LOCAL, kept.paper)[1]))
    return [one.text for one in document.paragraphs]


@pytest.mark.parametrize(
    ("kind", "addressees"),
    [
        ("notice", ["各区县人民政府、市政府各部门（单位）："]),
        ("onepage", []),
        ("order", ["甲区："]),
        ("unit-report", ["甲区："]),
    ],
)
def test_a_correction_speaks_to_whom_the_paper_spoke(desk: Desk, kind: str, addressees: list[str]):
    asked = Order(kind, Q2, NOW.date(), unit="甲区" if kind in ("order", "unit-report") else None)
    (paper,) = issue(desk.warehouse, LOCAL, asked, agency=f"济{kind[:1]}" if kind != "order" else "济督",
                     actor="张三", now=NOW)  # fmt: skip
    desk.say(否决=VETO)
    told = paragraphs_of(desk, corrected(desk, paper.paper))
    assert [one for one in told if one.endswith("：") and "说明如下" not in one] == addressees


def test_a_correction_of_what_fell_away_says_so_and_tells_the_old_words_as_old(desk: Desk):
    desk.say(整改=DONE)
    kept = corrected(desk)
    document = docx.Document(io.BytesIO(content_of_paper(desk.warehouse, LOCAL, kept.paper)[1]))
    told, annex = ([[cell.text for cell in row.cells] for row in table.rows] for table in document.tables)
    (line,) = [row for row in told if row[1] == "督办事由：问题整改逾期"]
    assert line[2:] == ["1（问题整改逾期1项，最长逾期14个工作日）", "已不再列入"]
    (proof,) = [row for row in annex if row[1] == "督办事由：问题整改逾期"]
    assert (proof[2], proof[5]) == ("—", "已不再列入")
    assert changed(desk) == {}
    path = desk.folder / "更正.docx"
    path.write_bytes(content_of_paper(desk.warehouse, LOCAL, kept.paper)[1])
    assert verify(desk.warehouse, LOCAL, path, path.name).agrees


def test_a_second_change_needs_a_second_correction_that_begins_where_the_first_one_ended(desk: Desk):
    desk.say(更正=LATER)
    corrected(desk)
    again = LATER.replace("\n9 ", "\n8 ").replace("解读缺失", "解读迟发")
    assert desk.say(再更=again).accepted
    (told,) = changed(desk).values()
    assert ("未办结事项", "2", "3") in told
    first, second = issued_papers(desk.warehouse, LOCAL)[1], corrected(desk)
    assert (first.number, second.number) == (1, 2)
    mark(desk.warehouse, LOCAL, second.paper, "void", on=NOW.date() + timedelta(days=1), note="误发", actor="张三",
         now=NOW + timedelta(days=2))  # fmt: skip
    assert changed(desk)[1] == told


def test_nothing_is_corrected_that_has_not_changed_or_is_void_or_a_correction(desk: Desk):
    with pytest.raises(Refused, match="nothing to correct"):
        draft_correction(desk.warehouse, LOCAL, 1, NOW.date())
    desk.say(更正=LATER)
    kept = corrected(desk)
    with pytest.raises(Refused, match="correction itself"):
        draft_correction(desk.warehouse, LOCAL, kept.paper, NOW.date())
    mark(desk.warehouse, LOCAL, 1, "void", on=NOW.date(), note="误发", actor="张三", now=NOW)
    with pytest.raises(Refused, match="void"):
        draft_correction(desk.warehouse, LOCAL, 1, NOW.date())


def test_a_paper_of_an_edition_holds_until_another_edition_is_published(tmp_path: Path):
    desk = Desk(tmp_path).settle()
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=NOW)
    issue(desk.warehouse, LOCAL, Order("unit-report", Q2, NOW.date(), unit="甲区"), agency="济分", actor="x", now=NOW)
    desk.say(更正=FINDINGS.replace("|5   |", "|3   |"))
    assert changed(desk) == {}
    releases.prepare_correction(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW, text="更正说明")
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=NOW)
    assert "得分" in [figure for figure, _, _ in changed(desk)[1]]
    assert corrected(desk).edition == 2
    assert changed(desk) == {}
    desk.warehouse.close()


def test_only_the_office_corrects_and_a_unit_is_told_of_its_own_papers_alone(desk: Desk):
    desk.say(更正=LATER)
    with pytest.raises(AccessDenied):
        issue_correction(desk.warehouse, OWN, 1, agency="济更", actor="x", now=NOW)
    assert list(changed(desk, OWN)) == [1]
    assert changed(desk, Reader("unit", frozenset({"乙区"}))) == {}
    with pytest.raises(Refused, match="There is no issued paper"):
        draft_correction(desk.warehouse, Reader("unit", frozenset({"乙区"})), 1, NOW.date())


def test_a_correction_of_an_unnamed_paper_names_nobody_and_can_be_checked(desk: Desk):
    unnamed = order(desk, is_named=False)
    desk.say(更正=LATER)
    content = content_of_paper(desk.warehouse, LOCAL, corrected(desk, unnamed.paper).paper)[1]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not [name for name in package.namelist() if "甲" in package.read(name).decode("utf-8")]
    path = desk.folder / "更正.docx"
    path.write_bytes(content)
    found = verify(desk.warehouse, LOCAL, path, path.name)
    assert (found.kind, found.code, found.agrees) == ("correction", "issued", True)
    desk.say(再更=LATER.replace("\n9 ", "\n8 ").replace("解读缺失", "解读迟发"))
    found = verify(desk.warehouse, LOCAL, path, path.name)
    assert ("未办结事项", "2", "3") in [(one.figure, one.before, one.now) for one in found.differences]


def test_what_waits_of_issued_papers_is_told_to_whom_it_concerns(desk: Desk):
    due, late = date(2025, 7, 24), date(2025, 7, 25)
    assert "paper_overdue" not in waiting(desk, LOCAL, due)
    for reader in (LOCAL, Reader("supervisor"), OWN):
        assert waiting(desk, reader, late)["paper_overdue"] == ("济督〔2025〕1号",)
    assert waiting(desk, OWN, due)["paper_unsigned"] == ("济督〔2025〕1号",)
    other = waiting(desk, Reader("unit", frozenset({"乙区"})), late)
    assert not {"paper_overdue", "paper_unsigned"} & set(other)
    mark(desk.warehouse, OWN, 1, "acknowledged", on=NOW.date(), actor="甲区经办", now=NOW)
    assert "paper_unsigned" not in waiting(desk, OWN, due)


def test_the_template_of_a_correction_is_what_its_words_make_and_asks_for_what_it_gets(desk: Desk, tmp_path: Path):
    write_blank_templates(tmp_path / "blank")
    shipped, made = (zipfile.ZipFile(folder / "correction.docx") for folder in (TEMPLATES, tmp_path / "blank"))
    assert shipped.read(DOCUMENT) == made.read(DOCUMENT)
    desk.say(更正=LATER)
    supplied = set(draft_correction(desk.warehouse, LOCAL, 1, NOW.date()).values)
    assert template_of(CORRECTION).variables() <= supplied
    assert supplied - template_of(CORRECTION).variables() <= {"year", "as_of", "period", "reply_by"}


def test_the_commands_draft_and_issue_a_correction(desk: Desk):
    desk.say(更正=LATER)
    desk.warehouse.close()
    store = desk.warehouse.folder
    drafted = command_here("brief", "correction", "--paper", "1", "--out", "草稿", store=store, cwd=desk.folder)
    assert drafted.exit == 0, drafted.stderr
    assert [one.name for one in (desk.folder / "草稿").iterdir()] == ["更正说明-2025Q2-济督〔2025〕1号.docx"]
    assert "济督〔2025〕1号有" in command_here("papers", store=store).stdout
    (listed,) = command_here("papers", "--json", store=store).document["papers"]
    assert {"figure": "未办结事项", "before": "1", "now": "2"} in listed["changed"]
    issued = command_here("issue", "correction", "--paper", "1", "--code", "济更", store=store)
    assert (issued.exit, "更正说明，甲区" in issued.stdout) == (0, True)
    assert command_here("brief", "correction", "--out", "草稿", store=store).exit == 2
    assert command_here("issue", "correction", store=store).exit == 2
    assert command_here("issue", "order", store=store).exit == 2
    desk.warehouse = Warehouse.open(store)
