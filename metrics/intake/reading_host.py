"""A process that has a reading module loaded, and forks a fresh one for every file: loading takes longer than a file.

``python -m metrics.intake.reading_host MODULE``, started here. The host itself never touches a file; each is read in
a fork of its own, which binds itself to limits and is gone afterwards, whatever the file did to it. Each line on
stdin asks for one (``{"arguments": […], "seconds": clock}``) and is answered by ``{"status": s, "is_late": b}`` on
stdout; without its stdin the host ends. Systems that cannot fork start a process per file instead.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).parent.parent.parent
# One core is enough for a file, and what allocates for many would count against its memory.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
CAN_FORK = hasattr(os, "fork")


class Ended(NamedTuple):
    """How a reading process ended."""

    status: int
    """0 is well; a signal that ended it is negative."""
    is_late: bool
    """It was stopped because its time on the clock was over."""


class _Host:
    """One running host; one file at a time."""

    def __init__(self, module: str) -> None:
        command = [sys.executable, "-m", __name__, module]
        self._process = subprocess.Popen(
            command, cwd=PROJECT, env={**os.environ, **ENVIRONMENT}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip

    def run(self, arguments: Sequence[str], seconds: float) -> Ended | None:
        """Have one file read; None when there is no host any more."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"arguments": list(arguments), "seconds": seconds}) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError:
            return None
        return Ended(**json.loads(answer)) if answer.endswith("\n") else None

    def close(self) -> None:
        """End the host, which waits for nothing but its next file; it may still be loading for the first one."""
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()


_idle: dict[str, _Host] = {}
_lock = threading.Lock()


def prepare(module: str) -> None:
    """Start the host of a module, so that it has loaded by the time a file comes."""
    if CAN_FORK:
        _give_back(module, _take(module))


def run(module: str, arguments: Sequence[str], seconds: float) -> Ended:
    """Run ``module.main(arguments)`` in a process of its own, at most so many seconds on the clock."""
    if not CAN_FORK:
        return _run_alone(module, arguments, seconds)
    for _ in range(2):
        # The second time after a host that had died in between; one that dies with the file is a failure of the file.
        host = _take(module)
        ended = host.run(arguments, seconds)
        if ended is not None:
            _give_back(module, host)
            return ended
        host.close()
    return Ended(1, is_late=False)


def _run_alone(module: str, arguments: Sequence[str], seconds: float) -> Ended:
    command = [sys.executable, "-m", __name__, module, *arguments]
    try:
        done = subprocess.run(
            command, cwd=PROJECT, env={**os.environ, **ENVIRONMENT}, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ended(1, is_late=True)
    return Ended(done.returncode, is_late=False)


def _take(module: str) -> _Host:
    with _lock:
        host = _idle.pop(module, None)
    return host or _Host(module)


def _give_back(module: str, host: _Host) -> None:
    """Keep one idle host of a module; where several files came at once, the others may go."""
    with _lock:
        kept = _idle.setdefault(module, host)
    if kept is not host:
        host.close()


@atexit.register
def _close_all() -> None:
    while _idle:
        _idle.popitem()[1].close()


def _serve(module: Any) -> None:
    """Answer every line of stdin by a fork that reads one file."""
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _read(module, asked["arguments"])
        sys.stdout.write(json.dumps(_wait(child, asked["seconds"])) + "\n")
        sys.stdout.flush()


def _read(module: Any, arguments: Sequence[str]) -> None:
    """Run the module and end this process; nothing of what it says leads out."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    status = 1
    try:
        module.main(arguments)
        status = 0
    finally:
        os._exit(status)


def _wait(child: int, seconds: float) -> dict[str, int | bool]:
    is_late = False

    def stop(*_: object) -> None:
        nonlocal is_late
        is_late = True
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _, status = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {"status": os.waitstatus_to_exitcode(status), "is_late": is_late}


def main(arguments: Sequence[str]) -> None:
    """Serve as the host of a module; with arguments for it, run it once."""
    from metrics.without_pandas import WithoutPandas

    sys.meta_path.insert(0, WithoutPandas)
    module = importlib.import_module(arguments[0])
    if arguments[1:]:
        module.main(arguments[1:])
    else:
        _serve(module)


if __name__ == "__main__":
    main(sys.argv[1:])
