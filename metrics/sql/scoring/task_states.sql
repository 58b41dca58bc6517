-- One row per assignment of a listed unit: the state that is shown, and the lists of the office it stands on.
create or replace temp view task_states as
with last_quarter as (
    select as_of_workday from run_quarters where ordinal = (select max(ordinal) from run_quarters)
)

select
    task_credits.*,
    listed_units.name as unit_name,
    listed_units.group_code,
    listed_units.league,
    listed_units.sort_order,
    case
        when task_credits.is_refuted then 'refuted'
        when task_credits.lacking is not null then 'claimed_without_' || task_credits.lacking
        when task_credits.state = 'not_submitted' and task_credits.status = 'not_applicable'
            then 'claimed_not_applicable'
        when task_credits.state = 'not_started' and task_credits.due_on < task_credits.as_of then 'overdue'
        else task_credits.state
    end as shown_state,
    -- Silence does not keep a unit off the list of who is late.
    task_credits.state = 'overdue'
    or coalesce(
        task_credits.state in ('not_started', 'not_submitted') and task_credits.due_on < task_credits.as_of, false
    ) as is_overdue,
    coalesce(
        task_credits.state in ('running', 'not_started', 'not_submitted') and task_credits.due_on >= task_credits.as_of
        and workdays.number - last_quarter.as_of_workday <= 1, false
    ) as is_due_soon,
    -- Reported as in progress without a due date, or as completed, with nothing to show for it.
    (task_credits.state = 'continuing_claim' or task_credits.status = 'completed')
    and not task_credits.has_needed_evidence and not task_credits.is_verified and task_credits.is_applicable
    and task_credits.state <> 'not_submitted' as is_without_evidence,
    task_credits.state in ('continuing_evidence', 'on_time', 'completed_late')
    and not task_credits.is_verified and not task_credits.is_refuted as is_unverified,
    task_credits.state = 'not_submitted' as is_not_submitted,
    coalesce(task_credits.status = 'not_applicable', false) as is_claimed_not_applicable
from task_credits
cross join last_quarter
join listed_units on listed_units.unit = task_credits.unit
left join workdays on workdays.day = task_credits.due_on;
