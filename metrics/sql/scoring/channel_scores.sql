-- One row per quarter and checked channel: the official arithmetic of a website, the verdict of an account.
-- value, bonus and final are over score_den = scale × rescale_denominator, so that 100/75 stays exact.
create or replace temp table channel_scores as
with found as (
    select
        quarter,
        channel,
        sum(least(cap, points)) filter (where kind = 'deduction') as deducted,
        sum(least(cap, points)) filter (where kind = 'bonus') as bonus_found,
        bool_or(kind = 'veto') as is_vetoed
    from finding_totals
    where channel is not null
    group by quarter, channel
),

based as (
    select
        checked_channels.quarter,
        checked_channels.channel,
        checked_channels.unit,
        checked_channels.channel_type,
        checked_channels.name,
        coalesce(found.deducted, 0) as deducted,
        coalesce(found.bonus_found, 0) as bonus_found,
        coalesce(found.is_vetoed, false) as is_vetoed,
        units.serves_public,
        case when units.serves_public then rules.full_marks else rules.reduced_base end as base,
        case when units.serves_public then rules.rescale_denominator else rules.rescale_numerator end as factor,
        rules.scale * rules.rescale_denominator as score_den,
        rules.full_marks * rules.rescale_denominator as full_num,
        rules.pass_mark * rules.rescale_denominator as pass_num,
        rules.bonus_gate * rules.rescale_denominator as gate_num,
        rules.bonus_cap,
        rules.rescale_denominator
    from checked_channels
    cross join rules
    join units on units.unit = checked_channels.unit
    left join found on found.quarter = checked_channels.quarter and found.channel = checked_channels.channel
),

valued as (
    select
        * exclude (gate_num, bonus_cap, rescale_denominator),
        (greatest(base - deducted, 0) * factor)::hugeint as value_num,
        case when value_num > gate_num then least(bonus_cap, bonus_found) * rescale_denominator else 0 end as bonus_num
    from based
)

select
    *,
    least(value_num + bonus_num, full_num) as final_num,
    not is_vetoed and (channel_type <> 'website' or value_num >= pass_num) as is_passed
from valued;
