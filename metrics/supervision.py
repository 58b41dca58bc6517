"""Who needs a paper, by which rule, and what is left to do: the questions behind 督查督办 and every paper.

Functions take the warehouse, the reader and the period as ``metrics.scores`` does; what a reader may not see is
left out here. Points are texts with two decimals, days are working days, nothing is computed from them later.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import AccessDenied, Refused
from metrics.masking import SAFETY, masked_row, masked_text, may_read_safety
from metrics.pass_rates import WEBSITE
from metrics.rulebook import Scheme
from metrics.scores import Source, day_of, find_unit, printed, scheme_of, sources_of, two_decimals
from metrics.supervision_rules import RULES, rules_on
from metrics.warehouse import Warehouse

# In the order of weight in which reasons are told.
REASONS = ("veto", "below_pass", "overdue_findings", "overdue_tasks", "refuted", "not_submitted")
OVERDUE = ("overdue_findings", "overdue_tasks")
KINDS_OF_ITEMS = ("finding", "task", "checklist")
"""The indicator of serious security problems (安全泄密等严重问题), which no paper spells out."""


@dataclass(frozen=True)
class Reason:
    """A rule that says a unit needs a paper: about how many items, how late the latest, which score."""

    code: str
    items: int
    overdue_days: int | None
    score: str | None
    about: str = ""
    """The official names of the veto items it is about."""


@dataclass(frozen=True)
class Selected:
    """A unit that needs a paper, and why.

    ``at_stake`` is the sum of what its items print, not their exact sum rounded once: who adds the lines of a paper
    must get its total, and the lines are marks of the scorecard, which add up by largest remainder.
    """

    unit: str
    group: str
    reasons: tuple[Reason, ...]
    open_items: int
    overdue: int
    overdue_days: int | None
    at_stake: str


@dataclass(frozen=True)
class Selection:
    """The units that need a paper in a period, in the order of the groups and of administration."""

    period: Period
    as_of: date
    scheme: Scheme
    units: tuple[Selected, ...]


@dataclass(frozen=True)
class Item:
    """Something a unit has not done: an open finding, a late, silent or refuted task, a missing checklist item.

    ``at_stake`` is what it costs the unit's score as its marks on the scorecard print it (a finding not yet due: what
    it will cost once it is overdue, before floors and caps), ``gain`` what comes back when it is done on the as-of
    day, before floors and caps. ``state`` is overdue, not_due, not_submitted, claimed_not_applicable or refuted.
    """

    unit: str
    kind: str
    number: str | None
    title: str
    channel: str | None
    channel_type: str | None
    indicator: str
    indicator_name: str
    clause: str
    problem_class: str | None
    is_veto: bool
    is_safety: bool
    page: str | None
    found_on: date | None
    deadline_on: date | None
    is_deadline_presumed: bool
    state: str
    lacking: str
    """What the reported completion of a task lacks to be one: date or evidence; empty when nothing was reported."""
    overdue_days: int | None
    at_stake: str
    gain: str
    source: Source | None


@dataclass(frozen=True)
class Problem:
    """A confirmed problem of the period as a notice tells it; ``state`` is that of unit_findings."""

    unit: str
    channel: str | None
    channel_type: str | None
    class_name: str
    description: str
    page: str | None
    found_on: date
    deadline_on: date
    closed_on: date | None
    state: str
    is_veto: bool
    is_safety: bool


@dataclass(frozen=True)
class FailedChannel:
    """A website or account that did not pass in a quarter; ``is_safety`` when only a security problem failed it."""

    quarter: Period
    unit: str
    channel: str
    channel_type: str
    is_vetoed: bool
    is_safety: bool


@dataclass(frozen=True)
class City:
    """What a notice tells of the whole city beside the pass rates."""

    problems: tuple[Problem, ...]
    failed: tuple[FailedChannel, ...]
    on_time: tuple[int, int]
    on_time_rate: str | None
    overdue: int
    overdue_units: int
    setbacks: frozenset[str]
    """Units whose repairs came late, did not pass a re-check or did not last in the period."""


def selection(
    warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None, rules: Path = RULES
) -> Selection:
    """Return which units need a paper and the rules that say so; a unit's reader sees itself only.

    What is overdue counts once it is so for more working days than ``selected_overdue_days`` says on the as-of day.
    """
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        reasons = run.rows("supervision_reasons")
        items = run.rows("open_items", is_left=True)
    by_unit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    spared = rules_on(as_of, rules)["selected_overdue_days"].value
    for row in reasons:
        is_late_enough = row["reason"] not in OVERDUE or row["overdue_days"] > spared
        if is_late_enough and reader.may_read(row["unit_name"]):
            by_unit[row["unit_name"]].append(row)
    left: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in items:
        left[row["unit_name"]].append(row)
    groups = {code: number for number, code in enumerate(scheme.dimension_weights)}
    place = {
        name: (groups.get(rows[0]["group_code"], len(groups)), rows[0]["league"], rows[0]["sort_order"], name)
        for name, rows in by_unit.items()
    }
    chosen = (_selected(name, by_unit[name], left[name]) for name in sorted(by_unit, key=place.__getitem__))
    return Selection(period, as_of, scheme, tuple(chosen))


def _selected(unit: str, reasons: list[dict[str, Any]], items: list[dict[str, Any]]) -> Selected:
    late = [row for row in items if row["is_overdue"]]
    reasons.sort(key=lambda row: REASONS.index(row["reason"]))
    return Selected(
        unit=unit,
        group=reasons[0]["group_code"],
        reasons=tuple(_reason(row) for row in reasons),
        open_items=len(items),
        overdue=len(late),
        overdue_days=max((row["overdue_days"] for row in late), default=None),
        at_stake=two_decimals(sum(int(row["at_stake_hundredths"]) for row in items)),
    )


def _reason(row: dict[str, Any]) -> Reason:
    score = row["score_hundredths"]
    return Reason(row["reason"], row["items"], row["overdue_days"], None if score is None else two_decimals(score),
                  row["about"] or "")  # fmt: skip


def open_items(
    warehouse: Warehouse, reader: Reader, unit: str, period: Period, as_of: date | None = None
) -> tuple[Item, ...]:
    """Return what a unit has left to do: overdue first and longest first, then by deadline; Refused if unknown."""
    key, name = find_unit(warehouse, unit)
    reader.require(name)
    return items_of_units(warehouse, reader, period, as_of, unit=key).get(name, ())


def items_of_units(
    warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None, unit: int | None = None
) -> dict[str, tuple[Item, ...]]:
    """Return what every unit the reader may read has left to do, one question for all; ``unit`` asks for one key."""
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        asked = {"is_left": True} | ({} if unit is None else {"unit": unit})
        rows = run.rows("open_items", "", **asked)
    found: dict[str, list[Item]] = defaultdict(list)
    for item in told_items(warehouse, reader, [row for row in rows if reader.may_read(row["unit_name"])]):
        found[item.unit].append(item)
    return {name: tuple(sorted(items, key=_urgency)) for name, items in found.items()}


def told_items(warehouse: Warehouse, reader: Reader, rows: Sequence[dict[str, Any]]) -> list[Item]:
    """Return the rows of ``open_items`` as the reader may know them, in their order; all of units it may read."""
    sources = sources_of(warehouse, [row["record"] for row in rows])
    items = (_item(row, sources) for row in rows)
    allowed = (item if may_read_safety(reader, item.unit) else without_details(item) for item in items)
    return [replace(item, title=masked_text(reader, item.title)) for item in allowed]


def _item(row: dict[str, Any], sources: dict[int, Source]) -> Item:
    return Item(
        unit=row["unit_name"],
        kind=row["item_kind"],
        number=row["number"],
        title=row["title"] or "",
        channel=row["channel_name"],
        channel_type=row["channel_type"],
        indicator=row["indicator_code"] or "",
        indicator_name=row["indicator_name"] or "",
        clause=row["clause"] or "",
        problem_class=row["problem_class"],
        is_veto=row["kind"] == "veto",
        is_safety=row["indicator_code"] == SAFETY and row["item_kind"] == "finding",
        page=row["page"],
        found_on=row["dated_on"],
        deadline_on=row["deadline_on"],
        is_deadline_presumed=bool(row["is_deadline_presumed"]),
        state=row["state"],
        lacking=row["lacking"] or "",
        overdue_days=row["overdue_days"],
        at_stake=two_decimals(int(row["at_stake_hundredths"])),
        gain=two_decimals(int(row["gain_hundredths"])),
        source=sources.get(row["record"]),
    )


def by_gain(item: Item) -> tuple[Any, ...]:
    """Return by what items are sorted where what gives back most comes first, then by deadline (scoring.md §9)."""
    gain, at_stake = (int(points.replace(".", "")) for points in (item.gain, item.at_stake))
    return (-gain, item.deadline_on or date.max, -at_stake, *_urgency(item))


def _urgency(item: Item) -> tuple[Any, ...]:
    number = item.number or ""
    return (
        not item.is_veto,
        -(item.overdue_days or 0),
        item.deadline_on or date.max,
        KINDS_OF_ITEMS.index(item.kind),
        int(number) if number.isdecimal() else 0,
        item.title,
        item.page or "",
    )


def fingerprint_of_item(item: Item) -> str:
    """Return by what an item is known again in another period or on another day; it tells nothing of it."""
    item = without_details(item)
    day = item.found_on.isoformat() if item.found_on else ""
    about = (item.unit, item.kind, item.number, item.indicator, item.channel, item.page, day)
    return hashlib.sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()[:16]


def whole_city(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> City:
    """Return the problems, failed channels and kept deadlines of all units; AccessDenied for a unit's reader."""
    if not reader.reads_everything:
        raise AccessDenied("Your role may not read the details of all units.")
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        problems = run.rows("period_problems", order_by="sort_order, unit_name, dated_on, number, finding")
        failed = run.rows("failed_channels", order_by="quarter, channel_type, sort_order, channel_name")
        standings = run.rows("standings")
        items = run.rows("open_items", item_kind="finding", state="overdue")
        setbacks = run.rows("repair_setbacks")
    vetoes = [row for row in problems if row["kind"] == "veto"]
    secret = {row["channel"] for row in vetoes if row["indicator_code"] == SAFETY}
    secret -= {row["channel"] for row in vetoes if row["indicator_code"] != SAFETY}
    due, kept = sum(row["due"] for row in standings), sum(row["on_time"] for row in standings)
    return City(
        problems=tuple(_problem(masked_row(reader, row, row["unit_name"])) for row in problems),
        failed=tuple(_failed(row, secret) for row in sorted(failed, key=lambda row: row["channel_type"] != WEBSITE)),
        on_time=(kept, due),
        on_time_rate=printed(100 * kept, due) if due >= max(scheme.rate_minimum_n, 1) else None,
        overdue=len(items),
        overdue_units=len({row["unit"] for row in items}),
        setbacks=frozenset(row["unit_name"] for row in setbacks),
    )


def _problem(row: dict[str, Any]) -> Problem:
    return Problem(
        unit=row["unit_name"],
        channel=row["channel_name"],
        channel_type=row["channel_type"],
        class_name=row["class_name"],
        description=row["description"] or "",
        page=row["page"],
        found_on=row["dated_on"],
        deadline_on=row["current_deadline_on"],
        closed_on=row["closed_on"],
        state=row["state"],
        is_veto=row["kind"] == "veto",
        is_safety=row["indicator_code"] == SAFETY,
    )


def _failed(row: dict[str, Any], secret: Set[Any]) -> FailedChannel:
    return FailedChannel(
        quarter=Period.quarter(row["quarter"]),
        unit=row["unit_name"],
        channel=row["channel_name"],
        channel_type=row["channel_type"],
        is_vetoed=row["is_vetoed"],
        is_safety=row["is_vetoed"] and row["channel"] in secret,
    )


def chosen_units(table: Selection, unit: str | None) -> tuple[str, ...]:
    """Return the units a paper is asked for: the one named, else every selected one; Refused when there is none."""
    if unit is not None:
        return (unit,)
    if not table.units:
        raise Refused("No unit needs a paper in {period}.", period=table.period.code)
    return tuple(one.unit for one in table.units)


def without_details(item: Item) -> Item:
    """Return a security item as papers may tell it: class, dates and state (product.md §Access)."""
    if not item.is_safety:
        return item
    return replace(item, title="", channel=None, channel_type=None, page=None, source=None, number=None)
