"""A unit's request in a real browser: found on the to-do list, ticked, foreseen, accepted with a reason and a name."""

from __future__ import annotations

import pytest
from dashboards import dashboard
from desks import Desk
from windows import click_row, press

PATIENCE = 60_000
TICK = 15
ASKED = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标    |性质|扣分|问题描述  |页面地址|确认情况
1       |2025Q2|2025-05-20|甲区    |甲区政府网|政策文件|扣分|5   |半年未更新|/zcwj   |误报
"""


@pytest.fixture
def page(browser, tmp_path):
    """A window on the overview of a small city in which a unit calls a finding a false alarm."""
    desk = Desk(tmp_path).settle()
    assert desk.say("甲区", 返回=ASKED).accepted
    desk.warehouse.close()
    with dashboard(tmp_path / "store") as running:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(PATIENCE)
        window = context.new_page()
        window.goto(f"{running.url}/overview?period=2025Q2")
        yield window
        context.close()


def test_the_to_do_list_leads_to_the_request_which_is_foreseen_and_accepted(page):
    page.get_by_role("textbox", name="您的姓名").fill("张三")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="办理单位请求：甲区"))
    page.get_by_text("有1项请求待办理").wait_for()
    table = page.get_by_test_id("stDataFrame").locator("visible=true").first
    click_row(page, table, 0, TICK)
    page.get_by_text("办理1项请求").wait_for()
    agree = {"name": "同意", "exact": True}
    press(page, page.get_by_role("radio", **agree).or_(page.get_by_role("button", **agree)).first)
    page.get_by_role("textbox", name="理由").fill("截图属实")
    page.get_by_role("textbox", name="理由").press("Tab")
    press(page, page.get_by_role("button", name="预览影响"))
    page.get_by_text("对2025年第二季度得分和名次的影响").wait_for()
    press(page, page.get_by_role("button", name="保存认定"))
    page.get_by_text("已保存为第").wait_for()
    page.get_by_text("请求均已办理").or_(page.get_by_text("有0项请求待办理")).first.wait_for()
