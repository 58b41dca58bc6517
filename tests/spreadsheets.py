"""Workbooks computed from scratch by LibreOffice, a program that knows nothing of this one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

PATIENCE = 600
"""Seconds for all files of one call."""

HEADING_ROW = 3


def recomputed(paths: Iterable[Path], folder: Path) -> dict[Path, Any]:
    """Return the workbooks as LibreOffice computes them, by the path of the original; one start for all of them."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no LibreOffice is installed, and CI wants its opinion")
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-calc")
    paths = list(paths)
    out = folder / "computed"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    said = subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert all((out / path.name).exists() for path in paths), said.stdout + said.stderr
    return {path: openpyxl.load_workbook(out / path.name, data_only=True) for path in paths}


def lines_of(book: Any, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet as heading → value; a cell that could not be computed fails the test."""
    rows = list(book[sheet].iter_rows(min_row=HEADING_ROW, values_only=True))
    headings, found = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    wrong = [(name, row[name]) for row in found for name in headings if str(row[name] or "").startswith("#")]
    assert wrong == [], f"{sheet}: {wrong[:5]}"
    return found
