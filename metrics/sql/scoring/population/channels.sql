-- One row per channel that ran in both periods of a comparison or in neither: what a run among the population of both sees.
-- Hides the store's table of the same name from this run.
create or replace temp table channels as
with ran as (
    select
        channels.*,
        (opened_on is null or opened_on <= $one_as_of::date)
        and (closed_on is null or closed_on >= $one_first_day::date) as ran_in_one,
        (opened_on is null or opened_on <= $other_as_of::date)
        and (closed_on is null or closed_on >= $other_first_day::date) as ran_in_other
    from monitor.main.channels
)

select * exclude (ran_in_one, ran_in_other)
from ran
-- A channel closed long ago may still have an open finding: that is the same in both periods.
where ran_in_one = ran_in_other;
