"""A progress bar on a terminal, for commands that take longer than a second; nothing at all where nobody looks."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TextIO

from metrics.i18n import Translator

PATIENCE = 1.0
"""Seconds before the bar appears: what is quick needs none."""
PAUSE = 0.2
CELLS = 24
STAGES = {
    "working": "Working",
    "reading": "Reading files",
    "resolving": "Checking rows",
    "writing": "Saving",
    "scoring": "Computing scores",
}
ERASE = "\r\x1b[K"


class ProgressBar:
    """One line of a terminal, drawn anew while a command runs and erased when it ends."""

    def __init__(self, stream: TextIO, t: Translator) -> None:
        self._stream, self._t = stream, t
        self._told = ("working", 0, 0)
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def tell(self, stage: str, done: int, of: int) -> None:
        """Note how far the command is."""
        self._told = (stage, done, of)

    def __enter__(self) -> ProgressBar:
        if self._stream.isatty():
            self._thread = threading.Thread(target=self._draw, name="progress", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _draw(self) -> None:
        # A thread of its own: the clock goes on while one long file is read, or another process does the work.
        began = time.monotonic()
        if self._ended.wait(PATIENCE):
            return
        while True:
            self._write(ERASE + self.line(time.monotonic() - began))
            if self._ended.wait(PAUSE):
                self._write(ERASE)
                return

    def line(self, seconds: float) -> str:
        """Return the line as it is drawn ``seconds`` after the command began."""
        stage, done, of = self._told
        clock = self._t("{seconds} s", seconds=int(seconds))
        if not of:
            return f"{self._t(STAGES[stage])} … {clock}"
        full = CELLS * min(done, of) // of
        return f"{self._t(STAGES[stage])} {'█' * full}{'░' * (CELLS - full)} {done}/{of} {clock}"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
