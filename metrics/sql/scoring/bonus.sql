-- One row per unit that earned bonus points: their sum, each rule capped for the period asked.
create or replace temp table bonus as
with capped as (
    select
        unit,
        code,
        least(any_value(cap), sum(points)) as points
    from bonus_items
    group by unit, code
)

select
    unit,
    sum(points)::hugeint as points
from capped
group by unit;
