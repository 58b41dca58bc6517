-- One row per quarter, fixed finding and later finding of the same place dated in it: each charges the old one (scoring.md §5).
create or replace temp view days_found_again as
with dated as (
    select
        run_quarters.quarter,
        run_quarters.first_day,
        found_again.finding,
        found_again.again,
        found_again.closed_on,
        found_again.ended_on,
        -- An undated finding is dated on the last day of its 检查期, and on the as-of day while that runs (scoring.md §4).
        least(found_again.found_on, run_quarters.as_of) as found_on
    from found_again
    join run_quarters on found_again.visible_from <= run_quarters.as_of
)

select
    quarter,
    finding,
    again,
    found_on
from dated
where found_on >= first_day and found_on > closed_on and (ended_on is null or found_on < ended_on);
