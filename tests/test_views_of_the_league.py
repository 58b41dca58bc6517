"""排行榜 in its views, and the list for publication: what each tells, in which order, to whom, and how it leaves."""

from __future__ import annotations

import csv
import io
from datetime import date

import docx
import openpyxl
import pytest
from desks import Q2, Desk
from marked_city import OWN_MARK, SECRET, build, marks_in
from test_every_table_leaves import taken  # noqa: F401 - a fixture
from test_pages_of_state import CHINESE, opened, said
from test_releases import release

from metrics import pass_rates, scores
from metrics.access import LOCAL, Reader
from metrics.briefs.papers import Order, make_papers
from metrics.briefs.public_list import word_list_basis
from metrics.calendar import Period
from metrics.commands.running import run
from metrics.errors import AccessDenied
from metrics.owner import holder
from metrics.public_list import public_list
from metrics.tiers import tiers_of
from metrics.warehouse import Warehouse
from metrics.words import GROUPS

Q3 = Period.parse("2025Q3")


@pytest.fixture
def city(demonstration, monkeypatch):
    """The demonstration, shown because there is no real store."""
    monkeypatch.setenv("METRICS_STORE", str(demonstration))
    yield demonstration
    holder.release()


@pytest.fixture
def store(demonstration):
    """The demonstration's store, asked directly."""
    warehouse = Warehouse.open(demonstration.with_name(f"{demonstration.name}-demo"))
    yield warehouse
    warehouse.close()


def shown(view: str, group: str = "district"):
    """The page in one view, and the units of its tables in their order."""
    test = opened("league", period="2025Q3", view=view, group=group)
    assert not test.exception, test.exception
    return test, [unit for one in test.dataframe if "unit" in one.value for unit in one.value["unit"]]


# Views ---------------------------------------------------------------------------------------------------


def test_every_view_has_its_address_and_leaves_as_it_is_shown(city, taken):  # noqa: F811 - the fixture
    orders = {}
    for view in ("ranked", "tiers", "area", "progress", "public"):
        taken.clear()
        test, orders[view] = shown(view)
        assert view in test.query_params["view"]
        (content,) = taken
        (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        first = int(sheet.freeze_panes[1:])
        place = [cell.value for cell in sheet[first - 1]].index("单位")
        left = [row[place].value for row in sheet.iter_rows(min_row=first)]
        assert len(left) == len(orders[view]) > 3
    assert sorted(orders["ranked"]) == sorted(orders["area"]) == sorted(orders["tiers"])
    assert orders["ranked"] != orders["area"]
    assert orders["area"][:3] == ["历下区", "市中区", "槐荫区"]


def test_ranks_are_shown_with_their_intervals_and_leave_as_numbers_beside_them(city, taken):  # noqa: F811
    test, _ = shown("ranked")
    (table,) = [one.value for one in test.dataframe if "place" in one.value]
    found = {one.unit: one for one in scores.league(holder.warehouse(), LOCAL, Q3).units}
    ranked = {unit: one for unit, one in found.items() if one.group == "district" and one.rank is not None}
    places = {row["unit"]: row["place"] for row in table.to_dict("records")}
    assert {unit: places[unit] for unit in ranked} == {
        unit: f"{one.rank}（{one.rank_low}–{one.rank_high}）" for unit, one in ranked.items()
    }
    assert "仅反映权重取舍" in said(test)
    (content,) = taken
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    first = int(sheet.freeze_panes[1:])
    headings = [cell.value for cell in sheet[first - 1]]
    assert headings[:3] == ["名次", "区间", "单位"]
    left = {row[2].value: (row[0].value, row[1].value) for row in sheet.iter_rows(min_row=first)}
    assert {unit: left[unit] for unit in ranked} == {
        unit: (one.rank, f"{one.rank_low}–{one.rank_high}") for unit, one in ranked.items()
    }


def test_how_sure_the_ranks_are_is_told_by_tiers_and_without_each_dimension(city):
    test, _ = shown("ranked")
    test.session_state["sureness_open"] = True
    test.run()
    (table,) = [one.value for one in test.dataframe if "tier" in one.value]
    found = {one.unit: one for one in scores.league(holder.warehouse(), LOCAL, Q3).units}
    told = {row["unit"]: row for row in table.to_dict("records")}
    assert list(told) == [unit for unit, one in found.items() if one.group == "district" and one.rank is not None]
    for unit, row in told.items():
        one = found[unit]
        assert (row["tier"], row["rank"]) == (f"第{one.rank_tier}梯队", one.rank)
        assert row["interval"] == f"{one.rank_low}–{one.rank_high}"
        assert {name: row[f"without_{name}"] for name in one.rank_without} == one.rank_without
    assert len({row["tier"] for row in told.values()}) > 1


@pytest.mark.parametrize("group", ["district", "department", "institution"])
def test_the_cards_above_the_table_tell_what_the_overview_tells_of_the_group(city, group):
    cards = {one.label: (one.value, one.delta) for one in opened("league", period="2025Q3", group=group).metric}
    overview = opened("overview", period="2025Q3")
    lines = {line["group"]: line for line in overview.dataframe[0].value.to_dict("records")}
    line = lines[CHINESE(GROUPS[group])]
    mean, change = cards[f"平均得分（n={line['ranked']}）"]
    assert (mean, float(change)) == (line["mean"], float(line["change"].replace("▲ ", "+").replace("▼ ", "-")))
    (on_time,) = [(label, value) for label, (value, _) in cards.items() if label.startswith("整改按期率")]
    assert line["on_time"] == f"{on_time[1]}（{on_time[0].removeprefix('整改按期率 ')}）"
    whole_city = {one.label: (one.value, one.delta) for one in overview.metric}
    for kind in ("网站", "新媒体"):
        (shown,) = [(label.split()[-1], *told) for label, told in cards.items() if label.startswith(f"全市{kind}")]
        assert [(label.split()[-1], *told) for label, told in whole_city.items() if label.startswith(kind)] == [shown]


def test_tiers_tell_neither_ranks_nor_scores_and_inside_a_tier_the_order_is_the_administrative_one(city):
    test, _ = shown("tiers")
    (table,) = [one.value for one in test.dataframe if "tier" in one.value]
    assert list(table.columns) == ["tier", "unit", "on_time"]
    found = scores.league(holder.warehouse(), LOCAL, Q3)
    tiers = tiers_of([one for one in found.units if one.group == "district"], found.scheme)
    grades = [one.grade for one in tiers]
    assert grades == [one for one in ("excellent", "good", "pass", "fail", None) if one in grades]
    for tier in tiers:
        places = [one.sort_order for one in tier.units]
        assert places == sorted(places)


def test_progress_lists_whoever_rose_the_furthest_first(city):
    test, _ = shown("progress", "department")
    (table,) = [one.value for one in test.dataframe if "before" in one.value]
    gained = [int(one.removeprefix("▲")) for one in table["change"]]
    assert gained == sorted(gained, reverse=True)
    assert list(table["before"] - table["now"]) == gained


def test_an_unknown_view_is_told_and_the_usual_one_shown(city):
    test, units = shown("nonsense")
    assert units
    assert any("nonsense" in one.value for one in test.warning)


def test_a_units_reader_is_told_its_own_tier_and_nobody_elses(store):
    reader = Reader("unit", frozenset({"历下区"}))
    found = scores.league(store, reader, Q3)
    told = [one for tier in tiers_of(found.units, found.scheme) for one in tier.units if tier.grade is not None]
    assert [one.unit for one in told] == ["历下区"]


# Tiers in a paper ----------------------------------------------------------------------------------------


def annex_of_tiers(store, **wanted):
    """The lines of the annex of grades of a notice; None when it has none."""
    order = Order("notice", Q3, date(2025, 10, 12), **wanted)
    document = docx.Document(io.BytesIO(next(make_papers(store, LOCAL, order)[1]).content))
    found = [[[cell.text for cell in row.cells] for row in one.rows] for one in document.tables]
    return next((rows[1:] for rows in found if rows[0][:2] == ["单位类别", "等次"]), None)


def test_a_notice_has_units_by_grade_when_the_office_chooses_so_and_names_nobody_where_it_may_not(store):
    found = scores.league(store, LOCAL, Q3)
    lines = annex_of_tiers(store, is_tiered=True)
    assert sum(int(line[2]) for line in lines) == len(found.units)
    (best,) = [line for line in lines if line[:2] == ["区县", "优秀"]]
    excellent = [one for one in found.units if (one.group, one.grade) == ("district", "excellent")]
    assert best[3] == "、".join(one.unit for one in sorted(excellent, key=lambda one: one.sort_order))
    unnamed = annex_of_tiers(store, is_tiered=True, is_named=False)
    assert [line[:3] for line in unnamed] == [line[:3] for line in lines]
    assert {line[3] for line in unnamed} == {"—"}
    assert annex_of_tiers(store) is None


def test_the_command_and_the_page_choose_the_annex(demonstration, city, tmp_path):
    about = ["brief", "notice", "--period", "2025Q3", "--tiers", "--out", str(tmp_path / "p"), "--json"]
    answer = run([*about, "--store", str(demonstration)], tmp_path)
    assert answer.exit == 0, answer.stderr
    paper = docx.Document(str(tmp_path / "p" / "通报-2025Q3-点名.docx"))
    assert any(one.text == "各单位等次名单" for one in paper.paragraphs)
    test = opened("supervision", period="2025Q3", paper="notice", annex="tiers")
    assert not test.exception
    assert test.get_by_key("papers_annex").value == "tiers"


# The list for publication --------------------------------------------------------------------------------


def test_the_list_counts_what_the_city_counts_and_stands_in_the_order_of_administration(store):
    found = public_list(store, LOCAL, Q3)
    city = pass_rates.inspections(store, LOCAL, Q3)
    for kind in ("websites", "accounts"):
        counted = [getattr(one, kind) for one in found.lines]
        assert sum(one.checked for one in counted) == city[kind]["checked"]
        assert sum(one.passed for one in counted) == city[kind]["passed"]
    assert [one.unit for one in found.lines[:2]] == ["历下区", "市中区"]
    minimum = found.scheme.rate_minimum_n
    assert all((one.accounts.rate is None) == (one.accounts.checked < minimum) for one in found.lines)


def test_the_list_holds_no_score_no_rank_no_finding_and_no_text_that_a_person_wrote(tmp_path):
    folder = build(tmp_path)
    for name in ("list.xlsx", "list.csv"):
        answer = run(["public-list", "--period", "2025Q2", "--out", name, "--store", str(folder)], tmp_path)
        assert answer.exit == 0, answer.stderr
        content = (tmp_path / name).read_bytes()
        assert marks_in(content) == set()
    rows = list(csv.reader(io.StringIO((tmp_path / "list.csv").read_bytes().decode("utf-8-sig"))))
    start = next(number for number, row in enumerate(rows) if row[:2] == ["单位类别", "单位"])
    assert [row[1] for row in rows[start + 1 :]] == ["甲区", "乙区", "市丙局"]
    facts = {row[0]: row[1] for row in rows[:start] if len(row) > 1}
    assert facts["筛选条件"].startswith("按行政区划（机构）顺序排列，不是排名")
    assert facts["统计截止日"] == "2025年6月30日"
    assert "第1版定稿" in facts["发布状态"]
    assert not {"得分", "名次", "等次"} & set(rows[start])
    assert OWN_MARK not in str(facts)
    assert SECRET not in str(facts)


def test_the_list_of_a_released_quarter_is_the_edition_that_holds_whatever_came_later(tmp_path):
    desk = Desk(tmp_path).settle()
    before = public_list(desk.warehouse, LOCAL, Q2).lines
    assert "尚未定稿" in word_list_basis(public_list(desk.warehouse, LOCAL, Q2))
    release(desk)
    desk.say(渠道="渠道名称|渠道类型|主办单位\n甲区新网|政府网站|甲区")
    after = public_list(desk.warehouse, LOCAL, Q2)
    desk.warehouse.close()
    assert after.lines == before
    assert "第1版定稿" in word_list_basis(after)


def test_the_list_is_not_for_a_units_reader_before_it_is_published(store):
    with pytest.raises(AccessDenied):
        public_list(store, Reader("unit", frozenset({"历下区"})), Q3)


def test_the_command_prints_the_list_and_refuses_another_kind_of_file(demonstration, tmp_path):
    about = ["public-list", "--period", "2025Q3", "--store", str(demonstration)]
    printed = run(about, tmp_path)
    assert printed.exit == 0
    assert "不是排名" in printed.stdout
    refused = run([*about, "--out", "list.pdf"], tmp_path)
    assert (refused.exit, (tmp_path / "list.pdf").exists()) == (1, False)
    assert ".xlsx" in refused.stderr


def test_the_page_says_that_the_list_is_no_ranking(city):
    test, units = shown("public")
    assert units[0] == "历下区"
    assert "不是排名" in said(test)
