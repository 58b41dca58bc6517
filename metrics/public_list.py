"""公开用名单: the units in their order of administration with their pass rates, and nothing else that is known of them.

Safe to publish: no score, rank or grade, no finding, no channel's name, no reason why anything failed, nothing that a
person has written. Of a released period it is made from the edition that holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import AccessDenied
from metrics.footing import Footing, founded
from metrics.pass_rates import PassRate, pass_rate
from metrics.rulebook import Scheme
from metrics.scores import day_of, scheme_of
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class PublicLine:
    """One unit of the list."""

    unit: str
    group: str
    websites: PassRate
    accounts: PassRate


@dataclass(frozen=True)
class PublicList:
    """The list of a period: its day, its rules, what it rests on; units by group in their order of administration."""

    period: Period
    as_of: date
    scheme: Scheme
    footing: Footing
    lines: tuple[PublicLine, ...]


def public_list(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> PublicList:
    """Return the list of a period; AccessDenied for a unit's reader, to whom it is told when it is published."""
    if not reader.reads_everything:
        raise AccessDenied("The list for publication is not for your role.")
    as_of = day_of(period, as_of)
    with founded(warehouse, period, as_of) as (store, footing):
        # A released edition is scored by the rules that it froze.
        scheme = scheme_of(store, period)
        with store.prepared(period, as_of, scheme) as run:
            rows = run.rows("unit_pass_rates", order_by="sort_order, name")
    order = {code: number for number, code in enumerate(scheme.dimension_weights)}
    rows.sort(key=lambda row: order.get(row["group_code"], len(order)))
    return PublicList(period, as_of, scheme, footing, tuple(_line(row, scheme) for row in rows))


def _line(row: dict[str, Any], scheme: Scheme) -> PublicLine:
    counts = ("passed", "checked", "channels", "running")
    websites, accounts = (
        pass_rate([{name: row[f"{kind}_{name}"] for name in counts}], scheme) for kind in ("websites", "accounts")
    )
    return PublicLine(row["name"], row["group_code"], websites, accounts)
