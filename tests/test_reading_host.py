"""The host that forks a reader for every file: it outlives them, is replaced when it dies, and ends with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from metrics.intake import reading_host
from metrics.intake.faults import Fault
from metrics.intake.workbook import read_workbook

PROJECT = Path(__file__).parents[1]
LEDGER = PROJECT / "data" / "samples" / "formats" / "问题台账.xlsx"
READER = "metrics.intake.sandbox"
PATIENCE = 30.0


def sheets():
    found = read_workbook(LEDGER, LEDGER.name)
    assert not isinstance(found, Fault)
    return [(sheet.name, dict(sheet.rows)) for sheet in found]


def idle_host():
    """The number of the process that waits for the next file."""
    return reading_host._idle[READER]._process.pid


def runs(pid):
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_files_are_read_one_after_the_other_by_forks_of_one_host():
    first = sheets()
    host = idle_host()
    assert sheets() == first
    assert idle_host() == host


def test_a_host_that_was_killed_is_replaced_and_the_file_is_read():
    first = sheets()
    host = idle_host()
    os.kill(host, signal.SIGKILL)
    assert sheets() == first
    assert idle_host() != host


def test_files_that_come_at_once_are_read_beside_each_other_and_one_host_is_kept(monkeypatch):
    first = sheets()
    started = [reading_host._idle[READER]._process]

    class Seen(reading_host._Host):
        def __init__(self, module):
            super().__init__(module)
            started.append(self._process)

    monkeypatch.setattr(reading_host, "_Host", Seen)
    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(lambda _: sheets(), range(8)))
    assert found == [first] * 8
    assert [one.pid for one in started if one.poll() is None] == [idle_host()]


def test_a_reader_whose_time_is_over_is_stopped_and_its_host_goes_on(tmp_path):
    first = sheets()
    host = idle_host()
    slow = tmp_path / "slow.csv"
    slow.write_bytes(b"1,2,3,4,5,6,7,8,9,10\n" * 400_000)
    limits = ("3000", "120", "800", "8000000")
    ended = reading_host.run(READER, [str(slow), str(tmp_path / "result"), *limits], seconds=0.2)
    assert ended.is_late
    assert (sheets(), idle_host()) == (first, host)


def test_a_system_that_cannot_fork_reads_the_same_in_a_process_per_file(monkeypatch, tmp_path):
    first = sheets()
    monkeypatch.setattr(reading_host, "CAN_FORK", False)
    monkeypatch.setattr(reading_host, "_take", lambda module: pytest.fail("no host without forks"))
    reading_host.prepare(READER)
    assert sheets() == first
    ended = reading_host.run(READER, [str(LEDGER), str(tmp_path / "result"), "3000", "120", "800", "8000000"], 0.01)
    assert ended.is_late


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up as Linux tells of them")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_host_ends_with_the_process_that_started_it(ending):
    program = (
        "import time; from metrics.intake import reading_host as host; "
        f"host.prepare('{READER}'); print(host._idle['{READER}']._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        host = int(parent.stdout.readline())
        assert runs(host)
        parent.send_signal(ending)
    until = time.monotonic() + PATIENCE
    while runs(host) and time.monotonic() < until:
        time.sleep(0.05)
    assert not runs(host)
