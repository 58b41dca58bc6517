"""A dashboard in a process of its own, as a person starts it; and commands typed beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from metrics.commands.running import run

PROJECT = Path(__file__).parents[1]
PATIENCE = 120.0


@dataclass
class Dashboard:
    """A running dashboard: where it answers, and its process."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """The address a person on this machine opens."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def dashboard(store: Path, shown: Path | None = None, port: int = 0, *options: str) -> Iterator[Dashboard]:
    """Start a dashboard whose real store is ``store``; ``shown`` is the folder it shows first (default: the same).

    ``options`` are Streamlit's; ``port`` is a free one unless it is given.
    """
    log = store.parent / "dashboard.log"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port), *options]
    environment = os.environ | {"METRICS_STORE": str(store)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
    try:
        yield Dashboard(_port_of(process, shown or store, log), process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)


def _port_of(process: subprocess.Popen[bytes], folder: Path, log: Path) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            said = json.loads((folder / "owner.json").read_text(encoding="utf-8"))
            if said["pid"] == process.pid:
                port = int(said["port"])
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                    assert answer.status == 200
                return port
        except (OSError, ValueError):
            pass
        time.sleep(0.1)
    raise AssertionError("the dashboard did not start: " + log.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    exit: int
    stdout: str
    stderr: str

    @property
    def document(self) -> dict[str, object]:
        """What it printed, as JSON."""
        found: dict[str, object] = json.loads(self.stdout)
        return found


def command(*arguments: object, store: Path | None = None, cwd: Path | None = None, **variables: str) -> Said:
    """Type ``python -m metrics …`` in a shell of the folder ``cwd``; ``store`` is given as METRICS_STORE."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)} | variables
    if store is not None:
        environment["METRICS_STORE"] = str(store)
    typed = [sys.executable, "-m", "metrics", *map(str, arguments)]
    done = subprocess.run(typed, cwd=cwd or PROJECT, env=environment, capture_output=True, check=False)
    return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def command_here(*arguments: object, store: Path | None = None, cwd: Path | None = None) -> Said:
    """Run the same command inside this process: it saves a start where what it says and does is all that is asked."""
    with patch.dict(os.environ, {} if store is None else {"METRICS_STORE": str(store)}):
        answer = run(list(map(str, arguments)), cwd or PROJECT)
    return Said(answer.exit, answer.stdout, answer.stderr)
