"""Who reads what, role by role: every question, paper, original and command against every role; nothing by accident."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dashboards import command
from desks import Desk

from metrics import channels, rectification, scores, state, supervision, task_state
from metrics.access import LOCAL, Reader
from metrics.audit import audit_entries
from metrics.briefs.papers import Order, make_papers
from metrics.calendar import Period
from metrics.capacity import capacity
from metrics.errors import AccessDenied
from metrics.masking import SAFETY, without_telephones
from metrics.people import people
from metrics.preview import preview
from metrics.unit_requests import requests_of_units
from metrics.warehouse import Warehouse

OWN, OTHER = "历下区", "济阳区"
Q2 = Period.parse("2025Q2")
READERS = {
    "local": LOCAL,
    "admin": Reader("admin"),
    "office": Reader("office"),
    "supervisor": Reader("supervisor"),
    "leader": Reader("leader"),
    "unit": Reader("unit", frozenset({OWN})),
    "unit of two": Reader("unit", frozenset({OWN, OTHER})),
}
Question = Callable[[Warehouse, Reader], Any]


def _record_of_other(warehouse: Warehouse) -> int:
    marks = scores.scorecard(warehouse, LOCAL, OTHER, Q2).marks
    return next(mark.source.record for mark in marks if mark.source and mark.indicator != SAFETY)


def _paper(kind: str, unit: str | None = None) -> Question:
    wanted = Order(kind, Q2, date(2025, 7, 10), unit=unit)
    return lambda warehouse, reader: list(make_papers(warehouse, reader, wanted)[1])


# Question → the roles that are answered; all others are refused.
ALL = set(READERS)
EVERYTHING = {"local", "admin", "office", "supervisor", "leader"}
MATRIX: dict[str, tuple[Question, set[str]]] = {
    "own scorecard": (lambda warehouse, reader: scores.scorecard(warehouse, reader, OWN, Q2), ALL),
    "another unit's scorecard": (
        lambda warehouse, reader: scores.scorecard(warehouse, reader, OTHER, Q2), EVERYTHING | {"unit of two"}),
    "another unit's original row": (
        lambda warehouse, reader: scores.original_row(warehouse, reader, _record_of_other(warehouse)),
        EVERYTHING | {"unit of two"}),
    "another unit's open items": (
        lambda warehouse, reader: supervision.open_items(warehouse, reader, OTHER, Q2), EVERYTHING | {"unit of two"}),
    "another unit's rectification": (
        lambda warehouse, reader: rectification.rectification(warehouse, reader, Q2, unit=OTHER),
        EVERYTHING | {"unit of two"}),
    "the whole city's problems": (lambda warehouse, reader: supervision.whole_city(warehouse, reader, Q2), EVERYTHING),
    "own unit report": (_paper("unit-report", OWN), ALL),
    "another unit's report": (_paper("unit-report", OTHER), EVERYTHING | {"unit of two"}),
    "the notice": (_paper("notice"), EVERYTHING),
    "the audit log": (audit_entries, {"local", "admin", "office"}),
    "the people": (people, {"local", "admin"}),
    "the capacity": (capacity, {"local", "admin"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def city(pristine_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("roles") / "store"
    shutil.copytree(pristine_demonstration, folder)
    warehouse = Warehouse.open(folder)
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("question", MATRIX)
def test_a_question_is_answered_to_these_roles_and_refused_to_the_others(city: Warehouse, question: str, role: str):
    ask, answered = MATRIX[question]
    if role in answered:
        ask(city, READERS[role])
        return
    with pytest.raises(AccessDenied):
        ask(city, READERS[role])


# Whatever a page shows of the whole city is asked here as one unit's person; no other unit's detail may be in it.
PAGES: dict[str, Question] = {
    "overview": lambda warehouse, reader: state.overview(warehouse, reader, Q2).waiting,
    "tasks": lambda warehouse, reader: task_state.task_state(warehouse, reader, Q2).assignments,
    "inspections": lambda warehouse, reader: [
        getattr(channels.channel_state(warehouse, reader, Q2), part)
        for part in ("verdicts", "vetoes", "pending", "repeats", "observed_by_unit")
    ],
    "rectification": lambda warehouse, reader: rectification.rectification(warehouse, reader, Q2),
    "supervision": lambda warehouse, reader: supervision.selection(warehouse, reader, Q2).units,
    "intake": lambda warehouse, reader: [scores.imports(warehouse, reader), requests_of_units(warehouse, reader)],
    "every scorecard": lambda warehouse, reader: scores.scorecards(warehouse, reader, Q2),
}


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_is_made_of_names_no_other_unit_to_a_units_person(city: Warehouse, page: str):
    others = {one.unit for one in scores.league(city, LOCAL, Q2).units} - {OWN}
    told = repr(PAGES[page](city, READERS["unit"]))
    assert [name for name in others if f"'{name}'" in told] == []


def test_a_units_person_sees_its_peers_ranks_and_nothing_else_of_them(city: Warehouse):
    units = {one.unit: one for one in scores.league(city, READERS["unit"], Q2).units}
    assert units[OWN].score is not None
    assert units[OWN].dimensions
    peer, whole = units[OTHER], {one.unit: one for one in scores.league(city, LOCAL, Q2).units}[OTHER]
    assert (peer.rank, peer.verdict) == (whole.rank, whole.verdict)
    assert (peer.score, peer.shadow_score, peer.grade, peer.dimensions, peer.bonus) == (None, None, None, {}, "")


def test_by_setting_a_units_person_is_not_even_told_the_ranks_of_its_peers(city: Warehouse):
    reader = Reader("unit", frozenset({OWN}), may_see_ranks_of_peers=False)
    assert [one.unit for one in scores.league(city, reader, Q2).units] == [OWN]


def test_a_rehearsal_tells_a_units_person_of_its_own_movement_only(city: Warehouse, tmp_path: Path):
    file = tmp_path / "任务.csv"
    file.write_text(f"年度,序号,责任单位,进展状态,填报日期\n2025,1,{OWN},已完成,2025-06-30\n", encoding="utf-8")
    seen = preview(city, READERS["unit"], [(file, "任务.csv")], OWN)
    assert OTHER not in repr(seen)


SECURITY = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标    |性质    |确认情况|问题描述                      |页面地址
9       |2025Q2|2025-05-23|甲区    |甲区政府网|安全泄密|单项否决|已确认  |公示名单泄露联系人13812345678|/leak
8       |2025Q2|2025-05-24|甲区    |甲区政府网|政策文件|扣分    |已确认  |联系电话0531-66601234无人接听|/tel
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    found = Desk(tmp_path_factory.mktemp("security")).settle()
    receipt = found.say(问题=SECURITY)
    assert receipt.accepted, receipt.as_json()
    return found


def _told(desk: Desk, reader: Reader) -> str:
    """Everything the questions tell this reader of the findings of the unit."""
    store = desk.warehouse
    card = scores.scorecard(store, reader, "甲区", Q2, Q2.last)
    parts: list[Any] = [card.marks, card.findings, channels.channel_state(store, reader, Q2, Q2.last)]
    parts += [rectification.rectification(store, reader, Q2, Q2.last, unit="甲区")]
    parts += [supervision.open_items(store, reader, "甲区", Q2, Q2.last)]
    parts += [supervision.whole_city(store, reader, Q2, Q2.last)] if reader.reads_everything else []
    return repr(parts)


@pytest.mark.parametrize("role", ["supervisor", "leader"])
def test_a_security_problem_shows_class_date_and_state_only(desk: Desk, role: str):
    told = _told(desk, Reader(role))
    assert "/leak" not in told
    assert "公示名单" not in told
    row = next(
        row for row in scores.scorecard(desk.warehouse, Reader(role), "甲区", Q2, Q2.last).findings
        if row["indicator_code"] == SAFETY
    )  # fmt: skip
    assert row["dated_on"] == date(2025, 5, 23)
    assert row["state"]
    assert row["indicator_name"]
    source = next(r["record"] for r in desk.warehouse.rows("findings") if r["page"] == "/leak")
    with pytest.raises(AccessDenied):
        scores.original_row(desk.warehouse, Reader(role), source)


@pytest.mark.parametrize("reader", [LOCAL, Reader("office"), Reader("unit", frozenset({"甲区"}))], ids=str)
def test_the_office_and_the_unit_itself_read_a_security_problem(desk: Desk, reader: Reader):
    assert "公示名单" in _told(desk, reader)


@pytest.mark.parametrize("role", ["supervisor", "leader", "unit"])
def test_telephone_numbers_are_masked_outside_the_office_originals_too(desk: Desk, role: str):
    reader = Reader(role, frozenset({"甲区"}) if role == "unit" else frozenset())
    told = _told(desk, reader)
    assert "66601234" not in told
    assert "13812345678" not in told
    source = next(r["record"] for r in desk.warehouse.rows("findings") if r["page"] == "/tel")
    assert "053*-********无人接听" in repr(scores.original_row(desk.warehouse, reader, source))
    assert "0531-66601234" in _told(desk, LOCAL)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("电话13812345678。", "电话138********。"),
        ("138 1234 5678", "138 **** ****"),
        ("0531-66601234", "053*-********"),
        ("文号20250613001", "文号20250613001"),
        ("12,345,678.00元", "12,345,678.00元"),
    ],
)
def test_only_telephone_numbers_are_masked(typed: str, seen: str):
    assert without_telephones(typed) == seen


@pytest.mark.parametrize("arguments", [("people",), ("audit",), ("people", "add", "x@y.cn", "--role", "leader")])
def test_whoever_may_read_the_stores_folder_administers_by_command(desk: Desk, tmp_path: Path, arguments):
    store = tmp_path / "store"
    Warehouse.open(store, create="real").close()
    assert command(*arguments, "--json", store=store).exit == 0
