-- One row per unit, channel and indicator with counted problems in a quarter of the period and in another quarter asked for.
with placed as (
    select
        unit,
        channel,
        indicator,
        quarter,
        count(*) as findings,
        list_contains($quarters, quarter) as is_of_period
    from findings
    where
        is_counted
        and kind <> 'bonus'
        and visible_from <= $as_of
        and (list_contains($quarters, quarter) or list_contains($earlier_quarters, quarter))
    group by unit, channel, indicator, quarter
),

repeated as (
    select
        unit,
        channel,
        indicator,
        list(quarter order by quarter) as quarters,
        sum(findings) filter (where is_of_period)::bigint as findings,
        coalesce(sum(findings) filter (where not is_of_period), 0)::bigint as earlier_findings
    from placed
    group by unit, channel, indicator
    having bool_or(is_of_period) and count(*) > 1
)

select
    repeated.quarters,
    repeated.findings,
    repeated.earlier_findings,
    units.name as unit_name,
    units.group_code,
    units.serves_public,
    channels.name as channel_name,
    channels.channel_type,
    indicators.code as indicator
from repeated
join units on units.unit = repeated.unit
join indicators on indicators.indicator = repeated.indicator
left join channels on channels.channel = repeated.channel
order by len(repeated.quarters) desc, repeated.findings desc, units.sort_order, channels.name, indicators.code;
