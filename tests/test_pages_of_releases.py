"""The page 定稿 in process: what was published, what a correction changed, and that other pages say what they show."""

from __future__ import annotations

import io
import time
from datetime import timedelta

import openpyxl
import pytest
import streamlit as st
from desks import Q2, Desk
from streamlit.testing.v1 import AppTest
from test_every_table_leaves import taken  # noqa: F401 - a fixture
from test_matrix_of_roles import SETTINGS
from test_pages_of_state import PAGES, opened, said
from test_releases import CORRECTED, LOCAL, NOW, correct, finalise, release

from metrics import published
from metrics.owner import holder
from metrics.people import add_person
from metrics.replying import LARGEST_FILE, set_window

LATER = CORRECTED.replace("|1   |", "|0.5 |")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk whose store is the one that pages show; ``show`` hands it over to them."""
    made = Desk(tmp_path).settle()
    monkeypatch.setenv("METRICS_STORE", str(tmp_path / "store"))
    yield made
    made.warehouse.close()
    holder.release()


def show(desk, page, **address):
    """Open a page on the desk's store; the desk goes on working on what the page owns."""
    if not holder.owns(desk.folder / "store"):
        desk.warehouse.close()
        desk.warehouse = holder.warehouse()
    test = opened(page, period="2025Q2", **address)
    assert not test.exception
    return test


def released_and_corrected(desk):
    """Publish the quarter and a correction of it; one more change comes after both."""
    release(desk)
    desk.say(更正=CORRECTED)
    correct(desk, "甲区：政策文件扣分更正\n附：复核记录")
    finalise(desk)
    desk.say(再更正=LATER)


def scores_shown(test):
    """Unit → score of every league table on the page, in their order; those without a score are left out."""
    found = [one.value.to_dict("list") for one in test.dataframe if "score" in one.value]
    return [{unit: score for unit, score in zip(one["unit"], one["score"], strict=True) if score == score}
            for one in found]  # fmt: skip


def test_every_edition_shows_its_league_table_as_published_and_a_correction_its_text_and_what_it_changed(
    desk, taken  # noqa: F811 - the fixture
):  # fmt: skip
    released_and_corrected(desk)
    test = show(desk, "releases")
    assert "甲区：政策文件扣分更正\n附：复核记录" in said(test)
    leagues = [published.released_league(desk.warehouse, LOCAL, one) for one in published.published(desk.warehouse)]
    frozen = [{one.unit: float(one.score) for one in found.units if one.score} for found in leagues]
    assert scores_shown(test) == frozen[::-1]
    assert frozen[0]["甲区"] < frozen[1]["甲区"]
    [changed] = [one.value for one in test.dataframe if "before" in one.value and "line" not in one.value]
    assert list(changed["unit"]) == ["甲区"]
    assert f"{frozen[0]['甲区']:.2f}" in changed["before"][0]
    leaving = [" ".join(str(cell) for row in openpyxl.load_workbook(io.BytesIO(one)).active.values for cell in row)
               for one in taken]  # fmt: skip
    published_ones = [one for one in leaving if "已发布数据：第1版（2025-07-10发布）" in one]
    assert len(published_ones) == 1
    assert "当前数字" not in published_ones[0]


@pytest.fixture
def signed_in(tmp_path):
    """Open the page 定稿 in shared mode as somebody of a unit."""
    before, secrets = st.get_option("secrets.files"), tmp_path / "secrets.toml"
    secrets.write_text(SETTINGS, encoding="utf-8")

    def show_to(desk, unit):
        add_person(desk.warehouse, LOCAL, f"{unit}@city.example", "unit", [unit], actor="local", now=NOW)
        show(desk, "releases")
        st.config.set_option("secrets.files", [str(secrets)])
        test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=60)
        test.switch_page(str(PAGES / "releases.py"))
        test.query_params["period"] = "2025Q2"
        test.user = {
            "is_logged_in": True, "email": f"{unit}@city.example", "email_verified": True, "iat": time.time()
        }  # fmt: skip
        test.run()
        assert not test.exception
        return test

    yield show_to
    st.config.set_option("secrets.files", before)


def test_a_unit_reads_its_own_part_of_a_correction_and_nothing_of_others(desk, signed_in):
    released_and_corrected(desk)
    own, other = signed_in(desk, "甲区"), signed_in(desk, "乙区")
    assert "甲区：政策文件扣分更正" in said(own)
    [changed] = [one.value for one in own.dataframe if "before" in one.value and "line" not in one.value]
    assert list(changed["unit"]) == ["甲区"]
    assert [set(one) for one in scores_shown(own)] == [{"甲区"}, {"甲区"}]
    assert "不涉及贵单位" in said(other)
    assert "政策文件扣分更正" not in said(other)
    assert not [one for one in other.dataframe if "before" in one.value]
    assert "贵单位的当前数字与定稿一致" in said(other)


def test_a_prepared_correction_can_be_prepared_anew_and_is_not_offered_once_it_is_false(desk):
    release(desk)
    desk.say(更正=CORRECTED)
    correct(desk, "说明")
    assert {"release_final", "release_correct"} <= {one.key for one in show(desk, "releases").button}
    desk.say(再更正=LATER)
    test = show(desk, "releases")
    assert "release_final" not in {one.key for one in test.button}
    assert any("不一致" in one.value for one in test.warning)
    test.button(key="release_correct").click().run()
    assert "release_final" in {one.key for one in test.button}


@pytest.mark.parametrize("page", ["overview", "league", "scorecard", "tasks", "inspections", "rectification"])
def test_a_page_of_a_released_period_says_whether_its_figures_are_the_published_ones(desk, page):
    assert "版定稿" not in said(show(desk, page, unit="甲区"))
    release(desk)
    assert "与第1版定稿一致" in said(show(desk, page, unit="甲区"))
    desk.say(更正=CORRECTED)
    assert "与第1版定稿有差异（1个单位）" in said(show(desk, page, unit="甲区"))


def test_the_form_of_a_reply_takes_no_file_that_would_be_refused(desk):
    set_window(desk.warehouse, LOCAL, Q2, NOW.date(), NOW.date() + timedelta(days=20_000), actor="甲", now=NOW)
    [upload] = show(desk, "scorecard", unit="甲区", tab="replies").get("file_uploader")
    assert upload.proto.max_upload_size_mb == LARGEST_FILE // 1_000_000
