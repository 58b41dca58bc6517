"""The intake in a real browser: a fault is answered with its cell, a good file goes in and comes out again."""

from __future__ import annotations

import pytest
from dashboards import dashboard
from windows import click_row, press

from metrics.intake.receive import create_store

PATIENCE = 60_000
TABLE = '[data-testid="stDataFrame"]:visible'
CHANNELS = "渠道名称,渠道类型,主办单位,网址\n历下区政府网,政府网站,历下区,http://www.lixia.gov.cn\n"
FAULTY = CHANNELS + "某某发布,微信公众号,历下区人民政府办,\n"


@pytest.fixture
def page(browser, tmp_path):
    """A window on the intake of an empty real store."""
    create_store(tmp_path / "store", "real").close()
    with dashboard(tmp_path / "store") as running:
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        context.set_default_timeout(PATIENCE)
        window = context.new_page()
        window.goto(f"{running.url}/intake")
        yield window
        context.close()


def drop(page, name, text):
    """Drop a file into the upload box."""
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8")}
    page.locator("input[type=file]").set_input_files([file])


def test_a_faulty_file_names_the_cell_and_a_good_one_goes_in_and_comes_out(page):
    drop(page, "渠道台账.csv", FAULTY)
    page.get_by_text("校验未通过").wait_for()
    row = page.get_by_role("row").filter(has_text="C3")
    assert "历下区人民政府办" in row.inner_text()

    press(page, page.get_by_role("button", name="Remove 渠道台账.csv"))
    # As a person does: the next file goes in once the box has let go of the one before.
    page.get_by_text("校验未通过").wait_for(state="hidden")
    drop(page, "渠道台账.csv", CHANNELS)
    page.get_by_text("校验通过").wait_for()
    press(page, page.get_by_role("button", name="入库", exact=True))
    page.get_by_text("已入库：渠道台账.csv").wait_for()

    press(page, page.get_by_role("tab", name="历次导入"))
    page.get_by_role("tab", name="历次导入", selected=True).wait_for()
    click_row(page, page.locator(TABLE).first, 0, 300)
    press(page, page.get_by_role("button", name="撤回"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="撤回"))
    page.get_by_text("已撤回，得分恢复").wait_for()


def test_the_button_of_the_demonstration_starts_an_empty_real_store(browser, demonstration):
    with dashboard(demonstration, demonstration.with_name("store-demo")) as running:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(f"{running.url}/league")
        press(page, page.get_by_role("button", name="新建正式库"))
        press(page, page.get_by_role("dialog").get_by_role("button", name="新建", exact=True))
        page.get_by_text("还没有数据").wait_for()
        assert page.get_by_text("演示数据").count() == 0
        page.close()
