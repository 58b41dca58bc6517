"""The pages 总览, 任务落实 and 网站检查 in process: the empty store first, then the demonstration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.i18n import translator
from metrics.intake.receive import create_store
from metrics.owner import holder

PAGES = Path(__file__).parents[1] / "pages"
THESE = ("overview", "tasks", "inspections")
CHINESE = translator("zh_CN")
QUARTERS = ("2025Q1", "2025Q2", "2025Q3")


def opened(page: str, **address: str) -> AppTest:
    """Return ``page`` as a reader finds it who opens the address on a fresh session."""
    test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=60)
    test.switch_page(str(PAGES / f"{page}.py"))
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def said(test: AppTest) -> str:
    """Return everything a page says in words."""
    elements = [*test.markdown, *test.caption, *test.text, *test.subheader, *test.error]
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


@pytest.mark.parametrize("page", THESE)
def test_a_page_of_an_empty_store_shows_the_way_to_the_intake(empty_store, page):
    test = opened(page)
    assert not test.exception
    assert not test.error
    assert "还没有数据" in said(test)


@pytest.mark.parametrize("quarter", [*QUARTERS, "2025H1", "2025"])
@pytest.mark.parametrize("page", THESE)
def test_a_page_of_the_demonstration_opens_for_every_period(city, page, quarter):
    test = opened(page, period=quarter)
    assert not test.exception
    assert not test.error
    assert test.dataframe


@pytest.mark.parametrize("page", THESE)
def test_a_page_speaks_english_too(city, page):
    test = opened(page, period="2025Q3")
    test.session_state["language"] = "en"
    test.run()
    assert not test.exception
    metrics = "".join(metric.label for metric in test.metric)
    assert not any("一" <= letter <= "鿿" for letter in metrics)


TABS = [
    ("tasks", "task_parts", "Units and tasks"),
    ("tasks", "task_parts", "Task by task"),
    ("tasks", "task_parts", "Responsibilities to be confirmed"),
    ("tasks", "task_parts", "Observations"),
    ("inspections", "inspection_parts", "Websites"),
    ("inspections", "inspection_parts", "Accounts"),
    ("inspections", "inspection_parts", "Vetoes and findings to be confirmed"),
    ("inspections", "inspection_parts", "Classes of problems"),
    ("inspections", "inspection_parts", "Repeated problems"),
    ("inspections", "inspection_parts", "Opened and closed"),
    ("inspections", "inspection_parts", "Observations"),
]


def on_tab(page: str, key: str, title: str, **address: str) -> AppTest:
    """Return ``page`` with the tab open whose title is the Chinese of ``title``."""
    test = opened(page, **address)
    test.session_state[key] = translator()(title)
    return test.run()


@pytest.mark.parametrize(("page", "key", "title"), TABS)
def test_every_tab_opens_on_an_empty_store(empty_store, page, key, title):
    test = on_tab(page, key, title)
    assert not test.exception
    assert not test.error


@pytest.mark.parametrize("period", ["2025Q1", "2025Q3", "2025"])
@pytest.mark.parametrize(("page", "key", "title"), TABS)
def test_every_tab_opens_on_the_demonstration(city, page, key, title, period):
    test = on_tab(page, key, title, period=period)
    assert not test.exception
    assert not test.error


def test_the_overview_leads_to_where_each_thing_is_dealt_with(city):
    ways = {link.label.rpartition("] ")[2]: link.page for link in opened("overview", period="2025Q3").get("page_link")}
    assert next(page for label, page in ways.items() if "逾期整改" in label).endswith("rectification")
    assert next(page for label, page in ways.items() if "逾期任务" in label).endswith("tasks")
    assert next(page for label, page in ways.items() if "认定待确认问题" in label).endswith("inspections")
    assert next(page for label, page in ways.items() if "办理单位请求" in label).endswith("intake")


def test_the_overview_without_a_period_to_compare_says_so(city):
    assert "尚无可比数据" in said(opened("overview", period="2025Q1"))


def test_the_state_of_a_year_names_the_quarter_nobody_looked_at(city):
    assert "2025年第四季度检查范围未登记" in said(opened("overview", period="2025"))
    assert "检查范围：全覆盖" in said(opened("overview", period="2025H1"))


def test_a_year_without_a_plan_is_one_sentence_and_no_figures_of_nothing(city):
    test = opened("tasks", period="2026Q1")
    assert said(test).count("2026年工作要点尚未导入") == 1
    assert "无任务分解" not in said(test)
    assert not test.metric


def test_an_empty_store_says_nothing_of_whose_tasks_there_are(empty_store):
    test = opened("tasks")
    assert not any(words in said(test) for words in ("没有分解给", "均已明确", "无任务分解"))
    assert not test.metric


def test_the_matrix_has_room_for_all_tasks_in_english_and_says_what_is_short_for_what(city):
    test = opened("tasks", period="2025Q3", group="district")
    test.session_state["language"] = "en"
    matrix = test.run().dataframe[0]
    assert {"Ver.", "Silent", "Over"} <= set(matrix.value.iloc[:, 1:].to_numpy().ravel())
    assert "Ver.: verified" in said(test)
    assert sum(one.get("width") or 0 for one in json.loads(matrix.proto.columns).values()) < 1000


def test_the_matrix_says_its_states_in_words(city):
    matrix = opened("tasks", period="2025Q3", group="district").dataframe[0].value
    words = set(matrix.iloc[:, 1:].to_numpy().ravel())
    assert {"已核验", "未报送", "逾期", "缺佐证"} <= words
    assert list(matrix.columns[1:]) == [str(number) for number in range(1, 17)]


def test_a_list_of_the_office_leaves_the_other_states_out_of_the_matrix(city):
    test = opened("tasks", period="2025Q3", group="district")
    test.query_params["list"] = "overdue"
    matrix = test.run().dataframe[0].value
    # Overdue is also a completion that lacks its evidence, and silence past the date.
    assert set(matrix.iloc[:, 1:].to_numpy().ravel()) <= {"逾期", "未报送", "缺佐证", "缺日期", "·", ""}
    assert len(matrix) < 16


def test_a_vetoed_website_has_words_in_place_of_a_score(city):
    test = opened("inspections", period="2025Q3")
    first = test.dataframe[0].value.iloc[0]
    assert (first["verdict"], first["final"]) == ("不合格（否决）", "—")
    assert "供整改参考，不作排名" in said(test)


def test_the_words_about_the_register_call_a_falling_number_an_improvement(city):
    assert "数量下降即为改进" in said(on_tab("inspections", "inspection_parts", "Opened and closed", period="2025Q3"))


def test_a_scope_nobody_declared_is_asked_for_with_the_way_to_the_intake(empty_store):
    assert "检查范围未登记" in said(opened("inspections"))


@pytest.mark.parametrize(
    ("page", "code", "title"),
    [("inspections", "judging", "To be judged"), ("inspections", "vetoes", "Vetoes and findings to be confirmed"),
     ("rectification", "open", "Open items"), ("scorecard", "replies", "Replies to marks"),
     ("inspections", "nothing", "Websites")],
)  # fmt: skip
def test_an_address_opens_the_tab_it_names_and_else_the_first(city, page, code, title):
    test = opened(page, period="2025Q2", tab=code)
    assert not test.exception
    assert [tab.label for tab in test.tabs if tab.children] == [CHINESE(title)]


def test_the_overview_of_an_empty_store_has_nothing_for_anybody_to_do(empty_store):
    assert CHINESE("Nothing waits for you.") in said(opened("overview"))


def test_the_overview_of_a_city_lists_what_waits_for_who_looks(city):
    test = opened("overview", period="2025Q3")
    assert CHINESE("Nothing waits for you.") not in said(test)
    labels = [one.proto.label for one in test.get("page_link")]
    assert any(CHINESE("Overdue rectifications") in label for label in labels)
