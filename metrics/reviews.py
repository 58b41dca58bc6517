"""The findings of a period as the office judges them: what waits first, and who has confirmed a veto on a unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.judgements import unsettled
from metrics.masking import masked_row
from metrics.scores import day_of, find_unit, scheme_of
from metrics.warehouse import Warehouse

Row = dict[str, Any]


def findings_to_judge(
    warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None
) -> tuple[Row, ...]:
    """Return the findings of a period: suspected vetoes, what else is pending, vetoes of one person, then the rest.

    Rows of ``unit_findings`` with ``unit_name``, ``waits`` (``pending``, ``one_person`` or empty) and
    ``confirmed_by``. A unit's reader gets its own.
    """
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    names = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    waiting = {one.finding: one for one in unsettled(warehouse, reader, period, as_of)}
    with warehouse.prepared(period, as_of, scheme) as run:
        rows = run.rows("unit_findings", order_by="dated_on desc, unit, finding", is_of_period=True)
    found = []
    for row in rows:
        name = names.get(row["unit"], "")
        if reader.may_read(name):
            one = waiting.get(row["finding"])
            said = {"waits": one.why if one else "", "confirmed_by": one.confirmed_by if one else ""}
            found.append(masked_row(reader, row, name) | {"unit_name": name} | said)
    return tuple(sorted(found, key=_first_what_waits))


def _first_what_waits(row: Row) -> tuple[bool, bool, bool]:
    return row["waits"] != "pending", row["waits"] != "one_person", row["kind"] != "veto"


def findings_named(
    warehouse: Warehouse, reader: Reader, period: Period, unit: str, numbers: list[str]
) -> tuple[int, ...]:
    """Return the keys of a unit's findings of a period by their 问题编号.

    Raises Refused for a number that the unit has not in the period, and for one that several findings carry.
    """
    key, name = find_unit(warehouse, unit)
    reader.require(name)
    found: list[int] = []
    for number in numbers:
        rows = [
            row for row in warehouse.rows("findings", unit=key, number=number) if row["quarter"] in period.quarters
        ]
        if len(rows) != 1:
            raise Refused("{unit} has {n} findings numbered {number} in {period}.", unit=name, n=len(rows),
                          number=number, period=period.code)  # fmt: skip
        found.append(rows[0]["finding"])
    return tuple(found)
