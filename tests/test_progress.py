"""Whoever waits for more than a second is told how far a command is; nobody else is disturbed."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from desks import FINDINGS, UNITS, Desk

from metrics.commands.progress_bar import ERASE, PATIENCE, STAGES, ProgressBar
from metrics.i18n import translator
from metrics.intake.receive import create_store

ROOT = Path(__file__).parents[1]


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def drawn(stream, seconds):
    with ProgressBar(stream, translator()) as bar:
        bar.tell("reading", 1, 4)
        time.sleep(seconds)
    return stream.getvalue()


def test_a_bar_appears_after_a_second_and_is_gone_at_the_end():
    said = drawn(Terminal(), PATIENCE + 0.5)
    assert "读取文件 ██████░░░░░░░░░░░░░░░░░░ 1/4 1秒" in said
    assert said.endswith(ERASE)


def test_a_quick_command_and_a_stream_that_nobody_looks_at_get_no_bar():
    assert drawn(Terminal(), 0.1) == ""
    assert drawn(io.StringIO(), PATIENCE + 0.3) == ""


def test_every_stage_that_is_told_has_its_words_and_none_is_told_backwards(tmp_path):
    desk, told = Desk(tmp_path), []
    files = [desk.write("单位", UNITS), desk.write("问题", FINDINGS)]
    desk.receive(files, progress=lambda *step: told.append(step))
    desk.warehouse.close()
    stages = [stage for stage, _, _ in told]
    assert list(dict.fromkeys(stages)) == ["reading", "resolving", "writing"]
    assert set(stages) <= STAGES.keys()
    assert told[:2] == [("reading", 0, 2), ("reading", 1, 2)]
    for stage in STAGES:
        done = [done for name, done, _ in told if name == stage]
        assert done == sorted(done)


def read_until(terminal: int, ending: str) -> str:
    """What is said on a terminal until something ends with ``ending``."""
    said = b""
    while not said.endswith(ending.encode()):
        assert select.select([terminal], [], [], 60)[0], f"nothing more came after {said!r}"
        said += os.read(terminal, 65536)
    return said.decode("utf-8")


def test_the_bar_of_a_command_goes_to_the_terminal_and_its_answer_stays_clean(tmp_path):
    store = tmp_path / "store"
    # As long as another program has the store the command waits, and says so: however fast the machine is.
    other = create_store(store, "real")
    outer, inner = pty.openpty()
    command = [sys.executable, "-m", "metrics", "import", "data/samples/2025年二季度渠道台账.xlsx", "--json"]
    environment = os.environ | {"METRICS_STORE": str(store)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=inner) as running:
        assert running.stdout is not None
        drawn = read_until(outer, "秒")
        other.close()
        answer = running.stdout.read().decode("utf-8")
        drawn += read_until(outer, ERASE)
    os.close(inner)
    os.close(outer)
    assert answer.startswith("{")
    assert drawn.startswith(ERASE)
