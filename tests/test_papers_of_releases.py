"""Papers say what they rest on, and those of a release are frozen with it: the edition, its day, its rules."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from desks import FINDINGS, Q2, Desk

from metrics import published, releases, sealed
from metrics.access import LOCAL
from metrics.briefs.frozen import papers_of_release, recheck_papers
from metrics.briefs.papers import Order, Paper, make_papers
from metrics.briefs.template import KINDS
from metrics.commands.running import run
from metrics.warehouse import Warehouse

NOW = datetime(2025, 7, 10, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
ISSUED = date(2025, 8, 1)
# The edition stands below the figures of every paper; a score sheet and the leader's page say it in their text, too.
TOLD = {"notice": 1, "order": 1, "onepage": 2, "unit-report": 2}
RESTS = "考核方案2025.1版，数据截至2025年6月30日）"
FIRST = f"2025年第二季度第1版定稿（2025年7月10日发布，{RESTS}"
SECOND = FIRST.replace("第1版", "第2版")
CORRECTED = FINDINGS.replace("|5   |", "|3   |")


def release(desk: Desk) -> None:
    """Publish the quarter with its papers, or the correction that was prepared."""
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="乙", now=NOW, papers=papers_of_release)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


@pytest.fixture(scope="module")
def released_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The small city's quarter, published, with a point of 甲区 corrected afterwards; only read."""
    made = Desk(tmp_path_factory.mktemp("released")).settle()
    releases.consult(made.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    release(made)
    assert made.say(更正=CORRECTED).accepted
    yield made
    made.warehouse.close()


def paper(desk: Desk, kind: str, as_of: date | None = None) -> Paper:
    """The paper of a kind: of 甲区 where it is about a unit."""
    wanted = Order(kind, Q2, ISSUED, as_of, None if kind in ("notice", "onepage") else "甲区")
    return next(make_papers(desk.warehouse, LOCAL, wanted)[1])


def text_of(content: bytes) -> str:
    """What a reader reads in a paper, tables included."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_a_draft_until_replies_are_asked_for_and_a_draft_for_replies_until_the_release(desk: Desk, kind):
    text = text_of(paper(desk, kind).content)
    assert "\n（草稿）\n" in text
    assert text.count(f"依据草稿（尚未定稿，{RESTS}") == TOLD[kind]
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    text = text_of(paper(desk, kind).content)
    assert "\n（征求意见稿）\n" in text
    assert text.count(f"依据征求意见稿（尚未定稿，{RESTS}") == TOLD[kind]
    assert "第1版" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_of_a_released_period_names_edition_day_and_rules_and_is_no_draft(released_store: Desk, kind):
    text = text_of(paper(released_store, kind).content)
    assert text.count(f"依据{FIRST}") == TOLD[kind]
    assert "草稿" not in text
    assert "征求意见稿" not in text


def test_a_paper_that_names_an_edition_has_its_figures_whatever_came_later(released_store: Desk):
    edition = releases.latest_of(released_store.warehouse, Q2)
    told = paper(released_store, "unit-report").figures["得分"]
    (difference,) = published.differences(released_store.warehouse, LOCAL, edition)
    assert difference.before is not None
    assert difference.now is not None
    assert (difference.unit, difference.before["score"]) == ("甲区", told)
    assert difference.now["score"] != told


def test_a_paper_of_another_day_than_the_published_one_says_that_it_is_not_the_edition(released_store: Desk):
    text = text_of(paper(released_store, "unit-report", date(2025, 6, 20)).content)
    assert "\n（草稿）\n" in text
    assert "依据实时数据（不属于2025年7月10日发布的2025年第二季度第1版定稿，" in text
    assert "数据截至2025年6月20日" in text


def test_a_release_freezes_notices_and_score_sheets_by_their_hash(released_store: Desk):
    package = published.package_of(released_store.warehouse, releases.latest_of(released_store.warehouse, Q2))
    assert {(one["kind"], one["unit"]) for one in package.papers.values()} == {
        ("notice", ""), ("unit-report", "甲区"), ("unit-report", "乙区"), ("unit-report", "市丙局")
    }  # fmt: skip
    assert len(package.papers) == 5
    for name in package.papers:
        content = package.parts[sealed.PAPERS + name]
        assert package.manifest["parts"][sealed.PAPERS + name] == hashlib.sha256(content).hexdigest()
        text = text_of(content)
        assert f"依据{FIRST}" in text
        assert "2025年7月10日" in text


def test_the_frozen_papers_are_made_again_from_the_package_alone_byte_for_byte(released_store: Desk):
    package = published.package_of(released_store.warehouse, releases.latest_of(released_store.warehouse, Q2))
    with sealed.reopened(package) as fresh:
        again = {one.name: one.content for one in papers_of_release(fresh, Q2, 1, NOW.date())}
    assert again == {name: package.parts[sealed.PAPERS + name] for name in package.papers}
    assert sealed.recompute(package, recheck_papers) == ()


def changed(content: bytes, name: str, change: object) -> sealed.Package:
    """The package with one part changed and its new hash in the manifest."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    parts[name] = change(parts[name])  # type: ignore[operator]
    manifest["parts"][name] = hashlib.sha256(parts[name]).hexdigest()
    return sealed.opened(sealed.zipped(manifest, parts))


def test_a_figure_of_a_frozen_paper_that_does_not_follow_from_the_records_is_found(released_store: Desk):
    edition = releases.latest_of(released_store.warehouse, Q2)
    content = published.content_of(released_store.warehouse, LOCAL, edition)

    def one_more(text: bytes) -> bytes:
        told = json.loads(text)
        told["得分单-2025Q2-甲区.docx"]["figures"]["得分"] = "100.00"
        return json.dumps(told).encode()

    found = sealed.recompute(changed(content, sealed.FIGURES, one_more), recheck_papers)
    assert [(one.part, one.about, one.what, one.frozen) for one in found] == [
        ("papers/得分单-2025Q2-甲区.docx", "甲区", "得分", "100.00")
    ]


def test_a_frozen_paper_that_was_exchanged_is_found(released_store: Desk):
    edition = releases.latest_of(released_store.warehouse, Q2)
    content = published.content_of(released_store.warehouse, LOCAL, edition)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    name = "papers/通报-2025Q2-点名.docx"
    parts[name] += b" "
    found = sealed.recompute(sealed.opened(sealed.zipped(manifest, parts)), recheck_papers)
    assert [(one.part, one.what) for one in found] == [(name, "changed")]


def test_a_correction_freezes_papers_of_its_own_that_name_the_second_edition(desk: Desk):
    releases.consult(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW)
    release(desk)
    desk.say(更正=CORRECTED)
    releases.prepare_correction(desk.warehouse, LOCAL, Q2, actor="甲", now=NOW, text="更正说明")
    assert f"依据{FIRST}" in text_of(paper(desk, "notice").content)
    release(desk)
    assert f"依据{SECOND}" in text_of(paper(desk, "notice").content)
    first, second = (published.package_of(desk.warehouse, one) for one in releases.status(desk.warehouse, Q2).releases)
    name = "得分单-2025Q2-甲区.docx"
    scores = [float(one.papers[name]["figures"]["得分"]) for one in (first, second)]
    assert scores[0] < scores[1]
    for one in releases.status(desk.warehouse, Q2).releases:
        assert published.check(desk.warehouse, one, recheck_papers) == ()


def test_released_by_command_the_package_holds_the_papers_and_the_check_looks_at_them(desk: Desk):
    desk.warehouse.close()
    store = ["--store", str(desk.warehouse.folder)]
    step = ["release", "--period", "2025Q2", "--step"]
    assert run([*step, "consult", "--actor", "张三", *store], desk.folder).exit == 0
    assert run([*step, "final", "--actor", "李四", "--package", "季度.zip", *store], desk.folder).exit == 0
    package = sealed.opened((desk.folder / "季度.zip").read_bytes())
    assert "通报-2025Q2-点名.docx" in package.papers
    assert run(["check", "季度.zip", "--json", *store], desk.folder).exit == 0
    desk.warehouse = Warehouse.open(desk.warehouse.folder)
