-- One row per quarter and day: what a finding with its deadline on that day loses when it is still open (scoring.md §5).
-- The other prices ride along, so that millions of findings need this one join only.
create or replace temp table deadline_prices as
select
    run_quarters.quarter,
    run_quarters.first_day,
    run_quarters.as_of,
    workdays.day,
    case when workdays.day < run_quarters.as_of then run_quarters.as_of_workday - workdays.number end as overdue_days,
    case
        when workdays.day >= run_quarters.as_of then 0
        else least(
            rules.overdue_first + rules.overdue_step
            * (
                (
                    greatest(run_quarters.as_of_workday - workdays.number - rules.overdue_first_days, 0)
                    + rules.overdue_step_days - 1
                ) // rules.overdue_step_days
            ),
            rules.overdue_most
        )
    end as overdue_loss,
    rules.late,
    rules.failed,
    rules.relapsed,
    rules.veto_factor
from workdays
cross join run_quarters
cross join rules;
