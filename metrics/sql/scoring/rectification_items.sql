-- One row per finding that has to be rectified, as it stands on the as-of day: its current round, its band and what it costs.
create or replace temp view rectification_items as
with last_losses as (
    select
        rectification_losses.finding,
        rectification_losses.loss
    from rectification_losses
    join run_quarters on run_quarters.quarter = rectification_losses.quarter
    where run_quarters.ordinal = (select max(ordinal) from run_quarters)
)

select
    unit_findings.finding,
    unit_findings.unit,
    listed_units.name as unit_name,
    listed_units.group_code,
    listed_units.sort_order,
    unit_findings.number,
    unit_findings.dated_on,
    unit_findings.channel_name,
    unit_findings.channel_type,
    unit_findings.indicator_code,
    unit_findings.indicator_name,
    unit_findings.clause,
    unit_findings.kind,
    unit_findings.description,
    unit_findings.page,
    unit_findings.action,
    unit_findings.has_failed_recheck,
    coalesce(unit_findings.rectification_record, unit_findings.record) as record,
    visible_rounds.round,
    visible_rounds.deadline_on,
    visible_rounds.is_deadline_presumed,
    visible_rounds.closed_on,
    visible_rounds.working_days_to_fix,
    visible_rounds.working_days_past,
    visible_rounds.is_closed_in_period,
    coalesce(last_losses.loss, 0)::bigint as loss,
    -- Cards: yellow with one working day left (or none: due today), red from the first day overdue. Bands of the
    -- scheme's own days: where the price of a delay first rises, and where the grade is capped.
    case
        when visible_rounds.closed_on is not null then 'closed'
        when visible_rounds.deadline_on >= run.as_of and visible_rounds.working_days_past >= -1 then 'due_soon'
        when visible_rounds.deadline_on >= run.as_of then 'not_due'
        when visible_rounds.working_days_past <= rules.overdue_first_days then 'overdue_first'
        when visible_rounds.working_days_past <= rules.grade_cap_days then 'overdue_long'
        else 'overdue_capped'
    end as band
from unit_findings
join listed_units on listed_units.unit = unit_findings.unit
join visible_rounds on visible_rounds.finding = unit_findings.finding and visible_rounds.is_current
cross join run
cross join rules
left join last_losses on last_losses.finding = unit_findings.finding;
