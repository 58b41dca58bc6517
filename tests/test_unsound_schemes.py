"""Unsound schemes are refused with every fault at once, each naming file and key."""

from __future__ import annotations

import re
import shutil
import string
from contextlib import suppress
from pathlib import Path

import pytest
from scheme_files import ASSUMED, NATIONAL, SHIPPED, SchemeFiles

from metrics.i18n import translator
from metrics.rulebook import UnsoundScheme, load_schemes
from metrics.rulebook.faults import CATALOGUE


@pytest.fixture
def files(tmp_path: Path) -> SchemeFiles:
    return SchemeFiles(tmp_path)


def faults_of(files: SchemeFiles) -> list[tuple[str, str]]:
    with pytest.raises(UnsoundScheme) as refusal:
        load_schemes(files.folder)
    return [(fault.code, fault.key) for fault in refusal.value.faults]


# ---- unsound schemes: each defect alone ----

VALUE_DEFECTS = [
    ("number-wrong", "rectification.late", '"3"'),
    ("number-wrong", "rectification.failed", "nan"),
    ("number-wrong", "rectification.failed", "true"),
    ("number-negative", "rectification.late", "-3"),
    ("number-long", "rectification.late", "3.00001"),
    ("number-large", "rectification.overdue_most", "1e30"),
    ("number-zero", "tasks.role_weights.support", "0"),
    ("number-broken", "rectification.overdue_step_days", "0"),
    ("number-broken", "rectification.default_days", "1.5"),
    ("share-wrong", "tasks.credits.on_time_verified", "1.01"),
    ("flag-wrong", "tasks.evidence_required", '"yes"'),
    ("choice-wrong", "inspection.veto_website", '"site"'),
    ("choice-wrong", "bands.good.bound", '"exclusive"'),
    ("text-wrong", "publication.best_band_when_capped", "60"),
    ("band-unknown", "publication.best_band_when_capped", '"passed"'),
    ("scored-unbuilt", "observations.training.scored", "true"),
    ("order-wrong", "tasks.credits.continuing_evidence", "0.5"),
    ("order-wrong", "rectification.overdue_first", "2"),
    ("bands-descend", "bands.good.lower", "90"),
    ("bands-floor", "bands.fail.lower", "1"),
]


@pytest.mark.parametrize(("code", "key", "value"), VALUE_DEFECTS)
def test_wrong_value_is_refused_at_its_key(files: SchemeFiles, code: str, key: str, value: str) -> None:
    files.edit(key, f"{{ value = {value}, {ASSUMED}")
    assert faults_of(files) == [(code, key)]


LINE_DEFECTS = [
    ("value-wanted", "rectification.late", "3"),
    ("value-missing", "rectification.late", f"{{ {ASSUMED}"),
    ("since-missing", "rectification.late", '{ value = 3, source = "x" }'),
    ("since-wrong", "rectification.late", '{ value = 3, since = "2025", source = "x" }'),
    ("source-missing", "rectification.late", "{ value = 3, since = 2025-01-01 }"),
    ("source-missing", "rectification.late", '{ value = 3, since = 2025-01-01, source = " ", assumed = true }'),
    ("assumed-wrong", "rectification.late", '{ value = 3, since = 2025-01-01, source = "x", assumed = 1 }'),
    ("key-missing", "rectification.late", None),
    ("not-in-force", "rectification.late", '{ value = 3, since = 2025-02-01, source = "x" }'),
    ("choice-wrong", "observations.training.kind", '"sum"'),
    ("indicator-unknown", "classes.dead_links.indicator", '"avaliability"'),
    ("indicator-unknown", "classes.hidden_links.indicator", '"availability"'),
    ("key-missing", "classes.dead_links.indicator", None),
    ("texts-wrong", "classes.dead_links.also", '"死链接"'),
    ("text-wrong", "bonus.promotion.name", '""'),
    ("since-missing", "checklist.advice", None),
    ("standard-missing", "scheme.standard", '"national-2020"'),
    ("key-missing", "scheme.id", None),
]


@pytest.mark.parametrize(("code", "key", "line"), LINE_DEFECTS)
def test_wrong_line_is_refused_at_its_key(files: SchemeFiles, code: str, key: str, line: str | None) -> None:
    files.edit(f"{key}.since" if code == "since-missing" and line is None else key, line)
    found = faults_of(files)
    # A value that starts too late is also a change without a version.
    assert [fault for fault in found if fault[0] != "change-without-version"] == [(code, key)]


STANDARD_DEFECTS = [
    ("caps-sum", "blocks.functions", "indicators.ipv6.cap", f"{{ value = 2, {NATIONAL}"),
    ("price-above-cap", "indicators.policy_documents.price", "indicators.policy_documents.price",
     f"{{ value = 9, {NATIONAL}"),
    ("block-unknown", "indicators.news.block", "indicators.news.block", '"publicaton"'),
    ("block-unknown", "inspection.service_block", "inspection.service_block",
     f'{{ value = "service", {NATIONAL}'),
    ("rescale-wrong", "inspection.rescale", "inspection.rescale", f"{{ value = [5, 3], {NATIONAL}"),
    ("fraction-wrong", "inspection.rescale", "inspection.rescale", f"{{ value = 1.3333, {NATIONAL}"),
    ("key-missing", "indicators.news.cap", "indicators.news.cap", None),
    ("choice-wrong", "indicators.news.targets", "indicators.news.targets", '["websites"]'),
    ("name-twice", "indicators.leadership.name", "indicators.leadership.name", '"机构 职能"'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "key", "at", "line"), STANDARD_DEFECTS)
def test_wrong_standard_is_refused_at_its_key(
    files: SchemeFiles, code: str, key: str, at: str, line: str | None
) -> None:
    files.edit(at, line, "national-2019.toml")
    assert (code, key) in faults_of(files)
    with pytest.raises(UnsoundScheme) as refusal:
        load_schemes(files.folder)
    assert {fault.file for fault in refusal.value.faults} == {"national-2019.toml"}


def test_weights_must_sum_to_100_in_every_group(files: SchemeFiles) -> None:
    files.edit("dimension_weights.department.tasks", f"{{ value = 30.0001, {ASSUMED}")
    assert faults_of(files) == [("weights-sum", "dimension_weights.department")]


def test_shares_must_sum_to_1(files: SchemeFiles) -> None:
    files.edit("inspection.account_share", f"{{ value = 0.5, {ASSUMED}")
    assert faults_of(files) == [("shares-sum", "inspection.website_share")]


def test_blocks_must_sum_to_full_marks(files: SchemeFiles) -> None:
    files.edit("blocks.services.total", f'{{ value = 24, {NATIONAL}', "national-2019.toml")
    assert faults_of(files) == [
        ("blocks-sum", "blocks"), ("base-wrong", "inspection.reduced_base"), ("caps-sum", "blocks.services"),
    ]  # fmt: skip


def test_unknown_group_dimension_and_key_are_each_named(files: SchemeFiles) -> None:
    files.append(f"[dimension_weights.city]\ntasks = {{ value = 100, {ASSUMED}\n[rectifcation]\nlate = 3")
    section = "[dimension_weights.institution]     # 公共企事业单位\n"
    files.replace(section, f"{section}checklists = {{ value = 0, {ASSUMED}\n")
    assert sorted(faults_of(files)) == [
        ("dimension-unknown", "dimension_weights.institution.checklists"),
        ("group-unknown", "dimension_weights.city"),
        ("key-unknown", "rectifcation"),
    ]


def test_group_without_weights_is_refused(files: SchemeFiles) -> None:
    files.cut("[dimension_weights.institution]", "# ---- 评定口径")
    assert faults_of(files) == [("group-missing", "dimension_weights.institution")]


def test_checklist_weight_needs_items(files: SchemeFiles) -> None:
    files.cut("[checklist.catalogue]", "# ---- 指标数据")
    assert faults_of(files) == [("checklist-empty", "dimension_weights.institution.checklist")]


def test_veto_with_points_is_refused(files: SchemeFiles) -> None:
    cap = f"cap = {{ value = 5, {NATIONAL}\n"
    files.replace("[indicators.safety]\n", f"[indicators.safety]\n{cap}", "national-2019.toml")
    assert faults_of(files) == [("cap-unwanted", "indicators.safety.cap")]


def test_last_band_is_the_one_a_veto_gives(files: SchemeFiles) -> None:
    files.replace("[bands.fail]", "[bands.poor]")
    assert faults_of(files) == [("bands-last", "bands.poor")]


def test_dates_of_one_value_ascend(files: SchemeFiles) -> None:
    later = '{ value = 4, since = 2024-01-01, source = "x" }'
    files.edit("rectification.late", f"[{{ value = 3, {ASSUMED}, {later}]")
    assert faults_of(files) == [("dates-order", "rectification.late")]


def test_change_on_a_day_without_a_new_version_is_refused(files: SchemeFiles) -> None:
    later = '{ value = 4, since = 2026-01-01, source = "x" }'
    files.edit("rectification.late", f"[{{ value = 3, {ASSUMED}, {later}]")
    assert faults_of(files) == [("change-without-version", "rectification.late")]


def test_two_schemes_cannot_start_on_one_day(files: SchemeFiles) -> None:
    shutil.copy(files.folder / "default.toml", files.folder / "second.toml")
    assert faults_of(files) == [("start-twice", "scheme.version"), ("version-twice", "scheme.version")]


def test_entry_of_the_standard_cannot_be_written_again(files: SchemeFiles) -> None:
    again = files.cut("[indicators.overview]", "[indicators.institutional_functions]", "national-2019.toml")
    files.append(again, "national-2019.toml")
    files.append(again.replace("概况信息", "概况"))
    assert ("entry-twice", "indicators.overview") in faults_of(files)


def test_file_that_is_no_toml_is_refused_with_its_line(files: SchemeFiles) -> None:
    files.write("[scheme]\nid = \n")
    with pytest.raises(UnsoundScheme) as refusal:
        load_schemes(files.folder)
    assert [(fault.code, fault.seen) for fault in refusal.value.faults] == [("syntax", "2")]


def test_file_in_another_encoding_is_refused(files: SchemeFiles) -> None:
    (files.folder / "default.toml").write_bytes("[scheme]\nname = \"默认\"".encode("gb18030"))
    assert faults_of(files) == [("unreadable", "")]


def test_folder_without_a_scheme_is_refused(files: SchemeFiles) -> None:
    (files.folder / "default.toml").unlink()
    assert faults_of(files) == [("no-scheme", "")]


# ---- all faults at once ----


def test_scheme_with_five_defects_reports_all_five(files: SchemeFiles) -> None:
    files.edit("dimension_weights.district.tasks", f"{{ value = 31, {ASSUMED}")
    files.edit("rectification.late", "{ value = -3, since = 2025-01-01, source = \"x\" }")
    files.edit("tasks.credits.late", "{ value = 0.8, since = 2025-01-01 }")
    files.edit("classes.dead_links.indicator", '"avaliability"')
    files.edit("indicators.news.cap", f'{{ value = 7, {NATIONAL}', "national-2019.toml")
    assert sorted(faults_of(files)) == [
        ("caps-sum", "blocks.publication"),
        ("indicator-unknown", "classes.dead_links.indicator"),
        ("number-negative", "rectification.late"),
        ("source-missing", "tasks.credits.late"),
        ("weights-sum", "dimension_weights.district"),
    ]


def test_refusal_says_every_fault_in_both_languages(files: SchemeFiles) -> None:
    files.edit("dimension_weights.district.tasks", f"{{ value = 31, {ASSUMED}")
    files.edit("rectification.late", None)
    with pytest.raises(UnsoundScheme) as refusal:
        load_schemes(files.folder)
    english, chinese = (translator(language).error(refusal.value) for language in ("en", "zh_CN"))
    for said in (english, chinese):
        assert "default.toml" in said
        assert "dimension_weights.district" in said
        assert "101" in said
        assert "rectification.late" in said
    assert "权重合计101" in chinese
    assert str(refusal.value) == english


def test_every_fault_has_a_chinese_sentence_with_the_same_places() -> None:
    chinese = translator("zh_CN")
    for message in CATALOGUE.values():
        said = chinese.catalogue.gettext(message)
        assert said != message
        assert _places(said) == _places(message)


@pytest.mark.parametrize("garbage", [None, "[[1]]", '{ value = [], since = 1, source = 2 }'])
def test_no_damaged_line_escapes_as_anything_but_a_refusal(files: SchemeFiles, garbage: str | None) -> None:
    for file in ("default.toml", "national-2019.toml"):
        lines = (SHIPPED / file).read_text(encoding="utf-8").splitlines()
        keyed = [number for number, line in enumerate(lines) if re.match(r"\w+\s*=", line)]
        for number in keyed[:: 1 if file == "default.toml" else 5]:
            key = lines[number].split("=")[0]
            damaged = [*lines[:number], *([] if garbage is None else [f"{key}= {garbage}"]), *lines[number + 1 :]]
            files.write("\n".join(damaged), file)
            # Some lines may go or stay: only another exception than the refusal would be wrong.
            with suppress(UnsoundScheme):
                load_schemes(files.folder)
        shutil.copy(SHIPPED / file, files.folder)


def _places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}
