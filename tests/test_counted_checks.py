"""What is counted where channels are checked every quarter, and what is said where there is nothing to check."""

from __future__ import annotations

import io
import json
from datetime import date

import docx
import pytest
from desks import Desk
from test_pages_of_state import opened, said

from metrics.access import LOCAL
from metrics.briefs.papers import Order, make_papers
from metrics.briefs.public_list import columns_of_list, lines_of_list, word_order
from metrics.calendar import Period
from metrics.channels import channel_state
from metrics.commands.running import run
from metrics.i18n import translator
from metrics.owner import holder
from metrics.pass_rates import inspections
from metrics.public_list import public_list
from metrics.scores import scheme_of
from metrics.sealed import deviations, results_of
from metrics.state import overview

Q1, Q2, H1 = (Period.parse(code) for code in ("2025Q1", "2025Q2", "2025H1"))
CHINESE = translator("zh_CN")
UNITS = "单位名称|单位类别\n甲区|区县\n乙区|区县"
SCOPE = "检查期|渠道名称\n2025Q1|全覆盖\n2025Q2|全覆盖"
CHANNELS = "渠道名称|渠道类型|主办单位|运行状态\n"
SITES = CHANNELS + "\n".join(f"甲区网{number}|政府网站|甲区|正常运行" for number in range(3))
ACCOUNTS = "\n".join(f"甲区号{number}|微信公众号|甲区|正常运行" for number in range(6))
VETO = (
    "检查期|发现日期|责任单位|渠道名称|渠道类型|指标|性质|问题描述\n"
    "2025Q1|2025-02-10|甲区|甲区号0|微信公众号|内容不更新|单项否决|长期不更新"
)


@pytest.fixture
def desk(tmp_path):
    """A district with three websites and six accounts, checked in two quarters; another one without any channel."""
    found = Desk(tmp_path)
    receipt = found.say(单位=UNITS, 渠道=f"{SITES}\n{ACCOUNTS}", 检查=SCOPE, 问题=VETO)
    assert receipt.accepted, receipt.as_json()
    yield found
    found.warehouse.close()


@pytest.fixture
def lone_site(tmp_path):
    """A district whose one website is the only channel of the city; 全覆盖 is declared."""
    found = Desk(tmp_path)
    receipt = found.say(单位=UNITS, 渠道=f"{CHANNELS}甲区政府网|政府网站|甲区|正常运行", 检查=SCOPE)
    assert receipt.accepted, receipt.as_json()
    yield found
    found.warehouse.close()


def paper(desk, kind, period):
    """The words of a paper, and the rows of its last annex: name → value and filter."""
    order = Order(kind, period, date(2025, 7, 10))
    document = docx.Document(io.BytesIO(next(make_papers(desk.warehouse, LOCAL, order)[1]).content))
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    return "\n".join(one.text for one in document.paragraphs), {row[1]: (row[2], row[5]) for row in rows[1:]}, document


def listed(desk, period):
    """The list for publication: heading → cell, by unit."""
    found = public_list(desk.warehouse, LOCAL, period)
    headings = {one.key: one.heading for one in columns_of_list(CHINESE, period)}
    lines = [{headings[key]: cell for key, cell in line.items()} for line in lines_of_list(CHINESE, found)]
    return {line["单位"]: line for line in lines}, word_order(CHINESE, found)


# Several quarters ----------------------------------------------------------------------------------------


def test_a_notice_of_several_quarters_counts_checks_and_says_of_how_many(desk):
    text, figures, document = paper(desk, "notice", H1)
    assert "2025年上半年全覆盖检查，共检查政府网站6家次（3家），合格6家次。" in text
    assert (
        "共检查政务新媒体账号12个次（6个），其中微信公众号12个次（6个）；合格11个次，合格率91.67%；不合格1个次，名单见附件1。"
        in text
    )
    assert {name: value for name, (value, _) in figures.items() if "检查" in name or "合格" in name} == {
        "政府网站检查数": "6", "政府网站合格数": "6", "政府网站不合格数": "0",
        "政务新媒体检查数": "12", "政务新媒体合格数": "11", "政务新媒体不合格数": "1",
        "政务新媒体合格率": "91.67%",
        "微信公众号检查数": "12",
    }  # fmt: skip
    # The same account could fail in each quarter.
    assert document.tables[0].rows[1].cells[2].text == "甲区号0（2025年第一季度）"


def test_a_notice_of_one_quarter_counts_websites_and_accounts(desk):
    text, figures, _ = paper(desk, "notice", Q1)
    assert "2025年第一季度共检查政府网站3家（全覆盖检查），合格3家。" in text
    assert "共检查政务新媒体账号6个（全覆盖检查），其中微信公众号6个；合格5个，合格率83.33%；不合格1个，" in text
    assert "次" not in "".join(figures)


def test_the_leaders_page_counts_as_the_notice_does(desk):
    text, *_ = paper(desk, "onepage", H1)
    assert "检查政府网站6家次（3家），合格6家次；检查政务新媒体12个次（6个），合格11个次；" in text
    text, *_ = paper(desk, "onepage", Q2)
    assert "检查政府网站3家，合格3家；检查政务新媒体6个，合格6个；" in text


def test_three_websites_in_two_quarters_have_no_rate_anywhere(desk):
    document = inspections(desk.warehouse, LOCAL, H1)
    assert document["websites"] == {"checked": 6, "passed": 6, "channels": 3, "rate": None}
    assert document["accounts"]["rate"] == "91.67"
    assert document["accounts"]["by_type"] == {"wechat": {"checked": 12, "passed": 11, "channels": 6}}
    assert overview(desk.warehouse, LOCAL, H1).websites.rate is None
    assert channel_state(desk.warehouse, LOCAL, H1).rates.websites.rate is None
    assert next(one for one in public_list(desk.warehouse, LOCAL, H1).lines if one.unit == "甲区").websites.rate is None


def test_the_document_of_one_quarter_has_no_number_of_channels_beside_that_of_checks(desk):
    assert inspections(desk.warehouse, LOCAL, Q2)["websites"] == {"checked": 3, "passed": 3, "rate": None}


def test_the_list_for_publication_names_its_columns_after_what_they_count(desk):
    lines, order = listed(desk, H1)
    own = {heading: cell for heading, cell in lines["甲区"].items() if heading not in ("单位", "单位类别")}
    assert own == {
        "检查网站家次": "6", "检查网站数": "3", "合格网站家次": "6", "网站合格率": "—",
        "检查账号个次": "12", "检查账号数": "6", "合格账号个次": "11", "账号合格率": "91.67%",
    }  # fmt: skip
    assert "不同网站（账号）不足5个的，不列合格率" in order
    assert list(listed(desk, Q2)[0]["甲区"])[2:] == [
        "检查网站数", "合格网站数", "网站合格率", "检查账号数", "合格账号数", "账号合格率",
    ]  # fmt: skip


def test_the_command_tells_checks_and_channels(desk, tmp_path):
    desk.warehouse.close()
    about = ["inspections", "--period", "2025H1", "--store", str(tmp_path / "store")]
    printed = run(about, tmp_path).stdout.splitlines()
    assert printed[1].split() == ["渠道类型", "抽查次数", "渠道数", "合格次数", "合格率"]
    assert printed[3].split() == ["政府网站", "6", "3", "6", "–"]
    assert json.loads(run([*about, "--json"], tmp_path).stdout)["websites"]["channels"] == 3


def test_an_edition_that_was_frozen_without_the_number_of_channels_still_holds(desk):
    now = results_of(desk.warehouse, H1, H1.last, scheme_of(desk.warehouse, H1))
    frozen = json.loads(json.dumps(now))
    for one in (frozen["inspections"]["websites"], *frozen["inspections"]["accounts"]["by_type"].values()):
        del one["channels"]
    del frozen["inspections"]["accounts"]["channels"]
    assert list(deviations(frozen, now)) == []
    frozen["inspections"]["accounts"]["by_type"]["wechat"]["passed"] = 12
    assert [one.what for one in deviations(frozen, now)] == ["accounts"]


@pytest.fixture
def shown(desk, monkeypatch):
    """The same store, looked at in the pages."""
    desk.warehouse.close()
    monkeypatch.setenv("METRICS_STORE", str(desk.folder / "store"))
    yield
    holder.release()


@pytest.mark.parametrize("page", ["overview", "league", "inspections"])
def test_the_cards_of_the_pages_count_as_the_papers_do(shown, page):
    def cards(period):
        labels = {one.label: one.value for one in opened(page, period=period, group="district").metric}
        return {label: value for label, value in labels.items() if "网站合格" in label or "新媒体合格" in label}

    accounts, websites = sorted(cards("2025H1").items(), key=lambda one: "网站" in one[0])
    assert accounts[0].endswith(" 11/12个次（6个）")
    assert accounts[1] == "91.67%"
    assert "6/6家次（3家）" in " ".join(websites)
    assert not any("次" in label + value for label, value in cards("2025Q1").items())


# Nothing to check ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [Q2, H1], ids=str)
def test_a_notice_says_that_no_account_runs_where_the_scope_is_declared(lone_site, period):
    text, figures, _ = paper(lone_site, "notice", period)
    assert "没有运行中的政务新媒体。" in text
    assert "尚未登记，合格率暂缺" not in text
    value, counted = figures["政务新媒体检查数"]
    assert (value, counted.rpartition("；")[2]) == ("不涉及", "没有运行中的渠道")
    assert "政务新媒体合格数" not in figures


def test_a_notice_says_that_accounts_that_run_were_not_checked(tmp_path):
    desk = Desk(tmp_path)
    desk.say(单位=UNITS, 渠道=f"{SITES}\n{ACCOUNTS}", 检查="检查期|渠道名称|渠道类型\n2025Q2|甲区网1|政府网站")
    text, figures, _ = paper(desk, "notice", Q2)
    lines, _ = listed(desk, Q2)
    desk.warehouse.close()
    assert "2025年第二季度未抽查政务新媒体，合格率暂缺。" in text
    assert figures["政务新媒体检查数"] == ("未抽查", "2025年第二季度；按检查记录")
    assert (lines["甲区"]["检查账号数"], lines["乙区"]["检查账号数"]) == ("未抽查", "不涉及")


def test_a_notice_says_that_the_scope_is_not_registered_where_nobody_declared_it(tmp_path):
    desk = Desk(tmp_path)
    desk.say(单位=UNITS, 渠道=f"{SITES}\n{ACCOUNTS}")
    text, figures, _ = paper(desk, "notice", Q2)
    desk.warehouse.close()
    assert "政务新媒体检查范围尚未登记，合格率暂缺。" in text
    assert figures["政府网站检查数"] == ("未抽查", "2025年第二季度；检查范围未登记")


@pytest.mark.parametrize("period", [Q2, H1], ids=str)
def test_the_list_keeps_apart_who_was_not_checked_and_who_has_nothing_to_check(lone_site, period):
    lines, order = listed(lone_site, period)
    websites, accounts = ("检查网站数", "检查账号数") if period == Q2 else ("检查网站家次", "检查账号个次")
    assert (lines["甲区"][websites], lines["甲区"][accounts]) == ("1" if period == Q2 else "2", "不涉及")
    assert (lines["乙区"][websites], lines["乙区"][accounts]) == ("不涉及", "不涉及")
    assert "“不涉及”指没有运行中的网站（账号）。" in order


def test_a_channel_that_was_closed_before_the_quarter_is_nothing_to_check(lone_site):
    head = "渠道名称|渠道类型|主办单位|运行状态|关停日期\n"
    lone_site.say(更多=f"{head}乙区旧网|政府网站|乙区|关停|2025-03-31\n乙区新网|政府网站|乙区|关停|2025-04-01")
    assert listed(lone_site, Q2)[0]["乙区"]["检查网站数"] == "1"
    lone_site.say(更正=f"{head}乙区新网|政府网站|乙区|关停|2025-03-31")
    assert listed(lone_site, Q2)[0]["乙区"]["检查网站数"] == "不涉及"
    assert listed(lone_site, Q1)[0]["乙区"]["检查网站数"] == "2"


def test_pages_and_command_say_so_too(lone_site, monkeypatch, tmp_path):
    lone_site.warehouse.close()
    monkeypatch.setenv("METRICS_STORE", str(tmp_path / "store"))
    for page in ("overview", "league", "inspections"):
        cards = [one for one in opened(page, period="2025Q2", group="district").metric if "新媒体合格" in one.label]
        assert [one.value for one in cards] == ["不涉及"], page
    test = opened("league", period="2025Q2", view="public")
    assert "“不涉及”指没有运行中的网站（账号）。" in said(test)
    holder.release()
    printed = run(["inspections", "--period", "2025Q2", "--store", str(tmp_path / "store")], tmp_path).stdout
    assert ["新媒体账号", "0", "0", "不涉及"] in [line.split() for line in printed.splitlines()]
