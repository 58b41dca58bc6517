"""Issued papers: numbers without gaps, bytes that never change, what became of them, and who may know of which."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import docx
import pytest
from dashboards import command_here
from desks import Q2, Desk

from metrics import published, releases
from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.backup import back_up, restore
from metrics.briefs.issuing import issue
from metrics.briefs.papers import Order, make_papers
from metrics.commands.running import run_for
from metrics.errors import AccessDenied, Refused
from metrics.i18n import translator
from metrics.owner import Holder
from metrics.register import Issued, content_of_paper, find_paper, issued_papers, mark
from metrics.warehouse import Warehouse
from metrics.words_of_papers import register_line

NOW = datetime(2025, 7, 10, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
OWN = Reader("unit", frozenset({"甲区"}))
OTHER = Reader("unit", frozenset({"乙区"}))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def issued(desk: Desk, kind: str = "order", unit: str | None = None, now: datetime = NOW, **wanted: object) -> Issued:
    """Issue one paper, by the 机关代字 of its kind."""
    order = Order(kind, Q2, now.date(), unit=unit, **wanted)  # type: ignore[arg-type]
    agency = {"order": "济督", "notice": "济通", "unit-report": "济分", "onepage": "济参"}[kind]
    (found,) = issue(desk.warehouse, LOCAL, order, agency=agency, actor="张三", now=now)
    return found


def text_of(content: bytes) -> str:
    """The paragraphs of a paper."""
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


# Numbers ---------------------------------------------------------------------------------------------------


def test_numbers_count_by_kind_and_year_and_stand_in_the_paper(desk: Desk):
    first, second = issued(desk, unit="甲区"), issued(desk, unit="乙区")
    notice = issued(desk, "notice")
    later = issued(desk, unit="甲区", now=NOW.replace(year=2026, month=1), is_named=False)
    assert [one.reference for one in (first, second, notice, later)] == [
        "济督〔2025〕1号", "济督〔2025〕2号", "济通〔2025〕1号", "济督〔2026〕1号"
    ]  # fmt: skip
    for one in (first, second, notice, later):
        content = content_of_paper(desk.warehouse, LOCAL, one.paper)[1]
        assert f"{one.reference}\n" in text_of(content)
        assert hashlib.sha256(content).hexdigest() == one.sha256


def test_a_paper_that_was_not_issued_has_room_for_a_number_and_none(desk: Desk):
    draft = next(make_papers(desk.warehouse, LOCAL, Order("order", Q2, NOW.date(), unit="甲区"))[1])
    assert text_of(draft.content).startswith("（　　　）〔2025〕　　号\n")


def test_the_code_of_the_office_is_asked_for_once_and_kept_and_never_shared_by_two_kinds(desk: Desk):
    order = Order("order", Q2, NOW.date(), unit="甲区")
    with pytest.raises(Refused, match="--code"):
        issue(desk.warehouse, LOCAL, order, actor="张三", now=NOW)
    issued(desk, unit="甲区")
    (second,) = issue(desk.warehouse, LOCAL, replace(order, unit="乙区"), actor="张三", now=NOW)
    assert second.reference == "济督〔2025〕2号"
    with pytest.raises(Refused, match="one 发文字号"):
        issue(desk.warehouse, LOCAL, Order("notice", Q2, NOW.date()), agency="济督", actor="张三", now=NOW)
    for wrong in ("济督〔2025〕", "济 督", "济督1", "x" * 21):
        with pytest.raises(Refused, match="no 机关代字"):
            issue(desk.warehouse, LOCAL, Order("notice", Q2, NOW.date()), agency=wrong, actor="张三", now=NOW)
    assert len(issued_papers(desk.warehouse, LOCAL)) == 2


def test_all_units_that_need_one_get_theirs_at_once_or_none_does(desk: Desk):
    found = issue(desk.warehouse, LOCAL, Order("unit-report", Q2, NOW.date()), agency="济分", actor="张三", now=NOW)
    assert [(one.unit, one.number) for one in found] == [("甲区", 1), ("乙区", 2), ("市丙局", 3)]
    with pytest.raises(Refused, match="nothing left to do"):
        issued(desk, unit="市丙局")
    assert len(issued_papers(desk.warehouse, LOCAL)) == 3


def test_threads_that_issue_at_the_same_time_leave_no_gap_and_share_no_number(desk: Desk):
    wanted = [(unit, is_named) for unit in ("甲区", "乙区", "市丙局") for is_named in (True, False)]
    together([partial(issued, desk, "unit-report", unit, is_named=is_named) for unit, is_named in wanted])
    assert sorted(one.number for one in issued_papers(desk.warehouse, LOCAL)) == [1, 2, 3, 4, 5, 6]
    # Two who issue the very same paper issue it once.
    together([partial(issued, desk, unit="甲区")] * 2)
    assert [one.number for one in issued_papers(desk.warehouse, LOCAL, kind="order")] == [1]


def test_two_commands_at_once_that_the_owner_of_the_store_answers_get_a_number_each(desk: Desk):
    folder, owner, said = desk.warehouse.folder, Holder(), {}
    desk.warehouse.close()
    owner.opened(folder)

    def typed(unit: str) -> None:
        # What the running dashboard does with a command that another process sends it.
        words = ["issue", "unit-report", "--period", "2025Q2", "--unit", unit, "--code", "济分", "--json"]
        said[unit] = run_for(owner, words, folder, folder)

    together([partial(typed, unit) for unit in ("甲区", "乙区")])
    owner.release()
    desk.warehouse = Warehouse.open(folder)
    assert [one.exit for one in said.values()] == [0, 0], said
    told = {unit: json.loads(one.stdout)["papers"][0]["number"] for unit, one in said.items()}
    assert told == {one.unit: one.number for one in issued_papers(desk.warehouse, LOCAL)}
    assert sorted(told.values()) == [1, 2]


def together(what: list[Callable[[], None]]) -> None:
    """Do things in threads of their own that begin at the same moment; the first error of any is raised."""
    ready, wrong = threading.Barrier(len(what)), []

    def one(do: Callable[[], None]) -> None:
        ready.wait()
        try:
            do()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=one, args=(do,)) for do in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# What is locked --------------------------------------------------------------------------------------------


def test_asked_for_again_the_stored_paper_is_given_and_no_second_number(desk: Desk):
    first = issued(desk, "unit-report", "甲区")
    again = issued(desk, "unit-report", "甲区", now=NOW + timedelta(days=3))
    assert again == first
    assert len(issued_papers(desk.warehouse, LOCAL)) == 1


def test_an_issued_paper_stays_what_it_was_whatever_is_said_later(desk: Desk):
    first = issued(desk, "unit-report", "甲区")
    kept = content_of_paper(desk.warehouse, LOCAL, first.paper)
    assert desk.say(更正="责任单位|渠道名称  |渠道类型|指标    |问题描述  |性质|扣分|发现日期\n"
                         "甲区    |甲区政府网|政府网站|政策解读|解读缺失  |扣分|2   |2025-05-23").accepted  # fmt: skip
    second = issued(desk, "unit-report", "甲区")
    assert (first.number, second.number) == (1, 2)
    assert first.figures != second.figures
    assert find_paper(desk.warehouse, LOCAL, first.paper) == first
    assert content_of_paper(desk.warehouse, LOCAL, first.paper) == kept


def test_bytes_that_are_not_the_issued_ones_any_more_are_not_given(desk: Desk):
    found = issued(desk, "notice")
    desk.warehouse._connection.execute("update issued_papers set content = 'other'::blob")
    with pytest.raises(Refused, match="not those that were issued"):
        content_of_paper(desk.warehouse, LOCAL, found.paper)


def test_a_paper_tells_on_what_it_rests(desk: Desk):
    draft = issued(desk, "notice", is_named=False)
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=NOW)
    final = issued(desk, "notice")
    assert (draft.footing, draft.edition, draft.is_named) == ("draft", None, False)
    assert (final.footing, final.edition, final.is_named) == ("released", 1, True)
    assert (final.period, final.as_of, final.scheme) == ("2025Q2", date(2025, 6, 30), ("jinan-default", "2025.1"))
    assert [one["value"] for one in final.figures[:2]] == ["2", "2"]
    assert (final.actor, final.at, final.issued_on) == ("张三", NOW, NOW.date())


def test_a_supervision_order_is_no_draft_once_it_is_issued_and_still_says_that_its_figures_are(desk: Desk):
    text = text_of(content_of_paper(desk.warehouse, LOCAL, issued(desk, unit="甲区").paper)[1])
    assert "（草稿）" not in text
    assert "依据草稿（尚未定稿，" in text


def test_telephone_numbers_do_not_leave_the_office_in_an_issued_paper(desk: Desk):
    row = "责任单位|渠道名称  |渠道类型|指标    |问题描述           |性质|扣分|发现日期  |整改时限\n"
    row += "甲区    |甲区政府网|政府网站|政策解读|请致电13800138000  |扣分|2   |2025-05-23|2025-06-01"
    assert desk.say(更正=row).accepted
    document = docx.Document(io.BytesIO(content_of_paper(desk.warehouse, LOCAL, issued(desk, unit="甲区").paper)[1]))
    text = "".join(cell.text for table in document.tables for line in table.rows for cell in line.cells)
    assert "138********" in text
    assert "13800138000" not in text


# What became of it -----------------------------------------------------------------------------------------


def step(desk: Desk, one: Issued, what: str, day: date, note: str = "", reader: Reader = LOCAL) -> Issued:
    """Note a step two weeks after the paper was issued."""
    return mark(desk.warehouse, reader, one.paper, what, on=day, note=note, actor="李四", now=NOW + timedelta(days=20))


def test_steps_are_noted_with_their_day_in_their_order_and_none_is_taken_back(desk: Desk):
    one = issued(desk, unit="甲区")
    with pytest.raises(Refused, match="cannot be its day"):
        step(desk, one, "sent", NOW.date() - timedelta(days=1))
    with pytest.raises(Refused, match="cannot be its day"):
        step(desk, one, "sent", NOW.date() + timedelta(days=21))
    assert step(desk, one, "sent", NOW.date(), "机要交换").state == "sent"
    assert step(desk, one, "answered", NOW.date() + timedelta(days=5)).state == "answered"
    with pytest.raises(Refused, match="already"):
        step(desk, one, "acknowledged", NOW.date() + timedelta(days=6))
    found = find_paper(desk.warehouse, LOCAL, one.paper)
    assert [(each.what, each.on.day, each.note, each.actor) for each in found.steps] == [
        ("sent", 10, "机要交换", "李四"), ("answered", 15, "", "李四")
    ]  # fmt: skip


def test_an_answer_is_overdue_the_day_after_it_was_due_and_not_on_it_or_once_it_came(desk: Desk):
    one = issued(desk, unit="甲区")
    assert one.reply_by == date(2025, 7, 24)
    assert [one.is_overdue(date(2025, 7, day)) for day in (23, 24, 25)] == [False, False, True]
    answered = step(desk, one, "answered", date(2025, 7, 30))
    assert not answered.is_overdue(date(2025, 8, 30))
    line = register_line(translator(), answered, date(2025, 8, 30))
    assert (line["reply_by"], line["since"]) == ("2025-07-24", "2025-07-30"), "whether it came in time is to be seen"
    assert not issued(desk, "unit-report", "甲区").is_overdue(date(2025, 8, 30))


def test_a_void_paper_says_why_stays_in_the_register_and_its_number_is_not_given_again(desk: Desk):
    one = issued(desk, unit="甲区")
    with pytest.raises(Refused, match="Say why"):
        step(desk, one, "void", NOW.date())
    assert step(desk, one, "void", NOW.date(), "发错单位").is_void
    with pytest.raises(Refused, match="is void"):
        step(desk, one, "sent", NOW.date())
    again = issued(desk, unit="甲区")
    assert again.number == 2
    assert [each.state for each in issued_papers(desk.warehouse, LOCAL)] == ["void", "issued"]


def test_whoever_issues_or_notes_is_in_the_audit_log(desk: Desk):
    one = issued(desk, unit="甲区")
    step(desk, one, "void", NOW.date(), "发错单位")
    void, first = audit_entries(desk.warehouse, LOCAL)[:2]
    assert (first.what, first.actor, first.new) == ("paper_issued", "张三", "济督〔2025〕1号")
    assert (void.what, void.actor, void.about) == ("paper_void", "李四", "济督〔2025〕1号 order 2025Q2 甲区")
    assert void.new == "void 2025-07-10 发错单位"


# Who may know ----------------------------------------------------------------------------------------------


def test_a_units_person_knows_of_its_own_papers_acknowledges_them_and_nothing_else(desk: Desk):
    own, notice = issued(desk, unit="甲区"), issued(desk, "notice")
    assert [one.paper for one in issued_papers(desk.warehouse, OWN)] == [own.paper]
    assert content_of_paper(desk.warehouse, OWN, own.paper)[1]
    assert step(desk, own, "acknowledged", NOW.date(), reader=OWN).state == "acknowledged"
    with pytest.raises(AccessDenied):
        step(desk, own, "answered", NOW.date(), reader=OWN)
    for reader, paper in ((OTHER, own.paper), (OWN, notice.paper), (OTHER, 99)):
        # What there is of others is refused as what there is not: numbers tell nothing.
        with pytest.raises(Refused, match=f"There is no issued paper {paper}"):
            content_of_paper(desk.warehouse, reader, paper)
        with pytest.raises(Refused, match="There is no issued paper"):
            mark(desk.warehouse, reader, paper, "acknowledged", on=NOW.date(), actor="x", now=NOW)
    assert issued_papers(desk.warehouse, OTHER) == ()


@pytest.mark.parametrize("reader", [OWN, Reader("supervisor"), Reader("leader")])
def test_only_the_office_issues_and_notes(desk: Desk, reader: Reader):
    with pytest.raises(AccessDenied):
        issue(desk.warehouse, reader, Order("order", Q2, NOW.date(), unit="甲区"), agency="济督", actor="x", now=NOW)
    one = issued(desk, unit="甲区")
    with pytest.raises(AccessDenied):
        step(desk, one, "sent", NOW.date(), reader=reader)


# Where it goes ---------------------------------------------------------------------------------------------


def test_the_register_is_in_a_backup_and_back_from_it_byte_for_byte(desk: Desk, tmp_path: Path):
    one = step(desk, issued(desk, unit="甲区"), "sent", NOW.date())
    content = content_of_paper(desk.warehouse, LOCAL, one.paper)
    restore(back_up(desk.warehouse, tmp_path / "saved.zip", "local").path, tmp_path / "again")
    again = Warehouse.open(tmp_path / "again")
    try:
        assert find_paper(again, LOCAL, one.paper) == one
        assert content_of_paper(again, LOCAL, one.paper) == content
    finally:
        again.close()


def test_a_sealed_package_tells_which_papers_had_gone_out_before(desk: Desk):
    one = step(desk, issued(desk, unit="甲区"), "sent", NOW.date())
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=NOW)
    edition = releases.latest_of(desk.warehouse, Q2)
    hearings = published.package_of(desk.warehouse, edition).hearings
    assert [(row["number"], row["sha256"]) for row in hearings["issued_papers"]] == [(1, one.sha256)]
    assert [row["what"] for row in hearings["paper_steps"]] == ["sent"]
    assert published.check(desk.warehouse, edition) == ()


def test_the_commands_issue_list_mark_and_give_the_bytes(desk: Desk):
    desk.warehouse.close()
    store = desk.warehouse.folder
    said = command_here("issue", "order", "--period", "2025Q2", "--unit", "甲区", "--code", "济督", "--out", "印发",
                        store=store, cwd=desk.folder)  # fmt: skip
    year = datetime.now().year  # noqa: DTZ005
    assert (said.exit, said.stdout) == (0, f"1  济督〔{year}〕1号：提示函，甲区\n")
    (file,) = (desk.folder / "印发").iterdir()
    assert file.name == f"济督〔{year}〕1号-督办单-2025Q2-甲区.docx"
    marked = command_here("papers", "mark", "1", "sent", "--note", "机要交换", "--by", "李四", store=store)
    assert (marked.exit, marked.stdout) == (0, f"济督〔{year}〕1号：已送达。\n")
    (listed,) = command_here("papers", "--json", store=store).document["papers"]
    assert (listed["state"], listed["steps"][0]["note"], listed["named"]) == ("sent", "机要交换", True)
    assert "已送达" in command_here("papers", store=store).stdout
    got = command_here("papers", "get", "1", "--out", "再取", "--json", store=store, cwd=desk.folder)
    assert Path(json.loads(got.stdout)["files"][0]).read_bytes() == file.read_bytes()
    refused = command_here("papers", "mark", "1", "void", store=store)
    assert (refused.exit, refused.stdout) == (1, "")
    assert command_here("papers", "mark", "1", "lost", store=store).exit == 2
    desk.warehouse = Warehouse.open(store)
