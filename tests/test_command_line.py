"""Every page's work is a command: documents of an agreed shape on stdout, words on stderr, exit 0, 1 or 2."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from dashboards import PROJECT, Said, command, command_here

CHANNELS = """渠道名称,渠道类型,主办单位
历下区政府网,政府网站,历下区
历下发布,微信公众号,历下区
市教育局网,政府网站,市教育局
"""
SCOPE = "检查期,渠道名称\n2025年第二季度,全覆盖\n"
FINDINGS = """问题编号,检查期,发现日期,责任单位,渠道名称,渠道类型,指标,扣分,问题描述,页面地址,整改时限,整改完成日期
1,2025Q2,2025-05-08,历下区,历下区政府网,政府网站,政策文件,5,规范性文件库缺 3 件,http://a/1,2025-05-20,2025-05-19
2,2025Q2,2025-05-09,历下区,历下区政府网,政府网站,可用性,1,首页 2 条死链,http://a/2,2025-05-20,2025-05-23
"""
TASKS = """年度,序号,重点任务,责任单位,完成时限,进展状态,完成日期,佐证材料,核验结果
2025,1,主动公开目录,历下区,6月30日前,已完成,2025-06-20,照片,通过
2025,1,主动公开目录,市教育局,6月30日前,推进中,,,
"""
UNIT_KEYS = [
    "unit", "group", "score", "shadow_score", "verdict", "grade", "rank", "rank_low", "rank_high", "coverage",
    "dimensions", "bonus", "on_time",
]  # fmt: skip


@pytest.fixture
def ledgers(tmp_path: Path) -> Path:
    """Return a folder with four ledgers of a small city."""
    return written(tmp_path / "ledgers")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store that has received the ledgers; for questions only."""
    ledgers = written(tmp_path_factory.mktemp("city") / "ledgers")
    imported(ledgers)
    return ledgers.parent / "store"


def written(folder: Path) -> Path:
    folder.mkdir()
    texts = {"渠道台账": CHANNELS, "检查记录": SCOPE, "问题台账": FINDINGS, "任务台账": TASKS}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return folder


def imported(ledgers: Path, *more: object) -> Said:
    return command("import", *sorted(ledgers.glob("*.csv")), "--store", ledgers.parent / "store", "--json", *more)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} if folder.exists() else {}


def test_an_import_tells_for_each_file_what_its_rows_did(ledgers):
    said = imported(ledgers)
    assert (said.exit, said.stderr) == (0, "")
    kinds = {one["file"]: one["kinds"] for one in said.document["files"]}
    assert kinds["渠道台账.csv"] == {"channels": {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}}
    assert kinds["任务台账.csv"]["assignments"]["new"] == 2
    assert all(one["accepted"] and one["annotated"] is None for one in said.document["files"])


def test_a_league_table_has_the_agreed_shape(city):
    said = command("--store", city, "--json", "score", "--period", "2025年第二季度")
    assert (said.exit, list(said.document)) == (0, ["period", "as_of", "scheme", "units"])
    assert (said.document["period"], said.document["as_of"]) == ("2025Q2", "2025-06-30")
    assert set(said.document["scheme"]) == {"id", "version"}
    own = next(one for one in said.document["units"] if one["unit"] == "历下区")
    assert list(own) == UNIT_KEYS
    assert own["dimensions"]["inspection"] == {"score": "96.40", "weight": "40", "applicable": True}
    assert own["on_time"] == {"n": 1, "of": 2}
    # 30 % of 100, 40 % of 0.6 × 94 + 0.4 × 100, 30 % of 97; not the mean of the three dimensions.
    assert (own["score"], own["verdict"], own["rank"], own["coverage"]) == ("97.66", "ranked", 1, 1.0)


def test_a_group_can_be_asked_for_by_code_or_by_name(city):
    by_code, by_name = (
        command_here("score", "--period", "2025Q2", "--group", group, "--store", city, "--json").document["units"]
        for group in ("district", "区县")
    )
    assert by_code == by_name
    assert {one["group"] for one in by_code} == {"district"}


def test_the_marks_of_an_explanation_add_up_to_the_score_and_name_their_rows(city):
    said = command_here("explain", "历下", "--period", "2025Q2", "--store", city, "--json")
    assert (said.exit, list(said.document)) == (0, ["unit", "score", "marks"])
    marks = said.document["marks"]
    assert 10000 + sum(round(float(one["points"]) * 100) for one in marks) == round(float(said.document["score"]) * 100)
    assert all(set(one) == {"points", "dimension", "indicator", "item", "reason", "source"} for one in marks)
    sources = {one["indicator"]: one["source"] for one in marks if one["dimension"] == "inspection"}
    assert sources["政策文件"] == {"file": "问题台账.csv", "sheet": "问题台账", "row": 2}


def test_pass_rates_have_two_decimals_and_are_null_below_the_least_number(city):
    said = command_here("inspections", "--period", "2025Q2", "--store", city, "--json")
    assert (said.exit, list(said.document)) == (0, ["websites", "accounts", "by_class", "basis", "observations"])
    assert said.document["websites"] == {"checked": 2, "passed": 2, "rate": None}
    assert said.document["accounts"]["by_type"] == {"wechat": {"checked": 1, "passed": 1}}
    assert said.document["basis"] == "declared_full"


def test_a_faulty_file_refuses_the_command_and_changes_no_score(ledgers):
    imported(ledgers)
    store = ledgers.parent / "store"
    before = command_here("score", "--period", "2025Q2", "--store", store, "--json")
    faulty = ledgers / "新问题.csv"
    text = FINDINGS.replace("2025-05-08", "2025-02-30").replace("2025-05-09,历下区", "2025-05-09,无名区")
    faulty.write_text(text, encoding="utf-8-sig")
    said = command_here("import", faulty, "--store", store, "--json")
    (file,) = said.document["files"]
    assert (said.exit, file["accepted"]) == (1, False)
    assert {"code", "severity", "sheet", "cell", "value", "message", "advice"} == set(file["faults"][0])
    assert {"C2", "D3"} <= {one["cell"] for one in file["faults"]}
    assert command_here("score", "--period", "2025Q2", "--store", store, "--json") == before


def test_a_rehearsal_leaves_no_trace_and_makes_no_store(ledgers):
    said = imported(ledgers, "--dry-run")
    assert said.exit == 0
    assert said.document["files"][0]["kinds"]
    assert not (ledgers.parent / "store").exists()


def test_a_file_that_does_not_exist_is_refused_without_making_a_store(tmp_path):
    said = command("import", tmp_path / "没有.xlsx", "--store", tmp_path / "store", "--json")
    assert (said.exit, said.document["files"][0]["accepted"]) == (1, False)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("typed", [("import", "渠道台账.csv"), ("import", "--dry-run", "渠道台账.csv"), ("history",)])
def test_a_file_in_place_of_the_stores_folder_is_refused_and_nothing_written(typed, ledgers):
    store = ledgers.parent / "库"
    store.write_text("x", "utf-8")
    before = sorted(ledgers.parent.rglob("*"))
    for said in (command_here(*typed, store=store, cwd=ledgers), command_here(*typed, "--store", store, cwd=ledgers)):
        assert (said.exit, said.stdout) == (1, "")
        assert f"“{store}”是文件" in said.stderr
    assert (sorted(ledgers.parent.rglob("*")), store.read_text("utf-8")) == (before, "x")


def test_paths_are_meant_from_where_the_command_is_typed(ledgers):
    said = command("import", "渠道台账.csv", "--store", "../here", cwd=ledgers)
    assert said.exit == 0
    assert (ledgers.parent / "here" / "monitor.duckdb").exists()


def test_the_yearly_plan_lists_whose_responsibility_is_to_be_confirmed(tmp_path):
    (plan,) = (PROJECT / "data" / "samples").glob("*.txt")
    said = command_here("import", plan, "--store", tmp_path / "store", "--json")
    assert said.exit == 0
    assert said.document["files"][0]["kinds"]["tasks"]["new"] == 16
    assert len(said.document["to_confirm"]) == 2


def test_people_read_aligned_chinese_without_the_json_option(city):
    said = command_here("score", "--period", "2025Q2", "--store", city)
    head, rule, *rows = said.stdout.split("\n\n")[1].splitlines()[1:]
    assert head.startswith("名次")
    assert len(rule) >= 60
    assert any("历下区" in row and "97.66" in row for row in rows)
    for question in (("explain", "历下区"), ("inspections",)):
        assert command_here(*question, "--period", "2025Q2", "--store", city).exit == 0


@pytest.mark.parametrize(
    "typed",
    [
        (),
        ("score",),
        ("scores", "--period", "2025Q2"),
        ("score", "--period", "第二季度"),
        ("score", "--period", "2025Q2", "--as-of", "2025-02-30"),
        ("score", "--period", "2025Q2", "--group", "townships"),
        ("score", "--period", "2025Q2", "--jsn"),
        ("import",),
        ("restore",),
    ],
)
def test_what_cannot_be_understood_is_told_in_chinese_with_exit_2(typed, tmp_path):
    said = command(*typed, store=tmp_path / "store")
    assert (said.exit, said.stdout) == (2, "")
    assert said.stderr.startswith("用法：")
    assert not (tmp_path / "store").exists()


def test_help_lists_every_command_and_answers_at_once():
    began = time.monotonic()
    said = command("--help")
    assert said.exit == 0
    for name in ("import", "score", "explain", "inspections", "demo", "backup", "restore"):
        assert name in said.stdout
    # Loading the store alone takes longer than this on any machine; a loaded one gets the benefit of the doubt.
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "typed",
    [("score", "--period", "2025Q2"), ("explain", "历下区", "--period", "2025Q2"), ("backup", "--out", "x.zip")],
)
def test_a_question_without_any_store_is_refused_and_makes_none(typed, tmp_path):
    said = command(*typed, store=tmp_path / "store", cwd=tmp_path)
    assert (said.exit, said.stdout) == (1, "")
    assert str(tmp_path / "store") in said.stderr
    assert not (tmp_path / "store").exists()


def test_an_unknown_unit_is_refused(city):
    said = command_here("explain", "无名区", "--period", "2025Q2", "--store", city, "--json")
    assert (said.exit, said.stdout) == (1, "")
    assert "无名区" in said.stderr


def test_without_a_real_store_questions_are_put_to_the_demonstration_and_say_so(demonstration):
    said = command("score", "--period", "2025Q2", "--json", store=demonstration)
    assert said.exit == 0
    assert len(said.document["units"]) > 50
    assert "演示" in said.stderr
    assert not demonstration.exists()


def test_a_store_that_is_damaged_is_told_in_a_sentence(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "monitor.duckdb").write_bytes(b"not a database" * 1000)
    said = command("score", "--period", "2025Q2", store=tmp_path / "store")
    assert (said.exit, said.stdout) == (1, "")
    assert "备份" in said.stderr
    assert "Traceback" not in said.stderr


def test_an_unexpected_error_shows_a_number_and_keeps_its_details_in_the_store(ledgers):
    imported(ledgers)
    store = ledgers.parent / "store"
    shutil.rmtree(store / "originals")
    (store / "originals").write_text("in the way", encoding="utf-8")
    (ledgers / "渠道台账.csv").write_text(CHANNELS + "教育微博,新浪微博,市教育局\n", encoding="utf-8-sig")
    said = command("import", ledgers / "渠道台账.csv", "--store", store)
    assert (said.exit, said.stdout) == (1, "")
    assert "Traceback" not in said.stderr
    number = said.stderr.split("编号")[1].split("）")[0]
    log = (store / "errors.log").read_text(encoding="utf-8")
    assert number in log
    assert "Traceback" in log


def test_a_backup_restores_to_the_same_digits_and_originals(ledgers):
    imported(ledgers)
    store, archive, other = (ledgers.parent / name for name in ("store", "saved.zip", "other"))
    question = ("score", "--period", "2025Q2", "--json", "--store")
    before = command_here(*question, store)
    assert command_here("backup", "--out", archive, "--store", store, "--json").exit == 0
    assert command_here("restore", archive, "--store", other, "--json").exit == 0
    assert command_here(*question, other) == before
    assert files_of(other / "originals") == files_of(store / "originals")
    assert len(files_of(other / "originals")) >= 4


def test_a_backup_overwrites_nothing(ledgers):
    imported(ledgers)
    archive = ledgers.parent / "saved.zip"
    archive.write_bytes(b"last week's")
    assert command_here("backup", "--out", archive, "--store", ledgers.parent / "store").exit == 1
    assert archive.read_bytes() == b"last week's"


def test_a_backup_goes_into_an_empty_folder_only(ledgers):
    imported(ledgers)
    store, archive = ledgers.parent / "store", ledgers.parent / "saved.zip"
    command_here("backup", "--out", archive, "--store", store)
    before = command_here("score", "--period", "2025Q2", "--json", "--store", store)
    assert command_here("restore", archive, "--store", store).exit == 1
    assert command_here("score", "--period", "2025Q2", "--json", "--store", store) == before


def test_a_damaged_backup_is_refused_and_leaves_no_store(ledgers):
    imported(ledgers)
    archive = ledgers.parent / "saved.zip"
    command_here("backup", "--out", archive, "--store", ledgers.parent / "store")
    whole = archive.read_bytes()
    middle = len(whole) // 2
    for name, content in {"cut": whole[:middle], "changed": whole[:middle] + b"????" + whole[middle + 4 :]}.items():
        damaged = ledgers.parent / f"{name}.zip"
        damaged.write_bytes(content)
        said = command_here("restore", damaged, "--store", ledgers.parent / name)
        assert (said.exit, said.stdout) == (1, "")
        assert "Traceback" not in said.stderr
        assert not (ledgers.parent / name).exists()


def test_one_json_document_is_all_there_is_on_stdout(ledgers):
    said = imported(ledgers, "--accept-valid", "--full-coverage", "2025Q2")
    assert json.loads(said.stdout)
    assert said.stdout.count("\n}\n") == 1


def test_the_history_lists_imports_latest_first_and_one_is_withdrawn_as_a_whole(ledgers):
    imported(ledgers)
    store = ledgers.parent / "store"
    before = command_here("score", "--period", "2025Q2", "--store", store, "--json").stdout
    more = ledgers / "补充.csv"
    more.write_text(FINDINGS.replace("\n1,", "\n11,").replace("\n2,", "\n12,"), encoding="utf-8-sig")
    command_here("import", more, "--store", store)
    assert command_here("score", "--period", "2025Q2", "--store", store, "--json").stdout != before
    [latest, *earlier] = command_here("history", "--store", store, "--json").document["imports"]
    assert (latest["file"], latest["speaker"], latest["state"]) == ("补充.csv", "office", "committed")
    assert latest["kinds"]["findings"] == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    # The units a new store starts with are an import, too.
    before_it = {"units.csv", "渠道台账.csv", "检查记录.csv", "问题台账.csv", "任务台账.csv"}
    assert {one["file"] for one in earlier} == before_it
    number = latest["import"]
    taken = command_here("withdraw", number, "--by", "王五", "--store", store, "--json")
    assert (taken.exit, taken.document["state"], taken.document["actor"]) == (0, "withdrawn", "王五")
    assert command_here("score", "--period", "2025Q2", "--store", store, "--json").stdout == before
    again = command_here("withdraw", number, "--store", store)
    assert (again.exit, again.stdout, again.stderr) == (1, "", f"导入{number}已经撤回。\n")
    report = command_here("history", number, "--store", store)
    assert (report.exit, report.stdout.splitlines()[0]) == (0, f"{number} · 补充.csv · 已撤回")


def test_an_import_that_others_speak_of_is_not_withdrawn_and_an_unknown_one_is_not_there(ledgers):
    imported(ledgers)
    store = ledgers.parent / "store"
    listed = command_here("history", "--store", store, "--json").document["imports"]
    [channels] = [one["import"] for one in listed if one["file"] == "渠道台账.csv"]
    refused = command_here("withdraw", channels, "--store", store)
    assert (refused.exit, refused.stdout, "历下区政府网" in refused.stderr) == (1, "", True)
    assert command_here("history", "--store", store, "--json").document["imports"] == listed
    for name in ("withdraw", "history"):
        assert command_here(name, 999, "--store", store).exit == 1
    assert command_here("withdraw", "甲", "--store", store).exit == 2
