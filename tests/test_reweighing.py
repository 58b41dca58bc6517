"""Other weights: what the page works out is what the engine finds under a scheme that has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dashboards import command_here
from desks import Q2, Desk
from test_pages_of_state import opened, said

from metrics import scores
from metrics.access import LOCAL, Reader
from metrics.calendar import Period
from metrics.errors import AccessDenied, Refused
from metrics.owner import demonstration_of, holder
from metrics.reweighing import Weighable, weighable
from metrics.warehouse import Warehouse

GROUPS = ("district", "department", "institution")
WEIGHTS = {
    "as they are": {},
    "inspection halved": {"inspection": "20"},
    "decimals": {"tasks": "33.3333", "rectification": "0.5"},
    "tasks alone": {"inspection": "0", "rectification": "0", "checklist": "0"},
    "without rectification": {"rectification": "0"},
    "inspection above all": {"tasks": "1", "inspection": "98", "checklist": "98", "rectification": "1"},
}


@pytest.fixture
def city(demonstration: Path) -> Iterator[Warehouse]:
    """The demonstration's store."""
    warehouse = Warehouse.open(demonstration_of(demonstration))
    yield warehouse
    warehouse.close()


def other(found: Weighable, changed: dict[str, str]) -> dict[str, Decimal]:
    """The scheme's weights with some of them changed."""
    return {name: Decimal(changed.get(name, weight)) for name, weight in found.weights.items()}


@pytest.mark.parametrize("changed", WEIGHTS.values(), ids=WEIGHTS)
@pytest.mark.parametrize("code", ["2025Q2", "2025Q3", "2025H1"])
def test_the_engine_finds_the_same_under_a_scheme_with_these_weights(
    city: Warehouse, code: str, changed: dict[str, str]
) -> None:
    period = Period.parse(code)
    for group in GROUPS:
        found = weighable(city, LOCAL, period, group)
        weights = other(found, changed)
        if not any(weights.values()):
            continue
        scheme = scores.scheme_of(city, period)
        weighed = replace(
            scheme, version=f"{scheme.version}-{sorted(changed.items())}",
            dimension_weights={**scheme.dimension_weights, group: {k: v for k, v in weights.items() if v}},
        )  # fmt: skip
        theirs = scores.league(city, LOCAL, period, group=group, scheme=weighed).units
        assert [told(one) for one in found.under(weights)] == [told(one) for one in theirs], group
        moved = [told(one) for one in found.under(weights)] != [told(one) for one in found.under(found.weights)]
        assert moved == bool(changed) or group == "institution"


def test_the_command_and_the_page_tell_it(demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("weigh", "--period", "2025Q2", "--group", "区县", "--store", demonstration_of(demonstration))
    document = json.loads(command_here(*asked, "inspection=20", "--json").stdout)
    monkeypatch.setenv("METRICS_STORE", str(demonstration))
    test = opened("rules", period="2025Q2", tab="weights")
    assert not test.exception, test.exception
    assert "名次没有变化" in said(test)
    test.number_input(key="weight_jinan-default_2025.1_district_inspection").set_value(20.0).run()
    assert not test.exception, test.exception
    (table,) = [one.value for one in test.dataframe if "score_now" in one.value]
    lines = [(row["place"], row["unit"], row["score"]) for row in table.to_dict("records")]
    assert lines == [(str(one["rank"]), one["unit"], one["score"]) for one in document["units"]]
    assert "3个名次有变化" in said(test)
    for name in ("tasks", "inspection", "rectification"):
        test.number_input(key=f"weight_jinan-default_2025.1_district_{name}").set_value(0.0)
    assert "至少一个维度的权重应大于0" in "".join(str(one.value) for one in test.run().warning)
    holder.release()


@pytest.mark.parametrize("weight", ["tasks=x", "tasks=-1", "tasks=1000", "tasks=0.00001", "tasks", "=3"])
def test_a_weight_that_is_none_is_not_understood(demonstration: Path, weight: str) -> None:
    store = demonstration_of(demonstration)
    assert command_here("weigh", weight, "--period", "2025Q2", "--group", "区县", "--store", store).exit == 2


@pytest.mark.parametrize("name", ["checklist", "行政"])
@pytest.mark.parametrize("weight", ["3", "0"])
def test_a_dimension_the_group_has_not_is_refused(demonstration: Path, name: str, weight: str) -> None:
    store = demonstration_of(demonstration)
    refused = command_here("weigh", f"{name}={weight}", "--period", "2025Q2", "--group", "区县", "--store", store)
    assert (refused.exit, refused.stderr) == (1, f"该类单位没有维度{name}，只有tasks、inspection、rectification。\n")


def told(one: Any) -> tuple[Any, ...]:
    return (one.unit, one.league, one.verdict, one.score, one.rank)


LEAGUES = """
单位名称|单位类别|排名组|排序号
戊区    |区县    |甲组  |1
己区    |区县    |二组  |2
庚区    |区县    |一组  |3
辛区    |区县    |二组  |4
"""


def test_several_leagues_of_a_group_come_in_the_order_of_the_league_table(tmp_path: Path) -> None:
    desk = Desk(tmp_path).settle()
    tasks = "".join(f"2025|1|推进重点领域公开|{one}区|年底前|推进中\n" for one in "戊己庚辛")
    assert desk.say(单位=LEAGUES, 任务="年度|序号|重点任务|责任单位|完成时限|进展状态\n" + tasks).accepted
    theirs = scores.league(desk.warehouse, LOCAL, Q2, group="district").units
    found = weighable(desk.warehouse, LOCAL, Q2, "district")
    desk.warehouse.close()
    assert len({one.league for one in theirs}) > 2
    # In whatever order the rows come.
    for rows in (found.standings, tuple(reversed(found.standings))):
        lines = replace(found, standings=rows).under(found.weights)
        assert [told(one) for one in lines] == [told(one) for one in theirs]


def test_nothing_but_noughts_is_refused_and_a_unit_is_not_told_of_others(city: Warehouse) -> None:
    period = Period.parse("2025Q2")
    found = weighable(city, LOCAL, period, "district")
    with pytest.raises(Refused):
        found.under(dict.fromkeys(found.weights, Decimal(0)))
    with pytest.raises(AccessDenied):
        weighable(city, Reader("unit", frozenset({"历下区"})), period, "district")
