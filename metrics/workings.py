"""What a score is computed from, row by row: for the workbook in which anybody can compute it again.

Nothing is computed here. Rows come from the scoring run as they are, told in the words a paper may tell: no details of
a security problem, no telephone numbers, and in the workbook of one unit no other unit's row or name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics import scores
from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.masking import SAFETY, without_telephones
from metrics.rulebook import Scheme
from metrics.statements import Row
from metrics.warehouse import Run, Warehouse

SHORTEST_NAME = 2
# What was read from files, and channels: rows that hold what people wrote.
TOLD = ("channels", "findings", "facts", "tasks", "checklist", "bonus")
# Columns in which people write what they like.
FREE_TEXTS = ("title", "description", "name", "channel_name", "evidence", "due_text")
WITHHELD = ("description", "page", "number", "channel_name")


@dataclass(frozen=True)
class Workings:
    """The rows behind the scores of a period, each list in the order in which a workbook shows it.

    Points, weights, credits and shares are whole numbers scaled by ``rules["scale"]``. Rows about a unit carry its key
    (``unit``); rows read from a file carry ``source`` (``metrics.scores.Source`` or None).
    """

    period: Period
    as_of: date
    scheme: Scheme
    unit: str | None
    """The one unit the rows are about; None for all."""
    rules: Row
    weights: tuple[Row, ...]
    bands: tuple[Row, ...]
    quarters: tuple[Row, ...]
    workdays: tuple[tuple[date, int], ...]
    """Day and number of working days up to it, for every day a deadline or an as-of day falls on and those between."""
    standings: tuple[Row, ...]
    """One row per listed unit, in the league's order, with ``dimensions`` (name → row) beside the columns."""
    inspection: tuple[Row, ...]
    channels: tuple[Row, ...]
    findings: tuple[Row, ...]
    facts: tuple[Row, ...]
    tasks: tuple[Row, ...]
    checklist: tuple[Row, ...]
    bonus: tuple[Row, ...]


def workings(
    warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None, unit: str | None = None
) -> Workings:
    """Return the rows behind the scores of every listed unit, or of the one that answers to ``unit``.

    Raises Refused for an unknown or unlisted unit, AccessDenied for a reader who may not read it (or not everybody).
    """
    key, name = scores.find_unit(warehouse, unit) if unit is not None else (None, None)
    reader.require(name if name is not None else "*")
    as_of, scheme = scores.day_of(period, as_of), scores.scheme_of(warehouse, period)
    table = scores.league(warehouse, reader, period, as_of)
    with warehouse.prepared(period, as_of, scheme) as run:
        found = _read(run, {} if key is None else {"unit": key})
    order = {one.unit: number for number, one in enumerate(table.units)}
    found["standings"].sort(key=lambda row: order[row["name"]])
    if name is not None and not found["standings"]:
        raise Refused("{unit} is not listed on {as_of}.", unit=name, as_of=as_of.isoformat())
    tell = _teller(warehouse, name)
    _tell_sources(warehouse, found, tell)
    for row in (row for part in TOLD for row in found[part]):
        _mask(row, tell)
    rules = found.pop("rules")[0]
    quarters = found.pop("quarters")
    days = _workdays(warehouse, [one["as_of"] for one in quarters], found["facts"])
    return Workings(
        period, as_of, scheme, name, rules, quarters=tuple(quarters), workdays=days,
        **{part: tuple(rows) for part, rows in found.items()},
    )  # fmt: skip


def _read(run: Run, whose: dict[str, Any]) -> dict[str, list[Row]]:
    dimensions: dict[int, dict[str, Row]] = {}
    for row in run.rows("dimensions", order_by="unit, ordinal", **whose):
        dimensions.setdefault(row["unit"], {})[row["dimension"]] = row
    standings = run.rows("standings", **whose)
    for row in standings:
        row["dimensions"] = dimensions.get(row["unit"], {})
    listed = {row["unit"] for row in standings}
    running = {(row["quarter"], row["unit"]) for row in run.rows("running_channels", **whose)}
    inspection = run.rows("rectification_quarters", order_by="unit, quarter", **whose)
    for row in inspection:
        row["is_running"] = (row["quarter"], row["unit"]) in running
    return {
        "rules": run.rows("rules"),
        "weights": run.rows("dimension_weights", order_by="group_code, ordinal"),
        "bands": run.rows("bands", order_by="lower_hundredths"),
        "quarters": run.rows("run_quarters", order_by="quarter"),
        "standings": standings,
        "inspection": inspection,
        "channels": [
            row
            for row in run.rows("channel_scores", order_by="unit, quarter, channel_type, name, channel", **whose)
            if row["unit"] in listed
        ],
        "findings": run.rows(
            "workings_findings", order_by="unit, quarter, channel, kind, indicator, dated_on, number, finding", **whose
        ),
        "facts": run.rows(
            "workings_facts", order_by="unit, quarter, finding, fact, dated_on, deadline_on, record", **whose
        ),
        "tasks": run.rows("task_credits", order_by="unit, try_cast(number as integer), number, assignment", **whose),
        "checklist": run.rows("checklist_answers", order_by="unit, quarter, code", **whose),
        "bonus": [
            row
            for row in run.rows("bonus_items", order_by="unit, code, quarter, observation", **whose)
            if row["unit"] in listed
        ],
    }


def _tell_sources(warehouse: Warehouse, found: dict[str, list[Row]], tell: Callable[[str], str]) -> None:
    rows = [row for part in ("findings", "facts", "tasks", "checklist", "bonus") for row in found[part]]
    sources = scores.sources_of(warehouse, [row["record"] for row in rows])
    for row in rows:
        source = sources.get(row["record"])
        row["file"], row["sheet"] = (tell(source.file), tell(source.sheet or "")) if source else ("", "")
        row["row"] = source.row if source else None


def _mask(row: Row, tell: Callable[[str], str]) -> None:
    for name in FREE_TEXTS:
        if isinstance(row.get(name), str):
            row[name] = tell(without_telephones(row[name]))
    if row.get("indicator") == SAFETY:
        row |= {name: "" for name in WITHHELD if name in row}
        row["is_withheld"] = True


def _teller(warehouse: Warehouse, own: str | None) -> Callable[[str], str]:
    """Return what tells a text without the names of other units, when there is one unit it may speak of."""
    if own is None:
        return lambda text: text
    names: dict[str, bool] = {}
    key = warehouse.rows("units", name=own)[0]["unit"]
    for row in warehouse.rows("unit_names"):
        if len(row["name"]) >= SHORTEST_NAME:
            names[row["name"]] = names.get(row["name"], False) or row["unit"] == key
    # The longest first: 莱芜高新区 is not 莱芜区 with something in it.
    known = re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))) or r"(?!)")
    return lambda text: known.sub(lambda met: met[0] if names[met[0]] else "□" * len(met[0]), text)


def _workdays(warehouse: Warehouse, as_of_days: Iterable[date], facts: Iterable[Row]) -> tuple[tuple[date, int], ...]:
    wanted = [*as_of_days, *(row["deadline_on"] for row in facts if row["deadline_on"])]
    first, last = min(wanted), max(wanted)
    return tuple((day, number) for day, number in warehouse.calendar.rows() if first <= day <= last)
