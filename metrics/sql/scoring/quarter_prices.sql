-- One row per quarter: its days and what the scheme charges in it, so that the pass over all findings meets one row.
create or replace temp table quarter_prices as
select
    run_quarters.quarter,
    run_quarters.first_day,
    run_quarters.as_of,
    run_quarters.as_of_workday,
    rules.overdue_first,
    rules.overdue_first_days,
    rules.overdue_step,
    rules.overdue_step_days,
    rules.overdue_most,
    rules.late,
    rules.failed,
    rules.relapsed,
    rules.veto_factor
from run_quarters
cross join rules;
