"""The titles above the headings of a table: which rows they are.

A row of data taken for a title would be lost without a word: whatever may be data is left to the table before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from metrics.intake.passing import is_title, texts_of
from metrics.intake.workbook import Sheet


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
        while top > 0 and self._may_be_title(top - 1, before):
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
        return is_below and is_inner and not others and (number, column) not in self._wide

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
