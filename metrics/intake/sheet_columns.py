"""The cells of one sheet by columns: per column the distinct texts once, and per row which of them stands there.

A ledger of 100,000 rows holds few distinct units, channels and days; whoever works by columns looks at each once.
Sheets travel from the reading process as Arrow in this form. No reader and no rule is known here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, BinaryIO, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from metrics.columns import EMPTY, Codes, Flags, flags, integers, strings

ROW = "row"
# So many texts are worth a list of them.
FEW = 1_000
FACTS = b"facts"
# What ``str.strip`` takes away, as a class of characters.
BLANK = r"[\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"


class Texts(Sequence[str]):
    """An Arrow array of texts as a sequence; a long one takes no more memory than it has while few are looked at."""

    def __init__(self, array: pa.Array) -> None:
        self._array = array
        self._listed: list[str] | None = array.to_pylist() if len(array) <= FEW else None
        self._asked = 0

    def __len__(self) -> int:
        """Return their number."""
        return len(self._array)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """Return a text, or some of them."""
        if self._listed is None and (isinstance(at, slice) or self._asked >= FEW):
            self._listed = self._array.to_pylist()
        if self._listed is not None:
            return self._listed[at]
        self._asked += 1
        text: str = self._array[at].as_py()
        return text

    def __iter__(self) -> Iterator[str]:
        """Yield all of them, some at a time."""
        starts = range(0, len(self), FEW)
        return chain.from_iterable(self._array.slice(start, FEW).to_pylist() for start in starts)


@dataclass(frozen=True)
class TextColumn:
    """One column: ``texts[codes[place]]`` stands in the row at ``place``, nothing where the code is ``EMPTY``."""

    codes: Codes
    array: pa.Array
    """Each text once, perhaps more than are in use."""

    @cached_property
    def texts(self) -> Texts:
        """The same texts as a sequence."""
        return Texts(self.array)

    @cached_property
    def is_blank(self) -> Flags:
        """Per distinct text, whether it is blank."""
        return self.matching(f"^{BLANK}*$")

    def matching(self, pattern: str) -> Flags:
        """Return per distinct text whether it matches an RE2 pattern."""
        return flags(pc.match_substring_regex(self.array, pattern))

    def said(self, says: Callable[[str], bool], like: str = "") -> Flags:
        """Return per distinct text whether ``says`` holds; only texts in use that match ``like`` are asked."""
        found = np.zeros(len(self.array), np.bool_)
        asked = np.zeros(len(self.array) + 1, np.bool_)
        asked[self.codes] = True
        asked = asked[:-1] & self.matching(like) if like else asked[:-1]
        for at in np.flatnonzero(asked).tolist():
            found[at] = says(self.texts[at])
        return found

    def where(self, says: Callable[[str], bool], like: str = "") -> Flags:
        """Return per row whether its text is one of which ``says`` holds."""
        return self.rows_of(self.said(says, like))

    def rows_of(self, found: Flags) -> Flags:
        """Return per row what is ``found`` per distinct text; nothing is found of an empty cell."""
        # The last entry stands for the code of empty cells.
        marked: Flags = np.append(found, False)[self.codes]
        return marked


@dataclass(frozen=True)
class SheetColumns:
    """Row numbers from 1, ascending, each with at least one text; column number → its texts."""

    numbers: Codes
    columns: Mapping[int, TextColumn]

    def place_of(self, number: object) -> int | None:
        """Return the place of a row in the columns, None for one without cells."""
        if not isinstance(number, int):
            return None
        # A plain integer would have all numbers cast to its type before the search.
        place = int(np.searchsorted(self.numbers, self.numbers.dtype.type(number)))
        return place if place < len(self.numbers) and self.numbers[place] == number else None

    def where(self, says: Callable[[str], bool], like: str = "") -> Flags:
        """Return per row whether ``says`` holds of one of its texts; only texts that match ``like`` are asked."""
        found = np.zeros(len(self.numbers), np.bool_)
        for column in self.columns.values():
            found |= column.where(says, like)
        return found

    @cached_property
    def is_blank(self) -> Flags:
        """Per row, whether all of its texts are blank."""
        found = np.ones(len(self.numbers), np.bool_)
        for column in self.columns.values():
            found &= (column.codes == EMPTY) | column.rows_of(column.is_blank)
        return found

    def row(self, place: int) -> dict[int, str]:
        """Return column → text of one row, empty cells left out."""
        codes = ((at, column, int(column.codes[place])) for at, column in self.columns.items())
        return {at: column.texts[code] for at, column, code in codes if code != EMPTY}


NOTHING = SheetColumns(np.zeros(0, np.int32), {})


def columns_of_rows(rows: Mapping[int, Mapping[int, str]]) -> SheetColumns:
    """Return the columns of rows given as row number → column → text; empty texts and empty rows are left out."""
    filled = sorted(number for number, cells in rows.items() if any(cells.values()))
    used = sorted({column for number in filled for column, text in rows[number].items() if text})
    columns = {}
    for at in used:
        texts: dict[str, int] = {}
        codes = (texts.setdefault(rows[number].get(at) or "", len(texts)) for number in filled)
        placed = np.fromiter(codes, np.int32, len(filled))
        if "" in texts:
            # Nothing stands there: the code of the blank text goes, those after it move up.
            blank = texts.pop("")
            placed = np.where(placed == blank, EMPTY, placed - (placed > blank)).astype(np.int32)
        columns[at] = TextColumn(placed, strings(texts))
    return SheetColumns(np.array(filled, np.int32), columns)


class RowsOfColumns(Mapping[int, dict[int, str]]):
    """Rows as a mapping: row number → column → text, made when they are asked for."""

    def __init__(self, columns: SheetColumns) -> None:
        self.columns = columns

    def __getitem__(self, number: int) -> dict[int, str]:
        """Return the cells of a row; a row without cells is a KeyError."""
        place = self.columns.place_of(number)
        if place is None:
            raise KeyError(number)
        return self.columns.row(place)

    def __iter__(self) -> Iterator[int]:
        """Yield the row numbers, ascending."""
        return iter(self.columns.numbers.tolist())

    def __len__(self) -> int:
        """Return the number of rows with cells."""
        return len(self.columns.numbers)

    def __contains__(self, number: object) -> bool:
        """Whether a row has cells."""
        return self.columns.place_of(number) is not None


def write_columns(facts: Mapping[str, Any], sheet: SheetColumns, target: BinaryIO) -> None:
    """Append one sheet to a file of sheets: its columns, and what else is known of it (``facts``, as JSON)."""
    arrays: list[pa.Array] = [integers(sheet.numbers)]
    for column in sheet.columns.values():
        codes = integers(column.codes, column.codes != EMPTY)
        arrays.append(pa.DictionaryArray.from_arrays(codes, column.array))
    names = [ROW, *map(str, sheet.columns)]
    fields = [pa.field(name, array.type) for name, array in zip(names, arrays, strict=True)]
    schema = pa.schema(fields, {FACTS: json.dumps(facts)})
    with pa.ipc.new_stream(target, schema) as stream:
        stream.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))


def read_columns(source: pa.NativeFile) -> Iterable[tuple[dict[str, Any], SheetColumns]]:
    """Yield the sheets of a file that ``write_columns`` wrote; raises pa.ArrowInvalid where it breaks off."""
    while source.tell() < source.size():
        with pa.ipc.open_stream(source) as stream:
            batch = stream.read_next_batch()
            facts = json.loads(stream.schema.metadata[FACTS])
            for _ in stream:
                raise pa.ArrowInvalid("a sheet is one batch")
        names = batch.schema.names
        columns = {int(names[at]): _text_column(batch.column(at)) for at in range(1, batch.num_columns)}
        # A copy: the file under it goes.
        yield facts, SheetColumns(batch.column(0).to_numpy().copy(), columns)


def _text_column(array: pa.DictionaryArray) -> TextColumn:
    codes = array.indices.fill_null(EMPTY).to_numpy(zero_copy_only=False).astype(np.int32)
    return TextColumn(codes, array.dictionary)
