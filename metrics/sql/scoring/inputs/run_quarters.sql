-- One row per quarter of the period that has begun on the as-of day, with the working days up to its own as-of day.
create or replace temp table run_quarters as
with quarters as (
    select
        unnest($quarters::integer[]) as quarter,
        unnest($ordinals::integer[]) as ordinal,
        unnest($first_days::date[]) as first_day,
        unnest($last_days::date[]) as last_day
)

select
    quarters.quarter,
    quarters.ordinal,
    quarters.first_day,
    quarters.last_day,
    workdays.day as as_of,
    workdays.number as as_of_workday
from quarters
join workdays on workdays.day = least(quarters.last_day, $as_of::date)
where quarters.first_day <= $as_of::date;
