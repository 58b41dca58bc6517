-- One row per listed unit: its composite as one pair, coverage, and whether it is vetoed.
create or replace temp table composites as
with dens as (
    select
        unit,
        sum(weight) as all_weight,
        coalesce(sum(weight) filter (where is_checked), 0) as checked_weight,
        coalesce(any_value(den) filter (where is_checked and dimension = 'tasks'), 1) as tasks_den,
        coalesce(any_value(den) filter (where is_checked and dimension = 'inspection'), 1) as inspection_den,
        coalesce(any_value(den) filter (where is_checked and dimension = 'rectification'), 1) as rectification_den,
        coalesce(any_value(den) filter (where is_checked and dimension = 'checklist'), 1) as checklist_den
    from dimensions
    group by unit
),

with_common as (
    select
        dens.unit,
        dens.all_weight,
        dens.checked_weight,
        lcm(
            lcm(dens.tasks_den, dens.inspection_den),
            lcm(lcm(dens.rectification_den, dens.checklist_den), rules.scale::hugeint)
        ) as common_den
    from dens
    cross join rules
),

summed as (
    select
        with_common.unit,
        with_common.all_weight,
        with_common.checked_weight,
        with_common.common_den,
        coalesce(
            sum(dimensions.weight * dimensions.num * (with_common.common_den // dimensions.den))
            filter (where dimensions.is_checked), 0
        )::hugeint as weighted_num
    from with_common
    join dimensions on dimensions.unit = with_common.unit
    group by all
)

select
    summed.unit,
    summed.common_den,
    summed.checked_weight,
    summed.all_weight,
    summed.checked_weight > 0 as has_score,
    bonus.points as bonus_points,
    -- score = num / den; nothing has been divided yet
    (summed.weighted_num + bonus.points * (summed.common_den // rules.scale) * summed.checked_weight)::hugeint as num,
    (summed.common_den * greatest(summed.checked_weight, 1))::hugeint as den,
    summed.checked_weight * rules.scale >= rules.coverage_minimum * summed.all_weight as is_covered,
    run.is_quarter and rules.is_veto_on_unit and inspection_dimension.has_unit_veto as is_vetoed,
    inspection_dimension.has_unit_veto
from summed
cross join rules
cross join run
join bonus on bonus.unit = summed.unit
join inspection_dimension on inspection_dimension.unit = summed.unit;
