-- One row per counted finding that bears on a checked channel's score: points with the scheme's price filled in.
create or replace temp view inspection_findings as
select
    findings.quarter,
    findings.finding,
    findings.unit,
    findings.channel,
    findings.kind,
    findings.dated_on,
    coalesce(findings.number, '') as number,
    coalesce(findings.description, '') as description,
    coalesce(findings.page, '') as page,
    findings.record,
    scheme_indicators.code as indicator,
    scheme_indicators.cap,
    coalesce(findings.points, scheme_indicators.price, 0) as points
from findings
join run_quarters on run_quarters.quarter = findings.quarter and findings.visible_from <= run_quarters.as_of
join indicators on indicators.indicator = findings.indicator
join scheme_indicators on scheme_indicators.code = indicators.code
anti join exempt_pairs on exempt_pairs.unit = findings.unit and exempt_pairs.indicator = findings.indicator
where findings.is_counted and findings.kind <> 'record_only';
