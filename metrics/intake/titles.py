"""The titles above the headings of a table: which rows they are, and which year they mean.

A row of data taken for a title would be lost without a word: whatever may be data is left to the table before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from metrics.intake.passing import is_title, texts_of
from metrics.intake.words import half_width
from metrics.intake.workbook import Sheet

# 2025年, and years in a row: 2024年至2025年, 2024-2025年. Texts are made half-width first.
_YEARS = re.compile(r"(?<!\d)20\d\d(?:\s*年?度?\s*[-—–~至到和及与、]\s*20\d\d)*\s*年")
# What follows the year by which a table is called: 2025年度, 2025年第二季度, 2025年某市政务公开重点任务分解表.
_OWN = re.compile(
    r"度|\s*第|[上下]半年|[一二三四]季度|[^,。;:、\d\n]{0,30}?(?:台账|任务|要点|清单|方案|计划|[解总览计]表)"
)
# What a table is called by and no cell of a ledger says alone: its year or quarter, or what kind of list it is.
_CALLED = re.compile(r"20\d\d\s*年(?!\s*\d)|季度|[上下]半年|台账|[解总览计况]表")
# A day (its numbers may still be blank, as in 填报日期：2025年 月 日), or what says that one is stated.
_DAY = re.compile(r"\s*\d{0,2}\s*月\s*\d{0,2}\s*[日号]")
_DATED = re.compile(r"(?:日期|时间|截[至止])\s*[到至]?\s*:?\s*$")
# Years of something else: what the table goes on from, and the name of another document.
_BASIS = re.compile(r"在[^,。;\n]*?基础上")
_QUOTED = re.compile(r"《[^《》]*》")
# Far more than stand above any table; looking further from each of many lines would take for ever.
MOST_ROWS = 100


class Before(NamedTuple):
    """The table that stands above some headings."""

    heading_row: int
    """The last row of its headings."""
    columns: Collection[int]


class Titles:
    """Finds the titles above headings, in the ``rows`` of a sheet that say anything."""

    def __init__(self, sheet: Sheet, rows: Sequence[int]) -> None:
        self.sheet, self.rows = sheet, rows
        self._wide = {(first, left) for first, left, _, right in sheet.merges if right > left}
        self._begins = self._where_merges_begin()

    def texts(self, place: int, before: Before | None) -> list[str]:
        """Return what stands above the headings at ``place``; without a table before, everything."""
        top = self.first_of(place, before)
        return [text for row in self.rows[top:place] for text in self.sheet.rows[row].values()]

    def first_of(self, place: int, before: Before | None) -> int:
        """Return the place of the first row of what belongs to the headings at ``place``: their titles, or they.

        Beyond a blank row, what stands above a title belongs to the table before.
        """
        if before is None:
            return 0
        top = place
        while top > max(0, place - MOST_ROWS) and self._may_be_title(top - 1, before):
            if top < place and self.rows[top] - self.rows[top - 1] > 1:
                break
            top -= 1
        while top < place and self._goes_on(top, before):
            top += 1
        return top

    def _may_be_title(self, at: int, before: Before) -> bool:
        """Return whether a row may be a title: never one inside a merge that begins in the data of the table before."""
        is_inside = int(self._begins[at]) > before.heading_row
        return not is_inside and self.rows[at] > before.heading_row and is_title(self.sheet, self.rows[at])

    def _goes_on(self, at: int, before: Before) -> bool:
        """Return whether a row goes on with the data just above it: one text, where no row of that table begins.

        Its other cells are missing then, and a row that lacks something is told, while a title is not.
        """
        number = self.rows[at]
        column, *others = texts_of(self.sheet.rows[number])
        is_below = at > 0 and self.rows[at - 1] == number - 1
        is_inner = column in before.columns and column > min(before.columns)
        is_called = _CALLED.search(half_width(self.sheet.rows[number][column])) is not None
        return is_below and is_inner and not is_called and not others and (number, column) not in self._wide

    def _where_merges_begin(self) -> np.ndarray:
        """Return for each row where the lowest merge that spans it from above begins, 0 for none.

        A title of its own that is two rows high does not count: wide, with nothing beside it.
        """
        numbers = np.array(self.rows)
        begins = np.zeros(len(self.rows), np.int64)
        for first, left, last, _ in sorted(merge for merge in self.sheet.merges if merge[2] > merge[0]):
            is_high_title = (first, left) in self._wide and len(texts_of(self.sheet.rows.get(first, {}))) == 1
            if not is_high_title:
                after, end = np.searchsorted(numbers, (first, last), "right")
                begins[after:end] = first
        return begins


def year_of(above: Collection[str], carried: int | None, names: Sequence[str]) -> tuple[int | None, tuple[int, ...]]:
    """Return the year the titles of a table mean, and others that could as well be meant.

    ``carried`` is that of the table before, ``names`` are those of the sheet and its file. A year that is part of
    a date (填报日期：2025年1月10日) counts when nothing else says one: in January it is not the ledger's.
    """
    stated = [years_in("\n".join(above)), *map(years_in, names)]
    titled = [years for years, _ in stated]
    ranked = [titled[0], [] if carried is None else [carried], *titled[1:], *(dated for _, dated in stated)]
    found = next((years for years in ranked if years), [])
    return (found[0], tuple(found[1:])) if found else (None, ())


def years_in(text: str) -> tuple[list[int], list[int]]:
    """Return the years that may be a table's own, and those of a date or of what it goes on from; each once.

    Where a year stands as in the name of a table (2025年重点任务台账), those mentioned otherwise are left out.
    """
    bare = half_width(text)
    own, mentioned, aside = dict[int, None](), dict[int, None](), dict[int, None]()
    basis, quoted = ([match.span() for match in form.finditer(bare)] for form in (_BASIS, _QUOTED))
    for match in _YEARS.finditer(bare):
        start, end = match.span()
        if _DAY.match(bare, end) or _DATED.search(bare[max(0, start - 10) : start]) or _is_within(start, basis):
            kind = aside
        elif _OWN.match(bare, end) and not _is_within(start, quoted):
            kind = own
        else:
            kind = mentioned
        # Of several in a row the last one is the year that begins: 2021-2025年 is told of in 2025.
        kind.update((int(year), None) for year in reversed(re.findall(r"20\d\d", match[0])))
    return list(own or mentioned), list(aside)


def _is_within(place: int, spans: Collection[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
