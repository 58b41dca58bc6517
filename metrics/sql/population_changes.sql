-- One row per unit listed on the as-of day: what of it exists in only one of the two periods of a comparison.
with listed as (
    select
        unit,
        valid_from is not null and valid_from > $earlier_as_of::date as is_new
    from units
    where (valid_from is null or valid_from <= $as_of::date) and (valid_until is null or $as_of::date < valid_until)
),

ran as (
    select
        unit,
        (opened_on is null or opened_on <= $earlier_as_of::date)
        and (closed_on is null or closed_on >= $earlier_first_day::date) as is_earlier,
        (opened_on is null or opened_on <= $as_of::date)
        and (closed_on is null or closed_on >= $first_day::date) as is_now
    from channels
),

channels_of as (
    select
        unit,
        count(*) filter (where is_now and not is_earlier) as opened,
        count(*) filter (where is_earlier and not is_now) as closed
    from ran
    group by unit
),

plans_of as (
    select distinct unit
    from assignments
    where $year::integer <> $earlier_year::integer and year in ($year::integer, $earlier_year::integer)
)

select
    listed.unit,
    listed.is_new,
    coalesce(channels_of.opened, 0)::integer as opened,
    coalesce(channels_of.closed, 0)::integer as closed,
    plans_of.unit is not null as is_other_plan
from listed
left join channels_of on channels_of.unit = listed.unit
left join plans_of on plans_of.unit = listed.unit
order by listed.unit;
