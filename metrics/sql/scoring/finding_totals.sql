-- One row per quarter, unit, channel, indicator and kind: the points of its counted findings, still without caps.
create or replace temp table finding_totals as
with totals as (
    select
        findings.quarter,
        findings.unit,
        findings.channel,
        findings.indicator,
        findings.kind,
        sum(findings.points) as stated_points,
        count(*) - count(findings.points) as unpriced,
        count(*) as findings
    from findings
    join run_quarters on run_quarters.quarter = findings.quarter and findings.visible_from <= run_quarters.as_of
    where findings.is_counted and findings.kind <> 'record_only'
    group by all
)

select
    totals.quarter,
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
