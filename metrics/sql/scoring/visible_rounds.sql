-- One row per round of a finding that has to be rectified, begun by the as-of day, with working days to its fix or deadline.
create or replace temp view visible_rounds as
with rounds as (
    -- No failed re-check: the only round stands in findings itself.
    select
        finding,
        0 as round,
        dated_on as begun_on,
        deadline_on,
        is_deadline_presumed,
        closed_on,
        null::date as ended_on
    from findings
    where not has_failed_recheck
    union all
    select
        rectification_rounds.finding,
        rectification_rounds.round,
        coalesce(rectification_rounds.started_on, findings.dated_on) as begun_on,
        rectification_rounds.deadline_on,
        rectification_rounds.is_deadline_presumed,
        rectification_rounds.closed_on,
        rectification_rounds.ended_on
    from rectification_rounds
    join findings on findings.finding = rectification_rounds.finding and findings.has_failed_recheck
    cross join run
    where rectification_rounds.started_on is null or rectification_rounds.started_on <= run.as_of
),

cut as (
    select
        rounds.finding,
        rounds.round,
        findings.unit,
        rounds.begun_on,
        rounds.deadline_on,
        rounds.is_deadline_presumed,
        case when rounds.closed_on <= run.as_of then rounds.closed_on end as closed_on,
        -- The round a failed re-check has ended is history; the last one begun is the present one.
        rounds.ended_on is null or rounds.ended_on > run.as_of as is_current,
        rounds.deadline_on between run.first_day and run.as_of as is_due_in_period,
        coalesce(rounds.closed_on <= rounds.deadline_on, false) as is_on_time,
        coalesce(rounds.closed_on between run.first_day and run.as_of, false) as is_closed_in_period
    from rounds
    join findings on findings.finding = rounds.finding
    join listed_units on listed_units.unit = findings.unit
    anti join exempt_pairs on exempt_pairs.unit = findings.unit and exempt_pairs.indicator = findings.indicator
    cross join run
    where findings.is_counted and findings.kind <> 'bonus' and findings.visible_from <= run.as_of
)

select
    cut.*,
    closing_day.number - beginning_day.number as working_days_to_fix,
    case when cut.closed_on is null then as_of_day.number - deadline_day.number end as working_days_past
from cut
cross join run
join workdays as deadline_day on deadline_day.day = cut.deadline_on
join workdays as as_of_day on as_of_day.day = run.as_of
join workdays as beginning_day on beginning_day.day = cut.begun_on
left join workdays as closing_day on closing_day.day = cut.closed_on;
