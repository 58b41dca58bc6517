"""Rows of a ledger by columns: every value once, and per row which of them it has.

What is decided of a row by some of its values is decided once per combination of them (``grouped``); rows of which
anything else is to be said leave the block and are looked at one by one. A block has no rules of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from metrics.intake.records import Row, Value
from metrics.intake.sheet_columns import EMPTY, Codes, Flags

Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Values:
    """One field of all rows: ``values[codes[place]]``, None where the code is ``EMPTY``; a value may stand twice."""

    codes: Codes
    values: Sequence[Any]

    def __getitem__(self, place: int) -> Any:
        """Return the value of one row."""
        code = self.codes[place]
        return None if code == EMPTY else self.values[code]

    @property
    def is_given(self) -> Flags:
        """Per row, whether it has a value."""
        found: Flags = self.codes != EMPTY
        return found

    def take(self, places: Places) -> Values:
        """Return the values of some rows."""
        return Values(self.codes[places], self.values)

    def mapped(self, change: Callable[[Any], Any]) -> Values:
        """Return what ``change`` makes of every value that some row has; None where it makes None."""
        made: list[Any] = [None] * (len(self.values) + 1)
        for code in self.in_use():
            made[code] = change(self.values[code])
        return compact(self.codes, made)

    def in_use(self) -> list[int]:
        """Return the codes that some row has, ``EMPTY`` left out."""
        return codes_in_use(self.codes, len(self.values))[0]


def codes_in_use(codes: Codes, count: int) -> tuple[list[int], bool]:
    """Return the codes below ``count`` that occur, ascending, and whether ``EMPTY`` does."""
    found = np.zeros(count + 1, np.bool_)
    found[codes] = True
    return np.flatnonzero(found[:-1]).tolist(), bool(found[-1])


def compact(codes: Codes, made: Sequence[Any]) -> Values:
    """Return values by code as ``Values``, equal ones joined and None as ``EMPTY``."""
    known: dict[tuple[type, Hashable], int] = {}
    # True equals 1 and is not the same.
    new = [EMPTY if one is None else known.setdefault((type(one), one), len(known)) for one in made]
    return Values(np.array(new, np.int32)[codes], [value for _, value in known])


def without_none(codes: Codes, made: Sequence[Any]) -> Values:
    """Return values by code as ``Values``, None as ``EMPTY``; for columns of mostly different values."""
    is_none = np.fromiter((one is None for one in made), np.bool_, len(made))
    return Values(np.where(is_none[codes], EMPTY, codes).astype(np.int32), made)


def constant(value: Any, count: int) -> Values:
    """Return one value for all rows."""
    return Values(np.full(count, EMPTY if value is None else 0, np.int32), [value])


def grouped(columns: Sequence[Values | None], count: int) -> tuple[Codes, list[int]]:
    """Return per row the number of its combination of values, and per combination the first row that has it."""
    key = np.zeros(count, np.int64)
    most = 1
    for column in columns:
        if column is None:
            continue
        size = len(column.values) + 1
        if most * size >= 1 << 62:
            key, first = _numbered(key, most)
            most = len(first) or 1
        key = key * size + column.codes + 1
        most *= size
    group, first = _numbered(key, most)
    return group.astype(np.int32), first.tolist()


def _numbered(key: Places, most: int) -> tuple[Places, Places]:
    """Return numbers from 0 for keys below ``most``, equal ones for equal keys, and where each is first seen."""
    if most > 8 * len(key) + 1_000_000:
        _, first, group = np.unique(key, return_index=True, return_inverse=True)
        return group, first
    first_of = np.full(most, -1, np.int64)
    # Of several writes the last one stands, so the first row is written last.
    first_of[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    is_used = first_of >= 0
    number_of = np.cumsum(is_used) - 1
    return number_of[key], first_of[is_used]


def decided(columns: Sequence[Values | None], count: int, decide: Callable[[int], Any]) -> Values:
    """Return what ``decide`` says of every row, asked for one row of each combination of values."""
    group, first = grouped(columns, count)
    return Values(group, [decide(place) for place in first])


@dataclass(frozen=True)
class Block:
    """Rows without any fault, of all kinds that a table holds; places count from 0."""

    sheet: str
    numbers: Codes
    """Row numbers as the spreadsheet shows them, ascending."""
    fields: Mapping[str, Mapping[str, Values]]
    """Kind → field → values; a field without a column is absent."""
    says: Mapping[str, Flags]
    """Kind → whether a row says anything of it."""
    cells_of: Callable[[int], Mapping[str, str]]
    """Row number → heading → text."""
    addresses_of: Callable[[str, int], Mapping[str, str]]
    """Kind and row number → field → address."""
    shown: Mapping[str, Values]
    """Heading → texts as typed, in the order of the columns: what ``cells_of`` says, by columns."""
    headed: frozenset[str]
    """The headings that are shown above empty cells, too."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.numbers)

    def row(self, kind: str, place: int) -> Row:
        """Return one row as one kind states it."""
        number = int(self.numbers[place])
        fields: dict[str, Value] = {name: values[place] for name, values in self.fields[kind].items()}
        return Row(kind, self.sheet, number, self.cells_of(number), fields, self.addresses_of(kind, number))  # type: ignore[arg-type]

    def rows(self) -> Iterator[Row]:
        """Yield all rows, the kinds of one physical row after each other."""
        for place in range(len(self)):
            for kind in self.fields:
                if self.says[kind][place]:
                    yield self.row(kind, place)

    def take(self, places: Places) -> Block:
        """Return some of the rows."""
        fields = {kind: {name: one.take(places) for name, one in found.items()} for kind, found in self.fields.items()}
        says = {kind: found[places] for kind, found in self.says.items()}
        shown = {heading: one.take(places) for heading, one in self.shown.items()}
        return replace(self, numbers=self.numbers[places], fields=fields, says=says, shown=shown)
