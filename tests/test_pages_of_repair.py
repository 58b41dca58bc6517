"""问题整改 and 考核规则 as a reader finds them: an empty store first, then the demonstration city."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.i18n import translator
from metrics.intake.receive import create_store
from metrics.owner import holder
from metrics.rulebook import load_schemes
from pages.parts import rule_lines

PAGES = Path(__file__).parents[1] / "pages"
SCHEMES = Path(__file__).parents[1] / "data" / "schemes"


def opened(page: str, **address: str) -> AppTest:
    """Return ``page`` as a reader finds it who opens the address on a fresh session."""
    test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=60)
    test.switch_page(str(PAGES / f"{page}.py"))
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def metrics(test: AppTest) -> dict[str, str]:
    return {str(one.label): str(one.value) for one in test.metric}


@pytest.fixture
def empty_store(tmp_path, monkeypatch):
    monkeypatch.setenv("METRICS_STORE", str(tmp_path / "store"))
    create_store(tmp_path / "store", "real").close()
    yield tmp_path / "store"
    holder.release()


@pytest.fixture
def city(demonstration, monkeypatch):
    monkeypatch.setenv("METRICS_STORE", str(demonstration))
    yield demonstration
    holder.release()


def test_rectification_of_an_empty_store_shows_the_way_in(empty_store):
    test = opened("rectification")
    assert not test.exception
    assert "还没有" in "".join(str(one.value) for one in test.markdown)
    assert not test.metric


def test_the_rules_are_told_before_there_are_any_data(empty_store):
    test = opened("rules")
    assert not test.exception
    assert [one.label for one in test.tabs] == [*map(translator("zh_CN"), rule_lines.SECTIONS), "权重测算"]
    assert "假定" in test.info[0].value


def test_figures_are_shown_with_their_numbers_and_cards(city):
    test = opened("rectification", period="2025Q2")
    assert not test.exception
    shown = metrics(test)
    assert len(shown) == 6
    rate = next(label for label in shown if label.startswith("按期率"))
    part, whole = map(int, rate.removeprefix("按期率（").removesuffix("）").split("/"))
    assert shown[rate].startswith(f"{100 * part / whole:.1f}"[:-2])
    assert test.query_params["group"] == "all"
    lists = [one.value for one in test.dataframe]
    # The other two lists are drawn when their tab is opened.
    assert len(lists) == 2
    assert any(f"未整改{len(lists[1])}项" in str(one.value) for one in test.caption)
    assert list(lists[1]["deadline"]) != []


def test_the_address_narrows_to_a_group_and_to_a_unit(city):
    whole = opened("rectification", period="2025Q2").dataframe[1].value
    group = opened("rectification", period="2025Q2", group="district")
    unit = opened("rectification", period="2025Q2", group="district", unit="历下区")
    assert len(group.dataframe[1].value) < len(whole)
    assert any("历下区" in str(one.value) for one in unit.caption)
    assert unit.query_params["unit"] == "历下区"
    # A unit of another group is no choice: the group is shown whole.
    mixed = opened("rectification", period="2025Q2", group="department", unit="历下区")
    assert mixed.query_params["unit"] == "all"


def test_a_group_says_of_every_unit_how_late_it_is_the_latest_first(city):
    ageing = opened("rectification", period="2025Q2", group="department").dataframe[0].value
    late = list(ageing["overdue_capped"])
    assert late == sorted(late, reverse=True)
    assert late[0] > 0


def test_blank_ledgers_are_offered_for_the_office_and_for_each_unit(city):
    def part():
        from pages.parts import session
        from pages.parts.blank_ledgers import show_blank_ledgers

        show_blank_ledgers(session.words())

    test = AppTest.from_function(part, default_timeout=60).run()
    assert not test.exception
    assert "单位名录" in test.caption[0].value
    box = test.selectbox[0]
    assert box.options[0].startswith("市政府办公厅")
    box.select("历下区").run()
    assert not test.exception
    assert "单位名录" not in test.caption[0].value


def test_every_value_of_the_scheme_has_its_line():
    t, scheme = translator("zh_CN"), load_schemes(SCHEMES).versions[-1]
    lines = [line for tell in rule_lines.SECTIONS.values() for line in tell(t, scheme)]
    assert all(line["rule"] and line.get("source") and line.get("since") for line in lines), [
        line for line in lines if not line.get("source")
    ]
    assumed = [line for line in lines if line["mark"]]
    assert assumed
    assert len(assumed) < len(lines)
    told = " ".join(str(value) for line in lines for value in line.values())
    for name in (*(one.name for one in scheme.indicators), *(one.name for one in scheme.bands)):
        assert name in told
    # Every figure of the file is told: weights, credits, points, days.
    figures = [path for path in scheme.provenance if path.split(".")[0] in ("tasks", "rectification", "publication")]
    sections = ("Tasks", "Rectification", "Grades and coverage")
    told_figures = [line for name in sections for line in rule_lines.SECTIONS[name](t, scheme)]
    assert len(told_figures) == len(figures) + len(scheme.bands)


def test_a_share_is_told_as_a_percentage_and_a_choice_in_words():
    t, scheme = translator("zh_CN"), load_schemes(SCHEMES).versions[-1]
    values = {line["rule"]: line.get("value") for tell in rule_lines.SECTIONS.values() for line in tell(t, scheme)}
    assert values["网站部分占比"] == "60%"
    assert values["网站被单项否决"].startswith("整个单位")
    assert values["……所得分数再乘以"] == "4/3"
    assert values["区县：任务落实"] == "30"
