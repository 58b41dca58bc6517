-- One row per listed unit: the checks of its websites and of its accounts (one per quarter and channel), how many of
-- them passed, of how many different channels they were, and how many different channels ran.
create or replace temp view unit_pass_rates as
with seen as (
    select
        unit,
        channel_type = 'website' as is_website,
        channel,
        true as is_running,
        null::boolean as is_passed
    from running_channels
    union all
    select unit, channel_type = 'website', channel, false, is_passed
    from channel_scores
)

select
    listed_units.unit,
    listed_units.name,
    listed_units.group_code,
    listed_units.sort_order,
    count(seen.is_passed) filter (where seen.is_website) as websites_checked,
    count(*) filter (where seen.is_website and seen.is_passed) as websites_passed,
    count(distinct seen.channel) filter (where seen.is_website and seen.is_passed is not null) as websites_channels,
    count(distinct seen.channel) filter (where seen.is_website and seen.is_running) as websites_running,
    count(seen.is_passed) filter (where not seen.is_website) as accounts_checked,
    count(*) filter (where not seen.is_website and seen.is_passed) as accounts_passed,
    count(distinct seen.channel) filter (where not seen.is_website and seen.is_passed is not null) as accounts_channels,
    count(distinct seen.channel) filter (where not seen.is_website and seen.is_running) as accounts_running
from listed_units
left join seen on seen.unit = listed_units.unit
group by listed_units.unit, listed_units.name, listed_units.group_code, listed_units.sort_order;
