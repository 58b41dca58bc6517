"""Printed pages read back by poppler: what stands where, in which size, and where there is ink.

LibreOffice prints, poppler reads: neither knows anything of this program. Fonts the standard asks for are replaced
by what the machine has, so a font's name is looked up in the document and only sizes and places on the paper.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy
import pytest

MILLIMETRES = 25.4
POINTS = 72
ZOOM = 3
"""pdftohtml counts in thirds of a point."""
INK_DPI = 100
DARK = 128
MARGIN_BELOW = 34
SAME_LINE = 0.8
THICKEST_RULE = 0.6
LONG_RULE = 100
"""A line of so many millimetres is the border of a table."""


@dataclass(frozen=True)
class Line:
    """What stands at one height, or a piece of it in one font: millimetres from left and top, size in points."""

    text: str
    left: float
    right: float
    top: float
    size: float


@dataclass(frozen=True)
class Page:
    """One printed page."""

    number: int
    width: float
    height: float
    pieces: tuple[Line, ...]
    picture: Path

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The pieces joined to lines, from the top down; scripts of one line may differ by a little in height."""
        rows: list[list[Line]] = []
        for one in sorted(self.pieces, key=lambda one: one.top):
            if rows and one.top - rows[-1][0].top < SAME_LINE:
                rows[-1].append(one)
            else:
                rows.append([one])
        return tuple(_joined(sorted(row, key=lambda one: one.left)) for row in rows)

    @property
    def below(self) -> tuple[float, float]:
        """First and last millimetre with ink below the text."""
        rows = [_mm(row) for row in self.ink.any(axis=1).nonzero()[0] if _mm(row) > self.height - MARGIN_BELOW]
        return rows[0], rows[-1]

    def column(self, left: float, right: float) -> str:
        """Return what a person reads going down a column of a table."""
        found = [one for one in self.pieces if left <= one.left < right]
        return bare("".join(one.text for one in sorted(found, key=lambda one: (one.top, one.left))))

    @property
    def text(self) -> str:
        """Everything on the page, without the spaces that a printer puts between scripts."""
        return bare("".join(line.text for line in self.lines))

    @cached_property
    def ink(self) -> Any:
        """True for every dot of the page that is printed on."""
        head, size, depth, dots = self.picture.read_bytes().split(b"\n", 3)
        assert (head, depth) == (b"P5", b"255")
        width, height = map(int, size.split())
        return numpy.frombuffer(dots, dtype=numpy.uint8).reshape(height, width) < DARK

    @property
    def inked(self) -> tuple[float, float, float, float]:
        """First and last millimetre with ink: left, right, top, bottom."""
        down, across = self.ink.any(axis=1).nonzero()[0], self.ink.any(axis=0).nonzero()[0]
        return (_mm(across[0]), _mm(across[-1] + 1), _mm(down[0]), _mm(down[-1] + 1))

    @property
    def rules(self) -> tuple[tuple[float, float, float], ...]:
        """Left, right and height of every long horizontal line, from the top down; a thick one counts once."""
        found: list[tuple[float, float, float]] = []
        for row in (self.ink.sum(axis=1) > LONG_RULE / MILLIMETRES * INK_DPI).nonzero()[0]:
            dots = self.ink[row].nonzero()[0]
            is_unbroken = dots[-1] - dots[0] + 1 == len(dots)
            if is_unbroken and (not found or _mm(row) - found[-1][2] > THICKEST_RULE):
                found.append((_mm(dots[0]), _mm(dots[-1] + 1), _mm(row)))
        return tuple(found)


def bare(text: str) -> str:
    """Return a text without any space."""
    return "".join(text.split())


def read_pages(pdf: Path) -> list[Page]:
    """Return the pages of a printed document."""
    told = _poppler("pdftohtml", "-xml", "-i", "-hidden", "-zoom", str(ZOOM), "-stdout", str(pdf))
    _poppler("pdftoppm", "-r", str(INK_DPI), "-gray", str(pdf), str(pdf.with_suffix("")))
    pictures = sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm"))
    sizes: dict[str, float] = {}
    pages = []
    for number, page in enumerate(ElementTree.fromstring(told).iter("page")):
        sizes |= {one.attrib["id"]: float(one.attrib["size"]) / ZOOM for one in page.iter("fontspec")}
        width, height = (_of_thirds(page.attrib[name]) for name in ("width", "height"))
        pages.append(Page(number + 1, width, height, tuple(_pieces(page, sizes)), pictures[number]))
    assert len(pages) == len(pictures)
    return pages


def _pieces(page: Any, sizes: dict[str, float]) -> Iterator[Line]:
    for one in page.iter("text"):
        text = "".join(one.itertext())
        if text.strip():
            left, width, top = (_of_thirds(one.attrib[name]) for name in ("left", "width", "top"))
            yield Line(text, left, left + width, top, sizes[one.attrib["font"]])


def _joined(pieces: Sequence[Line]) -> Line:
    text, right = "".join(one.text for one in pieces), max(one.right for one in pieces)
    return Line(text, pieces[0].left, right, pieces[0].top, max(one.size for one in pieces))


def _of_thirds(told: str | int) -> float:
    return float(told) / ZOOM / POINTS * MILLIMETRES


def _mm(dots: int) -> float:
    return float(dots) / INK_DPI * MILLIMETRES


def _poppler(tool: str, *arguments: str) -> str:
    if shutil.which(tool) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no {tool} is installed, and CI wants printed pages read back")
        pytest.skip(f"no {tool} on this machine: apt-get install poppler-utils")
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=True).stdout
