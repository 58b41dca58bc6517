"""Workbooks computed from scratch and papers printed by LibreOffice, a program that knows nothing of this one."""

from __future__ import annotations

import os
import re
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
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def recomputed(paths: Iterable[Path], folder: Path) -> dict[Path, Any]:
    """Return the workbooks as LibreOffice computes them, by the path of the original; one start for all of them."""
    return {path: openpyxl.load_workbook(made, data_only=True) for path, made in _converted(paths, "xlsx", folder)}


def printed_pages(paths: Iterable[Path], folder: Path) -> dict[Path, int]:
    """Return how many pages each document has when LibreOffice prints it."""
    return {path: len(PAGE.findall(made.read_bytes())) for path, made in printed(paths, folder).items()}


def printed(paths: Iterable[Path], folder: Path) -> dict[Path, Path]:
    """Return the PDF that LibreOffice prints of each document; one start for all of them."""
    return dict(_converted(paths, "pdf", folder))


def saved_again(paths: Iterable[Path], folder: Path, ending: str = "docx") -> dict[Path, Path]:
    """Return each document as LibreOffice opens and saves it, in the format of an ending."""
    return dict(_converted(paths, ending, folder))


def _converted(paths: Iterable[Path], ending: str, folder: Path) -> list[tuple[Path, Path]]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no LibreOffice is installed, and CI wants its opinion")
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-calc libreoffice-writer")
    out = folder / "converted"
    made = [(path, out / f"{path.stem}.{ending}") for path in paths]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    said = subprocess.run(
        [office, profile, "--headless", "--convert-to", ending, "--outdir", str(out), *(str(path) for path, _ in made)],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert all(path.exists() for _, path in made), said.stdout + said.stderr
    return made


def lines_of(book: Any, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet as heading → value; a cell that could not be computed fails the test."""
    rows = list(book[sheet].iter_rows(min_row=HEADING_ROW, values_only=True))
    headings, found = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    wrong = [(name, row[name]) for row in found for name in headings if str(row[name] or "").startswith("#")]
    assert wrong == [], f"{sheet}: {wrong[:5]}"
    return found
