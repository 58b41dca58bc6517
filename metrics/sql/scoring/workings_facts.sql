-- One row per quarter, counted finding of a listed unit known in it, and fact that may cost it points (scoring.md §5).
-- The facts are those of eventful_losses and rectification_losses, here one under another instead of priced.
create or replace temp table workings_facts as
with counted as (
    select
        findings.finding,
        findings.unit,
        findings.channel,
        findings.indicator,
        findings.kind,
        findings.visible_from,
        findings.deadline_on,
        findings.closed_on,
        findings.has_failed_recheck,
        coalesce(findings.number, '') as number,
        coalesce(findings.description, '') as description,
        findings.record,
        findings.rectification_record
    from findings
    join listed_units on listed_units.unit = findings.unit
    where findings.is_counted and findings.kind <> 'bonus'
),

facts as (
    select
        finding,
        null::integer as quarter,
        'round' as fact,
        started_on as dated_on,
        deadline_on,
        closed_on,
        null::bigint as record
    from rectification_rounds
    union all
    select finding, null, 'round', null, deadline_on, closed_on, null
    from counted
    where not has_failed_recheck
    union all
    select finding, null, result, rechecked_on, null, null, record
    from failed_rechecks
    union all
    select finding, quarter, 'relapsed', found_on, null, null, null
    from days_found_again
)

select
    prices.quarter,
    counted.finding,
    counted.unit,
    channels.name as channel_name,
    counted.kind,
    indicators.code as indicator,
    scheme_indicators.name as indicator_name,
    exempt_pairs.unit is not null as is_exempt,
    facts.fact,
    facts.dated_on,
    facts.deadline_on,
    facts.closed_on,
    counted.number,
    counted.description,
    coalesce(facts.record, counted.rectification_record, counted.record) as record
from facts
join counted on counted.finding = facts.finding
join quarter_prices as prices on
    counted.visible_from <= prices.as_of
    and (facts.quarter is null or facts.quarter = prices.quarter)
    and (facts.dated_on is null or facts.dated_on <= prices.as_of)
    and (facts.fact = 'round' or facts.dated_on >= prices.first_day)
join indicators on indicators.indicator = counted.indicator
left join scheme_indicators on scheme_indicators.code = indicators.code
left join channels on channels.channel = counted.channel
left join exempt_pairs on exempt_pairs.unit = counted.unit and exempt_pairs.indicator = counted.indicator
-- What was closed before the quarter can cost nothing in it: ten years of history stay out.
where facts.fact <> 'round' or facts.closed_on is null or facts.closed_on >= prices.first_day;
