"""A sealed package in a real browser, on a fresh installation: a false one is refused, a true one shown and closed."""

from __future__ import annotations

from dashboards import dashboard
from desks import Desk
from test_releases import LOCAL, NOW, Q2, finalise, one_digit, tampered
from windows import press

from metrics import published, releases

PATIENCE = 60_000


def released(folder):
    """The package of the small city's quarter."""
    folder.mkdir()
    desk = Desk(folder).settle()
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    content = published.content_of(desk.warehouse, LOCAL, finalise(desk).latest)
    desk.warehouse.close()
    return content


def offer(page, content):
    """Drop a package into the box of the dialog, and ask for it to be opened."""
    file = {"name": "2025Q2-1.zip", "mimeType": "application/zip", "buffer": content}
    page.get_by_role("dialog").locator("input[type=file]").set_input_files([file])
    press(page, page.get_by_role("dialog").get_by_role("button", name="复算并打开"))


def test_whoever_receives_a_package_opens_it_on_a_fresh_installation_and_closes_it_again(
    browser, demonstration, tmp_path
):
    content = released(tmp_path / "office")
    with dashboard(demonstration, demonstration.with_name("store-demo")) as running:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(f"{running.url}/league")
        press(page, page.get_by_role("button", name="打开封存包"))
        offer(page, tampered(content, "results.json", one_digit))
        page.get_by_text("1处不一致，封存包未打开").wait_for()
        assert not demonstration.exists()
        press(page, page.get_by_role("dialog").get_by_role("button", name="Remove 2025Q2-1.zip"))
        offer(page, content)
        page.get_by_text("2025年第二季度第1版定稿").wait_for()
        page.get_by_text("定稿数字（第1版）").wait_for()
        assert page.get_by_text("演示数据").count() == 0
        press(page, page.get_by_role("button", name="关闭封存包"))
        press(page, page.get_by_role("dialog").get_by_role("button", name="关闭封存包"))
        page.get_by_text("演示数据").wait_for()
        assert not demonstration.exists()
        page.close()
