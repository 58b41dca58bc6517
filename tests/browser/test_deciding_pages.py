"""Deciding in a real browser: a name is asked about once, its file becomes whole, and one click keeps it."""

from __future__ import annotations

import pytest
from dashboards import dashboard
from windows import press

from metrics.intake.receive import create_store, receive

PATIENCE = 60_000
TASKS = "年度,序号,重点任务,责任单位\n2025,1,推进重点领域公开,市商务委\n2025,2,规范政策解读,历下区\n"
FINDINGS = "检查期,被查单位,渠道名称,指标,扣分,问题描述\n2025Q2,历下区,,政策文件,1,未更新\n"


@pytest.fixture
def page(browser, tmp_path):
    """A window on the intake of a store with two held files: an unknown name in one, an unknown column in the other."""
    store = create_store(tmp_path / "store", "real")
    for name, text in (("任务台账.csv", TASKS), ("问题台账.csv", FINDINGS)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        receive(store, [(path, name)])
    store.close()
    with dashboard(tmp_path / "store") as running:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(PATIENCE)
        window = context.new_page()
        window.goto(f"{running.url}/intake")
        press(window, window.get_by_role("tab", name="名称和列"))
        yield window
        context.close()


def choose(page, box, option):
    """Choose in a select box that says what it asks for."""
    press(page, page.get_by_placeholder(box).or_(page.get_by_text(box)).locator("visible=true").first)
    press(page, page.get_by_role("option", name=option, exact=True))


def test_a_name_is_decided_once_and_the_file_that_waited_is_kept_by_one_click(page):
    page.get_by_text("暂存文件：1个名称待认定").wait_for()
    page.get_by_text("济南市商务局（与“济南市商务局”仅结尾用字不同）").wait_for()
    page.get_by_role("textbox", name="您的姓名").fill("张三")
    assert page.get_by_role("button", name="认定", exact=True).first.is_disabled(), "nothing is chosen yet"
    choose(page, "请选择所指的单位或渠道", "济南市商务局")
    press(page, page.get_by_role("button", name="认定", exact=True).locator("visible=true").first)
    page.get_by_text("“市商务委”指济南市商务局").first.wait_for()
    page.get_by_text("已重新校验，可入库：任务台账.csv").wait_for()
    press(page, page.get_by_role("button", name="全部入库"))
    page.get_by_text("已入库：任务台账.csv").wait_for()
    press(page, page.get_by_text("认定记录（1）").last)
    page.get_by_text("认定对以后的文件一直有效").wait_for()


def test_an_unknown_column_is_explained_once(page):
    choose(page, "请选择该列的含义", "责任单位")
    press(page, page.get_by_role("button", name="认定", exact=True).locator("visible=true").last)
    page.get_by_text("此版式的“被查单位”列：责任单位").wait_for()
    page.get_by_text("已重新校验，可入库：问题台账.csv").wait_for()
