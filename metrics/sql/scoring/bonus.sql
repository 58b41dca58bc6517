-- One row per listed unit: its bonus points, each rule capped for the period asked.
create or replace temp table bonus as
with capped as (
    select
        unit,
        code,
        least(any_value(cap), sum(points)) as points
    from bonus_items
    group by unit, code
),

summed as (
    select
        unit,
        sum(points) as points
    from capped
    group by unit
)

select
    listed_units.unit,
    coalesce(summed.points, 0)::hugeint as points
from listed_units
left join summed on summed.unit = listed_units.unit;
