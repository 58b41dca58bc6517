"""What a unit can win back: what the page works out is what the engine finds once the items are really done."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from dashboards import command_here
from desks import Q2, Desk
from test_pages_of_state import opened, said

from metrics import scores
from metrics.access import LOCAL, Reader
from metrics.calendar import SHANGHAI, Period
from metrics.changes import Record, Transaction
from metrics.errors import AccessDenied, Refused
from metrics.intake.hearing import OFFICE
from metrics.owner import demonstration_of, holder
from metrics.scores import UnitScore
from metrics.supervision import by_gain, open_items
from metrics.warehouse import Warehouse
from metrics.what_if import Outcome, Recoverable, period_that_counts, recoverable

EARNING = {"running", "continuing_claim", "not_started"}
PERIODS = ("2025Q2", "2025Q3", "2025H1")


@pytest.fixture
def city(demonstration: Path) -> Iterator[Warehouse]:
    """The demonstration's store; what is done in it is taken back."""
    warehouse = Warehouse.open(demonstration_of(demonstration))
    yield warehouse
    warehouse.close()


def place(unit: UnitScore) -> tuple[Any, ...]:
    """Where the league table has a unit."""
    return (unit.score or unit.shadow_score, unit.grade, unit.rank, unit.rank_low, unit.rank_high)


def told(outcome: Outcome) -> tuple[Any, ...]:
    """Where it would stand."""
    return (outcome.score, outcome.grade, outcome.rank, outcome.rank_low, outcome.rank_high)


@pytest.mark.parametrize("code", PERIODS)
def test_with_nothing_done_a_unit_stands_where_it_stands(city: Warehouse, code: str) -> None:
    period = Period.parse(code)
    units = scores.league(city, LOCAL, period).units
    for unit in (*random.Random(code).sample(units, 20), *(one for one in units if one.rank is None)):
        assert told(recoverable(city, LOCAL, unit.unit, period).if_done(())) == place(unit), unit.unit


@pytest.mark.parametrize("code", PERIODS)
def test_the_engine_finds_what_was_worked_out_once_the_items_are_done(city: Warehouse, code: str) -> None:
    period, draw, seen = Period.parse(code), random.Random(code), 0
    units = [one.unit for one in scores.league(city, LOCAL, period).units]
    draw.shuffle(units)
    for name in units:
        found = recoverable(city, LOCAL, name, period)
        possible = [at for at, one in enumerate(found.items) if can_be_done(one)]
        if len(possible) < 2:
            continue
        for chosen in (possible, draw.sample(possible, len(possible) // 2)):
            with city.transaction() as changes:
                do(city, changes, found, chosen)
                after = {one.unit: one for one in scores.league(city, LOCAL, period).units}[name]
                changes.rollback()
            assert told(found.if_done(chosen)) == place(after), (name, chosen)
            seen += 1
        if seen == 12:
            return
    raise AssertionError("fewer than six units have something left to do")


def can_be_done(item: Any) -> bool:
    """What the office refused is done when it says so, and a checklist is handed in as a whole."""
    return item.kind in ("finding", "task") and item.state not in ("refuted", "claimed_not_applicable")


def do(city: Warehouse, changes: Transaction, found: Recoverable, chosen: list[int]) -> None:
    """Say of these items what a unit says that has done them on the as-of day."""
    day = found.as_of.isoformat()
    number = changes.append_import(
        file_name="已办结.xlsx", sha256="", speaker=OFFICE, state="committed", actor="甲", report={},
        at=datetime(2025, 12, 1, tzinfo=SHANGHAI),
    )  # fmt: skip
    done: dict[str, list[Record]] = {"rectifications": [], "assignments": []}
    for at in chosen:
        item = found.items[at]
        if item.kind == "finding":
            said: dict[str, Any] = {"fixed_on": day}
        elif item.deadline_on is None:
            said = {"is_report": True, "status": "in_progress", "evidence": "公开页面"}
        else:
            said = {"is_report": True, "status": "completed", "completed_on": day, "evidence": "公开页面"}
        kind = "rectifications" if item.kind == "finding" else "assignments"
        done[kind].append(Record(kind, identity_of(city, found, at), "表", at + 1, said, {}))
    for kind, records in done.items():
        changes.append_records(number, records)
        changes.refold(kind, {one.identity for one in records})
    changes.settle_findings()


def identity_of(city: Warehouse, found: Recoverable, at: int) -> str:
    """By what the store knows the thing that an item's row spoke of."""
    source = found.items[at].source
    assert source is not None
    [row] = city.rows("records", record=source.record)
    # Of an assignment nobody reported the row of the plan is the source.
    is_of_plan = row["kind"] == "tasks"
    return f"{row['identity']}|{scores.find_unit(city, found.unit)[0]}" if is_of_plan else str(row["identity"])


def test_doing_more_never_lowers_a_score(city: Warehouse) -> None:
    period = Period.parse("2025Q2")
    for unit in scores.league(city, LOCAL, period).units[::4]:
        found = recoverable(city, LOCAL, unit.unit, period)
        hundredths = [found.if_done(range(count)).hundredths for count in range(len(found.items) + 1)]
        assert hundredths == sorted(hundredths), unit.unit


def test_what_gives_back_most_comes_first(city: Warehouse) -> None:
    for unit in ("历下区", "槐荫区", "平阴县"):
        gains = [float(one.gain) for one in recoverable(city, LOCAL, unit, Period.parse("2025Q2")).items]
        assert gains == sorted(gains, reverse=True)
        assert gains


# Where it is told ------------------------------------------------------------------------------------------


def test_the_page_lists_what_comes_back_and_where_the_unit_stands(demonstration: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("METRICS_STORE", str(demonstration))
    test = opened("scorecard", period="2025Q2", unit="历下区", tab="recoverable")
    assert not test.exception, test.exception
    found = recoverable(holder.warehouse(), LOCAL, "历下区", Period.parse("2025Q2"))
    (table,) = [one.value for one in test.dataframe if "gain" in one.value]
    assert [row["gain"] for row in table.to_dict("records")] == [one.gain for one in found.items]
    assert all(row["file"] and row["row"] for row in table.to_dict("records"))
    now = found.if_done(())
    assert {one.label: one.value for one in test.metric}["办结0项后得分"] == now.score
    assert "不保存任何数据" in said(test)
    assert "考核期已结束" in said(test)
    holder.release()


def test_the_command_tells_what_the_page_tells(demonstration: Path) -> None:
    asked = ("recoverable", "历下", "--period", "2025Q2", "--store", demonstration_of(demonstration))
    document = json.loads(command_here(*asked, "--done", 2, 1, "--json").stdout)
    warehouse = Warehouse.open(demonstration_of(demonstration))
    found = recoverable(warehouse, LOCAL, "历下区", Period.parse("2025Q2"))
    warehouse.close()
    assert [one["gain"] for one in document["items"]] == [one.gain for one in found.items]
    then = found.if_done((0, 1))
    assert document["then"] == {
        "done": [1, 2], "score": then.score, "shadow_score": None, "grade": then.grade, "rank": then.rank,
        "rank_low": then.rank_low, "rank_high": then.rank_high,
    }  # fmt: skip
    text = command_here(*asked, "--done", 1).stdout
    assert f"办结1项后：{found.if_done((0,)).score} · " in text
    refused = command_here(*asked, "--done", 0)
    assert refused.exit == 1
    assert f"共有{len(found.items)}项" in refused.stderr


def test_what_is_done_after_a_period_counts_in_the_one_that_runs_where_anything_is_known_of_it(city: Warehouse) -> None:
    counting = partial(period_that_counts, city)
    second, third, half = (Period.parse(code) for code in ("2025Q2", "2025Q3", "2025H2"))
    assert counting(second, second.last) == second
    assert counting(second, third.first) == third
    assert counting(second, third.last) == third
    assert counting(Period.parse("2025H1"), third.last) == half
    assert counting(Period.parse("2025"), date(2025, 12, 31)) == Period.parse("2025")
    assert counting(second, date(2031, 5, 5)) == second, "nothing is known of 2031Q2"


def test_a_unit_is_told_its_score_and_no_rank_by_which_it_could_work_out_the_scores_of_others(city: Warehouse) -> None:
    period = Period.parse("2025Q2")
    found = recoverable(city, Reader("unit", frozenset({"历下区"})), "历下区", period)
    everything = recoverable(city, LOCAL, "历下区", period)
    assert found.items == everything.items
    for chosen in ((), (0, 1), range(len(found.items))):
        own, whole = found.if_done(chosen), everything.if_done(chosen)
        assert (own.score, own.grade) == (whole.score, whole.grade)
        assert (own.rank, own.rank_low, own.rank_high) == (None, None, None)
        assert whole.rank is not None
    assert found.is_ranked
    assert set(found.standing.peers) == set(), "nothing of its peers leaves the engine"


def test_assignments_in_order_are_listed_for_what_they_could_earn_and_no_paper_asks_for_them(city: Warehouse) -> None:
    period = Period.parse("2025Q2")
    units = [one.unit for one in scores.league(city, LOCAL, period).units[::2]]
    found = {unit: recoverable(city, LOCAL, unit, period) for unit in units}
    could = {unit: [one for one in each.items if one.state in EARNING] for unit, each in found.items()}
    assert sum(map(len, could.values())) > 30
    assert {one.state for items in could.values() for one in items} == EARNING
    assert all(float(one.gain) > 0 for items in could.values() for one in items)
    for unit, each in found.items():
        asked = open_items(city, LOCAL, unit, period)
        assert sorted(asked, key=by_gain) == [one for one in each.items if one.state not in EARNING], unit


# Floors and limits ----------------------------------------------------------------------------------------


OVERDUE = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标    |性质  |问题描述|整改时限
"""


def test_below_the_floor_an_item_gives_back_only_what_comes_above_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path).settle()
    row = "F{0}|2025Q2|2025-04-01|乙区|乙区政府网|错别字|仅记录|错字{0}|2025-04-08\n"
    rows = "".join(map(row.format, range(9)))
    assert desk.say(台账=OVERDUE + rows).accepted
    found = recoverable(desk.warehouse, LOCAL, "乙区", Q2)
    own = {one.unit: one for one in scores.league(desk.warehouse, LOCAL, Q2).units}["乙区"]
    assert own.dimensions["rectification"].score == "0.00"
    late = [at for at, one in enumerate(found.items) if one.state == "overdue"]
    assert len(late) == 9 + 1, "and the one that was there before"
    standing = [found.if_done(late[:count]).hundredths for count in range(len(late) + 1)]
    assert standing[0] == standing[1] == standing[2], "ten times sixteen is far below the floor"
    assert standing[10] > standing[9] > standing[8]
    desk.warehouse.close()


def test_a_unit_that_is_not_listed_and_one_of_others_are_refused(city: Warehouse) -> None:
    with pytest.raises(Refused):
        recoverable(city, LOCAL, "没有这个单位", Period.parse("2025Q2"))
    with pytest.raises(AccessDenied):
        recoverable(city, Reader("unit", frozenset({"历下区"})), "市中区", Period.parse("2025Q2"))
