"""A sealed package opened for reading: a store of a kind of its own that shows one edition and takes nothing.

The package is folded and scored anew in a folder beside, compared with what was published, and only when every digit
agrees it becomes the store; otherwise nothing is left behind. What the store keeps last is its kind: from then on it
is never written again (``Warehouse.transaction``).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics import sealed
from metrics.calendar import SHANGHAI
from metrics.changes import Transaction
from metrics.errors import MetricsError, Refused
from metrics.people import Person
from metrics.published import Release, published
from metrics.releases import FINAL
from metrics.sealed import Deviation, Package, Recheck, nothing_else
from metrics.warehouse import OWN_HOLIDAYS, OWN_SCHEMES, RELEASED_BY, SEALED, Warehouse

Row = dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """What came of opening a package: what it is, and what speaks against it."""

    period: str
    edition: int
    sha256: str
    """Of the file; to be compared with the one that whoever released it shows."""
    deviations: tuple[Deviation, ...]
    """With any of these nothing was opened."""
    is_new: bool
    """Whether the store was made now; False when the same package was open there already."""

    @property
    def holds(self) -> bool:
        """Whether every digit agrees, so that the package is open."""
        return not self.deviations

    def as_json(self) -> dict[str, Any]:
        """Return the answer as the command prints it."""
        told = {name: value for name, value in vars(self).items() if name != "deviations"}
        return told | {"holds": self.holds, "deviations": [one.as_json() for one in self.deviations]}


def edition_shown(warehouse: Warehouse) -> Release | None:
    """Return the edition that an opened package shows; None for a store of one's own."""
    return published(warehouse)[0] if warehouse.is_read_only else None


def open_package(
    content: bytes, folder: Path, people: Iterable[Person] = (), also: Recheck = nothing_else
) -> Opened:
    """Make the read-only store of a package in ``folder``, which must be empty or missing; recompute it first.

    ``people`` are those of the installation: they may read it in the roles they have there. ``also`` is compared,
    too (``sealed.recompute``). A package that was changed, or whose records and rules give other digits, is told by
    its deviations; then, and at any refusal, the folder is as it was. Raises Refused for what is no package at all
    and for a folder that holds something.
    """
    package = sealed.opened(content)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("{folder} is not empty; open the package in an empty folder.", folder=str(folder))
    if package.damaged:
        return _told(package, package.damaged, is_new=False)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".opening-") as name:
        draft = Path(name) / "store"
        wrong = _made(package, draft, people, also)
        if not wrong:
            if folder.exists():
                folder.rmdir()
            draft.rename(folder)
    return _told(package, wrong, is_new=not wrong)


def open_again(warehouse: Warehouse, content: bytes, also: Recheck = nothing_else) -> Opened:
    """Recompute the package that is open in this store already; nothing is written.

    Raises Refused when the store is another one.
    """
    package, shown = sealed.opened(content), edition_shown(warehouse)
    if shown is None:
        raise Refused("{folder} holds a store of its own; open the package in an empty folder (--store).",
                      folder=str(warehouse.folder))  # fmt: skip
    if package.damaged:
        return _told(package, package.damaged, is_new=False)
    if shown.sha256 != package.sha256:
        raise Refused("Another package is open in {folder}: {period}, edition {edition}. Open this one in an empty "
                      "folder (--store).", folder=str(warehouse.folder), period=shown.period,
                      edition=shown.edition)  # fmt: skip
    return _told(package, sealed.compared(warehouse, package, also), is_new=False)


def _told(package: Package, wrong: tuple[Deviation, ...], *, is_new: bool) -> Opened:
    return Opened(package.period.code, package.edition, package.sha256, wrong, is_new)


def _made(package: Package, draft: Path, people: Iterable[Person], also: Recheck) -> tuple[Deviation, ...]:
    """Make the store in a draft folder, and return what does not agree; it is sealed when everything does."""
    try:
        warehouse = sealed.refolded(package, draft)
        try:
            wrong = sealed.compared(warehouse, package, also)
            if not wrong:
                units = {row["name"]: row["unit"] for row in warehouse.rows("units")}
                with warehouse.transaction() as changes:
                    _seal(changes, package, [_row_of(one, units) for one in people if not one.is_ended])
        finally:
            warehouse.close()
    except (MetricsError, OSError):
        raise
    except Exception as error:
        # Sealed by somebody who knows how to hash, and not by this program: whatever stumbles, it is the package.
        raise Refused(sealed.DAMAGED) from error
    return wrong


def _seal(changes: Transaction, package: Package, people: list[Row]) -> None:
    """Add what was said of the release to the folded store, and close it for good."""
    heard = {name: package.hearings.get(name, []) for name in sealed.HEARD}
    changes.take_over_rows(heard | _steps(package) | {"people": _numbered(people, "entry")})
    changes.keep_fact(OWN_SCHEMES, json.dumps(sealed.scheme_texts(package), ensure_ascii=False))
    changes.keep_fact(OWN_HOLIDAYS, sealed.holidays_text(package))
    changes.keep_fact(RELEASED_BY, package.manifest["kind"])
    changes.keep_fact("kind", SEALED)


def _steps(package: Package) -> dict[str, list[Row]]:
    """Return the edition with its package, and every step up to the one that published it."""
    told, period = package.manifest, package.period.code
    number = 1 + max((step["release"] or 0 for step in told["steps"]), default=0)
    scheme = told["scheme"]
    edition = {
        "release": number, "period": period, "edition": package.edition, "as_of": package.as_of,
        "scheme_id": scheme["id"], "scheme_version": scheme["version"], "last_record": told["last_record"],
        "sha256": package.sha256, "package": package.content,
    }  # fmt: skip
    moment = datetime.fromisoformat(told["released_at"])
    last = {
        "what": FINAL, "actor": told["actor"], "opens_on": None, "closes_on": None, "release": number,
        "at": (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).replace(tzinfo=None).isoformat(),
        # Packages of the first form do not tell the remark of whoever released them.
        "note": told.get("note", ""), "described": "",
    }  # fmt: skip
    steps = [{**one, "period": period, "taken_at": one["at"]} for one in (*told["steps"], last)]
    for one in steps:
        del one["at"]
    return {"releases": [edition], "release_steps": _numbered(steps, "step")}


def _row_of(one: Person, units: dict[str, int]) -> Row:
    keys = [units[name] for name in one.units if name in units]
    return {"person": one.person, "name": one.name, "role": one.role, "units": json.dumps(keys), "is_ended": False,
            "actor": one.actor, "happened_at": one.at}  # fmt: skip


def _numbered(rows: list[Row], column: str) -> list[Row]:
    return [{column: number, **row} for number, row in enumerate(rows, 1)]

