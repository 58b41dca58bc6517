"""The pages 总览, 任务落实 and 网站检查 in process: the empty store first, then the demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.i18n import translator
from metrics.intake.receive import create_store
from metrics.owner import holder

PAGES = Path(__file__).parents[1] / "pages"
THESE = ("overview", "tasks", "inspections")
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
