"""Have a file taken apart in a process of its own (reading_host.py), within limits; what comes of it lies in a file.

Loads nothing that takes long: a command begins with its file before anything else is there (begun.py).
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path

from metrics.intake import reading_host
from metrics.intake.faults import Fault, fault


@dataclass(frozen=True)
class Limits:
    """What one file may cost."""

    megabytes: int = 3_000
    """Address space of the child."""
    seconds: int = 120
    """Processor time of the child, and, half as much again, time on the clock."""
    unpacked_megabytes: int = 800
    """Size of the file, and of everything in it unpacked."""
    cells: int = 8_000_000
    """Cells of all sheets."""


def unpack(path: Path, result: Path, limits: Limits) -> Fault | None:
    """Have a ledger's cells written to ``result`` (``sheets_of``), or return the fault that keeps it from being read.

    Raises OSError if ``path`` itself cannot be opened.
    """
    return run_reader("metrics.intake.sandbox", path, result, limits)


def run_reader(module: str, path: Path, result: Path, limits: Limits) -> Fault | None:
    """Run a module that reads ``path`` into ``result`` in a process of its own; return the fault when it fails.

    Raises OSError if ``path`` itself cannot be opened.
    """
    path.stat()
    numbers = (limits.megabytes, limits.seconds, limits.unpacked_megabytes, limits.cells)
    arguments = [str(path.resolve()), str(result), *map(str, numbers)]
    ended = reading_host.run(module, arguments, limits.seconds * 1.5)
    if ended.is_late or ended.status == -getattr(signal, "SIGXCPU", 24):
        return fault("reading_took_too_long", seconds=limits.seconds)
    if ended.status != 0 or not result.exists():
        return fault("reading_failed")
    return None
