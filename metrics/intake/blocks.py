"""Rows of a ledger by columns, as long as nothing is to be said of any single one of them.

Rows of which something is to be said leave the block and are looked at one by one. A block has no rules of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from metrics.columns import Codes, Flags, Places, Values
from metrics.intake.records import Row, Value


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

    def places_of(self, kind: str) -> list[int]:
        """Return the places of the rows that say anything of a kind."""
        found: list[int] = np.flatnonzero(self.says[kind]).tolist() if kind in self.says else []
        return found

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
