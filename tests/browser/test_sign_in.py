"""Shared mode in a real browser against a real OpenID provider: who comes in, where they land, what they never see."""

from __future__ import annotations

import re
import shutil
import socket
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from dashboards import command, dashboard
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import expect
from windows import AT_REST, press

from pages import CONTENTS

OWN, OTHER = "历下区", "济阳区"
TABLE = '[data-testid="stDataFrame"]:visible'
PATIENCE = 60_000
PEOPLE = {
    "office@city.example": "office",
    "lixia@city.example": "unit",
    "leader@city.example": "leader",
    "chief@city.example": "",
    "stranger@city.example": "",
}
SECRETS = """
[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "a-secret-of-this-test-only"
client_id = "openness"
client_secret = "of-this-test-only"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[access]
administrators = ["chief@city.example"]
contact = "市政府办公厅政务公开办"
hours = {hours}
"""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def provider():
    """An OpenID provider at which every one of PEOPLE has an account."""
    users = [User(sub=name, claims={"email": name, "email_verified": True}) for name in PEOPLE]
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def shared(folder: Path, pristine: Path, provider: str, hours: float = 10):
    """Start a dashboard in shared mode over a demonstration of its own, in which the people have their roles."""
    store = folder / "store"
    shutil.copytree(pristine, folder / "store-demo")
    for name, role in PEOPLE.items():
        if role:
            units = ("--units", OWN) if role == "unit" else ()
            assert command("people", "add", name, "--role", role, *units, store=folder / "store-demo").exit == 0
    paper = ("issue", "unit-report", "--period", "2025Q2", "--unit", OWN, "--code", "济政办得分")
    assert command(*paper, store=folder / "store-demo").exit == 0
    port = free_port()
    secrets = folder / "secrets.toml"
    url = f"http://localhost:{port}"
    secrets.write_text(SECRETS.format(url=url, provider=provider, hours=hours), encoding="utf-8")
    return dashboard(store, folder / "store-demo", port, "--secrets.files", str(secrets))


@pytest.fixture(scope="module")
def city(pristine_demonstration, provider, tmp_path_factory):
    """A dashboard in shared mode."""
    with shared(tmp_path_factory.mktemp("shared"), pristine_demonstration, provider) as running:
        yield f"http://localhost:{running.port}"


@pytest.fixture
def page(browser):
    """A window of a fresh reader."""
    with a_window(browser) as window:
        yield window


@contextmanager
def a_window(browser):
    """Open a window of its own, with a sign-in of its own."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


def sign_in(page, url: str, name: str) -> None:
    """Open an address as somebody who is not signed in, and sign in at the provider."""
    page.goto(url)
    press(page, page.get_by_role("button", name="登录", exact=True))
    page.locator('input[name="sub"]').fill(name)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(re.compile(r"^http://localhost:\d+/(?!oauth2)"))


def sign_out(page) -> None:
    """Sign out; the provider then asks whether its own sign-in is to end, too."""
    press(page, page.get_by_role("button", name="退出登录"))
    page.wait_for_url("**/oauth2/end_session**")


def settled(page) -> str:
    """Return what the page says once it has been drawn; the cells of its tables, which are drawn, stand in it, too."""
    page.get_by_role("button", name="退出登录").first.wait_for()
    page.locator(AT_REST).wait_for()
    page.wait_for_timeout(500)
    return str(page.locator('[data-testid="stApp"]').text_content())


def test_the_first_request_of_a_new_server_shows_how_to_sign_in_and_nothing_else(city, page):
    page.goto(f"{city}/scorecard?period=2025Q2&unit={quote(OTHER)}")
    page.get_by_role("button", name="登录", exact=True).wait_for()
    said = page.locator("body").inner_text()
    assert OTHER not in said
    assert "得分卡" not in said
    assert "排行榜" not in said
    assert page.locator(TABLE).count() == 0


def test_the_page_and_the_filters_asked_for_survive_the_sign_in(city, page):
    sign_in(page, f"{city}/scorecard?period=2025Q1&unit={quote(OWN)}", "lixia@city.example")
    page.locator(TABLE).first.wait_for()
    asked = urlsplit(page.url)
    assert asked.path == "/scorecard"
    assert parse_qs(asked.query) == {"period": ["2025Q1"], "unit": [OWN]}
    assert "lixia@city.example · 单位 · 历下区" in settled(page)


def test_whoever_has_no_role_is_told_whom_to_ask_and_sees_nothing_else(city, page):
    sign_in(page, f"{city}/league?period=2025Q2", "stranger@city.example")
    page.get_by_text("市政府办公厅政务公开办").wait_for()
    said = page.locator("body").inner_text()
    assert "stranger@city.example" in said
    assert OWN not in said
    assert "排行榜" not in said
    assert page.locator(TABLE).count() == 0
    sign_out(page)
    page.goto(city)
    page.get_by_role("button", name="登录", exact=True).wait_for()


def test_a_districts_person_reaches_no_other_units_marks_by_address(city, page):
    sign_in(page, f"{city}/scorecard?period=2025Q2&unit={quote(OTHER)}", "lixia@city.example")
    said, refusal = settled(page), f"您的角色无权查看“{OTHER}”的明细，以下为{OWN}的情况。"
    assert refusal in said
    assert OTHER not in said.replace(refusal, "")
    assert parse_qs(urlsplit(page.url).query)["unit"] == [OWN]


@pytest.mark.parametrize("name", [entry.name for entry in CONTENTS])
def test_a_districts_person_reads_no_other_units_detail_on_any_page(city, page, name):
    sign_in(page, f"{city}/{name}?period=2025Q2", "lixia@city.example")
    said = settled(page)
    if name != "league":
        assert OTHER not in said
    assert "Traceback" not in said


def test_a_districts_download_of_the_league_table_holds_its_own_score_and_the_others_ranks_only(city, page, tmp_path):
    sign_in(page, f"{city}/league?period=2025Q2&group=district", "lixia@city.example")
    page.locator(TABLE).first.wait_for()
    with page.expect_download() as caught:
        press(page, page.get_by_role("button", name="CSV").first)
    lines = Path(caught.value.path()).read_text(encoding="utf-8-sig").splitlines()
    own = next(line for line in lines if OWN in line.split(","))
    other = next(line for line in lines if OTHER in line.split(","))
    assert re.search(r"\d+\.\d\d", own)
    assert not re.search(r"\d+\.\d\d", other)
    # The address of a file is no good to whoever is not signed in.
    address = caught.value.url
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, timeout=5)
    assert refused.value.code == 403


PAPERS_OF = {
    "office@city.example": {"scorecard": 2, "supervision": 6, "intake": 1},
    "lixia@city.example": {"scorecard": 2, "supervision": 3, "intake": 1},
    "leader@city.example": {"scorecard": 2, "supervision": 5},
}
"""At least so many files beside those of the tables are offered on a page, its tabs one after another."""


def each_of(page, choices):
    """Press one after another of what is to be chosen from; once where there is nothing to choose."""
    for number in range(max(choices.count(), 1)):
        if choices.count():
            press(page, choices.nth(number))
            settled(page)
        yield number


def parts_of(page):
    """Open every part of a page, and in it every kind of paper."""
    main = page.get_by_test_id("stMain")
    for _ in each_of(page, main.get_by_role("tab")):
        yield from each_of(page, main.get_by_test_id("stButtonGroup").locator("visible=true").get_by_role("radio"))


def taken_away(page) -> int:
    """Click every file that is offered beside those of the tables, and return how many there are."""
    offered = page.locator('[data-testid="stDownloadButton"] button:visible').filter(has_not_text="导出")
    for at in range(offered.count()):
        with page.expect_download() as caught:
            offered.nth(at).click()
        assert Path(caught.value.path()).stat().st_size > 1_000, offered.nth(at).inner_text()
    return offered.count()


@pytest.mark.parametrize("name", PAPERS_OF)
def test_every_file_that_is_offered_is_handed_out_to_whoever_signed_in(city, page, name):
    sign_in(page, f"{city}/overview?period=2025Q2", name)
    settled(page)
    for path, least in PAPERS_OF[name].items():
        page.goto(f"{city}/{path}?period=2025Q2&unit={quote(OWN)}")
        settled(page)
        found = sum(taken_away(page) for _ in parts_of(page))
        assert found >= least, (path, found)


def test_the_administrator_named_by_the_server_gives_a_stranger_a_role_on_the_page(city, page, browser):
    sign_in(page, f"{city}/system", "chief@city.example")
    settled(page)
    page.get_by_label("人员（登录名称）").fill("new@city.example")
    press(page, page.get_by_role("button", name="授予权限"))
    page.get_by_text("new@city.example").first.wait_for()


def test_a_district_replies_signed_in_as_itself_and_the_office_decides_as_somebody_else(city, page, browser):
    replies = f"{city}/scorecard?period=2025Q2&unit={quote(OWN)}&tab=replies"
    with a_window(browser) as office:
        sign_in(office, replies, "office@city.example")
        press(office, office.get_by_text("设定申诉期限"))
        press(office, office.get_by_role("button", name="设定", exact=True))
        office.get_by_text("受理中").first.wait_for()

        sign_in(page, replies, "lixia@city.example")
        assert page.get_by_text("变更申诉期限").count() == 0
        press(page, page.get_by_text("提出申诉（说明）"))
        said = page.get_by_role("textbox", name="申诉（说明）内容")
        said.fill("该项已按期办结，佐证见附件")
        press(page, page.get_by_role("button", name="提交申诉"))
        page.get_by_text("请先选择得失分条目").first.wait_for()
        expect(said).to_have_value("该项已按期办结，佐证见附件")
        press(page, page.get_by_role("combobox", name="得失分条目"))
        press(page, page.get_by_role("option").nth(1))
        press(page, page.get_by_role("button", name="提交申诉"))
        page.get_by_text(f"已登记为申诉1：{OWN}").first.wait_for()
        expect(page.get_by_role("textbox", name="申诉（说明）内容")).to_have_value("")
        assert page.get_by_role("button", name="采纳").count() == 0

        office.goto(replies)
        reason = office.get_by_role("textbox", name="处理理由（处理人不得为lixia@city.example）")
        reason.fill("佐证材料不足")
        reason.press("Tab")
        press(office, office.get_by_role("button", name="维持", exact=True))
        office.get_by_text(f"申诉1（{OWN}）：维持").first.wait_for()
    page.goto(replies)
    page.get_by_text("维持：佐证材料不足").first.wait_for()


def test_a_sign_out_ends_what_could_be_seen(city, page):
    sign_in(page, f"{city}/league?period=2025Q2", "leader@city.example")
    page.locator(TABLE).first.wait_for()
    sign_out(page)
    page.goto(f"{city}/league?period=2025Q2")
    page.get_by_role("button", name="登录", exact=True).wait_for()
    assert page.locator(TABLE).count() == 0


def test_a_sign_in_ends_by_itself(pristine_demonstration, provider, page, tmp_path):
    seconds = 20
    with shared(tmp_path, pristine_demonstration, provider, seconds / 3600) as running:
        url = f"http://localhost:{running.port}"
        sign_in(page, f"{url}/league?period=2025Q2", "leader@city.example")
        settled(page)
        time.sleep(seconds)
        page.goto(f"{url}/league?period=2025Q2")
        page.get_by_text("登录已过期").wait_for()
        assert page.locator(TABLE).count() == 0


def test_commands_are_answered_to_nobody_without_the_stores_token_whoever_is_signed_in(city, page):
    sign_in(page, f"{city}/league?period=2025Q2", "lixia@city.example")
    settled(page)
    answer = page.request.post(f"{city}/commands", data={"arguments": ["explain", OTHER], "store": "", "cwd": "/"})
    assert answer.status == 403
