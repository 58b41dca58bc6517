-- One row per finding of the period's quarters that could bear on the inspection of a listed unit, whatever was decided.
-- A person who checks a score sees beside the counted ones what was not counted, and why.
create or replace temp table workings_findings as
select
    findings.quarter,
    findings.finding,
    findings.unit,
    findings.channel,
    channels.name as channel_name,
    channels.channel_type,
    scheme_indicators.code as indicator,
    scheme_indicators.name as indicator_name,
    scheme_indicators.cap,
    scheme_indicators.price,
    findings.kind,
    findings.points,
    findings.review,
    findings.is_counted,
    exempt_pairs.unit is not null as is_exempt,
    findings.dated_on,
    coalesce(findings.number, '') as number,
    coalesce(findings.description, '') as description,
    coalesce(findings.page, '') as page,
    findings.record
from findings
join run_quarters on run_quarters.quarter = findings.quarter and findings.visible_from <= run_quarters.as_of
join listed_units on listed_units.unit = findings.unit
join indicators on indicators.indicator = findings.indicator
join scheme_indicators on scheme_indicators.code = indicators.code
left join channels on channels.channel = findings.channel
left join exempt_pairs on exempt_pairs.unit = findings.unit and exempt_pairs.indicator = findings.indicator
where findings.kind <> 'record_only';
