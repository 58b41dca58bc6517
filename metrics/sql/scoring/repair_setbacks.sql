-- One row per listed unit whose repairs failed in the period: late, overdue, not passed at a re-check, or back again.
create or replace temp view repair_setbacks as
with late as (
    -- Also of deadlines before the period: those of the period alone are in kept_deadlines.
    select visible_rounds.unit
    from visible_rounds
    cross join run
    where
        (visible_rounds.is_closed_in_period and not visible_rounds.is_on_time)
        or (visible_rounds.is_current and visible_rounds.closed_on is null and visible_rounds.deadline_on < run.as_of)
),

not_passed as (
    select visible_rounds.unit
    from failed_rechecks
    join visible_rounds on visible_rounds.finding = failed_rechecks.finding and visible_rounds.is_current
    cross join run
    where failed_rechecks.rechecked_on between run.first_day and run.as_of
),

back_again as (
    -- What a person has yet to confirm is held against nobody.
    select unit
    from recurrences
    where how <> 'suspected'
),

failed as (
    select * from late
    union
    select * from not_passed
    union
    select * from back_again
)

select
    listed_units.unit,
    listed_units.name as unit_name
from listed_units
semi join failed on failed.unit = listed_units.unit;
