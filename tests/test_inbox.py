"""What people and scanners put into the inbox is received by the running dashboard, whole, once, and answered."""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from dashboards import command, dashboard
from desks import Desk
from stories import rows_of, squeezed, write_csv

from metrics.calendar import SHANGHAI
from metrics.inbox import SECONDS_QUIET, Inbox
from metrics.intake.receive import create_store

KILLS = int(os.environ.get("METRICS_KILLS", "6"))
PATIENCE = 90
NEW = "问题编号|发现日期|责任单位|渠道名称|指标|性质|扣分|问题描述\n7|2025-05-23|甲区|甲区政府网|政策文件|扣分|1|新的"
BAD = NEW.replace("2025-05-23", "2025-02-30")


class Box:
    """A desk with an inbox, and a clock for its looks."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.inbox = Inbox(desk.warehouse.folder)
        self.inbox.prepare()
        self.clock = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)

    def put(self, name: str, table: str) -> Path:
        """Put a table into the inbox."""
        path = self.inbox.folder / name
        path.parent.mkdir(exist_ok=True)
        return write_csv(path, rows_of(squeezed(table)))

    def look(self, times: int = 2, seconds: int = SECONDS_QUIET) -> list[str]:
        """Look into the inbox; where files ended, below the inbox."""
        ended = []
        for _ in range(times):
            self.clock += timedelta(seconds=seconds)
            ended += self.inbox.look(self.desk.warehouse, self.clock)
        return [path.relative_to(self.inbox.folder).as_posix() for path in ended]

    def listing(self) -> list[str]:
        """Every file below the inbox."""
        paths = self.inbox.folder.rglob("*")
        return sorted(path.relative_to(self.inbox.folder).as_posix() for path in paths if not path.is_dir())

    def findings(self) -> int:
        """How many findings the store has."""
        return len(self.desk.warehouse.rows("findings"))


@pytest.fixture
def box(tmp_path):
    desk = Desk(tmp_path).settle()
    yield Box(desk)
    desk.warehouse.close()


def test_a_good_file_is_received_and_ends_in_accepted(box):
    box.put("问题.csv", NEW)
    assert box.look() == ["accepted/问题.csv"]
    assert box.listing() == ["accepted/问题.csv"]
    assert box.findings() == 4


def test_a_bad_file_ends_in_refused_with_its_answer_beside_it(box):
    box.put("问题.csv", BAD)
    assert box.look() == ["refused/问题.csv"]
    assert box.listing() == ["refused/问题.csv", "refused/问题（批注）.xlsx"]
    (one,) = box.inbox.received(10)
    assert (one.path.name, one.is_accepted, one.answer.name) == ("问题.csv", False, "问题（批注）.xlsx")
    assert box.findings() == 3
    (held,) = box.desk.warehouse.rows("imports", state="held")
    assert held["file_name"] == "问题.csv"


def test_an_answer_that_was_corrected_is_put_back_and_accepted(box):
    box.put("问题.csv", BAD)
    box.look()
    answer = box.inbox.folder / "refused" / "问题（批注）.xlsx"
    book = openpyxl.load_workbook(answer)
    book["问题"]["B2"] = "2025-05-23"
    book.save(answer)
    shutil.move(answer, box.inbox.folder / answer.name)
    assert box.look() == ["accepted/问题（批注）.xlsx"]
    assert [one.path.name for one in box.inbox.received(10)] == ["问题（批注）.xlsx", "问题.csv"]


def test_an_answer_that_is_still_wrong_is_refused_under_the_name_of_the_ledger(box):
    box.put("问题.csv", BAD)
    box.look()
    answer = box.inbox.folder / "refused" / "问题（批注）.xlsx"
    shutil.move(answer, box.inbox.folder / answer.name)
    box.look()
    assert box.listing() == ["refused/问题.csv", "refused/问题.xlsx", "refused/问题（批注）.xlsx"]
    assert {one.answer.name for one in box.inbox.received(10)} == {"问题（批注）.xlsx"}


def test_two_refused_files_of_one_name_do_not_meet(box):
    for points in ("五", "六"):
        box.put("问题.csv", NEW.replace("扣分|1|", f"扣分|{points}|"))
        box.look()
    assert box.listing() == [
        "refused/问题.csv",
        "refused/问题（2）.csv",
        "refused/问题（2）（批注）.xlsx",
        "refused/问题（批注）.xlsx",
    ]


def test_a_file_that_still_grows_is_left_alone(box):
    path = box.put("问题.csv", NEW)
    whole = path.read_bytes()
    path.write_bytes(whole[:60])
    for length in (90, 120, len(whole)):
        assert box.look(1) == []
        path.write_bytes(whole[:length])
    assert box.look(1) == []
    assert box.look(1) == ["accepted/问题.csv"]


def test_a_copy_that_pauses_with_its_file_closed_is_not_taken_half(box):
    path = box.put("问题.csv", NEW + "\n8|2025-05-24|甲区|甲区政府网|可用性|扣分|1|又一条")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n8") + 1])
    # As long as a pause of twelve seconds.
    assert box.look(7, seconds=2) == []
    path.write_bytes(whole)
    assert box.look(SECONDS_QUIET // 2, seconds=2) == []
    assert box.look(1, seconds=2) == ["accepted/问题.csv"]
    assert box.findings() == 5


def test_a_file_moved_in_long_after_it_was_written_need_not_wait(box):
    path = box.put("问题.csv", NEW)
    written = (box.clock - timedelta(minutes=5)).timestamp()
    os.utime(path, (written, written))
    assert box.look(2, seconds=2) == ["accepted/问题.csv"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes a file")
def test_a_file_that_somebody_has_open_for_writing_is_left_alone_even_when_it_rests(box):
    path = box.put("问题.csv", NEW)
    with path.open("ab"):
        assert box.look(4) == []
    assert box.look() == ["accepted/问题.csv"]


def test_an_empty_file_may_be_the_beginning_of_a_copy(box):
    path = box.inbox.folder / "问题.csv"
    path.touch()
    box.clock = datetime.now(SHANGHAI)
    assert box.look(3, seconds=2) == []
    assert box.look(2, seconds=60) == ["refused/问题.csv"]


def test_files_of_office_programs_links_and_hidden_files_are_not_ledgers(box, tmp_path):
    for name in ("~$问题.xlsx", ".~lock.问题.xlsx#", ".~问题.xlsx", "问题.xlsx.tmp", "问题.csv.part", "Thumbs.db"):
        box.put(name, NEW)
    outside = tmp_path / "别处.csv"
    outside.write_text("x", encoding="utf-8")
    (box.inbox.folder / "链接.csv").symlink_to(outside)
    (box.inbox.folder / "乙区").symlink_to(tmp_path)
    before = box.listing()
    assert box.look(3) == []
    assert box.listing() == before
    assert box.inbox.waiting() == []


def test_a_file_in_the_folder_of_a_unit_is_the_units(box):
    box.put("甲区/整改.csv", "问题编号|责任单位|整改完成日期\n2|甲区|2025-06-08")
    box.put("乙区/渠道.csv", "渠道名称|渠道类型|主办单位\n甲区新号|微信公众号|甲区")
    assert sorted(box.look()) == ["accepted/乙区/渠道.csv", "accepted/甲区/整改.csv"]
    speakers = {row["file_name"]: row["speaker"] for row in box.desk.warehouse.rows("imports")}
    assert (speakers["整改.csv"], speakers["渠道.csv"]) == ("甲区", "乙区")
    # A unit brings no channels in: its row is a request.
    assert len(box.desk.warehouse.rows("channels")) == 4
    assert {one.speaker for one in box.inbox.received(10)} == {"甲区", "乙区"}


def test_a_folder_that_is_no_units_keeps_its_files_and_says_why(box):
    box.put("丁区/问题.csv", NEW)
    box.put("问题.csv", NEW)
    assert box.look(4) == ["accepted/问题.csv"]
    (one,) = box.inbox.waiting()
    assert one.path.parent.name == "丁区"
    assert one.trouble.values["name"] == "丁区"
    (box.inbox.folder / "丁区").rename(box.inbox.folder / "甲区")
    assert box.look() == ["accepted/甲区/问题.csv"]


def test_files_that_need_each_other_are_received_together_and_a_bad_one_does_not_keep_them_out(box):
    box.put("1问题.csv", NEW.replace("甲区政府网", "甲区新网"))
    box.put("2渠道.csv", "渠道名称|渠道类型|主办单位\n甲区新网|政府网站|甲区")
    box.put("3坏.csv", BAD.replace("\n7", "\n8"))
    box.put("4检查.csv", "检查期|渠道名称|渠道类型\n2025Q2|甲区新网|政府网站")
    assert sorted(box.look()) == ["accepted/1问题.csv", "accepted/2渠道.csv", "accepted/4检查.csv", "refused/3坏.csv"]
    states = [row["state"] for row in box.desk.warehouse.rows("imports", order_by="import")]
    assert states.count("held") == 1
    assert "withdrawn" not in states


def test_files_that_contradict_each_other_are_refused_together(box):
    box.put("一.csv", NEW)
    box.put("二.csv", NEW.replace("扣分|1|", "扣分|2|"))
    assert sorted(box.look()) == ["refused/一.csv", "refused/二.csv"]
    assert box.findings() == 3


def test_the_same_file_twice_is_harmless(box):
    box.put("问题.csv", NEW)
    box.look()
    facts = box.desk.facts()
    box.put("问题.csv", NEW)
    assert box.look() == ["accepted/问题（2）.csv"]
    assert box.desk.facts() == facts


def test_what_a_killed_process_had_claimed_is_received_by_the_next_one(box):
    # As it is between receiving a file and putting it away: in the store, and still claimed.
    path = box.put("甲区/整改.csv", "问题编号|责任单位|整改完成日期\n2|甲区|2025-06-08")
    box.desk.receive([(path, path.name)], "甲区")
    claimed = box.inbox.folder / ".working" / "甲区"
    claimed.mkdir()
    path.rename(claimed / path.name)
    facts = box.desk.facts()
    box.inbox = Inbox(box.desk.warehouse.folder)
    box.inbox.prepare()
    assert box.look() == ["accepted/甲区/整改.csv"]
    assert box.desk.facts() == facts


NAMES = ("表..csv", "表∕..csv", "'\";$(x).csv", "😀 台账.csv", "台\u202e账.csv", "-rf.csv", "表" * 83 + ".csv")


@pytest.mark.parametrize("name", NAMES)
def test_no_name_does_harm(box, name):
    box.put(name, BAD)
    (ended,) = box.look()
    assert ended == f"refused/{name}"
    assert len(box.listing()) == 2


def test_a_name_that_is_no_text_does_no_harm(box):
    path = Path(os.fsdecode(os.fsencode(box.inbox.folder) + b"/\xff\xfe.csv"))
    box.put("问题.csv", NEW).rename(path)
    assert len(box.look()) == 1
    assert box.findings() == 4


def test_a_full_disk_leaves_the_file_where_it_is_and_it_is_tried_again(box):
    path = box.put("问题.csv", NEW)
    originals = box.desk.warehouse.folder / "originals"
    originals.rename(originals.with_name("away"))
    # A file where the archive should be: nothing can be written there, as on a full disk.
    originals.write_text("", encoding="utf-8")
    assert box.look(2) == []
    (one,) = box.inbox.waiting()
    assert one.path == path
    assert one.trouble is not None
    originals.unlink()
    originals.with_name("away").rename(originals)
    assert box.look(1, seconds=2) == []
    assert box.look(3, seconds=2) == ["accepted/问题.csv"]


def wait_for(what, seconds=PATIENCE):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_the_running_dashboard_receives_what_is_put_into_its_inbox(tmp_path):
    store = tmp_path / "store"
    desk = Desk(tmp_path).settle()
    desk.warehouse.close()
    inbox = store / "inbox"
    with dashboard(store):
        wait_for((inbox / "accepted").is_dir)
        write_csv(inbox / "问题.csv", rows_of(squeezed(NEW)))
        write_csv(inbox / "坏.csv", rows_of(squeezed(BAD)))
        wait_for((inbox / "accepted" / "问题.csv").exists)
        wait_for((inbox / "refused" / "坏.csv").exists)
        assert (inbox / "refused" / "坏（批注）.xlsx").exists()
        said = command("explain", "甲区", "--period", "2025Q2", "--json", store=store)
        assert "新的" in said.stdout


def test_a_dashboard_that_is_killed_loses_nothing_of_its_inbox(tmp_path):
    store = tmp_path / "store"
    create_store(store, "real").close()
    inbox = store / "inbox"
    inbox.mkdir()
    rows = 1500
    lines = [f"历下发布{number},微信公众号,历下区" for number in range(rows)]
    content = "\n".join(["渠道名称,渠道类型,主办单位", *lines])
    (inbox / "渠道.csv").write_text(content, encoding="utf-8")
    # Every killed dashboard gets a little further; the last one may finish.
    for turn in range(max(2, KILLS // 2)):
        with dashboard(store) as running:
            wait_for((inbox / "accepted").is_dir)
            time.sleep(random.Random(turn).random() * 6)
            running.kill()
        copies = list(inbox.rglob("渠道*.csv"))
        assert [path.read_text(encoding="utf-8") for path in copies] == [content]
    with dashboard(store):
        wait_for((inbox / "accepted" / "渠道.csv").exists)
    desk_channels = command("import", inbox / "accepted" / "渠道.csv", "--json", store=store)
    assert desk_channels.document["files"][0]["kinds"]["channels"]["unchanged"] == rows
