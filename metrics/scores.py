"""The questions one may ask of a store: league tables, scorecards, marks and where each was read.

Every function takes the warehouse, the reader and the period; what a reader may not see is left out here,
where data is read. Scores are texts with two decimals as printed once by SQL; nothing is computed from them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from metrics.access import Reader
from metrics.breaks import RULES, Break, breaks_of, rules_before
from metrics.calendar import Period, default_as_of, today_in_shanghai
from metrics.errors import AccessDenied, Refused
from metrics.intake.senders import reads_files_of
from metrics.masking import SAFETY, masked_cells, masked_row, masked_text, may_read_safety
from metrics.projection import SCALE
from metrics.robustness import Composite, Part, Sureness, sureness
from metrics.rulebook import Scheme
from metrics.warehouse import Run, Warehouse

ORDER_OF_VERDICTS = {"ranked": 0, "vetoed": 1, "unrated": 2}


@dataclass(frozen=True)
class Dimension:
    """One dimension of a unit's score; ``score`` is None when it does not apply, was not checked or is vetoed."""

    score: str | None
    weight: str
    applicable: bool
    checked: bool


@dataclass(frozen=True)
class UnitScore:
    """One line of a league table; points are texts with two decimals, ``coverage`` is a share of weight."""

    unit: str
    group: str
    league: str
    sort_order: int
    score: str | None
    shadow_score: str | None
    verdict: str
    grade: str | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    """The ends of its rank's interval under other weights (robustness.py); of a peer None."""
    rank_tier: int | None
    rank_without: Mapping[str, int | None]
    """Dimension of its league → rank were it left out; None where nothing else is known of the unit."""
    rank_change: int | None
    """Places gained since the previous period of the same length, each under its own rules; see ``breaks``."""
    coverage: float
    dimensions: dict[str, Dimension]
    bonus: str
    on_time: tuple[int, int]
    breaks: tuple[Break, ...] = ()
    """Why its change does not compare like with like; of a peer only what holds for everybody is told."""

    def without_interval(self) -> UnitScore:
        """Return the same line without what other weights would make of its rank."""
        return replace(self, rank_low=None, rank_high=None, rank_tier=None, rank_without={})


@dataclass(frozen=True)
class League:
    """The league tables of a period; units in order of group, league, verdict, rank, administrative order."""

    period: Period
    as_of: date
    scheme: Scheme
    units: tuple[UnitScore, ...]


@dataclass(frozen=True)
class Source:
    """Where a number was read: file, sheet and row, and the import and record that carry it."""

    file: str
    sheet: str
    row: int
    import_id: int
    record: int
    speaker: str
    answer_import: int | None = None
    """The import by which the office accepted what the unit's file says; None for what needed no answer."""
    answered_by: str = ""


@dataclass(frozen=True)
class Mark:
    """One line of a score's explanation; ``points`` has a sign and two decimals, ``reason`` is a code."""

    points: str
    hundredths: int
    dimension: str
    indicator: str
    item: str
    channel: str | None
    reason: str
    clause: str
    quarter: str | None
    is_capped: bool
    source: Source | None


@dataclass(frozen=True)
class Scorecard:
    """A unit's score and why: 100 + Σ marks = the printed (or shadow) score; its tasks and findings beside it."""

    period: Period
    as_of: date
    scheme: Scheme
    unit: UnitScore
    marks: tuple[Mark, ...]
    tasks: tuple[dict[str, Any], ...] = field(default=())
    findings: tuple[dict[str, Any], ...] = field(default=())


def scheme_of(warehouse: Warehouse, period: Period) -> Scheme:
    """Return the scheme in force on the last day of ``period``."""
    return warehouse.schemes.in_force(period.last)


def day_of(period: Period, as_of: date | None) -> date:
    """Return the as-of day: the one asked for, never after the period's last day; else the period's default."""
    if as_of is None:
        as_of = default_as_of(period, today_in_shanghai())
    if as_of < period.first:
        raise Refused("The period {period} has not begun on {as_of}.", period=period.code, as_of=as_of.isoformat())
    return min(as_of, period.last)


def league(
    warehouse: Warehouse,
    reader: Reader,
    period: Period,
    as_of: date | None = None,
    group: str | None = None,
    scheme: Scheme | None = None,
) -> League:
    """Return the league tables of ``period``; a unit's reader sees of its peers their place only."""
    as_of, scheme = day_of(period, as_of), scheme or scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        standings = run.rows("standings", **({"group_code": group} if group else {}))
        dimensions = dimensions_of(run)
    before, breaks = _movement(warehouse, period, as_of, scheme)
    return league_of(reader, period, as_of, scheme, standings, dimensions, before, breaks)


def league_of(
    reader: Reader,
    period: Period,
    as_of: date,
    scheme: Scheme,
    standings: list[dict[str, Any]],
    dimensions: dict[int, dict[str, dict[str, Any]]],
    before: Mapping[int, int],
    breaks: Mapping[int, tuple[Break, ...]],
) -> League:
    """Return the league tables that these rows of a run make; ``before`` are the ranks to compare with."""
    sure = _sureness(standings, dimensions)
    units = [
        _unit_score(row, dimensions.get(row["unit"], {}), sure.get(row["unit"]), before, breaks.get(row["unit"], ()))
        for row in standings
    ]
    order = {code: number for number, code in enumerate(scheme.dimension_weights)}
    units.sort(key=lambda one: _place(one, order))
    seen = [one for one in units if reader.may_see_rank_of(one.unit)]
    return League(period, as_of, scheme, tuple(_as_read_by(reader, one) for one in seen))


def _place(one: UnitScore, order: dict[str, int]) -> tuple[Any, ...]:
    verdict = ORDER_OF_VERDICTS[one.verdict]
    return (order.get(one.group, 99), one.league, verdict, one.rank or 0, one.sort_order, one.unit)


def _sureness(
    standings: list[dict[str, Any]], dimensions: dict[int, dict[str, dict[str, Any]]]
) -> dict[int, Sureness]:
    """Return by unit how sure its rank is, of the ranked ones; each league by itself."""
    leagues: dict[tuple[str, str], dict[int, int]] = {}
    for row in standings:
        if row["verdict"] == "ranked":
            leagues.setdefault((row["group_code"], row["league"]), {})[row["unit"]] = row["rank"]
    bonus = {row["unit"]: row["bonus_points"] for row in standings}
    found: dict[int, Sureness] = {}
    for ranks in leagues.values():
        units = {unit: composite_of(dimensions[unit], bonus[unit]) for unit in ranks}
        found |= sureness(list(dimensions[next(iter(ranks))]), ranks, units)
    return found


def composite_of(dimensions: Mapping[str, Mapping[str, Any]], bonus_points: int) -> Composite:
    """Return what a unit's score is made of: its checked dimensions (rows of ``dimensions`` by name) and its bonus."""
    counted = ((name, row) for name, row in dimensions.items() if row["is_checked"])
    parts = (Part(name, int(row["weight"]), int(row["num"]), int(row["den"])) for name, row in counted)
    return Composite(tuple(parts), Fraction(int(bonus_points), SCALE))


def _movement(
    warehouse: Warehouse, period: Period, as_of: date, scheme: Scheme
) -> tuple[dict[int, int], dict[int, tuple[Break, ...]]]:
    """Return the ranks of the period before under its own rules, and the breaks since; nothing when nobody had one."""
    earlier, before = period.previous(), rules_before(warehouse, period, scheme)
    if before is None:
        return {}, {}
    with warehouse.prepared(earlier, earlier.last, before) as run:
        ranks = {row["unit"]: row["rank"] for row in run.rows("standings", verdict="ranked")}
    return ranks, breaks_of(warehouse, period, as_of, scheme, before) if ranks else {}


def dimensions_of(run: Run) -> dict[int, dict[str, dict[str, Any]]]:
    """Return the rows of ``dimensions`` by unit and name, in the order of the scheme."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for row in run.rows("dimensions", order_by="unit, ordinal"):
        found.setdefault(row["unit"], {})[row["dimension"]] = row
    return found


def printed(num: int, den: int) -> str:
    """Return ``num / den`` rounded once, half up, to two decimals."""
    return two_decimals((2 * num * 100 + den) // (2 * den))


def two_decimals(hundredths: int) -> str:
    """Return a whole number of hundredths as a text with two decimals."""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def signed(hundredths: int) -> str:
    """Return a change in hundredths as a text with its sign and two decimals; no change has no sign."""
    return ("+" if hundredths > 0 else "") + two_decimals(hundredths)


def plain(scaled: int) -> str:
    """Return a scaled integer as the shortest decimal text: 300000 is "30"."""
    whole, rest = divmod(scaled, SCALE)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def _unit_score(
    row: dict[str, Any],
    dimensions: dict[str, dict[str, Any]],
    sure: Sureness | None,
    before: Mapping[int, int],
    breaks: tuple[Break, ...],
) -> UnitScore:
    hundredths = row["score_hundredths"]
    score = None if hundredths is None else two_decimals(hundredths)
    is_ranked = row["verdict"] == "ranked"
    rank, earlier = row["rank"], before.get(row["unit"])
    weights = row["all_weight"]
    return UnitScore(
        unit=row["name"],
        group=row["group_code"],
        league=row["league"],
        sort_order=row["sort_order"],
        score=score if is_ranked else None,
        shadow_score=None if is_ranked else score,
        verdict=row["verdict"],
        grade=row["grade"],
        rank=rank,
        rank_low=sure.low if sure else None,
        rank_high=sure.high if sure else None,
        rank_tier=sure.tier if sure else None,
        rank_without=sure.without if sure else {},
        rank_change=earlier - rank if rank is not None and earlier is not None else None,
        coverage=float(printed(row["checked_weight"], weights)),
        dimensions={name: _dimension(name, one, row["verdict"]) for name, one in dimensions.items()},
        bonus=two_decimals(row["bonus_points"] * 100 // SCALE),
        on_time=(row["on_time"], row["due"]),
        breaks=breaks,
    )


def _dimension(name: str, row: dict[str, Any], verdict: str) -> Dimension:
    # A vetoed unit's inspection has no score (scoring.md §7).
    is_hidden = not row["is_checked"] or (verdict == "vetoed" and name == "inspection")
    score = None if is_hidden else printed(row["num"], row["den"])
    return Dimension(score, plain(row["weight"]), row["is_applicable"], row["is_checked"])


def _as_read_by(reader: Reader, one: UnitScore) -> UnitScore:
    if reader.may_read(one.unit):
        return one
    hidden = replace(
        one, score=None, shadow_score=None, grade=None, coverage=0.0, dimensions={}, bonus="", on_time=(0, 0)
    )
    # An interval would tell how near its score is to those of others.
    return replace(hidden.without_interval(), breaks=tuple(each for each in one.breaks if each == RULES))


def scorecard(
    warehouse: Warehouse,
    reader: Reader,
    unit: str,
    period: Period,
    as_of: date | None = None,
    scheme: Scheme | None = None,
) -> Scorecard:
    """Return a unit's score with its marks, tasks and findings; ``unit`` is a name the unit answers to.

    Raises Refused for an unknown unit and AccessDenied when the reader may not see its detail.
    """
    key, name = find_unit(warehouse, unit)
    reader.require(name)
    as_of, scheme = day_of(period, as_of), scheme or scheme_of(warehouse, period)
    found = _scorecards(warehouse, reader, period, as_of, scheme, {"unit": key})
    if name not in found:
        raise Refused("{unit} is not listed on {as_of}.", unit=name, as_of=as_of.isoformat())
    return found[name]


def scorecards(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> dict[str, Scorecard]:
    """Return the scorecard of every listed unit the reader may read, by name, in the league's order.

    One question for all: the marks of one unit cost a fifth of everybody's.
    """
    return _scorecards(warehouse, reader, period, day_of(period, as_of), scheme_of(warehouse, period), {})


def _scorecards(
    warehouse: Warehouse, reader: Reader, period: Period, as_of: date, scheme: Scheme, whose: dict[str, Any]
) -> dict[str, Scorecard]:
    names = {row["unit"]: row["name"] for row in warehouse.rows("units", **whose)}
    read = {name for name in names.values() if reader.may_read(name)}
    units = [one for one in league(warehouse, reader, period, as_of, scheme=scheme).units if one.unit in read]
    with warehouse.prepared(period, as_of, scheme) as run:
        marks = _by_unit(names, run.rows("marks", order_by="unit, position", **whose))
        # In the order of the plan; a number that is none goes last.
        in_order = "try_cast(number as integer), number, assignment"
        tasks = _by_unit(names, run.rows("task_credits", order_by=in_order, **whose))
        findings = _by_unit(names, run.rows("unit_findings", order_by="dated_on, number, finding", **whose))
    sources = sources_of(warehouse, [row["record"] for one in units for row in marks[one.unit]])
    clauses = {one.code: one.clause for one in scheme.indicators}
    return {
        one.unit: Scorecard(
            period,
            as_of,
            scheme,
            one,
            tuple(
                _as_told_to(reader, one.unit, _mark(row, sources, clauses))
                for row in _named_for_claims(marks[one.unit], tasks[one.unit])
            ),
            tuple(masked_row(reader, row, one.unit) for row in tasks[one.unit]),
            tuple(masked_row(reader, row, one.unit) for row in findings[one.unit]),
        )
        for one in units
    }


def _by_unit(names: dict[int, str], rows: list[dict[str, Any]]) -> defaultdict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[names[row["unit"]]].append(row)
    return found


def _named_for_claims(marks: list[dict[str, Any]], tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return marks in which a claim that does not count is called by what it lacks (scoring.md §3).

    Said here and not in the relation: releases froze its lines, and the points are the same.
    """
    claims = {(task["number"], task["state"]): _claim(task) for task in tasks}

    def named(row: dict[str, Any]) -> dict[str, Any]:
        claim = claims.get((row["indicator"], row["reason"]), "") if row["dimension"] == "tasks" else ""
        return row | {"reason": claim} if claim else row

    return [named(row) for row in marks]


def _claim(task: dict[str, Any]) -> str:
    """Return the code of a claim that nobody verified or that lacks something; empty for any other assignment."""
    if task["status"] == "not_applicable":
        return "claimed_not_applicable"
    return f"{task['state']}_without_{task['lacking']}" if task["lacking"] else ""


def _mark(row: dict[str, Any], sources: dict[int, Source], clauses: dict[str, str]) -> Mark:
    quarter = row["quarter"]
    return Mark(
        points=two_decimals(row["hundredths"]),
        hundredths=row["hundredths"],
        dimension=row["dimension"],
        indicator=row["indicator"],
        item=row["item"] or "",
        channel=row["channel"],
        reason=row["reason"],
        clause=clauses.get(row["indicator"]) or "",
        quarter=None if quarter is None else Period.quarter(quarter).code,
        is_capped=row["is_capped"],
        source=sources.get(row["record"]),
    )


def _as_told_to(reader: Reader, unit: str, mark: Mark) -> Mark:
    if mark.indicator == SAFETY and not may_read_safety(reader, unit):
        return replace(mark, item="", channel=None, source=None)
    return replace(mark, item=masked_text(reader, mark.item))


def find_unit(warehouse: Warehouse, name: str) -> tuple[int, str]:
    """Return key and official name of the unit that answers to ``name``; Refused when none or several do."""
    keys = {row["unit"] for row in warehouse.rows("unit_names", name=name.strip())}
    if len(keys) != 1:
        raise Refused("No unit answers to the name {unit}.", unit=name)
    found = warehouse.rows("units", unit=keys.pop())
    return found[0]["unit"], found[0]["name"]


def short_names(warehouse: Warehouse) -> dict[str, str]:
    """Return the shortest 简称 of every unit that has one, by official name; former names are no short names."""
    official = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    found: dict[str, str] = {}
    for row in sorted(warehouse.rows("unit_names", name_kind="short"), key=lambda row: (len(row["name"]), row["name"])):
        found.setdefault(official[row["unit"]], row["name"])
    return found


def full_names(warehouse: Warehouse) -> dict[str, str]:
    """Return the longest 简称 that goes on from the official name, by that name: 历下区人民政府 for 历下区.

    It is how a paper addresses a unit; whose names go no further is missing.
    """
    official = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    found: dict[str, str] = {}
    for row in sorted(warehouse.rows("unit_names", name_kind="short"), key=lambda row: (len(row["name"]), row["name"])):
        name = official[row["unit"]]
        if row["name"].startswith(name) and row["name"] != name:
            found[name] = row["name"]
    return found


def sources_of(warehouse: Warehouse, records: list[int | None]) -> dict[int, Source]:
    """Return where each record was read: file, sheet and row."""
    wanted = sorted({record for record in records if record is not None})
    rows = warehouse.query("sources", records=wanted) if wanted else []
    return {row["record"]: _source(row) for row in rows}


def _source(row: dict[str, Any]) -> Source:
    place = (row["file_name"], row["sheet"], row["row_number"], row["import"], row["record"], row["speaker"])
    return Source(*place, row["answer_import"], row["answered_by"] or "")


def original_row(warehouse: Warehouse, reader: Reader, record: int) -> tuple[Source, dict[str, str]]:
    """Return one row of a received file as it was typed: heading → text; a unit sees rows about itself only."""
    found = warehouse.query("sources", records=[record])
    if not found:
        raise Refused("There is no record {record}.", record=record)
    row = found[0]
    unit = _unit_of(warehouse, row)
    if not reader.reads_everything:
        reader.require(unit)
    if not may_read_safety(reader, unit) and _is_about_safety(warehouse, record):
        raise AccessDenied("The details of a security problem are for the office and the unit only.")
    cells: dict[str, str] = json.loads(row["cells"])
    return _source(row), masked_cells(reader, cells)


def _is_about_safety(warehouse: Warehouse, record: int) -> bool:
    return bool(warehouse.query("security_findings_of_record", record_asked=record, indicator_asked=SAFETY))


def _unit_of(warehouse: Warehouse, row: dict[str, Any]) -> str:
    key = json.loads(row["fields"]).get("unit") or row["identity"].split("|")[0]
    found = warehouse.rows("units", unit=int(key)) if str(key).isdigit() else []
    return found[0]["name"] if found else ""


def periods(warehouse: Warehouse) -> tuple[Period, ...]:
    """Return the quarters the store has data for, oldest first."""
    return tuple(Period.quarter(row["quarter"]) for row in warehouse.query("periods_with_data"))


def imports(warehouse: Warehouse, reader: Reader) -> list[dict[str, Any]]:
    """Return the received files, latest first; a unit sees its own only, those of its former names among them."""
    is_read = reads_files_of(warehouse, reader)
    return [row for row in warehouse.rows("imports", order_by="import desc") if is_read(row["speaker"])]
