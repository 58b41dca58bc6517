"""The SQL folder reads like a table of contents: one relation per file, its grain in the first line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from metrics.scoring_run import RELATIONS, WORKINGS
from metrics.warehouse import STORE_TABLES

SQL = Path(__file__).parents[1] / "metrics" / "sql"
FILES = sorted(SQL.rglob("*.sql"))


def test_every_scoring_file_is_a_relation_and_every_relation_a_file():
    assert sorted(RELATIONS + WORKINGS) == sorted(path.stem for path in (SQL / "scoring").glob("*.sql"))


def test_every_store_file_is_a_stored_table_and_every_stored_table_a_file():
    assert sorted(STORE_TABLES) == sorted(path.stem for path in (SQL / "store").glob("*.sql"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_first_line_states_the_grain(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"-- (One row|Writes|Returns)", first), f"{path.name}: begin with «-- One row per …»"


@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name != "sql"], ids=lambda path: path.stem)
def test_a_file_creates_the_relation_it_is_named_for(path):
    text = path.read_text(encoding="utf-8")
    created = re.findall(r"create (?:or replace temp (?:table|view)|table if not exists|table|macro) (\w+)", text)
    assert created == [path.stem]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_query_asks_the_machine_for_the_day(path):
    assert not re.search(r"current_date|current_timestamp|today\(\)|now\(\)", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted((SQL / "scoring").glob("*.sql")), ids=lambda path: path.stem)
def test_no_rule_is_written_into_the_scoring(path):
    statements = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    statements = re.sub(r"'[^']*'|\b\w+_\d\b|ordinal = \d", "", statements)
    # 0, 1 and 2 count and round; 999 puts the bonus behind the dimensions.
    assert set(re.findall(r"\b\d+(?:\.\d+)?\b", statements)) <= {"0", "1", "2", "999"}


@pytest.mark.parametrize("path", sorted((SQL / "scoring").glob("*.sql")), ids=lambda path: path.stem)
def test_nothing_is_divided_into_a_fraction(path):
    statements = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"[^/]/[^/]|\bavg\(|\bround\(|\bdouble\b|\bfloat\b", statements)
