"""What a district's person reads on pages: whose each figure is, why a table is empty, no offer that is refused.

The demonstration city in shared mode; which figures a unit may see is the matrix of ``test_roles.py``.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_matrix_of_roles import SETTINGS

from metrics.access import LOCAL
from metrics.i18n import translator
from metrics.intake.receive import receive
from metrics.owner import holder
from metrics.people import add_person
from metrics.warehouse import Warehouse

PAGES = Path(__file__).parents[1] / "pages"
CHINESE = translator("zh_CN")
OWN, OTHER, NOBODY = "历下区", "市中区", "无此区"
UNKNOWN = "历下早知道"
NOW = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone


@pytest.fixture(scope="module")
def city(pristine_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demonstration in shared mode; 历下区, the office and a leader have their persons, a file waits."""
    folder = tmp_path_factory.mktemp("district")
    shutil.copytree(pristine_demonstration, folder / "store-demo")
    store = Warehouse.open(folder / "store-demo")
    for role in ("unit", "office", "leader"):
        units = (OWN,) if role == "unit" else ()
        add_person(store, LOCAL, f"{role}@city.example", role, units, actor="local", now=NOW)
    ledger = folder / "整改.csv"
    headings = "责任单位,渠道名称,指标,问题描述,整改情况,小结"
    ledger.write_text(f"{headings}\n{OWN},{UNKNOWN},可用性,错链,已改,好\n", encoding="utf-8")
    assert not receive(store, [(ledger, ledger.name)], OWN, actor="unit@city.example", now=NOW).accepted
    store.close()
    secrets, before, patch = folder / "secrets.toml", st.get_option("secrets.files"), pytest.MonkeyPatch()
    secrets.write_text(SETTINGS, encoding="utf-8")
    patch.setenv("METRICS_STORE", str(folder / "store"))
    st.config.set_option("secrets.files", [str(secrets)])
    yield
    st.config.set_option("secrets.files", before)
    patch.undo()
    holder.release()


def opened(page: str, role: str = "unit", tab: tuple[str, str] | None = None, **address: str) -> AppTest:
    """Return ``page`` as somebody of a role finds it who opens the address; ``tab`` is its state and its title."""
    test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=120)
    test.switch_page(str(PAGES / f"{page}.py"))
    for name, value in address.items():
        test.query_params[name] = value
    if tab:
        test.session_state[tab[0]] = CHINESE(tab[1])
    test.user = {"is_logged_in": True, "email": f"{role}@city.example", "email_verified": True, "iat": time.time()}
    test.run()
    assert not test.exception, test.exception
    return test


def said(test: AppTest) -> str:
    """Return everything a page says in words."""
    elements = [*test.markdown, *test.caption, *test.text, *test.subheader, *test.success, *test.warning]
    return "\n".join(str(one.value) for one in elements)


def labels(test: AppTest) -> list[str]:
    """Return the names of the cards of figures."""
    return [one.label for one in test.metric]


def buttons(test: AppTest) -> list[str]:
    """Return the names of the buttons."""
    return [one.label for one in test.button]


def test_rectification_names_the_unit_whose_figures_it_shows(city):
    told = said(opened("rectification", period="2025Q2"))
    assert "历下区：未整改" in told
    assert "全市" not in told
    assert "全市：未整改24项" in said(opened("rectification", "office", period="2025Q2"))


@pytest.mark.parametrize(
    ("page", "period"), [("overview", "2025Q2"), ("inspections", "2025Q3"), ("inspections", "2025")]
)
def test_every_card_beside_those_of_another_scope_says_whose_it_is(city, page: str, period: str):
    found = labels(opened(page, period=period))
    assert {one[:2] for one in found} == {"全市", "本单"}
    assert any(one.startswith("本单位") for one in found)
    assert not any("家单位" in one for one in found)
    # Whoever reads everything sees one scope, and plain words.
    assert not any(one.startswith(("全市", "本单位")) for one in labels(opened(page, "office", period=period)))


def test_the_cards_of_the_league_table_say_whether_they_are_of_the_group_or_of_the_city(city):
    assert [one[:2] for one in labels(opened("league", period="2025Q2"))] == ["区县"] * 3 + ["全市"] * 2


def test_cards_of_a_whole_group_over_the_matrix_of_own_units_say_so(city):
    test = opened("tasks", period="2025Q2", group="district")
    assert {one.removeprefix("区县") for one in labels(test)[:2]} == {"逾期", "临近到期"}
    assert labels(test)[-1] == "全市责任待明确"
    assert "下表只列本单位" in said(test)
    assert len(test.dataframe[0].value) == 1


def test_an_empty_matrix_gives_its_true_reason(city):
    told = said(opened("tasks", period="2025Q2", group="department"))
    assert "“部门”中没有本单位的任务分解，其他单位的任务明细不对您的角色开放。" in told
    assert CHINESE("The plan of this year gives this group no task.") not in told
    lists = ("overdue", "due_soon", "without_evidence", "unverified", "not_submitted", "refuted")
    told = [said(opened("tasks", period="2025Q2", group="district", list=one)) for one in lists]
    assert any("本单位没有此类任务。" in one for one in told)
    assert not any("本类单位没有此类任务。" in one for one in told)


@pytest.mark.parametrize(
    ("tab", "of_all"),
    [("Vetoes and findings to be confirmed", "No veto is confirmed in this period."),
     ("Vetoes and findings to be confirmed", "Nothing waits for a judgement."),
     ("Accounts", "No checked account failed."),
     ("To be judged", "Tick findings in the first column to judge them, one or many at once.")],
)  # fmt: skip
def test_nothing_of_ones_own_is_not_said_to_be_nothing_of_the_city(city, tab: str, of_all: str):
    told = said(opened("inspections", period="2025Q3", tab=("inspection_parts", tab)))
    assert CHINESE(of_all) not in told.splitlines()


@pytest.mark.parametrize(
    ("page", "tab", "told"),
    [("tasks", ("task_parts", "Task by task"), "以下为“区县”全部单位的数字"),
     ("tasks", ("task_parts", "Observations"), "以下为“区县”全部单位的数字"),
     ("inspections", ("inspection_parts", "Accounts"), "合格率为全市数字，不合格账号只列本单位的"),
     ("inspections", ("inspection_parts", "Classes of problems"), "以下为全市数字"),
     ("inspections", ("inspection_parts", "Repeated problems"), "只列本单位"),
     ("inspections", ("inspection_parts", "Opened and closed"), "以下为全市数字"),
     ("inspections", ("inspection_parts", "Observations"), "以下为全市数字")],
)  # fmt: skip
def test_a_table_says_whose_figures_it_holds_where_others_of_the_page_are_of_another_scope(city, page, tab, told):
    assert told in said(opened(page, tab=tab, period="2025Q3"))
    assert told not in said(opened(page, "office", tab, period="2025Q3"))


@pytest.mark.parametrize("role", ["unit", "leader"])
def test_nobody_but_the_office_is_told_to_tick_what_to_extend(city, role: str):
    rounds = ("rectification_parts", "Extend and re-check")
    tick = CHINESE("Tick items in the first column to extend or to re-check them, one or many at once.")
    assert tick in said(opened("rectification", "office", rounds, period="2025Q2"))
    assert tick not in said(opened("rectification", role, rounds, period="2025Q2"))


def test_the_papers_on_offer_are_those_the_reader_gets(city):
    test = opened("supervision", period="2025Q2", paper="unit-report")
    assert not any("全部" in one for one in buttons(test))
    assert next(one for one in test.selectbox if one.key == "papers_unit_unit-report").options == [OWN]
    assert "个单位需要督办" not in said(test)
    assert any(one.startswith("生成全部") for one in buttons(opened("supervision", "office", paper="unit-report")))


def test_a_unit_is_offered_no_paper_about_the_whole_city(city):
    test = opened("supervision", period="2025Q2", paper="notice")
    assert test.query_params["paper"] == "order"


@pytest.mark.parametrize("role", ["unit", "leader"])
@pytest.mark.parametrize(
    ("page", "tab"),
    [("intake", None), ("tasks", ("task_parts", "Responsibilities to be confirmed"))],
)
def test_what_the_office_decides_is_not_offered_to_others(city, role: str, page: str, tab):
    refused = {CHINESE(one) for one in ("Include them", "Leave them out", "Change to: include", "Confirm")}
    assert refused & set(buttons(opened(page, "office", tab)))
    assert not refused & set(buttons(opened(page, role, tab)))


@pytest.mark.parametrize("role", ["unit", "leader"])
def test_a_name_nobody_knew_is_shown_to_all_who_read_its_file_and_decided_by_the_office(city, role: str):
    decisions = {CHINESE(one) for one in ("Decide", "New channel, to be imported", "Not a channel")}
    assert decisions <= set(buttons(opened("intake", "office")))
    test = opened("intake", role)
    assert f"**{UNKNOWN}**" in said(test)
    assert "**小结**" in said(test)
    assert not decisions & set(buttons(test))
    assert not any(one.key.startswith(("meant_", "holds_")) for one in test.selectbox if one.key)
    assert ("本单位暂存文件：1个名称待认定，1个列名待认定" in said(test)) == (role == "unit")


def test_an_import_is_withdrawn_by_whoever_hands_files_in(city):
    withdraw = "撤回"
    assert withdraw in next(one for one in said(opened("intake")).splitlines() if "点一次导入" in one)
    assert withdraw not in next(one for one in said(opened("intake", "leader")).splitlines() if "点一次导入" in one)


def test_requests_papers_and_differences_of_the_reader_are_not_said_to_be_everybodys(city):
    assert re.search("^(本单位：有.*项请求待办理|本单位没有提出请求)", said(opened("intake")), re.MULTILINE)
    register = opened("supervision", tab=("supervision_parts", "Register of issued papers"))
    assert "尚未向本单位印发文书。" in said(register)


@pytest.mark.parametrize("role", ["unit", "leader"])
def test_the_page_of_the_system_says_whom_it_is_for(city, role: str):
    told = [one.value for one in opened("system", role).warning]
    assert told == ["本页供市政府办公厅和系统管理员使用，不对您的角色开放。"]


@pytest.mark.parametrize("page", ["scorecard", "rectification"])
def test_an_address_of_another_unit_is_refused_in_words_the_same_whether_there_is_such_a_unit(city, page: str):
    for asked in (OTHER, NOBODY):
        test = opened(page, period="2025Q2", unit=asked)
        told = [one.value for one in test.warning]
        assert told == [f"您的角色无权查看“{asked}”的明细，以下为{OWN}的情况。"]
        assert test.query_params["unit"] == OWN
    assert not opened(page, period="2025Q2", unit=OWN).warning
    assert not opened(page, period="2025Q2").warning
