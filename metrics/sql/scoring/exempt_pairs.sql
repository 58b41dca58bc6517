-- One row per unit without a public service function and indicator of the service block: its findings are exempt (scoring.md §4).
create or replace temp table exempt_pairs as
select
    units.unit,
    indicators.indicator
from units
join scheme_indicators on scheme_indicators.is_service
join indicators on indicators.code = scheme_indicators.code
where not units.serves_public;
