-- One row per unit with a channel or a veto: the mean of its checked quarters as a pair, and what was vetoed.
create or replace temp table inspection_dimension as
with gathered as (
    select
        unit,
        bool_or(is_running or is_zero) as is_applicable,
        bool_or(has_website_veto or has_veto_without_channel) as has_unit_veto,
        -- A quarter that was not checked adds nothing and does not widen the denominator.
        list({'num': num, 'den': den}) filter (where is_checked) as quarters
    from inspection_quarters
    group by unit
),

with_common as (
    select
        *,
        list_reduce(
            coalesce(list_transform(quarters, lambda one: one.den), []), lambda one, other: lcm(one, other), 1::hugeint
        ) as common_den
    from gathered
)

select
    unit,
    is_applicable,
    quarters is not null as is_checked,
    has_unit_veto,
    common_den,
    coalesce(list_sum(list_transform(quarters, lambda one: one.num * (common_den // one.den))), 0)::hugeint as num,
    (common_den * greatest(len(quarters), 1))::hugeint as den
from with_common;
