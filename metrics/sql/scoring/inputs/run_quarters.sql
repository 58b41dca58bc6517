-- One row per quarter of the period that has begun on the as-of day, with the working days up to its own as-of day.
create or replace temp table run_quarters as
with quarters as (
    select
        unnest($quarters::integer[]) as quarter,
        unnest($first_days::date[]) as first_day,
        unnest($last_days::date[]) as last_day
),

begun as (
    select
        *,
        least(last_day, $as_of::date) as as_of
    from quarters
    where first_day <= $as_of::date
)

select
    begun.quarter,
    row_number() over (order by begun.quarter)::integer as ordinal,
    begun.first_day,
    begun.last_day,
    begun.as_of,
    workdays.number as as_of_workday
from begun
join workdays on workdays.day = begun.as_of;
