"""What people have said the columns of a layout hold, as the reading of a file needs it.

A layout is the set of headings of a table, in any order: the next file of that layout is read the same way. A
heading that is known keeps its meaning whatever anybody said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from metrics.warehouse import Warehouse

LENGTH = 16


def layout_of(keys: Iterable[str]) -> str:
    """Return the name of a set of headings, given as they are compared (``headings.heading_key``)."""
    return sha256("\n".join(sorted(set(keys))).encode("utf-8")).hexdigest()[:LENGTH]


@dataclass(frozen=True)
class Mappings:
    """Every column that a person has explained."""

    meant: Mapping[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict)
    """Layout and heading (as compared) → kind and field; field None for a column that says nothing."""

    def __bool__(self) -> bool:
        return bool(self.meant)

    def field_of(self, layout: str, key: str) -> tuple[str, str] | None:
        """Return the kind and field a heading stands for in a layout; None when nobody said so."""
        kind, name = self.meant.get((layout, key), ("", None))
        return (kind, name) if name is not None else None

    def is_ignored(self, layout: str, key: str) -> bool:
        """Return whether a person said that the column holds nothing that counts."""
        return (layout, key) in self.meant and self.meant[layout, key][1] is None


NO_MAPPINGS = Mappings()


def mappings_of(warehouse: Warehouse) -> Mappings:
    """Return everything that is in force."""
    rows = warehouse.rows("column_mappings")
    return Mappings({(row["layout"], row["heading_key"]): (row["kind"], row["field"]) for row in rows})
