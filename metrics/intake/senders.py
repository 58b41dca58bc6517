"""Whose a received file is: its unit's, whatever the unit was called when it handed the file in."""

from __future__ import annotations

from collections.abc import Callable

from metrics.access import Reader
from metrics.warehouse import Warehouse


def names_now(warehouse: Warehouse) -> dict[str, str]:
    """Return the official name of every unit by each name it has or had; the history keeps the one of its day."""
    official = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    return {row["name"]: official[row["unit"]] for row in warehouse.rows("unit_names") if row["unit"] in official}


def reads_files_of(warehouse: Warehouse, reader: Reader) -> Callable[[str], bool]:
    """Return whether a reader is told of the files of a sender, as the history names it: all, or one's own units'."""
    if reader.reads_everything:
        return lambda speaker: True
    now = names_now(warehouse)
    return lambda speaker: now.get(speaker, speaker) in reader.units
