"""What is wrong on websites and accounts: verdicts with the official arithmetic, classes, repeats, the register.

A pass rate has its n, and none below the scheme's minimum; a vetoed website has no score but a shadow score.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.masking import masked_row
from metrics.observed import Observed, observed_by_groups, observed_by_units
from metrics.pass_rates import PassRates, pass_rates_of
from metrics.rulebook import Scheme
from metrics.scores import day_of, plain, printed, scheme_of
from metrics.state import comparable_period
from metrics.warehouse import Run, Warehouse

Row = dict[str, Any]
REGISTER_QUARTERS = 8
"""How far back the register of channels is told: two years show the direction."""


@dataclass(frozen=True)
class Verdict:
    """The verdict on one checked channel in one quarter; points are texts, as the official rules reckon them.

    ``without_bonus`` = (base − deducted, at least 0) × 4⁄3 where the reduced base applies; ``final`` adds the bonus
    behind the gate. Both are None for accounts and for vetoed websites, whose ``shadow`` is for rectification only.
    """

    channel: int
    name: str
    channel_type: str
    unit: str
    group: str
    quarter: str
    verdict: str
    """``passed``, ``failed`` (below the pass mark) or ``vetoed``."""
    veto_names: str
    base: str
    deducted: str
    is_rescaled: bool
    without_bonus: str | None
    bonus_found: str
    bonus: str
    final: str | None
    is_above_full: bool
    """Whether more than the full marks were reached; the mean of the unit counts the full marks."""
    shadow: str | None
    hundredths: int
    """For ordering: the final or shadow score."""


@dataclass(frozen=True)
class Scope:
    """Whether a quarter's inspection scope was declared; ``basis`` as in the command line's document."""

    quarter: Period
    basis: str | None
    checked: int
    running: int
    findings: int


@dataclass(frozen=True)
class ClassCount:
    """How many confirmed problems of a class the period has, and the period before it (None: not comparable)."""

    name: str
    findings: int
    before: int | None


@dataclass(frozen=True)
class Repeat:
    """One unit, channel and indicator with problems in several quarters."""

    unit: str
    channel: str | None
    channel_type: str | None
    indicator: str
    quarters: tuple[str, ...]
    findings: int
    earlier_findings: int


@dataclass(frozen=True)
class Registered:
    """The channels of one type in one quarter: running at its end, opened and closed in it."""

    quarter: str
    channel_type: str | None
    """None: all accounts together."""
    running: int
    opened: int
    closed: int


@dataclass(frozen=True)
class ChannelState:
    """The inspection of a period; rows of units a reader may not read are left out, the city's sums are not."""

    period: Period
    as_of: date
    scheme: Scheme
    rates: PassRates
    scopes: tuple[Scope, ...]
    verdicts: tuple[Verdict, ...]
    classes: tuple[ClassCount, ...]
    previous: Period | None
    """The period the classes are compared with; None when there is none under the same rules."""
    repeats: tuple[Repeat, ...]
    vetoes: tuple[Row, ...]
    """Confirmed vetoes of the period: rows of ``unit_findings`` with ``unit_name``."""
    pending: tuple[Row, ...]
    """Findings waiting for a judgement, suspected vetoes first; of every quarter up to the period."""
    register: tuple[Registered, ...]
    observed: tuple[Observed, ...]
    observed_by_unit: tuple[Observed, ...]


def channel_state(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> ChannelState:
    """Return verdicts, classes, repeats, open judgements and the register of channels of a period."""
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    previous = comparable_period(warehouse, period, scheme)
    names = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    with warehouse.prepared(period, as_of, scheme) as run:
        verdicts = [_verdict(row) for row in run.rows("channel_verdicts", order_by="sort_order, name, quarter")]
        rates = pass_rates_of(run, scheme)
        scopes = tuple(map(_scope, run.rows("scope_quarters", order_by="quarter")))
        vetoes = _named(run, names, reader, kind="veto", is_counted=True, is_of_period=True)
        pending = _named(run, names, reader, state="pending")
        classes = run.rows("class_counts", order_by="findings desc, problem_class")
        observed, by_unit = observed_by_groups(run, scheme), observed_by_units(run, scheme)
    pending.sort(key=lambda row: row["kind"] != "veto")
    return ChannelState(
        period,
        as_of,
        scheme,
        rates,
        scopes,
        tuple(sorted((one for one in verdicts if reader.may_read(one.unit)), key=_worst_first)),
        _classes(warehouse, classes, previous, scheme),
        previous,
        tuple(one for one in repeats(warehouse, period, as_of, scheme) if reader.may_read(one.unit)),
        tuple(vetoes),
        tuple(pending),
        register(warehouse, period, as_of),
        observed,
        tuple(one for one in by_unit if reader.may_read(one.unit or "")),
    )


def _named(run: Run, names: dict[int, str], reader: Reader, **equals: Any) -> list[Row]:
    rows = run.rows("unit_findings", order_by="dated_on desc, unit, finding", **equals)
    named = [row | {"unit_name": names.get(row["unit"], "")} for row in rows]
    return [masked_row(reader, row, row["unit_name"]) for row in named if reader.may_read(row["unit_name"])]


def _worst_first(one: Verdict) -> tuple[Any, ...]:
    order = {"vetoed": 0, "failed": 1, "passed": 2}
    return (order[one.verdict], one.hundredths)


def _verdict(row: Row) -> Verdict:
    is_website, is_vetoed = row["channel_type"] == "website", row["verdict"] == "vetoed"
    den = row["score_den"]
    without_bonus, final = printed(row["value_num"], den), printed(row["with_bonus_num"], den)
    is_scored = is_website and not is_vetoed
    return Verdict(
        channel=row["channel"],
        name=row["name"],
        channel_type=row["channel_type"],
        unit=row["unit_name"],
        group=row["group_code"],
        quarter=Period.quarter(row["quarter"]).code,
        verdict=row["verdict"],
        veto_names=row["veto_names"] or "",
        base=plain(int(row["base"])),
        deducted=plain(int(row["deducted"])),
        is_rescaled=not row["serves_public"],
        without_bonus=without_bonus if is_scored else None,
        bonus_found=plain(int(row["bonus_found"])),
        bonus=printed(row["bonus_num"], den),
        final=final if is_scored else None,
        is_above_full=is_scored and row["is_above_full"],
        shadow=final if is_website and is_vetoed else None,
        hundredths=int(final.replace(".", "")) if is_website else 0,
    )


def _scope(row: Row) -> Scope:
    basis = "declared_full" if row["is_declared_full"] else "recorded" if row["statements"] else None
    return Scope(Period.quarter(row["quarter"]), basis, row["checked"], row["running"], row["findings"])


def _classes(warehouse: Warehouse, rows: list[Row], previous: Period | None, scheme: Scheme) -> tuple[ClassCount, ...]:
    if previous is None:
        return tuple(ClassCount(row["problem_class"], row["findings"], None) for row in rows)
    with warehouse.prepared(previous, previous.last, scheme) as run:
        before = {row["problem_class"]: row["findings"] for row in run.rows("class_counts")}
    now = {row["problem_class"]: row["findings"] for row in rows}
    gone = sorted(set(before) - set(now), key=lambda name: (-before[name], name))
    return tuple(ClassCount(name, now.get(name, 0), before.get(name, 0)) for name in (*now, *gone))


def findings_on(
    warehouse: Warehouse, reader: Reader, period: Period, channel: int, as_of: date | None = None
) -> tuple[Row, ...]:
    """Return the period's findings on one channel, the latest first: rows of ``unit_findings`` with ``unit_name``."""
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    names = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    with warehouse.prepared(period, as_of, scheme) as run:
        return tuple(_named(run, names, reader, channel=channel, is_of_period=True))


def repeats(warehouse: Warehouse, period: Period, as_of: date, scheme: Scheme) -> tuple[Repeat, ...]:
    """Return places of the period that had counted problems in another quarter of it or of the period before."""
    service = {one.code for one in scheme.indicators if one.block == scheme.inspection.service_block}
    names: dict[str, str] = {one.code: one.name for one in scheme.indicators}
    rows = warehouse.query(
        "repeat_problems",
        quarters=list(period.quarters),
        earlier_quarters=list(period.previous().quarters),
        as_of=as_of,
    )
    return tuple(
        Repeat(
            row["unit_name"],
            row["channel_name"],
            row["channel_type"],
            str(names.get(row["indicator"], row["indicator"])),
            tuple(Period.quarter(quarter).code for quarter in row["quarters"]),
            row["findings"],
            row["earlier_findings"],
        )
        for row in rows
        # The service block does not apply to a unit without public-service function (scoring.md §4).
        if row["serves_public"] or row["indicator"] not in service
    )


def register(warehouse: Warehouse, period: Period, as_of: date) -> tuple[Registered, ...]:
    """Return how many channels ran, opened and closed, quarter by quarter up to the as-of day."""
    quarters = _quarters_until(period, as_of)
    rows = warehouse.query(
        "channel_register",
        quarters=[one.quarters[0] for one in quarters],
        first_days=[one.first for one in quarters],
        last_days=[min(one.last, as_of) for one in quarters],
    )
    return tuple(
        Registered(
            Period.quarter(row["quarter"]).code, row["channel_type"], row["running"], row["opened"], row["closed"]
        )
        for row in rows
    )


def _quarters_until(period: Period, as_of: date) -> list[Period]:
    begun = [one for one in map(Period.quarter, period.quarters) if one.first <= as_of]
    found = [begun[-1]]
    while len(found) < REGISTER_QUARTERS:
        found.append(found[-1].previous())
    return found[::-1]
