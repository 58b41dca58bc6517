"""A sealed package opens in an empty folder for reading, to the same digits, and takes nothing from anybody."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from desks import Desk
from streamlit.testing.v1 import AppTest
from test_matrix_of_roles import SETTINGS
from test_pages_of_state import PAGES, opened, said
from test_releases import CORRECTED, LOCAL, MOMENT, NOW, Q2, correct, finalise, one_digit, tampered
from test_who_may_say_what import RETURNED

from metrics import published, releases, sealed
from metrics.access import Reader
from metrics.briefs.frozen import papers_of_release, recheck_papers
from metrics.calendar import SHANGHAI
from metrics.commands.arguments import COMMANDS
from metrics.commands.running import run
from metrics.duties import duties
from metrics.errors import Refused, StoreSealed
from metrics.i18n import translator
from metrics.opening import edition_shown, open_package
from metrics.owner import holder
from metrics.pass_rates import inspections
from metrics.people import add_person, people, reader_of
from metrics.replies import replies
from metrics.replying import close_window, decide_reply, reply, set_window
from metrics.scores import league, original_row, scorecard
from metrics.scoring_run import COUNTING
from metrics.unit_requests import requests_of_units
from metrics.warehouse import Warehouse
from metrics.words_of_releases import word_deviation
from pages import CONTENTS

FIRST = "封存包，内容不能改动"
FILE = "2025Q2-1.zip"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The small city's quarter, released with a reply, an open request and its papers; only read afterwards."""
    made = Desk(tmp_path_factory.mktemp("released")).settle()
    made.say("甲区", 返回=RETURNED)
    assert not made.say(有错="检查期|渠道名称\n2025Q2|无此渠道").accepted
    add_person(made.warehouse, LOCAL, "jia@city.example", "unit", ["甲区"], actor="local", now=NOW)
    add_person(made.warehouse, LOCAL, "leader@city.example", "leader", actor="local", now=NOW)
    releases.consult(made.warehouse, LOCAL, Q2, actor="甲", now=NOW, closes_on=NOW.date())
    one = reply(made.warehouse, LOCAL, "甲区", Q2, 1, "已整改", actor="李四", now=MOMENT)
    decide_reply(made.warehouse, LOCAL, one.number, "upheld", "证据不足", actor="王五", now=NOW)
    close_window(made.warehouse, LOCAL, Q2, "各单位已答复", actor="甲", now=NOW)
    releases.finalise(made.warehouse, LOCAL, Q2, actor="乙", now=NOW, papers=papers_of_release, note="第一次定稿")
    yield made
    made.warehouse.close()


@pytest.fixture(scope="module")
def content(desk):
    """The package of the release, byte for byte."""
    return published.content_of(desk.warehouse, LOCAL, releases.latest_of(desk.warehouse, Q2))


@pytest.fixture(scope="module")
def pristine(desk, content, tmp_path_factory):
    """A folder with the file of the package, and the package opened in ``store``; what is changed there is a fault."""
    folder = tmp_path_factory.mktemp("auditor")
    (folder / FILE).write_bytes(content)
    found = open_package(content, folder / "store", people(desk.warehouse, LOCAL), recheck_papers)
    assert (found.holds, found.is_new, found.period, found.edition) == (True, True, "2025Q2", 1)
    return folder


@pytest.fixture(scope="module")
def package(pristine):
    """The opened package as a store."""
    warehouse = Warehouse.open(pristine / "store")
    yield warehouse
    warehouse.close()


# What it shows ----------------------------------------------------------------------------------------------


def test_an_opened_package_says_what_was_released_to_the_last_digit(desk, package):
    assert league(package, LOCAL, Q2) == league(desk.warehouse, LOCAL, Q2)
    assert inspections(package, LOCAL, Q2) == inspections(desk.warehouse, LOCAL, Q2)
    for unit in ("甲区", "乙区", "市丙局"):
        assert scorecard(package, LOCAL, unit, Q2) == scorecard(desk.warehouse, LOCAL, unit, Q2)
    source = next(one.source for one in scorecard(package, LOCAL, "甲区", Q2).marks if one.source)
    assert original_row(package, LOCAL, source.record) == original_row(desk.warehouse, LOCAL, source.record)


def test_an_opened_package_holds_the_steps_the_edition_and_the_hearings(desk, package):
    ours, theirs = (releases.status(one, Q2) for one in (desk.warehouse, package))
    assert theirs == ours
    assert theirs.steps[-1].note == "第一次定稿"
    assert replies(package, LOCAL) == replies(desk.warehouse, LOCAL)
    assert requests_of_units(package, LOCAL) == requests_of_units(desk.warehouse, LOCAL) != ()
    assert edition_shown(package) == releases.latest_of(desk.warehouse, Q2)
    assert published.check(package, edition_shown(package), recheck_papers) == ()


def test_an_opened_package_is_scored_by_its_own_rules_and_holidays(desk, package):
    assert package.schemes.texts == desk.warehouse.schemes.texts
    assert package.calendar == desk.warehouse.calendar
    assert (package.kind, package.is_demonstration) == ("sealed", False)


def test_the_frozen_papers_come_out_byte_for_byte_to_the_office_alone(package, content):
    edition, frozen = edition_shown(package), sealed.opened(content)
    assert frozen.papers
    for name in frozen.papers:
        assert published.paper_of(package, LOCAL, edition, name) == frozen.parts[sealed.PAPERS + name]
        with pytest.raises(Refused):
            published.paper_of(package, Reader("unit", frozenset({"甲区"})), edition, name)


def test_in_an_opened_package_nothing_waits_for_anybody(desk, package):
    assert duties(desk.warehouse, LOCAL, "丁", Q2, NOW.date())
    assert duties(package, LOCAL, "丁", Q2, NOW.date()) == ()


def test_the_people_of_an_installation_read_a_package_in_their_roles(package):
    unit = reader_of(package, "jia@city.example")
    assert unit.units == {"甲区"}
    assert reader_of(package, "leader@city.example").reads_everything
    assert reader_of(package, "nobody@city.example") is None
    assert all(one.score is None for one in league(package, unit, Q2).units if one.unit != "甲区")


def test_a_correction_opens_as_the_edition_it_is(tmp_path):
    made = Desk(tmp_path).settle()
    releases.consult(made.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    finalise(made)
    made.say(更正=CORRECTED)
    correct(made, "甲区更正")
    second = finalise(made).latest
    assert open_package(published.content_of(made.warehouse, LOCAL, second), tmp_path / "fresh").holds
    package = Warehouse.open(tmp_path / "fresh")
    assert [one.what for one in releases.status(package, Q2).steps] == ["consult", "final", "correct", "final"]
    assert (edition_shown(package).edition, edition_shown(package).note) == (2, "甲区更正")
    assert league(package, LOCAL, Q2) == league(made.warehouse, LOCAL, Q2)
    package.close()
    made.warehouse.close()


# What it refuses --------------------------------------------------------------------------------------------

FINDING = ["--unit", "甲区", "--number", "1", "--period", "2025Q2", "--reason", "核实", "--by", "丁"]
WRITES = {
    "import": ["import", "问题.csv"],
    "import --dry-run": ["import", "问题.csv", "--dry-run"],
    "withdraw": ["withdraw", "1"],
    "confirm": ["confirm", "--year", "2025", "--areas", "include"],
    "names": ["names", "--decide", "无此渠道", "--of", "甲区", "--awaited"],
    "names --keep": ["names", "--keep"],
    "columns": ["columns", "--heading", "备注", "--ignore", "--import", "1"],
    "scope": ["scope", "--period", "2025Q2", "--unit", "甲区", "--channel", "甲区发布", "--source", "投诉"],
    "reply": ["reply", "--unit", "甲区", "--period", "2025Q2", "--mark", "1", "--text", "说明", "--file", "问题.csv"],
    "answer": ["answer", "1", "--accept", "--reason", "核实", "--by", "丁"],
    "decide-reply": ["decide-reply", "1", "--uphold", "--reason", "核实", "--by", "丁"],
    "reply-window": ["reply-window", "--period", "2025Q2", "--from", "2025-07-20", "--until", "2025-07-30"],
    "reply-window --close": ["reply-window", "--period", "2025Q2", "--close", "--reason", "核实"],
    "release --step consult": ["release", "--period", "2025Q2", "--step", "consult", "--actor", "丁"],
    "release --step final": ["release", "--period", "2025Q2", "--step", "final", "--actor", "丁"],
    "release --step correct": ["release", "--period", "2025Q2", "--step", "correct", "--actor", "丁"],
    "review": ["review", "--verdict", "false_alarm", *FINDING],
    "extend": ["extend", "--until", "2025-09-30", "--approved", "2025-06-09", *FINDING],
    "recheck": ["recheck", "--on", "2025-06-20", "--result", "passed", *FINDING],
    "people": ["people", "add", "new@city.example", "--role", "leader"],
    "issue": ["issue", "unit-report", "--period", "2025Q2", "--unit", "甲区", "--code", "济公开"],
    "papers": ["papers", "mark", "1", "sent"],
    "words": ["words", "notice", "--period", "2025Q2", "--restore", "导语"],
    "backup": ["backup", "--out", "backup.zip"],
    "demo": ["demo"],
}
READS = {
    "history": ["history"], "history 1": ["history", "1"], "score": ["score", "--period", "2025Q2"],
    "explain": ["explain", "甲区", "--period", "2025Q2"],
    "recoverable": ["recoverable", "甲区", "--period", "2025Q2", "--done", "1"],
    "weigh": ["weigh", "inspection=20", "--period", "2025Q2", "--group", "district"],
    "movement": ["movement", "--period", "2025Q2"], "inspections": ["inspections", "--period", "2025Q2"],
    "brief": ["brief", "unit-report", "--period", "2025Q2", "--unit", "甲区", "--out", "papers"],
    "workbook": ["workbook", "--period", "2025Q2", "--out", "workbook.xlsx"],
    "templates": ["templates", "--out", "blank"],
    "names": ["names"], "columns": ["columns"], "replies": ["replies"], "duties": ["duties"],
    "review": ["review", "--period", "2025Q2"], "release": ["release", "--period", "2025Q2"], "check": ["check"],
    "words": ["words", "notice", "--period", "2025Q2"], "papers": ["papers"],
    "public-list": ["public-list", "--period", "2025Q2"],
    "people": ["people"], "audit": ["audit"], "open-package": ["open-package", FILE],
}  # fmt: skip


def in_folder(folder):
    """Every file of a store by its SHA-256: of what a reader leaves behind there is nothing."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "store").iterdir()}


def typed(folder, *arguments):
    """What a command answers that is typed beside the opened package."""
    return run([*arguments, "--store", str(folder / "store")], folder)


@pytest.fixture
def auditor(pristine, package, tmp_path):
    """The folder of the opened package while nobody else has it open, with a ledger beside."""
    package.close()
    (pristine / "问题.csv").write_text("检查期,渠道名称\n2025Q2,全覆盖\n", encoding="utf-8")
    before = in_folder(pristine)
    yield pristine
    assert in_folder(pristine) == before
    package.__dict__.update(Warehouse.open(pristine / "store").__dict__)


def test_every_command_writes_or_reads_or_makes_a_store_of_its_own():
    assert {name.split()[0] for name in (*WRITES, *READS)} | {"restore"} == set(COMMANDS)


@pytest.mark.parametrize("name", WRITES)
def test_a_command_that_writes_is_refused_with_a_sentence(auditor, name):
    answer = typed(auditor, *WRITES[name])
    assert (answer.exit, FIRST in answer.stderr, answer.stdout) == (1, True, "")
    assert not (auditor / "backup.zip").exists()


@pytest.mark.parametrize("name", READS)
def test_a_command_that_reads_answers(auditor, name):
    answer = typed(auditor, *READS[name])
    assert (answer.exit, answer.stderr) == (0, "")


def test_whatever_code_writes_is_refused_where_data_are_written(package):
    with pytest.raises(StoreSealed), package.transaction():
        raise AssertionError("the block of a refused transaction is never entered")
    with pytest.raises(StoreSealed):
        set_window(package, LOCAL, Q2, NOW.date(), NOW.date(), actor="甲", now=NOW)


# Opening, and opening again ---------------------------------------------------------------------------------


def test_opening_twice_changes_nothing_and_another_package_or_store_stays_what_it_is(auditor, content, tmp_path):
    assert "未作改动" in typed(auditor, "open-package", FILE).stdout
    (auditor / "其他.zip").write_bytes(tampered(content, "figures.json", lambda text: text + b" "))
    assert "已打开另一个封存包" in typed(auditor, "open-package", "其他.zip").stderr
    Warehouse.open(tmp_path / "store", create="real").close()
    answer = run(["open-package", str(auditor / FILE), "--store", str(tmp_path / "store")], tmp_path)
    assert (answer.exit, "已有数据库" in answer.stderr) == (1, True)
    assert Warehouse.open(tmp_path / "store").kind == "real"


def test_a_package_is_opened_by_command_with_the_people_of_another_store(desk, pristine, tmp_path):
    desk.warehouse.close()
    other = ["--people-of", str(desk.warehouse.folder), "--json"]
    answer = run(["open-package", str(pristine / FILE), "--store", str(tmp_path / "new"), *other], tmp_path)
    desk.warehouse = Warehouse.open(desk.warehouse.folder)
    told = json.loads(answer.stdout)
    assert (answer.exit, told["holds"], told["is_new"], told["deviations"]) == (0, True, True, [])
    warehouse = Warehouse.open(tmp_path / "new")
    assert reader_of(warehouse, "jia@city.example").units == {"甲区"}
    warehouse.close()


def parts_of(content):
    """The names of what is in a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


def flipped(text):
    """The same with one bit of a byte in the middle changed."""
    middle = len(text) // 2
    return text[:middle] + bytes([text[middle] ^ 1]) + text[middle + 1 :]


def test_a_changed_byte_of_any_part_is_told_by_the_part_and_opens_nothing(content, tmp_path):
    names = parts_of(content)
    assert {"manifest.json", "results.json", "hearings.json", "holidays.csv", "schemes/default.toml",
            "tables/records.parquet", "papers/通报-2025Q2-点名.docx"} <= set(names)  # fmt: skip
    for name in set(names) - {"manifest.json"}:
        found = open_package(tampered(content, name, flipped, is_resealed=False), tmp_path / "store")
        assert [(one.part, one.what) for one in found.deviations] == [(name, "changed")]
    assert not list(tmp_path.iterdir())


def with_manifest(content, change):
    """The package with its manifest changed, and the seal it had."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(manifest)
    return sealed.zipped(manifest, parts)[: -sealed.SEAL] + content[-sealed.SEAL :]


def counted_before(content, change=lambda text: text):
    """The package as an earlier program would have sealed it: another way of counting, perhaps other results."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    del manifest["counting"]
    parts["results.json"] = change(parts["results.json"])
    manifest["parts"]["results.json"] = hashlib.sha256(parts["results.json"]).hexdigest()
    return sealed.zipped(manifest, parts)


def test_an_edition_that_was_counted_otherwise_is_not_taken_for_a_false_one(content, tmp_path):
    found = open_package(counted_before(content, one_digit), tmp_path / "store", (), recheck_papers)
    first, second = found.deviations[:2]
    assert (first.what, first.frozen, first.recomputed) == ("counting", "1", str(COUNTING))
    assert second.part in sealed.RELATIONS
    assert "本版按程序的第1种计数口径计算" in word_deviation(translator("zh_CN"), first)


def test_an_edition_of_an_earlier_way_of_counting_holds_where_no_figure_differs(content, tmp_path):
    assert open_package(counted_before(content), tmp_path / "store", (), recheck_papers).deviations == ()


def test_a_changed_manifest_is_found(content, tmp_path):
    changed = with_manifest(content, lambda manifest: manifest.update(actor="丙"))
    [found] = sealed.opened(changed).damaged
    assert (found.part, found.what) == ("manifest.json", "changed")
    assert not open_package(changed, tmp_path / "store").holds
    (tmp_path / "changed.zip").write_bytes(changed)
    answer = run(["check", "changed.zip"], tmp_path)
    assert (answer.exit, "manifest.json" in answer.stdout) == (1, True)


def test_a_package_of_the_first_form_has_no_seal_and_opens_all_the_same(content, tmp_path):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"]) | {"form": 1}
    del manifest["note"]
    parts["manifest.json"] = json.dumps(manifest).encode()
    older = io.BytesIO()
    with zipfile.ZipFile(older, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert open_package(older.getvalue(), tmp_path / "store").holds


def test_a_changed_byte_anywhere_in_the_file_is_found(content):
    for place in range(0, len(content), len(content) // 150):
        changed = content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]
        try:
            assert sealed.opened(changed).damaged
        except Refused:
            continue


def test_a_digit_that_was_changed_and_hashed_anew_is_listed_and_nothing_is_left_behind(content, tmp_path):
    (tmp_path / "false.zip").write_bytes(tampered(content, "results.json", one_digit))
    answer = run(["open-package", "false.zip", "--store", str(tmp_path / "store")], tmp_path)
    assert answer.exit == 1
    assert "甲区" in answer.stdout
    assert "封存包未打开" in answer.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["false.zip"]


FOREIGN = {
    "results.json": b'{"standings": 7}',
    "hearings.json": b'{"replies": [{"reply": 1, "unknown": 2}]}',
    "figures.json": b"7",
    "holidays.csv": b"date,kind,source\n1,2,3\n",
    "schemes/default.toml": b"[",
    "tables/imports.parquet": b"PAR1",
}


@pytest.mark.parametrize("part", FOREIGN)
def test_a_part_that_this_program_did_not_make_is_refused_with_a_sentence(content, part, tmp_path):
    false = tampered(content, part, lambda _: FOREIGN[part])
    with pytest.raises(Refused):
        open_package(false, tmp_path / "store", also=recheck_papers)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_something_is_left_alone(content, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not empty"):
        open_package(content, tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_reply_that_comes_while_a_period_is_being_frozen_keeps_it_from_being_released(tmp_path):
    made = Desk(tmp_path).settle()
    releases.consult(made.warehouse, LOCAL, Q2, actor="甲", now=NOW, closes_on=NOW.date())

    def arriving(warehouse, period, edition, day):
        """While the papers are made somebody replies."""
        reply(warehouse, LOCAL, "甲区", Q2, 1, "已整改", actor="李四", now=MOMENT)
        return ()

    with pytest.raises(Refused, match="wait for a decision"):
        releases.finalise(made.warehouse, LOCAL, Q2, actor="乙", now=NOW + timedelta(days=1), papers=arriving)
    assert (releases.status(made.warehouse, Q2).code, made.warehouse.rows("releases")) == ("consult", [])
    made.warehouse.close()


# Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(auditor, monkeypatch):
    """The opened package as the store that pages show."""
    monkeypatch.setenv("METRICS_STORE", str(auditor / "store"))
    yield auditor
    holder.release()


@pytest.mark.parametrize("entry", [one for one in CONTENTS if not one.is_for_office], ids=lambda one: one.name)
def test_every_page_says_that_it_is_a_sealed_package_and_offers_nothing_to_change(shown, entry, content):
    test = opened(entry.name)
    assert not test.exception
    assert not test.error
    assert not test.warning
    words = said(test).replace("\\", "")
    assert "只读 · 封存包" in words
    assert "2025年第二季度第1版定稿（2025-07-10发布），复算逐位一致" in words
    assert sealed.opened(content).sha256 in words
    assert "与第1版定稿" not in words
    # What may be clicked: away from the package, a check of it, and what makes files to take along.
    keys = {one.key for one in test.button}
    assert {key for key in keys if not key.startswith("check_")} <= {"close_package", "papers_all"}
    assert not test.get("file_uploader")
    assert not test.text_area


def test_the_page_of_the_system_is_closed_to_everybody(shown):
    assert any("封存包" in one.value for one in opened("system").warning)


@pytest.mark.parametrize("tab", ["replies", "judging", "requests"])
def test_where_things_are_decided_a_package_shows_what_was_decided(shown, tab):
    page = {"replies": "scorecard", "judging": "inspections", "requests": "intake"}[tab]
    test = opened(page, unit="甲区", tab=tab)
    assert not test.exception
    assert {one.key for one in test.button} == {"close_package"}
    if tab == "replies":
        assert "证据不足" in said(test)


def test_the_league_table_of_a_package_is_the_published_one_and_no_other_period_is_offered(shown, desk):
    test = opened("league", group="district")
    scores = {one.unit: one.score for one in league(desk.warehouse, LOCAL, Q2).units if one.group == "district"}
    [table] = [one.value.to_dict("list") for one in test.dataframe if "score" in one.value]
    assert dict(zip(table["unit"], (f"{one:.2f}" for one in table["score"]), strict=True)) == scores
    assert test.selectbox(key="ask_period").options == ["2025年第二季度"]
    assert any("2025Q1" in one.value for one in opened("league", period="2025Q1").warning)


def test_the_page_of_releases_shows_steps_table_papers_and_recomputes(shown):
    test = opened("releases")
    notes = [list(one.value["note"].fillna("")) for one in test.dataframe if "note" in one.value]
    assert notes == [["", "各单位已答复", "第一次定稿"]]
    assert "通报-2025Q2-点名.docx" in test.selectbox(key="paper_of_1").options
    assert "与定稿一致" in said(test)
    test.button(key="check_1").click().run()
    assert any("逐位一致" in one.value for one in test.info)


def test_a_package_is_closed_and_the_demonstration_is_back(content, demonstration, monkeypatch):
    monkeypatch.setenv("METRICS_STORE", str(demonstration))
    assert {"open_package", "start_real_store"} <= {one.key for one in opened("releases").button}
    assert open_package(content, demonstration).holds
    assert "只读 · 封存包" in said(opened("overview"))
    holder.close_package()
    assert not demonstration.exists()
    assert "演示数据" in said(opened("overview"))
    with pytest.raises(Refused, match="No sealed package"):
        holder.close_package()
    holder.release()


@pytest.fixture
def signed_in(tmp_path):
    """Open the page 得分卡 in shared mode as somebody."""
    before, secrets = st.get_option("secrets.files"), tmp_path / "secrets.toml"
    secrets.write_text(SETTINGS, encoding="utf-8")
    st.config.set_option("secrets.files", [str(secrets)])

    def show_to(person, unit):
        test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=60)
        test.switch_page(str(PAGES / "scorecard.py"))
        test.query_params["unit"] = unit
        test.user = {"is_logged_in": True, "email": person, "email_verified": True, "iat": time.time()}
        return test.run()

    yield show_to
    st.config.set_option("secrets.files", before)


def test_signed_in_a_unit_sees_its_own_marks_of_a_package_the_settings_name_who_administers(shown, signed_in):
    admin = signed_in("admin@city.example", "乙区")
    assert admin.selectbox(key="ask_unit").options == ["甲区", "乙区", "市丙局"]
    unit = signed_in("jia@city.example", "乙区")
    assert not unit.exception
    assert unit.selectbox(key="ask_unit").options == ["甲区"]
    assert "尚未获得任何角色" in said(signed_in("nobody@city.example", "甲区"))
    assert ["close_package" in {one.key for one in test.button} for test in (admin, unit)] == [True, False]


def test_a_release_of_a_demonstration_stays_marked_as_one(tmp_path):
    made = Desk(tmp_path).settle()
    with made.warehouse.transaction() as changes:
        changes.keep_fact("kind", "demo")
    made.warehouse.close()
    made.warehouse = Warehouse.open(tmp_path / "store")
    releases.consult(made.warehouse, LOCAL, Q2, actor="甲", now=datetime(2025, 7, 10, tzinfo=SHANGHAI))
    assert open_package(published.content_of(made.warehouse, LOCAL, finalise(made).latest), tmp_path / "fresh").holds
    package = Warehouse.open(Path(tmp_path / "fresh"))
    assert (package.kind, package.is_demonstration) == ("sealed", True)
    package.close()
    made.warehouse.close()
