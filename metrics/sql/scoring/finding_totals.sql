-- One row per quarter, unit, channel, indicator and kind: the points of its counted findings, still without caps.
-- Quarter and as-of day come as parameters, as in loss_totals.
create or replace temp table finding_totals as
with totals as (
    select
        unit,
        channel,
        indicator,
        kind,
        sum(points) as stated_points,
        count(*) - count(points) as unpriced,
        count(*) as findings
    from findings
    where quarter = $quarter::integer and visible_from <= $as_of::date and is_counted and kind <> 'record_only'
    group by all
)

select
    $quarter::integer as quarter,
    totals.unit,
    totals.channel,
    channels.channel_type,
    totals.indicator,
    totals.kind,
    totals.findings,
    scheme_indicators.cap,
    -- No points stated: the scheme's price (scoring.md §4); intake refused the row when there is none.
    coalesce(totals.stated_points, 0) + totals.unpriced * coalesce(scheme_indicators.price, 0) as points
from totals
join indicators on indicators.indicator = totals.indicator
join scheme_indicators on scheme_indicators.code = indicators.code
left join channels on channels.channel = totals.channel
anti join exempt_pairs on exempt_pairs.unit = totals.unit and exempt_pairs.indicator = totals.indicator;
