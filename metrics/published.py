"""What was published, as it was published: editions, their league tables, what differs since, and whether they hold."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from metrics import sealed
from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import AccessDenied
from metrics.masking import masked_mark, masked_text
from metrics.scores import League, league, league_of, scheme_of, two_decimals
from metrics.warehouse import Warehouse

# What makes a mark the same mark: what it says, not the number of the record that says so now.
MARK = ("dimension", "indicator", "item", "channel", "reason", "quarter", "hundredths", "is_capped")


@dataclass(frozen=True)
class Release:
    """One published edition of a period."""

    release: int
    period: str
    edition: int
    """1 for the release, 2 and on for its corrections."""
    as_of: date
    scheme_id: str
    scheme_version: str
    last_record: int
    """Everything said up to this record was counted."""
    sha256: str
    """Of the sealed package."""
    actor: str
    at: datetime
    note: str

    def as_json(self) -> dict[str, Any]:
        """Return the edition as the commands print it."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(self).items()}


@dataclass(frozen=True)
class Difference:
    """What a unit has now against what was published; None where it was, or is, in no league table."""

    unit: str
    group: str
    before: dict[str, Any] | None
    """score, shadow_score, verdict, grade and rank as published."""
    now: dict[str, Any] | None
    gone: tuple[dict[str, Any], ...]
    """Published marks that the unit has no more: points, dimension, indicator, item, channel, reason."""
    came: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the difference as the commands print it."""
        return {**vars(self), "gone": list(self.gone), "came": list(self.came)}


def published(warehouse: Warehouse) -> tuple[Release, ...]:
    """Return every published edition of every period, oldest first."""
    rows = warehouse.query("releases_published")
    return tuple(Release(at=row.pop("taken_at"), **row) for row in rows)


def content_of(warehouse: Warehouse, reader: Reader, release: Release) -> bytes:
    """Return the sealed package of an edition, byte for byte; the office's alone."""
    if not reader.is_office:
        raise AccessDenied("Only the office takes out what was released.")
    return _content(warehouse, release)


def paper_of(warehouse: Warehouse, reader: Reader, release: Release, name: str) -> bytes:
    """Return a paper that was frozen with an edition, byte for byte; the office's alone, as nothing in it is masked."""
    return sealed.opened(content_of(warehouse, reader, release)).parts[sealed.PAPERS + name]


def package_of(warehouse: Warehouse, release: Release) -> sealed.Package:
    """Return an edition opened, for code that hands on no more of it than its reader may see."""
    return sealed.opened(_content(warehouse, release))


def _content(warehouse: Warehouse, release: Release) -> bytes:
    content: bytes = warehouse.rows("releases", release=release.release)[0]["package"]
    return content


def released_league(warehouse: Warehouse, reader: Reader, release: Release) -> League:
    """Return the league tables as they were published; a unit's reader sees of its peers their place only."""
    package = package_of(warehouse, release)
    dimensions: dict[int, dict[str, dict[str, Any]]] = {}
    for row in sorted(package.results["dimensions"], key=lambda row: (row["unit"], row["ordinal"])):
        dimensions.setdefault(row["unit"], {})[row["dimension"]] = row
    by_name = {(one.id, one.version): one for one in warehouse.schemes.versions}
    # A version that is no longer shipped: its words are in the package, the table needs its name only.
    scheme = by_name.get((release.scheme_id, release.scheme_version)) or scheme_of(warehouse, package.period)
    return league_of(reader, package.period, package.as_of, scheme, package.results["standings"], dimensions, {}, {})


def differences(warehouse: Warehouse, reader: Reader, release: Release) -> tuple[Difference, ...]:
    """Return what differs now from an edition, of the units the reader may read, in the order of the tables."""
    period = Period.parse(release.period)
    frozen = package_of(warehouse, release).results
    scheme = scheme_of(warehouse, period)
    running = sealed.results_of(warehouse, period, release.as_of, scheme)
    order = [one.unit for one in league(warehouse, reader, period, release.as_of).units]
    return _compared(reader, frozen, running, order)


def _compared(
    reader: Reader, before: dict[str, Any], now: dict[str, Any], order: list[str]
) -> tuple[Difference, ...]:
    """Return where two results differ, of the units the reader may read, in the order of these names."""
    sides = [_by_unit(results) for results in (before, now)]
    found = []
    for unit in {**sides[0], **sides[1]}:
        (old, old_marks), (new, new_marks) = (side.get(unit, (None, Counter())) for side in sides)
        if (old != new or old_marks != new_marks) and reader.may_read(unit):
            group = (new or old or {}).get("group", "")
            gone, came = (_marks(reader, unit, some) for some in (old_marks - new_marks, new_marks - old_marks))
            found.append(Difference(unit, group, old, new, gone, came))
    place = {name: number for number, name in enumerate(order)}
    return tuple(sorted(found, key=lambda one: (place.get(one.unit, len(place)), one.unit)))


def changes_of(warehouse: Warehouse, reader: Reader, release: Release) -> tuple[Difference, ...]:
    """Return what an edition changed against the one before, of the units the reader may read; a first one nothing.

    In the order of the edition's tables.
    """
    before = [one for one in published(warehouse) if (one.period, one.edition) == (release.period, release.edition - 1)]
    if not before:
        return ()
    old, new = (package_of(warehouse, one).results for one in (before[0], release))
    order = [one.unit for one in released_league(warehouse, reader, release).units]
    return _compared(reader, old, new, order)


def correction_text(warehouse: Warehouse, reader: Reader, release: Release) -> str:
    """Return the 更正说明 of an edition as this reader may be told it; empty for an edition that has none.

    Whoever reads their own units only is told it when it is about these and names no other; else what changed for
    them (``changes_of``) stands for itself.
    """
    if release.edition == 1:
        return ""
    if not reader.reads_everything:
        is_concerned = bool(changes_of(warehouse, reader, release))
        if not is_concerned or _names_others(warehouse, reader, release.note):
            return ""
    return masked_text(reader, release.note)


def _names_others(warehouse: Warehouse, reader: Reader, text: str) -> bool:
    """Whether a text holds a name of a unit that the reader may not read; its own names may hold such a one."""
    official = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    names = [(row["name"], reader.may_read(official[row["unit"]])) for row in warehouse.rows("unit_names")]
    text = _without_spaces(text)
    for name in sorted((name for name, is_own in names if is_own), key=len, reverse=True):
        text = text.replace(_without_spaces(name), "\n")
    return any(_without_spaces(name) in text for name, is_own in names if not is_own)


def _without_spaces(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def fingerprint_of(found: Iterable[Difference]) -> str:
    """Return what tells these differences from any others; empty when there are none.

    It is that of the office's differences: what another reader is told of them may be less.
    """
    told = sorted(json.dumps(_unordered(one), ensure_ascii=False, sort_keys=True) for one in found)
    return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else ""


def _unordered(one: Difference) -> dict[str, Any]:
    # The same marks may come in another order.
    sides = {name: sorted(json.dumps(mark, ensure_ascii=False, sort_keys=True) for mark in marks)
             for name, marks in (("gone", one.gone), ("came", one.came))}  # fmt: skip
    return one.as_json() | sides


Side = dict[str, tuple[dict[str, Any], Counter[tuple[Any, ...]]]]


def _by_unit(results: dict[str, Any]) -> Side:
    names, found = {}, {}
    for row in results["standings"]:
        names[row["unit"]] = row["name"]
        hundredths = row["score_hundredths"]
        printed = None if hundredths is None else two_decimals(hundredths)
        is_ranked = row["verdict"] == "ranked"
        found[row["name"]] = (
            {"group": row["group_code"], "score": printed if is_ranked else None,
             "shadow_score": None if is_ranked else printed,
             **{name: row[name] for name in ("verdict", "grade", "rank")}},
            Counter[tuple[Any, ...]](),
        )  # fmt: skip
    for row in results["marks"]:
        if row["unit"] in names:
            found[names[row["unit"]]][1][tuple(row[name] for name in MARK)] += 1
    return found


def _marks(reader: Reader, unit: str, lines: Counter[tuple[Any, ...]]) -> tuple[dict[str, Any], ...]:
    marks = [masked_mark(reader, dict(zip(MARK, line, strict=True)), unit) for line in lines.elements()]
    return tuple({"points": two_decimals(mark.pop("hundredths")), **mark} for mark in marks)


def check(
    warehouse: Warehouse, release: Release, also: sealed.Recheck = sealed.nothing_else
) -> tuple[sealed.Deviation, ...]:
    """Return everything that speaks against an edition; nothing does as long as it holds.

    The package must be the one that was published, its records and rules must give its results, and what the store
    keeps must still say what it said then. See ``sealed.recompute`` for ``also``.
    """
    content = _content(warehouse, release)
    found = hashlib.sha256(content).hexdigest()
    package = sealed.opened(content)
    wrong = [] if found == release.sha256 else [sealed.Deviation("package", "", "changed", release.sha256, found)]
    return (*wrong, *sealed.recompute(package, also), *_changed_records(warehouse, package))


def _changed_records(warehouse: Warehouse, package: sealed.Package) -> list[sealed.Deviation]:
    """Return the records that the store keeps otherwise than they were frozen: records are never updated."""
    frozen = {row["record"]: row for row in package.records.to_pylist()}
    kept = {row["record"]: row for row in warehouse.table("every_record").to_pylist()}
    return [
        sealed.Deviation("records", str(number), "changed" if number in kept else "missing", str(row["fields"]),
                         str(kept.get(number, {}).get("fields", "")))
        for number, row in frozen.items()
        if row != kept.get(number)
    ]  # fmt: skip
