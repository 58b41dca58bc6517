-- One row per line of a score's explanation: 100 + Σ hundredths / 100 = the printed score, by largest remainder (scoring.md §8).
create or replace temp view marks as
with losses as (
    select * from task_marks
    union all
    select * from inspection_marks
    union all
    select * from rectification_marks
    union all
    select * from checklist_marks
),

weighted as (
    select
        losses.* exclude (loss),
        dimensions.ordinal,
        (-losses.loss * dimensions.weight * (composites.common_den // dimensions.den))::hugeint as num
    from losses
    join dimensions on dimensions.unit = losses.unit and dimensions.dimension = losses.dimension
    join composites on composites.unit = losses.unit
    where dimensions.is_checked
    union all
    select
        bonus_marks.* exclude (gain),
        999 as ordinal,
        (bonus_marks.gain * (composites.common_den // rules.scale) * composites.checked_weight)::hugeint as num
    from bonus_marks
    cross join rules
    join composites on composites.unit = bonus_marks.unit
    union all
    -- What failed the unit or capped its grade comes first.
    select
        deciding_marks.*,
        0 as ordinal,
        0::hugeint as num
    from deciding_marks
),

divided as (
    select
        weighted.*,
        composites.den,
        standings.score_hundredths - rules.full_marks // rules.scale * rules.printed as target,
        weighted.num * rules.printed // composites.den as quotient,
        weighted.num * rules.printed % composites.den as remainder
    from weighted
    cross join rules
    join composites on composites.unit = weighted.unit
    join standings on standings.unit = weighted.unit
    where composites.has_score
),

floored as (
    select
        * exclude (quotient, remainder),
        case when remainder < 0 then quotient - 1 else quotient end as lower_hundredths,
        case when remainder < 0 then remainder + den else remainder end as remainder
    from divided
),

numbered as (
    select
        *,
        row_number() over (
            partition by unit
            order by ordinal, quarter, dated_on, sequence, indicator, num
        ) as position,
        target - sum(lower_hundredths) over (partition by unit) as to_give
    from floored
),

given as (
    select
        *,
        row_number() over (partition by unit order by remainder desc, position) as turn
    from numbered
)

select
    unit,
    position,
    quarter,
    dimension,
    indicator,
    item,
    channel,
    reason,
    dated_on,
    finding,
    record,
    num,
    den,
    is_capped,
    (lower_hundredths + case when turn <= to_give then 1 else 0 end)::bigint as hundredths
from given;
