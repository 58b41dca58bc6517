-- One row per listed unit and dimension of its group: weight, whether it applies and was checked, value as a pair.
create or replace temp table dimensions as
with rectification as (
    select
        rectification_quarters.unit,
        sum(rectification_quarters.num) as num,
        (count(*) * any_value(rules.scale))::hugeint as den
    from rectification_quarters
    cross join rules
    group by rectification_quarters.unit
),

gathered as (
    select unit, 'tasks' as dimension, is_applicable, is_applicable as is_checked, num, den from task_dimension
    union all
    select unit, 'inspection', is_applicable, is_applicable and is_checked, num, den from inspection_dimension
    union all
    select unit, 'rectification', true, true, num, den from rectification
    union all
    select unit, 'checklist', true, true, num, den from checklist_dimension
)

select
    listed_units.unit,
    dimension_weights.dimension,
    dimension_weights.weight,
    dimension_weights.ordinal,
    -- Nothing is known of the unit there: no assignment, no channel; a checklist applies before it is collected.
    coalesce(gathered.is_applicable, dimension_weights.dimension = 'checklist') as is_applicable,
    coalesce(gathered.is_checked, false) as is_checked,
    coalesce(gathered.num, 0) as num,
    coalesce(gathered.den, 1) as den
from listed_units
join dimension_weights on dimension_weights.group_code = listed_units.group_code
left join gathered on
    gathered.unit = listed_units.unit
    and gathered.dimension = dimension_weights.dimension;
