-- One row per listed unit: its composite as one pair, coverage, and whether it is vetoed.
create or replace temp table composites as
with gathered as (
    select
        unit,
        sum(weight) as all_weight,
        coalesce(sum(weight) filter (where is_checked), 0) as checked_weight,
        -- A dimension that was not checked adds nothing and does not widen the denominator.
        list({'num': (weight * num)::hugeint, 'den': den::hugeint}) filter (where is_checked) as parts
    from dimensions
    group by unit
),

with_common as (
    select
        gathered.*,
        list_reduce(
            coalesce(list_transform(gathered.parts, lambda one: one.den), []),
            lambda one, other: lcm(one, other),
            rules.scale::hugeint
        ) as common_den,
        coalesce(bonus.points, 0)::hugeint as bonus_points,
        rules.scale,
        gathered.checked_weight * rules.scale >= rules.coverage_minimum * gathered.all_weight as is_covered,
        coalesce(inspection_dimension.has_unit_veto, false) as has_unit_veto,
        run.is_quarter and rules.is_veto_on_unit and coalesce(inspection_dimension.has_unit_veto, false) as is_vetoed
    from gathered
    cross join rules
    cross join run
    left join bonus on bonus.unit = gathered.unit
    left join inspection_dimension on inspection_dimension.unit = gathered.unit
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
        coalesce(list_sum(list_transform(parts, lambda one: one.num * (common_den // one.den))), 0)
        + bonus_points * (common_den // scale) * checked_weight
    )::hugeint as num,
    (common_den * greatest(checked_weight, 1))::hugeint as den,
    is_covered,
    is_vetoed,
    has_unit_veto
from with_common;
