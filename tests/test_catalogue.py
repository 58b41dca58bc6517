"""Every fault has a sample file that has it, its Chinese and its line on the page of faults; nothing is left over."""

from __future__ import annotations

import ast
import string
from datetime import datetime
from pathlib import Path

import pytest
from catalogue_page import PAGE, page, sample_of
from desks import Desk

from metrics.access import LOCAL
from metrics.calendar import SHANGHAI
from metrics.i18n import translator
from metrics.intake.catalogue import OF_READING
from metrics.intake.decisions import Name, decide_name
from metrics.intake.faults import CATALOGUE, describe
from metrics.judgements import review

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples" / "faults_of_records"
# No file small enough to be kept here has these; the tests named provoke them.
WITHOUT_SAMPLE = {
    "too_large": "test_workbook.py",
    "too_many_cells": "test_faults.py",
    "reading_took_too_long": "test_workbook.py",
    "reading_failed": "test_workbook.py",
    "cannot_be_opened": "test_receive.py",
}
# Files that speak for a unit, and names of which a person has said something before (test city: desks.py).
SPEAKERS = {"office_column": "甲区"}
DECIDED = {
    "not_a_unit": ("unit", "各科室", "refused"),
    "unit_awaited": ("unit", "甲区新局", "awaited"),
    "not_a_channel": ("channel", "甲区内网", "refused"),
    "channel_awaited": ("channel", "甲区新网", "awaited"),
}
# Findings that a person has judged before.
JUDGED = {"judgement_overruled": ("甲区", "1", "false_alarm")}
OF_STORE = [code for code in CATALOGUE if code not in OF_READING and code not in WITHOUT_SAMPLE]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def named(code: str, part: str = "") -> list[tuple[Path, str]]:
    """The sample of a code: itself (``code.csv``), what came before (``code.1.csv``), what lies beside it."""
    found = [path for path in sorted(SAMPLES.glob(f"{code}{part}.*")) if path.name.count(".") == 1 + part.count(".")]
    return [(path, f"{code}{part if part == '.beside' else ''}{path.suffix}") for path in found]


def faults_of(desk: Desk, code: str) -> list:
    if earlier := named(code, ".1"):
        assert desk.receive(earlier).accepted
    if code in DECIDED:
        what, text, answer = DECIDED[code]
        (unit,) = [row["unit"] for row in desk.warehouse.rows("units", name="甲区")]
        name = Name(what, text, unit if what == "channel" else None)
        decide_name(desk.warehouse, LOCAL, name, answer, actor="tester", now=datetime(2025, 7, 1, tzinfo=SHANGHAI))
    if code in JUDGED:
        name, number, verdict = JUDGED[code]
        (unit,) = [row["unit"] for row in desk.warehouse.rows("units", name=name)]
        keys = [row["finding"] for row in desk.warehouse.rows("findings", unit=unit, number=number)]
        review(desk.warehouse, LOCAL, keys, verdict, reason="已核实", actor="张三", now=desk.clock)
    receipt = desk.receive([*named(code), *named(code, ".beside")], SPEAKERS.get(code, "office"))
    return list(receipt.files[0].faults)


def test_every_code_has_a_sample_or_a_test_that_provokes_it():
    without = {code for code in CATALOGUE if sample_of(code) is None}
    assert without == set(WITHOUT_SAMPLE)
    for code, test in WITHOUT_SAMPLE.items():
        assert f'"{code}"' in (ROOT / "tests" / test).read_text(encoding="utf-8")


def test_every_sample_is_of_a_code():
    assert {path.name.split(".")[0] for path in SAMPLES.iterdir()} == set(OF_STORE)


@pytest.mark.parametrize("code", OF_STORE)
def test_a_sample_received_in_the_small_city_has_the_fault_it_is_named_for(desk, code):
    found = faults_of(desk, code)
    assert code in [one.code for one in found]
    # A sample of a warning has no error beside it: warnings keep nothing out.
    errors = {one.code for one in found if one.severity == "error"}
    assert (code in errors) if CATALOGUE[code].severity == "error" else not errors


@pytest.mark.parametrize("code", OF_STORE)
def test_what_a_sample_is_told_has_no_hole_in_either_language(desk, code):
    (fault, *_) = [one for one in faults_of(desk, code) if one.code == code]
    for language in ("zh_CN", "en"):
        shown = describe(fault, translator(language))
        assert shown["message"]
        assert shown["advice"]
        assert "{" not in shown["message"] + shown["advice"]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_sentence_of_a_fault_is_said_in_chinese(code):
    t = translator("zh_CN")
    for sentence in CATALOGUE[code][:3]:
        said = t(sentence, **dict.fromkeys(_placeholders(sentence), "…"))
        assert any("\u4e00" <= sign <= "\u9fff" for sign in said), f"{code}: {sentence}"
        assert said != sentence


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_is_raised_somewhere():
    raised = set()
    for path in (ROOT / "metrics").rglob("*.py"):
        if not path.name.startswith("catalogue"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            raised |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set(CATALOGUE) - raised == set()


def test_the_page_of_faults_says_what_the_catalogue_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python tests/catalogue_page.py"
