-- One row per quarter and checked channel: its unit, the official arithmetic over score_den, its verdict and what vetoed it.
create or replace temp view channel_verdicts as
with vetoes as (
    select
        finding_totals.quarter,
        finding_totals.channel,
        string_agg(scheme_indicators.name, '、' order by scheme_indicators.name) as veto_names
    from finding_totals
    join indicators on indicators.indicator = finding_totals.indicator
    join scheme_indicators on scheme_indicators.code = indicators.code
    where finding_totals.kind = 'veto' and finding_totals.channel is not null
    group by finding_totals.quarter, finding_totals.channel
)

select
    channel_scores.*,
    channel_scores.value_num + channel_scores.bonus_num as with_bonus_num,
    channel_scores.value_num + channel_scores.bonus_num > channel_scores.full_num as is_above_full,
    units.name as unit_name,
    units.group_code,
    units.sort_order,
    vetoes.veto_names,
    case
        when channel_scores.is_vetoed then 'vetoed'
        when channel_scores.is_passed then 'passed'
        else 'failed'
    end as verdict
from channel_scores
join units on units.unit = channel_scores.unit
left join vetoes on
    vetoes.quarter = channel_scores.quarter
    and vetoes.channel = channel_scores.channel;
