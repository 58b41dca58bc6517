"""Columns of values: every value once, and per row which of them it has; and the same as Arrow.

What is decided of a row by some of its values is decided once per combination of them (``decided``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

Codes = np.ndarray[Any, np.dtype[np.int32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
EMPTY = -1
"""The code of rows without a value."""
Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Values:
    """One field of all rows: ``values[codes[place]]``, None where the code is ``EMPTY``; a value may stand twice."""

    codes: Codes
    values: Sequence[Any]
    array: pa.Array | None = None
    """The values as Arrow, where they are texts and were so before; may lack a None at their end."""

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
        return Values(self.codes[places], self.values, self.array)

    def to_list(self) -> list[Any]:
        """Return the value of every row."""
        values = [*self.values, None]
        return [values[code] for code in self.codes.tolist()]

    def plain(self, change: Callable[[Any], Any]) -> Values:
        """Return what ``change`` makes of the values; texts are what they are already."""
        first = "" if self.array is not None else next((value for value in self.values if value is not None), "")
        return self if isinstance(first, str) else Values(self.codes, [change(value) for value in self.values])

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


def flags(array: pa.Array) -> Flags:
    """Return an Arrow array of truths without nulls."""
    found: Flags = array.to_numpy(zero_copy_only=False)
    return found


def integers(values: Codes, is_valid: Flags | None = None) -> pa.Array:
    """Return 32-bit integers as Arrow, null where not valid. (``pa.array`` would load pandas, 0.5 s.)"""
    values = np.ascontiguousarray(values, np.int32)
    mask = None if is_valid is None else pa.py_buffer(np.packbits(is_valid, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.int32(), len(values), [mask, pa.py_buffer(values)])


def strings(values: Iterable[str | None]) -> pa.Array:
    """Return texts as Arrow, lone surrogates replaced."""
    builder = pa.lib.StringBuilder()
    texts = list(values)
    try:
        builder.append_values(texts)
    except UnicodeEncodeError:
        builder = pa.lib.StringBuilder()
        builder.append_values([None if one is None else one.encode("utf-8", "replace").decode() for one in texts])
    return builder.finish()
