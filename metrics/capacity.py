"""How much a store holds, and how much room is left for it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.access import Reader
from metrics.warehouse import FILE_NAME, Warehouse


@dataclass(frozen=True)
class Capacity:
    """Sizes are bytes."""

    rows: Mapping[str, int]
    """Rows by stored table, of those that grow with use."""
    database: int
    originals: int
    """Received files, as they came."""
    free: int
    """Left on the disk the store is on."""


def capacity(warehouse: Warehouse, reader: Reader) -> Capacity:
    """Return how much the store holds; AccessDenied for anybody but an administrator."""
    reader.require_administrator()
    files = [warehouse.folder / FILE_NAME, warehouse.folder / f"{FILE_NAME}.wal"]
    return Capacity(
        {row["relation"]: row["n"] for row in warehouse.query("counts_of_store")},
        sum(path.stat().st_size for path in files if path.exists()),
        sum(path.stat().st_size for path in (warehouse.folder / "originals").glob("*")),
        shutil.disk_usage(warehouse.folder).free,
    )
