-- One row per listed unit: its composite as one pair, coverage, and whether it is vetoed.
create or replace temp table composites as
with pivoted as (
    select
        unit,
        sum(weight) as all_weight,
        coalesce(sum(weight) filter (where is_checked), 0) as checked_weight,
        any_value(weight * num) filter (where is_checked and dimension = 'tasks') as tasks_num,
        any_value(den) filter (where is_checked and dimension = 'tasks') as tasks_den,
        any_value(weight * num) filter (where is_checked and dimension = 'inspection') as inspection_num,
        any_value(den) filter (where is_checked and dimension = 'inspection') as inspection_den,
        any_value(weight * num) filter (where is_checked and dimension = 'rectification') as rectification_num,
        any_value(den) filter (where is_checked and dimension = 'rectification') as rectification_den,
        any_value(weight * num) filter (where is_checked and dimension = 'checklist') as checklist_num,
        any_value(den) filter (where is_checked and dimension = 'checklist') as checklist_den
    from dimensions
    group by unit
),

with_common as (
    -- A dimension that was not checked has neither num nor den: it adds nothing and does not widen the denominator.
    select
        pivoted.*,
        lcm(
            lcm(coalesce(pivoted.tasks_den, 1), coalesce(pivoted.inspection_den, 1)),
            lcm(
                lcm(coalesce(pivoted.rectification_den, 1), coalesce(pivoted.checklist_den, 1)), rules.scale::hugeint
            )
        ) as common_den,
        coalesce(bonus.points, 0)::hugeint as bonus_points,
        rules.scale,
        pivoted.checked_weight * rules.scale >= rules.coverage_minimum * pivoted.all_weight as is_covered,
        coalesce(inspection_dimension.has_unit_veto, false) as has_unit_veto,
        run.is_quarter and rules.is_veto_on_unit and coalesce(inspection_dimension.has_unit_veto, false) as is_vetoed
    from pivoted
    cross join rules
    cross join run
    left join bonus on bonus.unit = pivoted.unit
    left join inspection_dimension on inspection_dimension.unit = pivoted.unit
)

select
    unit,
    common_den,
    checked_weight,
    all_weight,
    checked_weight > 0 as has_score,
    bonus_points,
    -- score = num / den; nothing has been divided yet
    (
        coalesce(tasks_num * (common_den // tasks_den), 0)
        + coalesce(inspection_num * (common_den // inspection_den), 0)
        + coalesce(rectification_num * (common_den // rectification_den), 0)
        + coalesce(checklist_num * (common_den // checklist_den), 0)
        + bonus_points * (common_den // scale) * checked_weight
    )::hugeint as num,
    (common_den * greatest(checked_weight, 1))::hugeint as den,
    is_covered,
    is_vetoed,
    has_unit_veto
from with_common;
