-- One row per counted finding of the period that is a problem: the rows that class_counts counts, with unit and channel.
create or replace temp view period_problems as
select
    unit_findings.*,
    units.name as unit_name,
    units.sort_order,
    coalesce(unit_findings.problem_class, unit_findings.indicator_name) as class_name
from unit_findings
join units on units.unit = unit_findings.unit
anti join exempt_pairs on exempt_pairs.unit = unit_findings.unit and exempt_pairs.indicator = unit_findings.indicator
where
    unit_findings.is_of_period
    -- Reduced to 0 is as good as dismissed (scoring.md §4): nobody is told of it.
    and unit_findings.is_counted
    and unit_findings.kind <> 'bonus'
    and unit_findings.indicator_code is not null;
