-- One row per listed unit: 100 × Σ weight·credit ÷ Σ weight over its applicable assignments, as a pair.
create or replace temp table task_dimension as
with summed as (
    select
        unit,
        sum(weight * credit) filter (where is_applicable) as earned,
        sum(weight * scale) filter (where is_applicable) as possible
    from task_credits
    group by unit
)

select
    listed_units.unit,
    coalesce(summed.possible, 0) > 0 as is_applicable,
    -- full_marks carries the scale once, so the pair keeps it in the denominator too.
    (coalesce(summed.earned, 0) * rules.full_marks)::hugeint as num,
    (case when coalesce(summed.possible, 0) > 0 then summed.possible * rules.scale else 1 end)::hugeint as den
from listed_units
cross join rules
left join summed on summed.unit = listed_units.unit;
