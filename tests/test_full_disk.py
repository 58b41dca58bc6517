"""A full disk and a store that may not be written: a clear sentence, exit 1, and nothing is lost."""

from __future__ import annotations

import ctypes
import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from test_killed import HEADINGS, ROOT, channels_of, import_command

from metrics.intake.receive import create_store

FULL = "磁盘空间已满"
SHUT = "不可写入"
ROWS = 4_000
CAPABILITY_DROP, OVERRIDE_PERMISSIONS = 24, 1


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that has the reference units and nothing else."""
    create_store(tmp_path / "store", "real").close()
    return tmp_path / "store"


def ledger(folder: Path, rows: int) -> Path:
    path = folder / f"渠道台账{rows}.csv"
    lines = [",".join(HEADINGS), *(f"历下发布{number},微信公众号,历下区,SF{number:06d}" for number in range(rows))]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(command: list[str], before: Callable[[], None]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=before)


def with_files_up_to(size: int) -> Callable[[], None]:
    """No file may grow beyond ``size`` bytes: what a full disk does to a program."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def without_override() -> None:
    """Write protection holds for the administrator, too."""
    ctypes.CDLL(None).prctl(CAPABILITY_DROP, OVERRIDE_PERMISSIONS, 0, 0, 0)


# Too little for the copy that is read, for what the reader hands over, for the log of the store, for the store.
@pytest.mark.parametrize("kilobytes", [20, 200, 500, 1_500, 4_000])
def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path, store: Path, kilobytes: int) -> None:
    sent = ledger(tmp_path, ROWS)
    done = run(import_command(store, sent), with_files_up_to(kilobytes * 1_000))
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        # What was said to be kept is kept, even where only the log had room.
        assert kilobytes >= 500
        assert channels_of(store) == ROWS
        return
    assert (done.returncode, FULL in done.stdout + done.stderr) == (1, True), done.stdout + done.stderr
    assert channels_of(store) == 0
    again = run(import_command(store, sent), lambda: None)
    assert again.returncode == 0, again.stdout + again.stderr
    assert channels_of(store) == ROWS


def test_a_store_that_may_not_be_written_says_so_and_stays_as_it_is(tmp_path: Path, store: Path) -> None:
    for one in (store, *store.rglob("*")):
        one.chmod(0o555 if one.is_dir() else 0o444)
    before = {one: one.read_bytes() for one in store.rglob("*") if one.is_file()}
    try:
        done = run(import_command(store, ledger(tmp_path, 3)), without_override)
        assert (done.returncode, SHUT in done.stderr) == (1, True), done.stdout + done.stderr
        assert {one: one.read_bytes() for one in store.rglob("*") if one.is_file()} == before
    finally:
        for one in (store, *store.rglob("*")):
            one.chmod(0o755 if one.is_dir() else 0o644)
    assert run(import_command(store, ledger(tmp_path, 3)), lambda: None).returncode == 0
