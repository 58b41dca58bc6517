"""One file, one owner: commands work, and print the same, while the dashboard runs on the same store."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from dashboards import Dashboard, Said, command, command_here, dashboard

from metrics.calendar import Period
from metrics.owner import Holder
from metrics.warehouse import Warehouse

QUESTIONS = [
    ("score", "--period", "2025Q2", "--json"),
    ("score", "--period", "2025H1", "--group", "department"),
    ("explain", "历下区", "--period", "2025Q2", "--json"),
    ("explain", "无名区", "--period", "2025Q2"),
    ("recoverable", "历下区", "--period", "2025Q2", "--done", "1", "--json"),
    ("weigh", "inspection=20", "--period", "2025Q2", "--group", "district", "--json"),
    ("inspections", "--period", "2025Q2", "--json"),
    ("inspections", "--period", "2025Q3"),
]
ACCOUNT = "渠道名称,渠道类型,主办单位\n教育考试,微信公众号,市教育局\n"
FAULTY = "渠道名称,渠道类型,主办单位\n教育考试,电报,市教育局\n好账号,微信公众号,市教育局\n"


def ledgers(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "新账号.csv").write_text(ACCOUNT, encoding="utf-8-sig")
    (folder / "有错.csv").write_text(FAULTY, encoding="utf-8-sig")
    return folder


# In this order; files are named from the folder the command is typed in.
SCRIPT = [
    *QUESTIONS,
    ("import", "新账号.csv", "--dry-run", "--json"),
    ("import", "新账号.csv", "--json"),
    ("import", "新账号.csv", "--json"),
    ("import", "有错.csv", "--json"),
    ("import", "有错.csv", "--accept-valid"),
    ("import", "没有.csv", "--json"),
    ("import", "新账号.csv", "--from", "历下区", "--json"),
    ("history",),
    ("withdraw", "1", "--by", "王五"),
    ("history", "--json"),
    ("backup", "--out", "saved.zip"),
    ("backup", "--out", "saved.zip"),
    ("restore", "saved.zip"),
    ("score", "--period", "2025Q2"),
    ("demo", "--json"),
]


def played(folder: Path, store: Path, typed_as: Callable[..., Said] = command) -> list[Said]:
    """Type the whole script in a folder; what differs by place only is made equal."""
    return [_placeless(typed_as(*typed, store=store, cwd=folder), folder.parent) for typed in SCRIPT]


def _placeless(said: Said, place: Path) -> Said:
    texts = [re.sub(r"\d\d:\d\d(:\d\d)?", "00:00", text.replace(str(place), "")) for text in (said.stdout, said.stderr)]
    return Said(said.exit, *texts)


@pytest.fixture
def real_city(pristine_demonstration: Path, tmp_path: Path) -> Path:
    """Return a folder with two equal stores of a whole city, ``alone/store`` and ``beside/store``."""
    for name in ("alone", "beside"):
        shutil.copytree(pristine_demonstration, tmp_path / name / "store")
        ledgers(tmp_path / name / "ledgers")
    return tmp_path


def test_every_command_prints_the_same_beside_a_running_dashboard_with_a_reader(real_city, browser):
    alone = played(real_city / "alone" / "ledgers", real_city / "alone" / "store", command_here)
    store = real_city / "beside" / "store"
    with dashboard(store) as running:
        page = browser.new_page()
        page.goto(running.url)
        page.get_by_test_id("stApp").wait_for()
        beside = played(real_city / "beside" / "ledgers", store)
        page.reload()
        page.get_by_test_id("stApp").wait_for()
        assert "Traceback" not in running.log.read_text(encoding="utf-8")
        page.close()
    for typed, here, there in zip(SCRIPT, alone, beside, strict=True):
        assert here == there, typed
    assert [said.exit for said in alone] == [0, 0, 0, 1, *[0] * 7, 1, 0, 1, *[said.exit for said in alone[14:]]]
    assert not (store / "owner.json").exists()


def test_a_dashboard_on_the_demonstration_answers_and_picks_up_a_real_store(demonstration, tmp_path):
    demo = demonstration.with_name("store-demo")
    with dashboard(demonstration, shown=demo):
        before = command("score", "--period", "2025Q2", "--json", store=demonstration)
        assert (before.exit, "演示" in before.stderr) == (0, True)
        assert command("import", "新账号.csv", store=demonstration, cwd=ledgers(tmp_path / "in")).exit == 0
        after = command("score", "--period", "2025Q2", "--json", store=demonstration)
        assert (after.exit, after.stderr) == (0, "")
        assert after.document["units"] != before.document["units"]
        again = command("score", "--period", "2025Q2", "--json", "--store", demo)
        assert again.stdout == before.stdout


def test_the_token_is_for_the_owner_of_the_folder_only(demonstration):
    demo = demonstration.with_name("store-demo")
    with dashboard(demonstration, shown=demo):
        for name in ("token", "owner.json"):
            assert stat.S_IMODE((demo / name).stat().st_mode) == 0o600
    assert not (demo / "token").exists()


def posted(running: Dashboard, token: str, store: Path, **headers: str) -> int:
    body = json.dumps({"arguments": ["score", "--period", "2025Q2"], "cwd": "/", "store": str(store)})
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request("POST", "/commands", body, {"Authorization": f"Bearer {token}"} | headers)
    return connection.getresponse().status


def fetched(running: Dashboard, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8")


def test_strangers_and_proxies_are_refused(demonstration):
    demo = demonstration.with_name("store-demo")
    with dashboard(demonstration, shown=demo) as running:
        token = (demo / "token").read_text(encoding="ascii")
        assert posted(running, token, demo) == 200
        assert posted(running, "guess", demo) == 403
        assert posted(running, "", demo) == 403
        assert posted(running, token, demo.parent) == 404
        assert fetched(running, "/")[0] == 200
        assert fetched(running, "/league", Host=f"localhost:{running.port}")[0] == 200
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        upgrade["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
        for stranger in (
            {"X-Forwarded-For": "10.0.0.8"},
            {"X-Forwarded-Host": "127.0.0.1"},
            {"Forwarded": "for=10.0.0.8"},
            {"Host": "monitor.example.gov.cn"},
            {"Host": "127.0.0.1.example.gov.cn"},
            {"Host": "10.0.0.8:8501"},
        ):
            status, text = fetched(running, "/", **stranger)
            assert status == 403, stranger
            assert "本机" in text
            assert posted(running, token, demo, **stranger) == 403, stranger
            assert fetched(running, "/_stcore/stream", **upgrade, **stranger)[0] == 403, stranger


@pytest.mark.parametrize("delay", [0.3, 1.0, 2.0])
def test_a_dashboard_killed_during_an_import_loses_nothing(real_city, delay):
    store = real_city / "beside" / "store"
    question = ("score", "--period", "2025Q2", "--json")
    before = command(*question, store=store)
    rows = [f"账号{number},微信公众号,市教育局" for number in range(3000)]
    ledger = real_city / "许多账号.csv"
    ledger.write_text("渠道名称,渠道类型,主办单位\n" + "\n".join(rows), encoding="utf-8-sig")
    with dashboard(store) as running:
        said: list[Said] = []
        importing = threading.Thread(target=lambda: said.append(command("import", ledger, "--json", store=store)))
        importing.start()
        importing.join(delay)
        running.kill()
        importing.join()
    # What the killed dashboard left about itself stands in nobody's way.
    assert command(*question, store=store) == before
    warehouse = Warehouse.open(store)
    known = sum(row["name"].startswith("账号") for row in warehouse.rows("channels"))
    warehouse.close()
    assert known in (0, 3000)
    again = command("import", ledger, "--json", store=store)
    assert again.exit == 0
    tally = again.document["files"][0]["kinds"]["channels"]
    assert (tally["new"], tally["unchanged"]) == ((3000, 0) if known == 0 else (0, 3000))


def test_two_short_commands_wait_for_each_other(real_city):
    store = real_city / "alone" / "store"
    said: list[Said] = []
    threads = [
        threading.Thread(target=lambda: said.append(command("score", "--period", "2025Q2", "--json", store=store)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.exit for one in said} == {0}
    assert len({one.stdout for one in said}) == 1
    assert Period.parse("2025Q2").code in said[0].stdout


def test_a_store_that_is_being_made_is_seen_whole_by_whoever_looks_meanwhile(
    pristine_demonstration, tmp_path, monkeypatch
):
    shutil.copytree(pristine_demonstration, tmp_path / "store-demo")
    monkeypatch.setenv("METRICS_STORE", str(tmp_path / "store"))
    stores, seen, is_made = Holder(), [], threading.Event()

    def look() -> None:
        while not is_made.is_set():
            try:
                seen.append(stores.warehouse().kind)
            except Exception as error:  # whatever is raised would end the thread of the inbox
                seen.append(repr(error))
            is_made.wait(0.02)

    watching = threading.Thread(target=look)
    watching.start()
    made = stores.start_real_store()
    is_made.set()
    watching.join()
    assert made.kind == "real"
    assert set(seen) <= {"demo", "real"}
    stores.release()
