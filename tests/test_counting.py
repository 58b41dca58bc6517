"""The program's way of counting has a number; it is raised when what is published of the same city becomes another."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from metrics.calendar import Period
from metrics.owner import demonstration_of
from metrics.scoring_run import COUNTING
from metrics.sealed import results_of
from metrics.warehouse import Warehouse

PERIODS = ("2025Q1", "2025Q2", "2025Q3", "2025H1", "2025")
FINGERPRINTS = {2: "e78836051a04b28b843ca10b58390343dad5e5485aa7a0f0c655d97219033085"}


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of what would be published of every period: ranks, dimensions and pass rates."""
    warehouse = Warehouse.open(folder)
    try:
        found = {}
        for code in PERIODS:
            period = Period.parse(code)
            results = results_of(warehouse, period, period.last, warehouse.schemes.in_force(period.last))
            found[code] = {name: results[name] for name in ("standings", "dimensions", "inspections")}
    finally:
        warehouse.close()
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def test_whoever_changes_what_is_published_of_the_same_facts_raises_the_number(demonstration: Path) -> None:
    """Fails when the engine counts the demonstration city otherwise, and when that city is another one.

    In the first case raise COUNTING, say there what changed, and add its fingerprint; in the second give the new
    fingerprint to the number that is in force.
    """
    assert fingerprint(demonstration_of(demonstration)) == FINGERPRINTS[COUNTING]
