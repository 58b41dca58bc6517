-- One row per quarter and checked channel: the official arithmetic of a website, the verdict of an account.
-- value, bonus and final are over score_den = scale × rescale_denominator, so that 100/75 stays exact.
create or replace temp table channel_scores as
with capped as (
    select
        quarter,
        channel,
        kind,
        sum(least(cap, points)) as points
    from finding_totals
    where kind in ('deduction', 'bonus') and channel is not null
    group by quarter, channel, kind
),

facts as (
    select
        checked_channels.quarter,
        checked_channels.channel,
        checked_channels.unit,
        checked_channels.channel_type,
        checked_channels.name,
        coalesce(any_value(capped.points) filter (where capped.kind = 'deduction'), 0) as deducted,
        coalesce(any_value(capped.points) filter (where capped.kind = 'bonus'), 0) as bonus_found
    from checked_channels
    left join capped on capped.quarter = checked_channels.quarter and capped.channel = checked_channels.channel
    group by all
),

vetoes as (
    select distinct quarter, channel from finding_totals where kind = 'veto' and channel is not null
),

based as (
    select
        facts.*,
        vetoes.channel is not null as is_vetoed,
        units.serves_public,
        case when units.serves_public then rules.full_marks else rules.reduced_base end as base,
        case when units.serves_public then rules.rescale_denominator else rules.rescale_numerator end as factor,
        rules.scale * rules.rescale_denominator as score_den
    from facts
    cross join rules
    join units on units.unit = facts.unit
    left join vetoes on vetoes.quarter = facts.quarter and vetoes.channel = facts.channel
),

valued as (
    select
        *,
        (greatest(base - deducted, 0) * factor)::hugeint as value_num
    from based
),

with_bonus as (
    select
        valued.*,
        case
            when valued.value_num > rules.bonus_gate * rules.rescale_denominator
                then least(rules.bonus_cap, valued.bonus_found) * rules.rescale_denominator
            else 0
        end as bonus_num,
        rules.full_marks * rules.rescale_denominator as full_num,
        rules.pass_mark * rules.rescale_denominator as pass_num
    from valued
    cross join rules
),

final as (
    select
        *,
        least(value_num + bonus_num, full_num) as final_num,
        not is_vetoed and (channel_type <> 'website' or value_num >= pass_num) as is_passed
    from with_bonus
)

select * from final;
