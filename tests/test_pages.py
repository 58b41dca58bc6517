"""Pages in process: the empty store first, then the demonstration; filters in the address; both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import scores
from metrics.access import LOCAL
from metrics.calendar import Period
from metrics.i18n import translator
from metrics.intake.receive import create_store
from metrics.owner import holder
from pages import CONTENTS
from pages.parts.breakdown import FULL_MARKS, list_steps
from pages.parts.charts import build_heat_map, build_waterfall, word_cell
from pages.parts.tables import fit_headings
from pages.parts.words import plain

PAGES = Path(__file__).parents[1] / "pages"
FAULTS = PAGES.parent / "data" / "samples" / "faults"
QUARTER = Period.parse("2025Q2")
CHINESE = translator("zh_CN")


def opened(page: str, **address: str) -> AppTest:
    """Return ``page`` as a reader finds it who opens the address on a fresh session."""
    test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=60)
    test.switch_page(str(PAGES / f"{page}.py"))
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def said(test: AppTest) -> str:
    """Return everything a page says in words."""
    elements = [*test.markdown, *test.caption, *test.text, *test.info, *test.warning, *test.error, *test.title]
    return "\n".join(str(element.value) for element in elements)


@pytest.fixture
def empty_store(tmp_path, monkeypatch):
    """A real store that knows the reference units and nothing else."""
    monkeypatch.setenv("METRICS_STORE", str(tmp_path / "store"))
    create_store(tmp_path / "store", "real").close()
    yield tmp_path / "store"
    holder.release()


@pytest.fixture
def city(demonstration, monkeypatch):
    """The demonstration, shown because there is no real store."""
    monkeypatch.setenv("METRICS_STORE", str(demonstration))
    yield demonstration
    holder.release()


@pytest.mark.parametrize("page", [entry.name for entry in CONTENTS])
def test_a_page_of_an_empty_store_opens_without_an_error(empty_store, page):
    test = opened(page)
    assert not test.exception
    assert not test.error


def test_an_empty_league_table_shows_the_way_to_the_intake(empty_store):
    assert "还没有数据" in said(opened("league"))


def test_a_real_store_has_no_demonstration_banner(empty_store):
    assert "演示数据" not in said(opened("league"))


@pytest.mark.parametrize("page", [entry.name for entry in CONTENTS])
def test_every_page_of_the_demonstration_says_that_it_is_one(city, page):
    test = opened(page)
    assert not test.exception
    assert "演示数据" in said(test)
    assert test.button(key="start_real_store")


@pytest.mark.parametrize("page", [entry.name for entry in CONTENTS])
def test_a_page_prints_its_title_once_in_chinese_first(city, page):
    (title,) = opened(page).title
    assert title.value == CHINESE(next(entry.title for entry in CONTENTS if entry.name == page))


def test_the_address_always_says_period_and_group_as_codes(city):
    test = opened("league")
    assert test.query_params["period"] == "2025Q3"
    assert test.query_params["group"] == "district"


def test_the_address_decides_what_is_shown(city):
    test = opened("league", period="2025Q2", group="department")
    assert (test.selectbox(key="ask_period").value, test.get_by_key("ask_group").value) == ("2025Q2", "department")
    assert "2025年6月30日" in said(test)


def test_nonsense_in_the_address_is_replaced_by_the_default(city):
    test = opened("league", period="2025Q9", group="城区")
    assert not test.exception
    assert test.query_params["period"] == "2025Q3"
    assert test.query_params["group"] == "district"


def test_a_choice_is_written_to_the_address(city):
    test = opened("league")
    test.selectbox(key="ask_period").select("2025H1").run()
    assert test.query_params["period"] == "2025H1"


def test_the_other_language_shows_the_same_view(city):
    test = opened("league", period="2025Q1", group="institution")
    before = test.dataframe[0].value
    test.get_by_key("language").set_value("en").run()
    assert [title.value for title in test.title] == ["League table"]
    assert test.query_params["period"] == "2025Q1"
    assert test.dataframe[0].value["unit"].tolist() == before["unit"].tolist()


def test_the_league_table_shows_what_the_engine_says(city):
    shown = opened("league", period="2025Q2").dataframe[0].value
    units = [unit for unit in scores.league(holder.warehouse(), LOCAL, QUARTER).units if unit.group == "district"]
    assert shown["unit"].tolist() == [unit.unit for unit in units]
    assert [f"{score:.2f}" for score in shown["score"]] == [unit.score for unit in units]


def test_an_unrated_unit_has_words_in_place_of_numbers(city):
    shown = opened("league", period="2025Q2", group="department").dataframe[0].value
    last = shown.iloc[-1]
    assert (last["place"], last["grade"]) == ("暂不评定", "暂不评定")
    assert last.isna()["score"]


def test_the_first_period_under_rules_has_nothing_to_compare_with(city):
    test = opened("league", period="2025Q1")
    assert not test.warning
    assert [metric.delta for metric in test.metric] == [""] * 5


def test_a_scorecard_lists_every_mark_with_its_file_and_row(city):
    shown = opened("scorecard", period="2025Q2", unit="济阳区").dataframe[0].value
    card = scores.scorecard(holder.warehouse(), LOCAL, "济阳区", QUARTER)
    assert len(shown) == len(card.marks)
    assert all(shown["file"])
    assert all(shown["place"])
    assert all(shown["clause"])


def test_the_box_beside_the_chart_lists_the_marks_of_one_bar(city):
    test = opened("scorecard", period="2025Q2", unit="济阳区")
    step = list_steps(CHINESE, scores.scorecard(holder.warehouse(), LOCAL, "济阳区", QUARTER))[0]
    test.selectbox(key="ask_step").select(step.code).run()
    assert len(test.dataframe[0].value) == len(step.marks)


def test_a_unit_nobody_knows_gives_the_first_one_listed_and_says_so(city):
    test = opened("scorecard", period="2025Q2", unit="南京市")
    assert not test.exception
    assert test.selectbox(key="ask_unit").value != "南京市"
    assert [one.value for one in test.warning] == ["链接中的“南京市”在此无法识别，现按默认显示。"]


@pytest.mark.parametrize(("name", "key"), [("scorecard", "ask_unit"), ("rectification", "repairs_unit")])
def test_a_link_may_name_a_unit_by_another_of_its_names(city, name, key):
    test = opened(name, period="2025Q2", unit="市交通运输局")
    assert test.selectbox(key=key).value == "济南市城乡交通运输局"
    assert test.query_params["unit"] in ("济南市城乡交通运输局", ["济南市城乡交通运输局"])
    assert [one.value for one in test.warning] == []


@pytest.mark.parametrize("code", ["2025Q2", "2025H1", "2025"])
def test_the_bars_lead_from_100_to_the_score(city, code):
    period = Period.parse(code)
    for unit in scores.league(holder.warehouse(), LOCAL, period).units[::7]:
        steps = list_steps(CHINESE, scores.scorecard(holder.warehouse(), LOCAL, unit.unit, period))
        printed = unit.score or unit.shadow_score
        assert f"{(steps[-1].after if steps else FULL_MARKS) / 100:.2f}" == printed


def test_a_bar_carries_the_code_of_its_marks(city):
    steps = list_steps(CHINESE, scores.scorecard(holder.warehouse(), LOCAL, "济阳区", QUARTER))
    assert list(build_waterfall(CHINESE, steps).data[0].customdata) == [step.code for step in steps]


def test_the_heat_map_says_why_a_cell_is_empty(city):
    units = scores.league(holder.warehouse(), LOCAL, QUARTER).units
    unrated = next(unit for unit in units if unit.verdict == "unrated")
    assert word_cell(CHINESE, unrated, "tasks") == "不涉及"
    assert build_heat_map(CHINESE, [unrated]).data[0].z[0][0] is None


def test_a_file_with_a_fault_is_answered_with_cell_reason_and_advice(empty_store):
    test = opened("intake")
    name = "impossible_date.csv"
    test.file_uploader[0].upload(name, (FAULTS / name).read_bytes())
    test.run()
    assert not test.exception
    table = test.table[0].value
    assert "B2" in table["工作表和单元格"].iloc[0]
    assert "2025年2月30日" in table["原文"].iloc[0]
    assert "keep" not in [button.key for button in test.button]
    assert scores.imports(holder.warehouse(), LOCAL)[0]["file_name"] != name


def test_a_file_that_is_held_counts_nothing_and_stands_in_the_history(empty_store):
    test = opened("intake")
    name = "impossible_date.csv"
    test.file_uploader[0].upload(name, (FAULTS / name).read_bytes())
    test.run()
    test.button(key="hold").click().run()
    assert not test.exception
    assert scores.imports(holder.warehouse(), LOCAL)[0]["state"] == "held"
    assert "待处理" in test.dataframe[0].value["state"].tolist()


@pytest.mark.parametrize(("width", "place"), [(256, 416), (832, 992), (1000, 1160)])
def test_a_heading_is_never_cut_and_the_widest_column_gives_way_where_there_is_no_place_left(width, place):
    given = {"unit": width, "bar": 96, "end": 64}
    columns = {
        "unit": {"label": "Unit", "width": given["unit"]},
        "bar": {"label": "Rectification 30", "width": given["bar"]},
        "end": {"label": "覆盖度", "width": given["end"]},
    }
    widths = {key: one["width"] for key, one in fit_headings(columns).items()}
    assert widths["bar"] > 108
    assert widths["end"] == given["end"]
    assert sum(widths.values()) == place
    assert columns["bar"]["width"] == given["bar"]


def test_a_heading_takes_nothing_from_others_while_there_is_place():
    columns = {"unit": {"label": "单位", "width": 700}, "bar": {"label": "Rectification 30", "width": 96}}
    assert fit_headings(columns)["unit"]["width"] == 700


def test_text_from_a_file_is_never_read_as_markup():
    assert plain("![x](http://a/b) <b> :red[x]") == r"\!\[x\]\(http\:\/\/a\/b\) \<b\> \:red\[x\]".replace(r"\/", "/")


def test_many_warnings_of_one_kind_about_one_column_are_one_line_with_their_count_and_first_cells():
    def page() -> None:
        from metrics.i18n import translator
        from metrics.intake.faults import describe, fault
        from pages.parts.reports import show_faults

        t = translator("zh_CN")
        late = [fault("channel_not_running", "问题", f"D{row}", f"甲{row}", period="2025Q2") for row in range(2, 40)]
        other = [fault("channel_not_running", "问题", "E2", "乙", period="2025Q2")]
        wrong = [fault("unknown_unit", "问题", f"C{row}", f"某{row}", suggestions=()) for row in (2, 3)]
        show_faults(t, [describe(one, t) for one in (*late, *other, *wrong)])

    test = AppTest.from_function(page, default_timeout=60).run()
    assert not test.exception
    errors, warnings = (table.value for table in test.table)
    # An error is corrected cell by cell: each keeps its own line.
    assert len(errors) == 2
    assert len(warnings) == 2
    place, typed, message, _ = warnings.iloc[0]
    assert place == "问题 D2、D3、D4、D5等，另有34处"
    assert typed == "甲2、甲3、甲4、甲5等，另有34处"
    assert "“甲2”" in message
    assert "另有37处同类问题" in message
