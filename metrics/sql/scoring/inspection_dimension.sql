-- One row per unit with a channel or a veto: the mean of its checked quarters as a pair, and what was vetoed.
create or replace temp table inspection_dimension as
with pivoted as (
    select
        inspection_quarters.unit,
        bool_or(inspection_quarters.is_running or inspection_quarters.is_zero) as is_applicable,
        count(*) filter (where inspection_quarters.is_checked) as checked_quarters,
        bool_or(inspection_quarters.has_website_veto or inspection_quarters.has_veto_without_channel) as has_unit_veto,
        any_value(inspection_quarters.num) filter (where is_checked and run_quarters.ordinal = 1) as num_1,
        any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 1) as den_1,
        any_value(inspection_quarters.num) filter (where is_checked and run_quarters.ordinal = 2) as num_2,
        any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 2) as den_2,
        any_value(inspection_quarters.num) filter (where is_checked and run_quarters.ordinal = 3) as num_3,
        any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 3) as den_3,
        any_value(inspection_quarters.num) filter (where is_checked and run_quarters.ordinal = 4) as num_4,
        any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 4) as den_4
    from inspection_quarters
    join run_quarters on run_quarters.quarter = inspection_quarters.quarter
    group by inspection_quarters.unit
),

with_common as (
    -- A quarter that was not checked has neither num nor den: it adds nothing and does not widen the denominator.
    select
        *,
        lcm(
            lcm(coalesce(den_1, 1), coalesce(den_2, 1)), lcm(coalesce(den_3, 1), coalesce(den_4, 1))
        ) as common_den
    from pivoted
)

select
    unit,
    is_applicable,
    checked_quarters > 0 as is_checked,
    has_unit_veto,
    common_den,
    (
        coalesce(num_1 * (common_den // den_1), 0) + coalesce(num_2 * (common_den // den_2), 0)
        + coalesce(num_3 * (common_den // den_3), 0) + coalesce(num_4 * (common_den // den_4), 0)
    )::hugeint as num,
    (common_den * greatest(checked_quarters, 1))::hugeint as den
from with_common;
