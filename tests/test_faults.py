"""Every fault has its sample, its address and its sentences: where, what was seen and wanted, what to do."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from metrics.i18n import translator
from metrics.intake.catalogue import OF_READING
from metrics.intake.faults import CATALOGUE, Fault, describe, fault
from metrics.intake.reading import read_ledger
from metrics.intake.unpacking import Limits

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples" / "faults"
# What each sample, named for its one fault, is blamed for: cell and whether its data row is kept out.
BLAMED = {
    "ambiguous_date": ("B2", True),
    "ambiguous_number": ("G2", True),
    "bold_not_told": ("D1", True),
    "closed_without_date": ("F2", True),
    "column_without_heading": ("G2", False),
    "completed_without_date": ("G2", False),
    "date_without_recheck": ("G2", False),
    "dates_reversed": ("F2", True),
    "duplicate_heading": ("D1", True),
    "empty_file": ("", None),
    "error_value": ("G2", True),
    "finding_without_date": ("B2", True),
    "fixed_without_date": ("E2", False),
    "formula_without_value": ("G2", True),
    "full_coverage_unchecked": ("C2", True),
    "heading_over_columns": ("C1", True),
    "hidden_columns_read": ("E1", False),
    "hidden_rows_read": ("A2", False),
    "hidden_sheet_read": ("", False),
    "impossible_date": ("B2", True),
    "incomplete_ratio": ("E2", True),
    "lead_by_bold": ("D1", False),
    "merged_amount": ("E2", True),
    "missing_value": ("C2", True),
    "missing_year": ("A1", True),
    "no_responsible_unit": ("D2", True),
    "no_rows": ("A1", None),
    "not_a_number": ("G2", True),
    "not_a_number_or_answer": ("D2", True),
    "not_whole": ("C2", True),
    "not_yes_or_no": ("C2", True),
    "note_row_skipped": ("A3", False),
    "nothing_above": ("B2", True),
    "number_out_of_range": ("D2", True),
    "numerator_above_denominator": ("D2", False),
    "password_protected": ("", None),
    "period_from_title": ("A2", False),
    "plan_in_cells": ("A2", None),
    "points_without_reduction": ("J2", False),
    "presumed_deadline": ("C2", False),
    "recheck_without_date": ("F2", True),
    "reduced_above_points": ("J2", True),
    "reduced_veto": ("I2", True),
    "reduced_without_points": ("J2", True),
    "section_row_skipped": ("A2", False),
    "several_years": ("A2", False),
    "sheet_ignored": ("", False),
    "text_without_table": ("A1", None),
    "too_many_decimals": ("G2", True),
    "total_row_skipped": ("A3", False),
    "unclosed_quote": ("G3", None),
    "unknown_column": ("K1", False),
    "unknown_date": ("B2", True),
    "unknown_encoding": ("", None),
    "unknown_kind": ("A1", None),
    "unknown_period": ("A2", True),
    "unknown_word": ("I2", True),
    "unreadable_workbook": ("", None),
    "wordy_deadline": ("E2", False),
    "wrong_format": ("", None),
}
# A small file cannot be too large or too slow: these are provoked by limits instead (test_workbook.py).
BY_LIMITS = {"too_large", "too_many_cells", "reading_took_too_long", "reading_failed"}


def sample(code: str) -> Path:
    (path,) = SAMPLES.glob(f"{code}.*")
    return path


def test_every_code_of_reading_has_a_sample_and_every_sample_a_code() -> None:
    samples = {path.stem for path in SAMPLES.iterdir() if path.suffix != ".md"}
    assert samples == set(BLAMED) == set(OF_READING) - BY_LIMITS


@pytest.mark.parametrize("code", BLAMED)
def test_a_sample_has_exactly_the_fault_it_is_named_for(code: str) -> None:
    cell, is_kept_out = BLAMED[code]
    reading = read_ledger(sample(code), sample(code).name)
    assert [(found.code, found.cell) for found in reading.faults] == [(code, cell)]
    assert [row.is_faulty for row in reading.rows] == ([] if is_kept_out is None else [is_kept_out])


@pytest.mark.parametrize("code", BLAMED)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_sentences_of_a_real_fault_are_complete(code: str, language: str) -> None:
    (found,) = read_ledger(sample(code), sample(code).name).faults
    shown = describe(found, translator(language))
    assert shown["code"] == code
    assert shown["severity"] == CATALOGUE[code].severity
    assert found.value in shown["message"] + shown["advice"] + found.value
    assert "{" not in shown["message"] + shown["advice"]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_sentence_is_said_in_chinese_with_the_same_placeholders(code: str) -> None:
    def placeholders(sentence: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    for sentence in CATALOGUE[code][:3]:
        chinese = translator("zh_CN")(sentence)
        assert chinese != sentence
        assert placeholders(chinese) == placeholders(sentence)


def test_every_code_used_in_the_intake_is_in_the_catalogue_and_every_code_is_used() -> None:
    written = {
        node.value
        for path in (ROOT / "metrics" / "intake").glob("*.py")
        if not path.name.startswith("catalogue")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(OF_READING) - written == set()


def test_an_unknown_code_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        fault("no_such_code")


def test_lists_in_a_sentence_are_joined_and_nothing_similar_is_not_told() -> None:
    similar = fault("unknown_unit", "Q2", "C14", "历下", suggestions=("历下区人民政府", "历城区人民政府"))
    none = fault("unknown_unit", "Q2", "C14", "某某局", suggestions=())
    assert describe(similar, translator("zh_CN"))["message"].endswith("历下区人民政府、历城区人民政府。")
    assert describe(none, translator("zh_CN"))["message"] == "单位名录中没有“某某局”。"


@pytest.mark.parametrize("code", [code for code, text in CATALOGUE.items() if text.bare])
def test_a_sentence_leaves_out_what_would_name_an_empty_list(code: str) -> None:
    for nothing in ((), []):
        given = {"seen": ("甲",), "wanted": ("丙",), "unit": "乙", "nearest": "none"}
        found = fault(code, value="甲", missing=nothing, suggestions=nothing, **given)
        told = describe(found, translator("zh_CN"))["message"]
        assert told == translator("zh_CN")(CATALOGUE[code].bare, value="甲", seen="甲", unit="乙")
        assert "无" not in told
        assert "相近" not in told


def test_what_a_huge_cell_holds_is_told_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    row = f"1,2025Q2,历下区,{'甲' * 500_000},{'九' * 500_000},空"
    path.write_text(f"问题编号,检查期,责任单位,指标,扣分,问题描述\n{row}", encoding="utf-8")
    long_list = fault("unknown_kind", seen=("乙" * 9_999,) * 999, nearest="none", missing=(), wanted=())
    faults = [*read_ledger(path, path.name).faults, long_list]
    assert [one.code for one in faults] == ["not_a_number", "unknown_kind"]
    for one in faults:
        told = describe(one, translator("zh_CN"))
        assert sum(map(len, told.values())) < 5_000
        assert told["value"] == one.value[:199] + "…" or not one.value


def test_faults_of_limits_say_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("单位名称,单位类别\n" * 10, encoding="utf-8")
    (found,) = read_ledger(path, "many.csv", Limits(cells=10)).faults
    assert found == Fault("too_many_cells", "error", details={"most": 10})


@pytest.mark.parametrize("code", ["wrong_format", "wrong_document"])
def test_whoever_mixed_up_plan_and_ledger_is_told_the_form_of_both(code: str) -> None:
    for language in ("zh_CN", "en"):
        advice = describe(fault(code, seen="a Word document"), translator(language))["advice"]
        assert ".docx" in advice
        assert ".xlsx" in advice
