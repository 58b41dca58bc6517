-- One row per observation that earned bonus points, the cap used up in order of quarter and record; points are scaled.
create or replace temp view bonus_marks as
with running as (
    select
        *,
        sum(points) over (
            partition by unit, code
            order by quarter, evidence, observation
            rows unbounded preceding
        ) as running_points
    from bonus_items
)

select
    unit,
    quarter,
    'bonus' as dimension,
    code as indicator,
    coalesce(evidence, name) as item,
    null::varchar as channel,
    'bonus' as reason,
    null::date as dated_on,
    observation as sequence,
    null::integer as finding,
    record,
    (least(running_points, cap) - least(running_points - points, cap))::hugeint as gain,
    running_points > cap as is_capped
from running;
