-- One row per deduction or bonus finding of a checked website that is scored: what it used of cap, base and ceiling.
-- loss is over scale × rescale_denominator of one website; findings use up caps in order of date, number and text.
create or replace temp view website_marks as
with scored as (
    select
        inspection_findings.*,
        channel_scores.name as channel_name,
        channel_scores.base,
        channel_scores.factor,
        channel_scores.final_num - channel_scores.value_num as bonus_allowed,
        rules.rescale_denominator
    from inspection_findings
    cross join rules
    cross join run
    join channel_scores on
        channel_scores.quarter = inspection_findings.quarter
        and channel_scores.channel = inspection_findings.channel
        and channel_scores.unit = inspection_findings.unit
    where
        channel_scores.channel_type = 'website'
        and inspection_findings.kind in ('deduction', 'bonus')
        and (not channel_scores.is_vetoed or (run.is_quarter and rules.is_veto_on_unit))
),

within_indicator as (
    select
        *,
        sum(points) over (
            partition by unit, quarter, channel, kind, indicator
            order by dated_on, number, description, page, finding
            rows unbounded preceding
        ) as running
    from scored
),

capped as (
    select
        *,
        least(running, cap) - least(running - points, cap) as used_of_cap
    from within_indicator
),

within_website as (
    select
        *,
        sum(used_of_cap) over (
            partition by unit, quarter, channel, kind
            order by dated_on, number, description, page, finding
            rows unbounded preceding
        ) as running_used
    from capped
),

used as (
    select
        *,
        case kind
            when 'deduction'
                then (least(running_used, base) - least(running_used - used_of_cap, base)) * factor
            else
                least(running_used * rescale_denominator, bonus_allowed)
                - least((running_used - used_of_cap) * rescale_denominator, bonus_allowed)
        end as used_num
    from within_website
)

select
    unit,
    quarter,
    channel,
    channel_name,
    kind,
    indicator,
    finding,
    description,
    dated_on,
    record,
    (case kind when 'deduction' then used_num else -used_num end)::hugeint as loss,
    used_num < points * case kind when 'deduction' then factor else rescale_denominator end as is_capped
from used;
