-- One row per listed unit: the mean of its checked quarters as a pair, and what was vetoed.
create or replace temp table inspection_dimension as
with pivoted as (
    select
        inspection_quarters.unit,
        bool_or(inspection_quarters.is_running or inspection_quarters.is_zero) as is_applicable,
        count(*) filter (where inspection_quarters.is_checked) as checked_quarters,
        bool_or(inspection_quarters.has_website_veto or inspection_quarters.has_veto_without_channel) as has_unit_veto,
        coalesce(any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 1), 1) as den_1,
        coalesce(any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 2), 1) as den_2,
        coalesce(any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 3), 1) as den_3,
        coalesce(any_value(inspection_quarters.den) filter (where is_checked and run_quarters.ordinal = 4), 1) as den_4
    from inspection_quarters
    join run_quarters on run_quarters.quarter = inspection_quarters.quarter
    group by inspection_quarters.unit
),

with_common as (
    select
        *,
        lcm(lcm(den_1, den_2), lcm(den_3, den_4)) as common_den
    from pivoted
),

summed as (
    select
        with_common.unit,
        with_common.is_applicable,
        with_common.checked_quarters,
        with_common.has_unit_veto,
        with_common.common_den,
        sum(inspection_quarters.num * (with_common.common_den // inspection_quarters.den))
            filter (where inspection_quarters.is_checked) as num
    from with_common
    join inspection_quarters on inspection_quarters.unit = with_common.unit
    group by all
)

select
    listed_units.unit,
    coalesce(summed.is_applicable, false) as is_applicable,
    coalesce(summed.checked_quarters, 0) > 0 as is_checked,
    coalesce(summed.has_unit_veto, false) as has_unit_veto,
    coalesce(summed.common_den, 1) as common_den,
    coalesce(summed.num, 0)::hugeint as num,
    (coalesce(summed.common_den, 1) * greatest(coalesce(summed.checked_quarters, 0), 1))::hugeint as den
from listed_units
left join summed on summed.unit = listed_units.unit;
