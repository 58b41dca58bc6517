-- One row per problem class: how many confirmed or reduced findings of the period carry it.
create or replace temp view class_counts as
select
    coalesce(findings.problem_class, scheme_indicators.name) as problem_class,
    count(*) as findings
from findings
join run_quarters on run_quarters.quarter = findings.quarter and findings.visible_from <= run_quarters.as_of
join indicators on indicators.indicator = findings.indicator
join scheme_indicators on scheme_indicators.code = indicators.code
anti join exempt_pairs on exempt_pairs.unit = findings.unit and exempt_pairs.indicator = findings.indicator
-- Reduced to 0 is as good as dismissed (scoring.md §4).
where findings.is_counted and findings.kind <> 'bonus'
group by all;
