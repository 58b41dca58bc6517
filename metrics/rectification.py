"""What is open, late and back again: the questions of the page 问题整改.

Every number comes from one row of ``sql/scoring/rectification_figures``; the lists beside it hold the findings that
were counted. A unit's reader sees its own only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.masking import masked_row
from metrics.rulebook import Scheme
from metrics.scores import day_of, find_unit, scheme_of
from metrics.warehouse import Run, Warehouse

BANDS = ("not_due", "due_soon", "overdue_first", "overdue_long", "overdue_capped")
"""Open items from the calm to the late; the days where bands end are the scheme's."""
OVERDUE = ("overdue_first", "overdue_long", "overdue_capped")


@dataclass(frozen=True)
class Figures:
    """The figures of one scope: the city, a group or a unit."""

    due: int
    """Rounds whose deadline lies in the period and not after the as-of day (N)."""
    on_time: int
    """Those of them closed on or before it (n)."""
    bands: dict[str, int]
    """Open items by band (``BANDS``)."""
    closed: int
    """Findings whose current round was closed in the period."""
    fixed: int
    """Rounds closed in the period: the n of the median."""
    doubled_median: int | None
    """Twice the median of working days from finding to fix, a whole number; None when nothing was fixed."""
    came_back: int
    """Findings that came back in the period: by re-check, or found again on the same page."""
    suspected: int
    """Findings that may have come back: no page address to tell by."""

    @property
    def still_open(self) -> int:
        """How many items are open on the as-of day."""
        return sum(self.bands.values())

    @property
    def overdue(self) -> int:
        """How many open items are past their deadline: the red cards."""
        return sum(self.bands[band] for band in OVERDUE)


@dataclass(frozen=True)
class Rectification:
    """The rectification of a scope in a period: its figures and the findings behind them (rows of the relations)."""

    period: Period
    as_of: date
    scheme: Scheme
    group: str | None
    unit: str | None
    figures: Figures
    parts: tuple[tuple[str, Figures], ...]
    """What the scope is made of, with its figures: the groups of the city, the units of a group, the unit itself."""
    open_items: tuple[dict[str, Any], ...]
    """Open items, the earliest deadline first."""
    closed_items: tuple[dict[str, Any], ...]
    """Items closed in the period, the latest first."""
    recurrences: tuple[dict[str, Any], ...]
    """What came back in the period, or may have, the latest first."""


def rectification(
    warehouse: Warehouse,
    reader: Reader,
    period: Period,
    as_of: date | None = None,
    *,
    group: str | None = None,
    unit: str | None = None,
) -> Rectification:
    """Return the rectification of a unit, else of a group, else of the city; a unit's reader gets its own unit's.

    Raises Refused for an unknown unit, or one not listed on the day, and AccessDenied for one the reader may not see.
    """
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    if unit is None and not reader.reads_everything:
        unit = min(reader.units, default="")
    if unit is not None:
        unit = find_unit(warehouse, unit)[1]
        reader.require(unit)
    scope, member = ("unit", unit) if unit else ("group", group) if group else ("city", "")
    of_scope: dict[str, Any] = {"unit": {"unit_name": unit}, "group": {"group_code": group}, "city": {}}[scope]
    with warehouse.prepared(period, as_of, scheme) as run:
        figures = run.rows("rectification_figures", scope=scope, member=member)
        parts = _parts(run, scope, group, unit, tuple(scheme.dimension_weights))
        items = run.rows("rectification_items", "deadline_on, sort_order, unit_name, number, finding", **of_scope)
        recurrences = run.rows("recurrences", "seen_on desc, unit_name, finding", **of_scope)
    items = [masked_row(reader, row, row["unit_name"]) for row in items]
    recurrences = [masked_row(reader, row, row["unit_name"]) for row in recurrences]
    if not figures and scope == "unit":
        raise Refused("{unit} is not listed on {as_of}.", unit=unit, as_of=as_of.isoformat())
    closed = sorted((one for one in items if one["is_closed_in_period"]), key=_closing, reverse=True)
    return Rectification(
        period,
        as_of,
        scheme,
        group,
        unit,
        _figures(figures[0] if figures else {}),
        parts,
        tuple(one for one in items if one["band"] != "closed"),
        tuple(closed),
        tuple(recurrences),
    )


def _parts(
    run: Run, scope: str, group: str | None, unit: str | None, groups: tuple[str, ...]
) -> tuple[tuple[str, Figures], ...]:
    kind, names = "unit", [unit or ""]
    if scope == "city":
        kind, names = "group", list(groups)
    elif scope == "group":
        names = [row["name"] for row in run.rows("listed_units", "sort_order, name", group_code=group)]
    rows = {row["member"]: row for row in run.rows("rectification_figures", scope=kind)}
    return tuple((name, _figures(rows[name])) for name in names if name in rows)


def _closing(item: dict[str, Any]) -> date:
    closed: date = item["closed_on"]
    return closed


def _figures(row: dict[str, Any]) -> Figures:
    return Figures(
        due=row.get("due", 0),
        on_time=row.get("on_time", 0),
        bands={band: row.get(band, 0) for band in BANDS},
        closed=row.get("closed_in_period", 0),
        fixed=row.get("fixed", 0),
        doubled_median=row.get("doubled_median"),
        came_back=row.get("came_back", 0),
        suspected=row.get("suspected", 0),
    )
