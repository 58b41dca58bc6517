-- One row per unit with an assignment: 100 × Σ weight·credit ÷ Σ weight over its applicable assignments, as a pair.
create or replace temp table task_dimension as
with summed as (
    select
        unit,
        coalesce(sum(weight * credit) filter (where is_applicable), 0) as earned,
        coalesce(sum(weight * scale) filter (where is_applicable), 0) as possible
    from task_credits
    group by unit
)

select
    summed.unit,
    summed.possible > 0 as is_applicable,
    -- full_marks carries the scale once, so the pair keeps it in the denominator too.
    (summed.earned * rules.full_marks)::hugeint as num,
    (case when summed.possible > 0 then summed.possible * rules.scale else 1 end)::hugeint as den
from summed
cross join rules;
