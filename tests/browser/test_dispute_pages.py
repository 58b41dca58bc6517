"""A dispute in a real browser: a mark is replied to, decided by another person, published, then corrected openly."""

from __future__ import annotations

import pytest
from dashboards import dashboard
from desks import FINDINGS, Q2, Desk
from stories import rows_of, squeezed, write_csv
from windows import click_row, press, rest

from metrics.access import LOCAL
from metrics.scores import league

PATIENCE = 60_000
UNIT, MARK = "甲区", "政策文件"
TABLE = '[data-testid="stDataFrame"]:visible'


@pytest.fixture
def city(tmp_path):
    """A small city whose league table is known: the dashboard's address, and the line on which the unit stands."""
    desk = Desk(tmp_path).settle()
    districts = [one.unit for one in league(desk.warehouse, LOCAL, Q2).units if one.group == "district"]
    desk.warehouse.close()
    with dashboard(tmp_path / "store") as running:
        yield running.url, districts.index(UNIT)


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def act_as(page, name):
    """Say who sits at the machine now."""
    box = page.get_by_role("textbox", name="您的姓名")
    rest(page, box, 2)
    box.fill(name)
    box.press("Enter")
    rest(page, box, 2)


def fill(page, label, text):
    """Type into a box as people do, and leave it."""
    box = page.get_by_role("textbox", name=label).locator("visible=true").first
    rest(page, box, 2)
    box.fill(text)
    box.press("Tab")
    rest(page, box, 2)


def button(page, name):
    press(page, page.get_by_role("button", name=name, exact=True).locator("visible=true").first)


def agreed(page, name, told, is_meant=True):
    """Click what cannot be taken back, read what will come of it, and agree or not."""
    button(page, name)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(told).wait_for()
    press(page, dialog.get_by_role("button", name=name if is_meant else "取消", exact=True))
    dialog.wait_for(state="detached")


def test_a_mark_is_disputed_decided_published_and_corrected_without_leaving_the_dashboard(page, city, tmp_path):
    url, line = city
    releases = f"{url}/releases?period=2025Q2"
    page.goto(releases)
    act_as(page, "张三")
    button(page, "开启征求意见")
    page.get_by_text("征求意见").first.wait_for()

    # The district: from the league table to the mark, and its reply.
    page.goto(f"{url}/league?period=2025Q2&group=district")
    click_row(page, page.locator(TABLE).first, line, 200)
    page.wait_for_url("**/scorecard?**")
    act_as(page, "李四")
    press(page, page.get_by_role("tab", name="申诉（说明）"))
    press(page, page.get_by_text("提出申诉（说明）"))
    press(page, page.get_by_role("combobox", name="得失分条目"))
    press(page, page.get_by_role("option").filter(has_text=MARK).first)
    fill(page, "申诉（说明）内容", "该栏目五月已更新")
    button(page, "提交申诉")
    page.get_by_text("须由另一人处理。").first.wait_for()

    # The office: whoever replied cannot decide, another person can; the score moves at once.
    page.goto(f"{url}/scorecard?period=2025Q2&unit={UNIT}&tab=replies")
    act_as(page, "李四")
    fill(page, "处理理由（处理人不得为李四）", "经复核，情况属实")
    button(page, "采纳")
    page.get_by_text("须由另一人").first.wait_for()
    act_as(page, "王五")
    fill(page, "处理理由（处理人不得为李四）", "经复核，情况属实")
    button(page, "采纳")
    page.get_by_text(f"申诉1（{UNIT}）：").first.wait_for()

    page.goto(releases)
    act_as(page, "张三")
    fill(page, "提前截止申诉的理由", "各单位均已书面确认")
    agreed(page, "立即截止申诉", "截止后，各单位不能再就本期得分提出申诉")
    page.get_by_role("button", name="立即截止申诉").wait_for(state="detached")
    act_as(page, "赵六")
    agreed(page, "由第二人定稿发布", "定为第1版并发布。发布后不能撤回", is_meant=False)
    page.get_by_role("button", name="由第二人定稿发布").wait_for()
    agreed(page, "由第二人定稿发布", "定为第1版并发布。发布后不能撤回")
    page.get_by_text("第1版").first.wait_for()

    # Later somebody hands in a ledger that says otherwise: the difference is listed, corrected and published again.
    changed = write_csv(tmp_path / "更正.csv", rows_of(squeezed(FINDINGS.replace("|2   |错链", "|1   |错链"))))
    page.goto(f"{url}/intake")
    page.locator("input[type=file]").set_input_files(changed)
    button(page, "入库")
    page.get_by_text("已入库：更正.csv").wait_for()
    page.goto(releases)
    act_as(page, "张三")
    button(page, "拟更正")
    page.get_by_role("button", name="由第二人定稿发布").wait_for()
    act_as(page, "赵六")
    agreed(page, "由第二人定稿发布", "定为第2版并发布")
    page.get_by_text("第2版更正内容").first.wait_for()
    page.get_by_text("乙区：由").locator("visible=true").first.wait_for()
