"""kill -9 at any moment of an import leaves the store as it was before or after it, never between."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from metrics.intake.originals import FOLDER, sha256_of
from metrics.intake.receive import create_store
from metrics.warehouse import Warehouse

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("METRICS_KILLS", "14"))
ROWS = 1500
HEADINGS = ("渠道名称", "渠道类型", "主办单位", "标识码")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Path:
    """A register of channels, long enough that its import can be hit in the middle."""
    path = tmp_path_factory.mktemp("ledger") / "渠道台账.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(ROWS):
            writer.writerow((f"历下发布{number}", "微信公众号", "历下区", f"SF{number:06d}"))
    return path


def import_command(store: Path, ledger: Path) -> list[str]:
    return [sys.executable, "-m", "metrics", "import", str(ledger), "--store", str(store), "--json"]


def channels_of(store: Path) -> int:
    warehouse = Warehouse.open(store)
    try:
        return len(warehouse.rows("channels"))
    finally:
        warehouse.close()


def originals_are_whole(store: Path) -> bool:
    """Whether every original under its hash is the file with that hash; what a kill cut short has no such name."""
    kept = [one for one in (store / FOLDER).iterdir() if not one.name.startswith(".")]
    return bool(kept) and all(sha256_of(one) == one.name for one in kept)


@pytest.fixture(scope="module")
def usual_seconds(tmp_path_factory, ledger) -> float:
    """How long the import takes when nobody kills it."""
    store = tmp_path_factory.mktemp("usual")
    create_store(store, "real").close()
    began = time.monotonic()
    subprocess.run(import_command(store, ledger), cwd=ROOT, check=True, capture_output=True)
    assert channels_of(store) == ROWS
    return time.monotonic() - began


@pytest.mark.parametrize("turn", range(KILLS))
def test_an_import_that_is_killed_leaves_all_of_it_or_nothing(tmp_path, ledger, usual_seconds, turn):
    store = tmp_path / "store"
    create_store(store, "real").close()
    running = subprocess.Popen(
        import_command(store, ledger), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    # Spread over the whole run; the seed makes a failure repeatable.
    time.sleep(usual_seconds * (turn + random.Random(turn).random()) / KILLS)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    assert channels_of(store) in (0, ROWS)
    assert originals_are_whole(store)
    # Nothing is locked or half archived: the same import simply works now.
    again = subprocess.run(import_command(store, ledger), cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stdout + again.stderr
    assert channels_of(store) == ROWS
    assert (store / FOLDER / sha256_of(ledger)).read_bytes() == ledger.read_bytes()
    assert originals_are_whole(store)
