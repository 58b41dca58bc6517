-- One row per listed unit: the findings whose deadline of the period has come by the as-of day, and how many kept it (n of N).
-- Over the whole period, not quarter by quarter: a finding known since May has its deadline of January counted in 2025H1.
create or replace temp table kept_deadlines as
with due_findings as (
    -- No failed re-check: the only deadline stands in findings itself.
    select
        findings.unit,
        findings.indicator,
        findings.closed_on <= findings.deadline_on as is_kept
    from findings
    cross join run
    where
        not findings.has_failed_recheck
        and findings.deadline_on between run.first_day and run.as_of
        and findings.visible_from <= run.as_of
        and findings.is_counted
        and findings.kind <> 'bonus'
    union all
    -- Several deadlines of one finding in the period: it is one finding, on time when it kept all of them.
    select
        findings.unit,
        findings.indicator,
        bool_and(coalesce(rectification_rounds.closed_on <= rectification_rounds.deadline_on, false)) as is_kept
    from findings
    join rectification_rounds on rectification_rounds.finding = findings.finding
    cross join run
    where
        findings.has_failed_recheck
        and rectification_rounds.deadline_on between run.first_day and run.as_of
        and (rectification_rounds.started_on is null or rectification_rounds.started_on <= run.as_of)
        and findings.visible_from <= run.as_of
        and findings.is_counted
        and findings.kind <> 'bonus'
    group by findings.finding, findings.unit, findings.indicator
),

totals as (
    select
        unit,
        indicator,
        count(*) as due,
        count(*) filter (where is_kept) as on_time
    from due_findings
    group by unit, indicator
),

by_unit as (
    select
        totals.unit,
        sum(totals.due) as due,
        sum(totals.on_time) as on_time
    from totals
    anti join exempt_pairs on exempt_pairs.unit = totals.unit and exempt_pairs.indicator = totals.indicator
    group by totals.unit
)

select
    listed_units.unit,
    coalesce(by_unit.due, 0)::bigint as due,
    coalesce(by_unit.on_time, 0)::bigint as on_time
from listed_units
left join by_unit on by_unit.unit = listed_units.unit;
