"""Judging in a real browser: three findings are ticked, foreseen and decided at once, with a reason and a name."""

from __future__ import annotations

import pytest
from dashboards import dashboard
from desks import COVERAGE, Desk
from windows import click_row, press, rest

PATIENCE = 60_000
TICK = 15
WAITING = """
问题编号|检查期|发现日期  |责任单位|渠道名称  |指标  |性质|扣分|问题描述|来源
7       |2025Q2|2025-06-02|甲区    |甲区政府网|可用性|扣分|1   |死链    |系统扫描
8       |2025Q2|2025-06-03|甲区    |甲区政府网|可用性|扣分|1   |错链    |系统扫描
9       |2025Q2|2025-06-04|乙区    |乙区政府网|可用性|扣分|1   |空链    |系统扫描
"""


@pytest.fixture
def page(browser, tmp_path):
    """A window on the inspections of a small city with three findings that wait."""
    desk = Desk(tmp_path).settle()
    assert desk.say(检查=COVERAGE, 问题=WAITING).accepted
    desk.warehouse.close()
    with dashboard(tmp_path / "store") as running:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(PATIENCE)
        window = context.new_page()
        window.goto(f"{running.url}/inspections?period=2025Q2")
        press(window, window.get_by_role("tab", name="待认定", exact=True))
        yield window
        context.close()


def tick(page, line):
    """Tick a line of the table of findings, and wait until the page counts it."""
    table = page.get_by_test_id("stDataFrame").locator("visible=true").first
    click_row(page, table, line, TICK)
    page.get_by_text(f"认定所选{line + 1}个问题").wait_for()


def test_three_findings_are_foreseen_and_confirmed_at_once_and_nothing_waits_any_more(page):
    page.get_by_role("textbox", name="您的姓名").fill("张三")
    page.keyboard.press("Enter")
    page.get_by_text("待认定3个").wait_for()
    for line in range(3):
        tick(page, line)
    page.get_by_text("认定人：张三").wait_for()
    press(page, page.get_by_role("radio", name="已确认").or_(page.get_by_role("button", name="已确认")).first)
    press(page, page.get_by_role("button", name="预览影响"))
    page.get_by_text("请填写理由").wait_for()
    rest(page, page.get_by_role("textbox", name="理由"))
    page.get_by_role("textbox", name="理由").fill("已逐页核实")
    page.get_by_role("textbox", name="理由").press("Tab")
    page.get_by_text("请填写理由").wait_for(state="detached")
    press(page, page.get_by_role("button", name="预览影响"))
    page.get_by_text("对2025年第二季度得分和名次的影响（2个单位）").wait_for()
    press(page, page.get_by_role("button", name="保存认定"))
    page.get_by_text("已保存为第").wait_for()
    page.get_by_text("待认定0个").wait_for()


def choose(page, line, reason):
    """Tick one line and say what is judged of it, without keeping it yet."""
    # What others said meanwhile stands in a table above.
    click_row(page, page.get_by_test_id("stDataFrame").locator("visible=true").last, line, TICK)
    page.get_by_text("认定所选1个问题").wait_for()
    press(page, page.get_by_role("radio", name="误报").or_(page.get_by_role("button", name="误报")).first)
    if reason:
        page.get_by_role("textbox", name="理由").fill(reason)
        page.get_by_role("textbox", name="理由").press("Tab")


def test_whoever_ticked_is_told_when_somebody_else_judged_meanwhile_and_keeps_what_was_typed(page, browser):
    choose(page, 0, "已电话核实")
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    other = context.new_page()
    other.goto(page.url)
    press(other, other.get_by_role("tab", name="待认定", exact=True))
    other.get_by_text("待认定3个").wait_for()
    choose(other, 0, "截图有误")
    press(other, other.get_by_role("button", name="保存认定"))
    other.get_by_text("待认定2个").wait_for()
    context.close()
    press(page, page.get_by_role("button", name="保存认定"))
    page.get_by_text("您勾选之后列表已有变动").wait_for()
    page.get_by_text("待认定2个").wait_for()
    assert page.get_by_test_id("stDataFrame").locator("visible=true").count() == 2
    choose(page, 0, "")
    assert page.get_by_role("textbox", name="理由").input_value() == "已电话核实"
    press(page, page.get_by_role("button", name="保存认定"))
    page.get_by_text("待认定1个").wait_for()
