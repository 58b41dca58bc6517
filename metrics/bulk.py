"""New findings into the store many at a time: their records and what the tables hold of them, column by column.

What a column holds is asked of projection.py, once per combination of what it depends on. No database library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from metrics import projection
from metrics.beside import ahead
from metrics.columns import EMPTY, Codes, Flags, Places, Values, decided, flags, integers, strings
from metrics.history import Statement

# Columns of the table of findings → the fields of the finding and of its repair that they depend on.
DEPENDS: Mapping[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("quarter", "visible_from", "dated_on"): (("found_on", "period"), ()),
    ("kind",): (("kind", "kind_default"), ()),
    ("points", "review", "is_counted"): (("points", "reduced_points", "review", "review_default"), ()),
    ("deadline_on", "deadline_workday", "is_deadline_presumed"): (
        ("found_on", "period"),
        ("deadline_on", "deadline_text", "extended_to", "extension_approved_on"),
    ),
    ("closed_on",): ((), ("fixed_on", "rechecked_on", "recheck_result")),
    ("indicator",): (("indicator",), ()),
}
# Columns that are a field as it is.
STATED = ("unit", "channel", "problem_class", "number", "description", "page", "source")
REPAIR_STATED = ("deadline_text", "action")
ENOUGH = {"unit": 0, "indicator": "", "found_on": "2025-01-01", "kind_default": "record_only"}
"""Lets a finding of which only some fields are looked at be projected at all."""
TYPES = {
    "quarter": pa.int32(), "visible_from": pa.date32(), "dated_on": pa.date32(), "kind": pa.string(),
    "points": pa.int64(), "review": pa.string(), "is_counted": pa.bool_(), "deadline_on": pa.date32(),
    "deadline_workday": pa.int32(), "is_deadline_presumed": pa.bool_(), "closed_on": pa.date32(),
    "indicator": pa.int32(), "unit": pa.int32(), "channel": pa.int32(),
}  # fmt: skip
# A text with one of these is not written into JSON as it is.
_NOT_PLAIN_JSON = r'["\\\x00-\x1f\x7f]'
MANY = 1_000
# So many records are in memory at once on their way into the store.
SLICE = 5_000
# More are made while the database packs what it has got, which holds it up now and then.
SLICES_AHEAD = 8
# Marked as JSON, which is written here, texts are not parsed again by the database.
JSON = pa.json_(pa.string())
RECORDS = pa.schema([
    ("record", pa.int64()), ("import", pa.int64()), ("command", pa.int64()), ("kind", pa.string()),
    ("identity", pa.string()), ("sheet", pa.string()), ("row_number", pa.int32()), ("fields", JSON), ("cells", JSON),
])  # fmt: skip


@dataclass(frozen=True)
class NewFindings:
    """Findings the store never heard of, in the order of their identities, each stated by one row of one sheet."""

    number: int
    """The import."""
    identities: Sequence[str]
    sheet: str
    rows: Codes
    fields: Mapping[str, Values]
    """Field → values as JSON keeps them."""
    repairs: Mapping[str, Values]
    is_repair: Flags
    """Which rows say anything of the repair."""
    shown: Mapping[str, Values]
    """Heading → texts."""
    headed: frozenset[str]
    """Headings that are shown above empty cells too."""

    def __len__(self) -> int:
        """Return their number."""
        return len(self.identities)

    @property
    def record_count(self) -> int:
        """The number of their records, those of their repair included."""
        return len(self) + int(self.is_repair.sum())

    def records(self, first: int, command: int) -> pa.RecordBatchReader:
        """Return the records of the findings, numbered from ``first``, and after them those of their repair.

        Making them begins at once.
        """
        return pa.RecordBatchReader.from_batches(RECORDS, ahead(self._batches(first, command), SLICES_AHEAD))

    def _batches(self, first: int, command: int) -> Iterator[pa.RecordBatch]:
        cells = [Pairs(name, values, name in self.headed) for name, values in self.shown.items()]
        fields, repairs = ([Pairs(*one) for one in columns.items()] for columns in (self.fields, self.repairs))
        numbers_of_repairs = first + len(self) + np.cumsum(self.is_repair) - 1
        for start in range(0, len(self), SLICE):
            some = np.arange(start, min(start + SLICE, len(self)))
            # A row that states both shows the same cells for both.
            shown, is_repair = joined(cells, some), self.is_repair[some]
            yield self._batch("findings", some, first + some, command, joined(fields, some), shown)
            if is_repair.any():
                repaired = some[is_repair]
                said, shown = joined(repairs, repaired), shown.filter(truths(is_repair))
                yield self._batch("rectifications", repaired, numbers_of_repairs[repaired], command, said, shown)

    def _batch(
        self, kind: str, places: Places, records: Places, command: int, fields: pa.Array, cells: pa.Array
    ) -> pa.RecordBatch:
        count = len(places)
        arrays = [
            big(records), constant(self.number, count), constant(command, count), text(kind, count),
            strings(self.identities[place] for place in places.tolist()), text(self.sheet, count),
            integers(self.rows[places]), pa.ExtensionArray.from_storage(JSON, fields),
            pa.ExtensionArray.from_storage(JSON, cells),
        ]  # fmt: skip
        return pa.RecordBatch.from_arrays(arrays, schema=RECORDS)

    def findings(self, keys: Places, record: int, repair: int, around: projection.Surroundings) -> pa.Table:
        """Return the rows of the table of findings; their records are numbered from those given."""
        found: dict[str, pa.Array] = {}
        for columns, (own, other) in DEPENDS.items():
            found |= self._projected(columns, own, other, around)
        for name in STATED:
            found[name] = array(self.fields.get(name), len(self), TYPES.get(name, pa.string()))
        for name in REPAIR_STATED:
            found[name] = array(self.repairs.get(name), len(self), pa.string())
        place = np.cumsum(self.is_repair) - 1 + repair
        found["finding"] = big(keys)
        found["record"] = numbers(record, len(self))
        found["rectification_record"] = pc.if_else(truths(self.is_repair), big(place), pa.scalar(None, pa.int64()))
        found["has_failed_recheck"] = pa.nulls(len(self), pa.bool_()).fill_null(False)
        return pa.Table.from_arrays(list(found.values()), names=list(found))

    def _projected(
        self, columns: Sequence[str], own: Sequence[str], other: Sequence[str], around: projection.Surroundings
    ) -> dict[str, pa.Array]:
        # Only an indicator is given a key here; the findings have theirs already.
        keyed = replace(around, key=lambda kind, name: around.key(kind, name) if kind == "indicators" and name else 0)
        given = [self.fields.get(name) for name in own] + [self.repairs.get(name) for name in other]
        # Without a word about it there is no repair to fold.
        says = Values(np.where(self.is_repair, 0, EMPTY).astype(np.int32), [True])

        def one(place: int) -> dict[str, Any]:
            finding = ENOUGH | _picked(self.fields, own, place)
            repair = [Statement(0, 0, _picked(self.repairs, other, place))] if self.is_repair[place] else []
            if "period" in finding and not _picked(self.fields, ("found_on",), place):
                finding.pop("found_on")
            rows = projection.project("findings", "", [Statement(0, 0, finding)], repair, keyed)
            return rows["findings"][0]

        found = decided([*given, says], len(self), one)
        return {
            name: array(Values(found.codes, [row[name] for row in found.values]), len(self), TYPES[name])
            for name in columns
        }


def keys_table(kind: str, identities: Sequence[str], first: int) -> pa.Table:
    """Return things with their keys, numbered from ``first``."""
    columns = [text(kind, len(identities)), strings(identities), numbers(first, len(identities))]
    return pa.Table.from_arrays(columns, names=["kind", "identity", "key"])


def _picked(columns: Mapping[str, Values], names: Sequence[str], place: int) -> dict[str, Any]:
    found = {name: columns[name][place] for name in names if name in columns}
    return {name: value for name, value in found.items() if value is not None}


def array(values: Values | None, count: int, kind: pa.DataType) -> pa.Array:
    """Return values per row as Arrow."""
    if values is None or not len(values.values):
        return pa.nulls(count, kind)
    if kind == pa.string():
        distinct = values.array if values.array is not None else strings(values.values)
    else:
        distinct = pa.concat_arrays([_scalar(value, kind) for value in values.values])
    return distinct.take(integers(values.codes, values.codes != EMPTY))


def _scalar(value: Any, kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), 1)


class Pairs:
    """``"name": value`` as JSON has it, for every row that has a value; ``is_shown`` writes empty ones as well."""

    def __init__(self, name: str, values: Values, is_shown: bool = False) -> None:
        self._start = json.dumps(name, ensure_ascii=False) + ": "
        self._codes = values.codes
        self._blank = self._start + '""' if is_shown else None
        self._many: pa.Array | None = values.array if len(values.values) > MANY else None
        # Of few values the pairs are made once; of many only for the rows that are asked for.
        self._few = strings([] if self._many is not None else map(self._pair, values.values))

    def _pair(self, value: Any) -> str:
        return self._start + json.dumps(value, ensure_ascii=False, default=str)

    def take(self, places: Places) -> pa.Array:
        """Return the pairs of some rows, null where there is none."""
        codes = self._codes[places]
        at = integers(codes, codes != EMPTY)
        found = self._few.take(at) if self._many is None else self._made(self._many.take(at))
        return found if self._blank is None else found.fill_null(self._blank)

    def _made(self, texts: pa.Array) -> pa.Array:
        pairs = pc.binary_join_element_wise(self._start + '"', texts, '"', "")
        odd = pc.fill_null(pc.match_substring_regex(texts, _NOT_PLAIN_JSON), False)
        if not pc.any(odd).as_py():
            return pairs
        both = zip(texts.to_pylist(), pairs.to_pylist(), flags(odd).tolist(), strict=True)
        return strings(self._pair(text) if is_odd else pair for text, pair, is_odd in both)


def joined(columns: Sequence[Pairs], places: Places) -> pa.Array:
    """Return pairs as JSON objects, those left out skipped; every row has at least one.

    (pyarrow 26 leaves out rows of nothing but nulls.)
    """
    inner = pc.binary_join_element_wise(*(column.take(places) for column in columns), ", ", null_handling="skip")
    return pc.binary_join_element_wise("{", inner, "}", "")


def truths(values: Flags) -> pa.Array:
    """Return truths as Arrow."""
    bits = pa.py_buffer(np.packbits(values, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])


def big(values: np.ndarray[Any, np.dtype[np.int64]]) -> pa.Array:
    """Return 64-bit integers as Arrow."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values, np.int64))])


def numbers(first: int, count: int) -> pa.Array:
    """Return ``count`` numbers from ``first``."""
    return big(np.arange(first, first + count, dtype=np.int64))


def constant(value: int, count: int) -> pa.Array:
    """Return one number for all rows."""
    return big(np.full(count, value, np.int64))


def text(value: str, count: int) -> pa.Array:
    """Return one text for all rows."""
    return strings([value]).take(integers(np.zeros(count, np.int32)))
