"""Whatever table a page shows can be taken along as .xlsx and .csv: told by the source, and by walking the pages."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from metrics.i18n import translator
from metrics.owner import holder
from pages import CONTENTS

PAGES = Path(__file__).parents[1] / "pages"
SOURCES = sorted(PAGES.rglob("*.py"))
DRAWS = {"show_table", "dataframe", "data_editor", "ask_record"}
# The two that draw for everybody, the row of an original (the file itself is in the archive), and the two halves of
# the movers, which leave as one table.
EXEMPT = {("tables", "show_table"), ("tables", "ask_record"), ("tables", "show_original"), ("tables", "show_leagues"),
          ("overviews", "_show_movers")}  # fmt: skip
HALVES = {"overview": 1}
"""Page → tables that share the buttons of another."""
TABS = {
    "scorecard": ("scorecard_parts", "Marks of the score", "Change and trend"),
    "tasks": ("task_parts", "Units and tasks", "Task by task", "Observations", "Against the year before"),
    "inspections": ("inspection_parts", "Websites", "Accounts", "Vetoes and findings to be confirmed",
                    "Classes of problems", "Repeated problems", "Opened and closed", "Observations"),
    "supervision": ("supervision_parts", "Papers to go out", "Register of issued papers"),
}  # fmt: skip
PLACES = [(entry.name, tab) for entry in CONTENTS for tab in TABS.get(entry.name, ("", ""))[1:]]
FAULTY = PAGES.parent / "data" / "samples" / "faults" / "impossible_date.csv"
# Columns whose cells are codes or words that somebody typed, whatever they look like.
TYPED = {"Finding no.", "Description", "Item", "As typed", "Progress", "Evidence", "Before", "After", "In the store",
         "Asked for"}  # fmt: skip
LOOKS_LIKE_A_NUMBER = re.compile(r"[-+−▲▼]? ?[0-9][0-9,]*(\.[0-9]+)?%?")


def calls_of(function: ast.AST) -> set[str]:
    """Names of what a function calls."""
    called = [one.func for one in ast.walk(function) if isinstance(one, ast.Call)]
    return {one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in called}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_who_draws_a_table_offers_its_export(path):
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef) and (path.stem, function.name) not in EXEMPT:
            called = calls_of(function)
            assert not called & DRAWS or called & {"show_export", "show_exported"}, (
                f"{path.name}, {function.name}: draw the table with show_exported of pages/parts/exports.py"
            )


@pytest.fixture
def city(demonstration, monkeypatch):
    """The demonstration, shown because there is no real store."""
    monkeypatch.setenv("METRICS_STORE", str(demonstration))
    yield demonstration
    holder.release()


def opened(page: str, tab: str = "") -> AppTest:
    """Return a page, with a tab open."""
    test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=90)
    test.switch_page(str(PAGES / f"{page}.py"))
    test.query_params["period"] = "2025Q3"
    if tab:
        test.session_state[TABS[page][0]] = translator()(tab)
    return test.run()


def counted(test: AppTest) -> tuple[int, int, int]:
    """How many tables a page shows, and how many of them can be taken along as .xlsx and as .csv."""
    labels = [one.proto.label for one in test.get("download_button")]
    words = translator()
    return len(test.dataframe), labels.count(words("Excel")), labels.count(words("CSV"))


@pytest.fixture
def taken(monkeypatch) -> list[bytes]:
    """The workbooks behind the buttons of a page, in order: what a reader gets who clicks every one of them."""
    found: list[bytes] = []
    draw = DeltaGenerator.download_button

    def drawn(self: DeltaGenerator, label: str, data: Any, name: str, *rest: Any, **options: Any) -> bool:
        if name.endswith(".xlsx"):
            found.append(data())
        return draw(self, label, data, name, *rest, **options)

    monkeypatch.setattr(DeltaGenerator, "download_button", drawn)
    return found


def numbers_as_text(content: bytes) -> list[tuple[str, str, str]]:
    """Sheet, heading and text of every cell that holds the text of a number where nobody typed it."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    first = int(sheet.freeze_panes[1:])
    typed = {translator()(name) for name in TYPED}
    return [
        (sheet.title, heading.value, cell.value)
        for heading, *cells in sheet.iter_cols(min_row=first - 1)
        for cell in cells
        if cell.data_type == "s" and heading.value not in typed and LOOKS_LIKE_A_NUMBER.fullmatch(cell.value)
    ]


@pytest.mark.parametrize(("page", "tab"), PLACES)
def test_every_table_of_a_page_has_its_two_buttons_and_leaves_with_numbers_that_are_numbers(city, taken, page, tab):
    test = opened(page, tab)
    assert not test.exception
    tables, workbooks, texts = counted(test)
    assert workbooks == texts == len(taken)
    assert workbooks >= tables - HALVES.get(page, 0)
    assert [one for content in taken for one in numbers_as_text(content)] == []


def test_what_a_checked_file_is_told_can_be_taken_along(city):
    test = opened("intake")
    before = counted(test)
    test.file_uploader[0].upload(FAULTY.name, FAULTY.read_bytes())
    test.run()
    assert not test.exception
    tables, workbooks, texts = counted(test)
    # Errors and warnings wrap their sentences in tables of another kind and leave as one list.
    assert test.table
    assert workbooks == texts
    assert workbooks - before[1] == tables - before[0] + 1
