"""Read a workbook or text table in a process of its own: whatever is in the file, this process goes on.

The file is sender's data: it may be broken, huge or hostile. The child (sandbox.py) has limits on memory,
processor time and unpacked size; here is the clock. The answer travels as JSON lines, which can hold
nothing but text.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from metrics.intake.faults import Fault, fault

PROJECT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Limits:
    """What one file may cost."""

    megabytes: int = 3_000
    """Address space of the child."""
    seconds: int = 120
    """Processor time of the child, and, half as much again, time on the clock."""
    unpacked_megabytes: int = 400
    """Size of the file, and of everything in it unpacked."""
    cells: int = 5_000_000
    """Cells of all sheets."""


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet as text, by row and column from 1; empty cells are absent."""

    name: str
    is_hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    """Row number → column number → text as typed; days as 2025-06-05, numbers as shown with 15 digits."""
    problems: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """Row and column → code of the fault and what the cell holds instead of a value."""
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """First row, first column, last row, last column of merged cells."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows with cells that the sheet does not show."""
    hidden_columns: frozenset[int] = frozenset()
    """Columns that the sheet does not show."""
    bold: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """Row and column → the bold pieces of a text cell, in order; rows that are bold throughout are left out."""
    unchecked: tuple[str, ...] = ()
    """What the file's format does not tell: any of "bold", "hidden", "formulas", "merges"."""


def read_workbook(path: Path, name: str, limits: Limits | None = None) -> tuple[Sheet, ...] | Fault:
    """Return the sheets of a file in order, or the one fault that keeps all of it from being read.

    ``name`` is what the sender called it; it names the sheet of a text table and decides nothing.
    Raises OSError if ``path`` itself cannot be opened.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        result = Path(folder) / "result.jsonl"
        failure = run_reader("metrics.intake.sandbox", path, result, limits)
        return failure or sheets_of(result, Path(name).stem)


def run_reader(module: str, path: Path, result: Path, limits: Limits) -> Fault | None:
    """Run a module that reads ``path`` into ``result`` in a process of its own; return the fault when it fails.

    Raises OSError if ``path`` itself cannot be opened.
    """
    path.stat()
    numbers = (limits.megabytes, limits.seconds, limits.unpacked_megabytes, limits.cells)
    command = [sys.executable, "-m", module, str(path.resolve()), str(result), *map(str, numbers)]
    clock = limits.seconds * 1.5
    try:
        done = subprocess.run(
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, timeout=clock, check=False
        )
    except subprocess.TimeoutExpired:
        return fault("reading_took_too_long", seconds=limits.seconds)
    if done.returncode == -getattr(signal, "SIGXCPU", 24):
        return fault("reading_took_too_long", seconds=limits.seconds)
    if done.returncode != 0 or not result.exists():
        return fault("reading_failed")
    return None


def sheets_of(result: Path, default_name: str) -> tuple[Sheet, ...] | Fault:
    """Return the sheets the reading process wrote, or the fault it found."""
    sheets: list[Sheet] = []
    with result.open(encoding="utf-8", errors="surrogatepass") as lines:
        for line in lines:
            entry = json.loads(line)
            if isinstance(entry, list):
                number, columns, texts = entry
                sheets[-1].rows[number] = dict(zip(columns, texts, strict=True))
            elif "fault" in entry:
                return fault(entry["fault"], **entry["details"])
            elif "sheet" in entry:
                sheets.append(opened(entry, default_name))
            else:
                return tuple(sheets)
    return fault("reading_failed")


def opened(entry: dict[str, Any], default_name: str) -> Sheet:
    """Return a sheet as its opening line describes it, still without rows."""
    return Sheet(
        entry["sheet"] or default_name,
        entry["hidden"],
        {},
        {(row, column): (code, held) for row, column, code, held in entry["problems"]},
        tuple((first, left, last, right) for first, left, last, right in entry["merges"]),
        frozenset(entry["hidden_rows"]),
        frozenset(column for first, last in entry["hidden_columns"] for column in range(first, min(last, 16_384) + 1)),
        {(row, column): tuple(pieces) for row, column, pieces in entry["bold"]},
        tuple(entry["unchecked"]),
    )
