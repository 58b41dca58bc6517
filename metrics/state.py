"""What is the state of a period, and what needs somebody: the figures and the lists of the overview.

Changes are told within one version of the rules only; a period nobody was ranked in is compared with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from metrics.access import Reader
from metrics.breaks import RULES
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.intake.senders import reads_files_of
from metrics.pass_rates import PassRate, PassRates, pass_rates
from metrics.rulebook import Scheme
from metrics.scores import UnitScore, day_of, league, printed, scheme_of, signed, two_decimals
from metrics.warehouse import Warehouse

Row = dict[str, Any]
COUNTS = (
    "overdue_findings", "first_day_findings", "due_soon_findings", "pending_findings", "suspected_vetoes",
    "overdue_tasks", "due_soon_tasks",
)  # fmt: skip


@dataclass(frozen=True)
class GroupFigures:
    """The figures of one group; ``mean`` is of the printed scores of its ranked units, None where there are none."""

    group: str
    listed: int
    ranked: int
    vetoed: int
    unrated: int
    mean: str | None
    mean_change: str | None
    """With its sign; None without a comparable period."""
    on_time: Share
    vetoed_before: int | None


@dataclass(frozen=True)
class Share:
    """A part of a whole with its n; ``rate`` is a percentage with two decimals, None below the scheme's minimum."""

    part: int
    whole: int
    rate: str | None
    change: str | None
    """Percentage points against the comparable period, with a sign; None when either has no rate."""
    channels: int | None = None
    """Of checks over several quarters, of how many different channels; None where everything is counted once."""
    is_applicable: bool | None = True
    """Whether there is anything that could be a part: False where no such channel runs, None while none is known."""


@dataclass(frozen=True)
class Waiting:
    """What is late, nearly late or undecided at the units a reader may read: numbers of items."""

    overdue_findings: int
    first_day_findings: int
    due_soon_findings: int
    pending_findings: int
    suspected_vetoes: int
    overdue_tasks: int
    due_soon_tasks: int
    overdue_units: int
    """Units with at least one overdue item."""


@dataclass(frozen=True)
class Freshness:
    """When the latest committed file of a kind of data came in; ``file`` is None when it is not the reader's."""

    kind: str
    received_at: datetime | None
    file: str | None
    speaker: str | None
    files: int


@dataclass(frozen=True)
class Headlines:
    """The figures of a period on one day, of each group and of the whole city, with their change."""

    period: Period
    as_of: date
    scheme: Scheme
    previous: Period | None
    """The period it is compared with; None without one under the same rules in which somebody was ranked."""
    groups: tuple[GroupFigures, ...]
    on_time: Share
    websites: Share
    accounts: Share


@dataclass(frozen=True)
class Overview(Headlines):
    """The state of a period: its figures, who moved, what is late or undecided, what was received."""

    risers: tuple[UnitScore, ...]
    fallers: tuple[UnitScore, ...]
    vetoed: tuple[UnitScore, ...]
    waiting: Waiting
    claims: tuple[Row, ...]
    """Units with more 不涉及 than the scheme lets pass without notice: rows of ``unit_deadlines``."""
    scopes: tuple[tuple[Period, str | None], ...]
    freshness: tuple[Freshness, ...]


def headlines(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> Headlines:
    """Return the figures of ``period`` with their change; groups stand in the order of the scheme."""
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    previous = comparable_period(warehouse, period, scheme)
    with warehouse.prepared(period, as_of, scheme) as run:
        figures = run.rows("group_figures")
    earlier: dict[str, Row] = {}
    if previous is not None:
        with warehouse.prepared(previous, previous.last, scheme) as run:
            earlier = {row["group_code"]: row for row in run.rows("group_figures")}
    rates = pass_rates(warehouse, reader, period, as_of)
    before = pass_rates(warehouse, reader, previous) if previous else None
    order = {code: number for number, code in enumerate(scheme.dimension_weights)}
    figures.sort(key=lambda row: order.get(row["group_code"], len(order)))
    return Headlines(
        period=period,
        as_of=as_of,
        scheme=scheme,
        previous=previous,
        groups=tuple(_figures(row, earlier.get(row["group_code"]), reader, scheme) for row in figures),
        on_time=_on_time(figures, list(earlier.values()), scheme),
        websites=_passed(rates, "websites", before, period),
        accounts=_passed(rates, "accounts", before, period),
    )


def overview(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> Overview:
    """Return the state of ``period``: figures with change, movers, vetoes, what is late and what waits."""
    found = headlines(warehouse, reader, period, as_of)
    scheme, table = found.scheme, league(warehouse, reader, period, found.as_of, scheme=found.scheme)
    with warehouse.prepared(period, found.as_of, scheme) as run:
        deadlines = run.rows("unit_deadlines", order_by="sort_order, unit_name")
        scopes = run.rows("scope_quarters", order_by="quarter")
    deadlines = [row for row in deadlines if reader.may_read(row["unit_name"])]
    notice = scheme.tasks.not_applicable_notice
    return Overview(
        **vars(found),
        risers=movers(table.units, -1),
        fallers=movers(table.units, 1),
        vetoed=tuple(unit for unit in table.units if unit.verdict == "vetoed"),
        waiting=_waiting(deadlines),
        claims=tuple(row for row in deadlines if row["claimed_not_applicable"] > notice),
        scopes=tuple((Period.quarter(row["quarter"]), _basis(row)) for row in scopes),
        freshness=_freshness(warehouse, reader),
    )


def unregistered_quarters(warehouse: Warehouse) -> tuple[Period, ...]:
    """Return the quarters with findings but without a word on which channels were checked, oldest first."""
    return tuple(Period.quarter(row["quarter"]) for row in warehouse.query("unregistered_quarters"))


def comparable_period(warehouse: Warehouse, period: Period, scheme: Scheme) -> Period | None:
    """Return the period before of the same length when the same rules held and somebody was ranked; else None."""
    previous = period.previous()
    try:
        before = scheme_of(warehouse, previous)
    except Refused:
        return None
    if (before.id, before.version) != (scheme.id, scheme.version):
        return None
    with warehouse.prepared(previous, previous.last, scheme) as run:
        has_ranked = any(row["ranked"] for row in run.rows("group_figures"))
    return previous if has_ranked else None


def _figures(row: Row, before: Row | None, reader: Reader, scheme: Scheme) -> GroupFigures:
    # A mean of few units would tell a unit its peers' scores.
    mean = _mean_hundredths(row) if reader.reads_everything else None
    earlier = _mean_hundredths(before) if before is not None else None
    change = None if mean is None or earlier is None else mean - earlier
    return GroupFigures(
        group=row["group_code"],
        listed=row["listed"],
        ranked=row["ranked"],
        vetoed=row["vetoed"],
        unrated=row["unrated"],
        mean=None if mean is None else two_decimals(mean),
        mean_change=None if change is None else signed(change),
        on_time=_on_time([row], [] if before is None else [before], scheme),
        vetoed_before=None if before is None else before["vetoed"],
    )


def _mean_hundredths(row: Row) -> int | None:
    if not row["ranked"]:
        return None
    return int(printed(int(row["ranked_hundredths"]), 100 * row["ranked"]).replace(".", ""))


def _on_time(rows: list[Row], before: list[Row], scheme: Scheme) -> Share:
    now, earlier = (tuple(sum(row[name] for row in some) for name in ("on_time", "due")) for some in (rows, before))
    return _share(now, earlier, scheme)


def _passed(rates: PassRates, kind: Literal["websites", "accounts"], before: PassRates | None, period: Period) -> Share:
    now: PassRate = getattr(rates, kind)
    change = _change(now.rate, getattr(before, kind).rate if before else None)
    channels = now.channels if period.length > 1 else None
    # Without any channel there is no register yet: what is not known is not said to be none.
    is_known = rates.websites.is_applicable or rates.accounts.is_applicable
    return Share(now.passed, now.checked, now.rate, change, channels, now.is_applicable if is_known else None)


def _share(now: tuple[int, ...], before: tuple[int, ...], scheme: Scheme) -> Share:
    rates = [_rate(part, whole, scheme) for part, whole in (now, before)]
    return Share(now[0], now[1], rates[0], _change(*rates))


def _change(now: str | None, before: str | None) -> str | None:
    if now is None or before is None:
        return None
    return signed(int(now.replace(".", "")) - int(before.replace(".", "")))


def _rate(part: int, whole: int, scheme: Scheme) -> str | None:
    return printed(100 * part, whole) if whole >= max(scheme.rate_minimum_n, 1) else None


def movers(units: tuple[UnitScore, ...], sign: int) -> tuple[UnitScore, ...]:
    """Return who rose (``sign`` −1) or fell (1) in its league against the period before, the furthest first."""
    # Across versions of the rules a change of rank is shown with its break mark only, never as a rise or a fall.
    moved = [
        unit
        for unit in units
        if unit.rank_change is not None and sign * unit.rank_change < 0 and RULES not in unit.breaks
    ]
    return tuple(sorted(moved, key=lambda unit: (sign * (unit.rank_change or 0), unit.rank or 0)))


def _waiting(deadlines: list[Row]) -> Waiting:
    totals = {name: sum(row[name] for row in deadlines) for name in COUNTS}
    return Waiting(**totals, overdue_units=sum(row["overdue_findings"] + row["overdue_tasks"] > 0 for row in deadlines))


def _basis(row: Row) -> str | None:
    return "declared_full" if row["is_declared_full"] else "recorded" if row["statements"] else None


def _freshness(warehouse: Warehouse, reader: Reader) -> tuple[Freshness, ...]:
    is_read = reads_files_of(warehouse, reader)
    return tuple(
        Freshness(row["kind"], row["received_at"], row["file_name"], row["speaker"], row["files"])
        if is_read(row["speaker"])
        else Freshness(row["kind"], row["received_at"], None, None, row["files"])
        for row in warehouse.query("latest_imports")
    )
