"""What a ledger is handed out with: the rows the store already knows, said so that receiving them changes nothing.

Every cell comes from what was stated of the thing (never from what was presumed), so an exported row that comes
back unchanged is an unchanged row, from the office and from the unit alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from metrics import history
from metrics.calendar import Period, parse_due
from metrics.history import Presumption, Statement
from metrics.intake.cell_values import first_possible_day
from metrics.intake.comparison import fold
from metrics.intake.directory import Directory
from metrics.intake.words import vocabulary
from metrics.warehouse import Warehouse

Value = str | int | Decimal | date | None
Cells = dict[str, Value]
"""Field → value; fields of findings and rectifications share the cells of one row."""


@dataclass(frozen=True)
class Ledger:
    """One kind of blank ledger: its name (file and sheet), the kinds of record in a row, and who fills it."""

    name: str
    kinds: tuple[str, ...]
    is_for_units: bool = False
    """Whether a unit fills or checks it, too."""
    left_out: frozenset[str] = frozenset()
    """Fields that have another column in this ledger."""


LEDGERS = (
    Ledger("单位名录", ("units",)),
    Ledger("渠道台账", ("channels",), True),
    Ledger("任务台账", ("assignments",), True, frozenset({"lead_units", "support_units"})),
    Ledger("检查记录", ("inspections",)),
    Ledger("问题整改台账", ("findings", "rectifications"), True),
    Ledger("指标数据", ("observations",), True),
)


@dataclass(frozen=True)
class Known:
    """The store as rows are made from it: for everybody (``unit`` None) or for one unit, on a day."""

    warehouse: Warehouse
    directory: Directory
    unit: int | None
    day: date

    def is_wanted(self, unit: int | None) -> bool:
        """Whether a thing of ``unit`` belongs into the ledger."""
        return self.unit is None or unit == self.unit

    def folds(self, kind: str, keys: Iterable[int]) -> Iterator[tuple[Mapping[str, Any], Sequence[Statement]]]:
        """Yield what is believed of each thing, with its statements, in the order of ``keys``."""
        names = {row["key"]: row["identity"] for row in self.warehouse.rows("identities", kind=kind)}
        identities = [names[key] for key in keys]
        said = self.warehouse.statements(kind, identities)
        for identity in identities:
            statements = said.get(identity, [])
            yield fold(kind, statements), statements

    def unit_name(self, unit: Any) -> str:
        """Return the official name of a unit."""
        return self.directory.name_of(int(unit))


def rows_of(ledger: Ledger, known: Known) -> list[Cells]:
    """Return the rows a ledger is handed out with."""
    return list(_ROWS[ledger.kinds[0]](known))


def _word(name: str, code: Any) -> str | None:
    """Return the canonical word of a code, None for no code."""
    return None if code is None else vocabulary().lists[name][str(code)][0]


def _day(value: Any) -> date | None:
    return history.day(value)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(int(value) if isinstance(value, bool) else value))


def _places(known: Known) -> dict[int, int]:
    """Return unit → its place: districts first, then departments, then institutions, each in administrative order."""
    groups = list(vocabulary().lists["unit_group"])
    ordered = sorted(known.directory.units.values(), key=lambda one: groups.index(one.group))
    return {one.unit: place for place, one in enumerate(ordered)}


def _units(known: Known) -> Iterator[Cells]:
    keys = [unit for unit in _places(known) if known.is_wanted(unit)]
    for state, statements in known.folds("units", keys):
        aliases: dict[str, dict[str, None]] = {"short": {}, "former": {}}
        for alias, kind in (pair for one in statements for pair in one.fields.get("aliases") or ()):
            aliases.setdefault(kind, {})[alias] = None
        serves = state.get("serves_public")
        yield {
            "name": state["name"],
            "group": _word("unit_group", state.get("group")),
            "league": state.get("league"),
            "short_names": "、".join(aliases["short"]) or None,
            "former_names": "、".join(aliases["former"]) or None,
            "serves_public": None if serves is None else _word("yes_no", "yes" if serves else "no"),
            "supervisor": state.get("supervisor"),
            "sort_order": state.get("sort_order"),
            "valid_from": _day(state.get("valid_from")),
            "valid_until": _day(state.get("valid_until")),
        }


def _channels(known: Known) -> Iterator[Cells]:
    channels = [one for one in known.directory.channels.values() if known.is_wanted(one.unit)]
    places = _places(known)
    channels.sort(key=lambda one: (places[one.unit], one.type != "website", one.type, one.name))
    for state, _ in known.folds("channels", [one.channel for one in channels]):
        yield {
            "name": state["name"],
            "type": _word("channel_type", state["type"]),
            "unit_text": known.unit_name(state["unit"]),
            "identifier": state.get("identifier"),
            "address": state.get("address"),
            "status": _word("channel_status", state.get("status")),
            "opened_on": _day(state.get("opened_on")),
            "closed_on": _day(state.get("closed_on")),
        }


def _assignments(known: Known) -> Iterator[Cells]:
    places = _places(known)
    assignments = known.warehouse.rows("assignments")
    # Shorter numbers first: 9 before 10.
    assignments.sort(key=lambda row: (row["year"], len(row["number"]), row["number"], places[row["unit"]]))
    # The plan in force: a ledger of next year's duties is handed out once they are known.
    year = max((row["year"] for row in assignments), default=0)
    keys = [row["assignment"] for row in assignments if row["year"] == year and known.is_wanted(row["unit"])]
    for state, _ in known.folds("assignments", keys):
        yield {
            "year": state["year"],
            "number": str(state["number"]),
            "title": state.get("title"),
            "responsible": known.unit_name(state["unit"]),
            "role": _word("role", state["role"]),
            "due_text": state.get("due_text"),
            "status": _word("status", state.get("status")),
            "completed_on": _day(state.get("completed_on")),
            "progress": state.get("progress"),
            "evidence": state.get("evidence"),
            "verification": _word("verification", state.get("verification")),
            "reported_on": _day(state.get("reported_on")),
        }


def _inspections(known: Known) -> Iterator[Cells]:
    scope = known.warehouse.rows("inspection_scope", order_by="inspection")
    quarter = max((row["quarter"] for row in scope), default=0)
    for state, _ in known.folds("inspections", [row["inspection"] for row in scope if row["quarter"] == quarter]):
        channel = known.directory.channels.get(state.get("channel", -1))
        result = state.get("result_text")
        is_said = result is not None and vocabulary().code("inspection_scope", result) == "unchecked"
        yield {
            "period": state["period"],
            "channel_name": channel.name if channel else _word("inspection_scope", "all_channels"),
            "type": _word("channel_type", channel.type if channel else state.get("type")),
            "unit_text": known.unit_name(channel.unit) if channel else None,
            "inspected_on": _day(state.get("inspected_on")),
            # An earlier 未检查 that a later row took back must not come back as said anew.
            "result_text": result if is_said == bool(state.get("is_unchecked")) else None,
        }


def _findings(known: Known) -> Iterator[Cells]:
    keys = [row["finding"] for row in _open_findings(known)]
    names = {row["key"]: row["identity"] for row in known.warehouse.rows("identities", kind="findings")}
    repairs = known.warehouse.statements("rectifications", [names[key] for key in keys])
    for key, (state, statements) in zip(keys, known.folds("findings", keys), strict=True):
        stated = history.corrected(statements)
        cells = _finding(known, state, stated)
        yield cells | _repair(known, repairs.get(names[key], []), stated)


def _open_findings(known: Known) -> list[dict[str, Any]]:
    """Return the findings that wait for something: a fix or, at the office, a review."""
    open_rounds = {
        row["finding"]
        for row in known.warehouse.rows("rectification_rounds", ended_on=None)
        if row["closed_on"] is None or row["closed_on"] > known.day
    }
    order = "dated_on, coalesce(number, ''), finding"
    return [
        row
        for row in known.warehouse.rows("findings", order_by=order)
        if known.is_wanted(row["unit"]) and row["kind"] != "bonus"
        if row["is_counted"] or (known.unit is None and row["review"] == "pending")
        if (
            row["finding"] in open_rounds
            if row["has_failed_recheck"]
            else row["closed_on"] is None or row["closed_on"] > known.day
        )
    ]


def _finding(known: Known, state: Mapping[str, Any], stated: Mapping[str, Any]) -> Cells:
    channel = known.directory.channels.get(state.get("channel", -1))
    is_reduced = state["review"] == "reduced"
    return {
        "number": state.get("number"),
        "period": state.get("period"),
        "found_on": _day(state.get("found_on")),
        "unit_text": known.unit_name(state["unit"]),
        "channel_name": channel.name if channel else None,
        "channel_type": _word("channel_type", channel.type) if channel else None,
        "indicator_text": state["problem_class"],
        # Only what somebody has said: a suspected veto stays a suspicion.
        "kind": _word("finding_kind", stated.get("kind")),
        "points": _number(state.get("points")),
        "description": state.get("description"),
        "page": state.get("page"),
        "screenshot": state.get("screenshot"),
        "source": state.get("source"),
        "review": _word("review", state["review"]),
        "reduced_points": _number(state.get("reduced_points")) if is_reduced else None,
    }


def _repair(known: Known, statements: Sequence[Statement], finding: Mapping[str, Any]) -> Cells:
    """Return the repair's cells; dates that saying again would move (a round is over) are left empty."""
    state = history.corrected(statements)
    cells: Cells = {name: state.get(name) for name in ("deadline_text", "action")}
    dates = ("extended_to", "extension_approved_on", "fixed_on", "rechecked_on")
    cells |= {name: _day(state.get(name)) for name in dates}
    cells["recheck_result"] = _word("recheck", state.get("recheck_result"))
    if cells["deadline_text"] is not None and _deadline_read(state, finding) != _day(state.get("deadline_on")):
        cells["deadline_text"] = None
    cell_of = {"deadline_on": "deadline_text"}
    said_again = {name: value for name, value in state.items() if cells.get(cell_of.get(name, name)) is not None}
    after = [*statements, Statement(2**31, -1, said_again)]
    if _rounds(known, statements, finding) != _rounds(known, after, finding):
        cells |= dict.fromkeys(("deadline_text", *dates, "recheck_result"))
    return cells


def _deadline_read(state: Mapping[str, Any], finding: Mapping[str, Any]) -> date | None:
    """Return the day intake would read out of the words, with the finding in the same row."""
    not_before = first_possible_day(_day(finding.get("found_on")), finding.get("period") or "")
    return parse_due(str(state["deadline_text"]), not_before.year, not_before)[0]


def _rounds(known: Known, statements: Sequence[Statement], finding: Mapping[str, Any]) -> Any:
    dated, earliest = history.finding_dates(finding)[2], history.earliest_day(finding)
    # The days presumed do not matter here: both sides presume the same.
    return history.rounds(statements, dated, known.warehouse.calendar, Presumption(1, 1), earliest)


def _observations(known: Known) -> Iterator[Cells]:
    found = known.warehouse.rows("observations", order_by="indicator, observation")
    # Figures that nobody has accepted are still asked about: said again, they would be asked about again.
    wanted = [row for row in found if known.is_wanted(row["unit"]) and row["is_accepted"]]
    quarter = max((row["quarter"] for row in wanted), default=0)
    keys = [row["observation"] for row in wanted if row["quarter"] == quarter]
    for state, _ in known.folds("observations", keys):
        yield {
            "period": state["period"],
            "unit_text": known.unit_name(state["unit"]),
            "indicator_text": _observed(known, state),
            "numerator": _number(state.get("numerator")),
            "denominator": _number(state.get("denominator")),
            "value": _number(state.get("value")),
            "evidence": state.get("evidence"),
        }


def _observed(known: Known, state: Mapping[str, Any]) -> str:
    schemes = known.warehouse.schemes
    scheme = schemes.in_force(max(Period.parse(state["period"]).last, schemes.versions[0].effective_from))
    names = {one.code: one.name for one in scheme.bonus} | {one.code: one.name for one in scheme.checklist}
    names |= {one.code: one.name for one in scheme.observations}
    code = str(state["indicator"])
    return names.get(code, code)


_ROWS: Mapping[str, Callable[[Known], Iterator[Cells]]] = {
    "units": _units,
    "channels": _channels,
    "assignments": _assignments,
    "inspections": _inspections,
    "findings": _findings,
    "observations": _observations,
}
