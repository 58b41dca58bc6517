"""How much dearer are the composites of all units than one bare aggregation over the same table?

    python tests/benchmarks/composites.py [FINDINGS …]        (default: 1,000,000 and 10,000,000)

Prints, for each size, the seconds of ``select unit, sum(points) … group by unit`` over the findings of one period,
the seconds of a whole scoring run on them, and the ratio, best of three each. At most 15 is wanted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from metrics.calendar import Period  # noqa: E402 (the path has to be set first)
from metrics.intake.receive import create_store  # noqa: E402
from metrics.scoring_run import Run  # noqa: E402
from metrics.statements import table_of  # noqa: E402
from metrics.warehouse import Warehouse  # noqa: E402

WANTED = 15.0
REPEATS = 3
PERIOD = Period.parse("2025Q2")
# 60 websites and 275 accounts, as the city published; every unit runs some.
CHANNELS = """
insert into channels by name
select
    number as channel,
    units.unit,
    case when number <= 60 then 'website' when number % 4 = 0 then 'weibo' else 'wechat' end as channel_type,
    'channel ' || number as name,
    0 as record
from range(1, 336) as numbers(number)
join (select unit, row_number() over (order by unit) as place, count(*) over () as many from units) as units
    on units.place = number % units.many + 1
"""
SCOPE = """
insert into inspection_scope by name
select 1 as inspection, 20252 as quarter, false as is_unchecked, 0 as record
"""
# Mostly deductions, some recorded only or good practice; late, open, failed and recurring rectifications among them.
FINDINGS = """
insert into findings by name
select
    *,
    missed_deadline(is_counted, kind, has_failed_recheck, recurred_on, deadline_on, closed_on) as missed_on,
    coalesce(closed_on, date '9999-12-31') as open_until
from (
select
    number as finding,
    channels.unit,
    channels.channel,
    indicators.indicator,
    20252 as quarter,
    date '2025-04-01' + (number % 91)::integer as visible_from,
    date '2025-04-01' + (number % 91)::integer as dated_on,
    indicators.kind,
    case when number % 5 > 0 then (number % 5) * 5000 end as points,
    case when number % 20 = 0 then 'pending' else 'confirmed' end as review,
    number % 20 > 0 and indicators.kind <> 'bonus' as is_counted,
    date '2025-04-15' + (number * 7 % 91)::integer as deadline_on,
    (select days.number from workdays as days where days.day = date '2025-04-15' + (numbers.number * 7 % 91)::integer)
        as deadline_workday,
    number % 3 = 0 as is_deadline_presumed,
    case when number % 3 > 0 then date '2025-04-10' + (number * 11 % 100)::integer end as closed_on,
    case when number % 997 = 0 then date '2025-06-20' end as recurred_on,
    number % 1009 = 0 as has_failed_recheck,
    'problem ' || number as description,
    'http://site/' || number % 5000 as page,
    number as record
from range($findings) as numbers(number)
join channels on channels.channel = number % 335 + 1
join wanted_indicators as indicators
    on indicators.place = number % indicators.many and indicators.is_website = (channels.channel_type = 'website')
)
"""
ROUNDS = """
insert into rectification_rounds by name
select finding, 0 as round, deadline_on, is_deadline_presumed, closed_on
from findings
where has_failed_recheck
"""
RECURRENCES = """
insert into found_again by name
select finding, finding + 1 as again, closed_on, recurred_on as visible_from, recurred_on as found_on
from findings
where recurred_on > closed_on
"""
FLOOR = "select unit, sum(points) from findings where quarter = 20252 group by unit"


def filled(folder: Path, findings: int) -> Warehouse:
    """Return a store with the reference units, 335 channels and so many findings of one quarter."""
    warehouse = create_store(folder, "real")
    scheme = warehouse.schemes.in_force(PERIOD.last)
    connection: Any = warehouse._connection
    with warehouse.transaction() as changes:
        rows = []
        for is_website in (True, False):
            target = "website" if is_website else "account"
            kinds = ("deduction", "bonus") if is_website else ("record_only",)
            usable = [one for one in scheme.indicators if target in one.targets and one.kind in kinds]
            for place, one in enumerate(usable):
                rows.append((changes.key("indicators", one.code), one.kind, is_website, place, len(usable)))
        changes.refold("findings", [])
        connection.execute(
            "create temp table wanted_indicators"
            "(indicator integer, kind varchar, is_website boolean, place integer, many integer)"
        )
        connection.executemany("insert into wanted_indicators values (?, ?, ?, ?, ?)", rows)
        connection.execute(CHANNELS)
        connection.execute(SCOPE)
        days = [{"day": day, "number": number} for day, number in warehouse.calendar.rows()]
        connection.register("workdays", table_of(days))
        connection.execute(FINDINGS, {"findings": findings})
        connection.execute(ROUNDS)
        connection.execute(RECURRENCES)
    return warehouse


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of three runs."""
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def measured(warehouse: Warehouse) -> tuple[int, float, float]:
    """Return how many findings there are, and the seconds of the floor and of a scoring run."""
    connection: Any = warehouse._connection
    path = warehouse._scheme_tables.path_to(warehouse.schemes.in_force(PERIOD.last))

    def score() -> None:
        run = Run(connection.cursor(), PERIOD, PERIOD.last, path)
        assert any(row["is_covered"] for row in run.rows("composites"))
        run.close()

    count = connection.execute("select count(*) from findings").fetchone()[0]
    return count, best(lambda: connection.cursor().execute(FLOOR).fetchall()), best(score)


def main() -> None:
    """Measure the sizes asked for and print a line for each."""
    sizes = [int(float(text)) for text in sys.argv[1:]] or [1_000_000, 10_000_000]
    print(f"{'findings':>12} {'bare sum':>10} {'composites':>11} {'ratio':>7}   (wanted: at most {WANTED:g})")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            warehouse = filled(Path(folder) / "store", size)
            count, floor, full = measured(warehouse)
            warehouse.close()
        print(f"{count:>12,} {floor:>9.3f}s {full:>10.3f}s {full / floor:>6.1f}×", flush=True)


if __name__ == "__main__":
    main()
