"""What a reader does in a real browser: deep links, two languages, from a district down to the spreadsheet row."""

from __future__ import annotations

import re
import shutil
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from dashboards import dashboard
from playwright.sync_api import expect
from windows import click_row, press, rest

from pages import CONTENTS

TABLE = '[data-testid="stDataFrame"]:visible'
ACROSS = 200
TICK = 16
"""Pixels from the left to the box that picks a row."""
PATIENCE = 60_000


@pytest.fixture(scope="module")
def city(pristine_demonstration, tmp_path_factory):
    """A dashboard that shows a demonstration of its own."""
    store = tmp_path_factory.mktemp("city") / "store"
    shown = store.with_name("store-demo")
    shutil.copytree(pristine_demonstration, shown)
    with dashboard(store, shown) as running:
        yield running


@pytest.fixture
def page(browser):
    """A window of a fresh reader on the screen most offices have."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


def address_of(page):
    """Return the path and the filters of the address."""
    parts = urlsplit(page.url)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_a_deep_link_is_the_first_request_of_a_new_server(city, page):
    page.goto(f"{city.url}/scorecard?period=2025Q2&unit={quote('济阳区')}")
    page.locator(TABLE).first.wait_for()
    assert page.get_by_role("heading", name="得分卡").count() == 1
    assert page.get_by_text("演示数据").count() >= 1
    assert address_of(page) == ("/scorecard", {"period": "2025Q2", "unit": "济阳区"})


def test_the_bare_address_leads_to_the_first_page_and_keeps_what_it_asks_for(city, page):
    page.goto(f"{city.url}/?period=2025Q1")
    page.wait_for_url(f"**/{CONTENTS[0].name}?**")
    assert address_of(page)[1]["period"] == "2025Q1"


def test_a_shared_link_opens_the_same_view_in_the_other_language(city, page):
    page.goto(f"{city.url}/league?period=2025Q1&group=department")
    page.locator(TABLE).first.wait_for()
    shared = page.url
    press(page, page.get_by_text("English", exact=True))
    page.get_by_role("heading", name="League table").wait_for()
    expect(page.get_by_role("combobox", name="Period")).to_have_value("First quarter of 2025")
    assert page.url == shared


def test_two_clicks_lead_from_a_number_to_the_row_of_the_original(city, page):
    page.goto(f"{city.url}/league?period=2025Q2&group=district")
    page.locator(TABLE).first.wait_for()
    click_row(page, page.locator(TABLE).first, 3, ACROSS)
    page.wait_for_url("**/scorecard?**")
    page.get_by_text("查看明细").wait_for()
    page.locator(".barlayer").first.wait_for()
    click_row(page, page.locator(TABLE).first, 0, ACROSS)
    page.get_by_text("原表该行").wait_for()


def test_a_click_on_a_bar_lists_its_marks_and_the_next_click_shows_the_row(city, page):
    page.goto(f"{city.url}/scorecard?period=2025Q2&unit={quote('济阳区')}")
    bar = page.locator(".barlayer .point path").nth(1)
    box = rest(page, bar)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_role("combobox", name="查看明细")).to_have_value(re.compile("任务落实：.+ −"))
    click_row(page, page.locator(TABLE).first, 0, ACROSS)
    page.get_by_text("原表该行").wait_for()


def test_a_ticked_item_is_worked_out_and_nothing_is_kept(city, page):
    address = f"{city.url}/scorecard?period=2025Q2&unit={quote('历下区')}&tab=recoverable"
    page.goto(address)
    score = page.get_by_test_id("stMetric").filter(has_text=re.compile("办结.项后得分"))
    expect(score).to_contain_text("办结0项后得分")
    before = score.get_by_test_id("stMetricValue").inner_text()
    click_row(page, page.locator(TABLE).first, 0, TICK)
    expect(score).to_contain_text("办结1项后得分")
    after = score.get_by_test_id("stMetricValue").inner_text()
    assert float(after) > float(before)
    click_row(page, page.locator(TABLE).first, 1, TICK)
    expect(score).to_contain_text("办结2项后得分")
    assert float(score.get_by_test_id("stMetricValue").inner_text()) > float(after)
    page.goto(address)
    expect(score).to_contain_text("办结0项后得分")
    assert score.get_by_test_id("stMetricValue").inner_text() == before


def test_no_table_offers_the_download_that_would_hand_out_formulas(city, page):
    parts_with_a_table = {"intake": "历次导入", "system": "审计日志"}
    # 定稿 has no table until a first step has been taken.
    for entry in (entry for entry in CONTENTS if entry.name != "releases"):
        page.goto(f"{city.url}/{entry.name}?period=2025Q2")
        page.get_by_role("heading", level=1).wait_for()
        if entry.name in parts_with_a_table:
            press(page, page.get_by_role("tab", name=parts_with_a_table[entry.name]))
        tools = page.get_by_test_id("stElementToolbarButton").locator("button")
        expect(tools.first).to_be_attached()
        called = [tool.get_attribute("aria-label") for tool in tools.all()]
        # The toolbar is there and says what it can do; downloading is not among it.
        assert any("Search" in name for name in called), entry.name
        assert [name for name in called if "ownload" in name] == [], entry.name


def test_a_long_name_of_a_unit_is_whole_where_it_ranks_and_short_where_there_is_no_room(city, page):
    for name, shown in (("league", "济南市人民政府国有资产监督管理委员会"), ("tasks", "市发改委")):
        page.goto(f"{city.url}/{name}?period=2025Q2&group=department")
        page.locator(TABLE).first.wait_for()
        page.locator("canvas td", has_text=re.compile(f"^{shown}$")).first.wait_for(state="attached")


def test_nothing_is_asked_of_any_other_machine(city, page):
    strangers = []
    page.on("request", lambda request: strangers.append(request.url) if city.url not in request.url else None)
    for name in ("league", "scorecard", "intake"):
        page.goto(f"{city.url}/{name}")
        page.get_by_test_id("stMainBlockContainer").wait_for()
        page.wait_for_timeout(2000)
    assert [url for url in strangers if not url.startswith(("data:", "blob:", "ws:"))] == []
