-- One row per listed unit: how many checks of its websites and of its accounts the scope says were made, and how many passed.
create or replace temp view unit_pass_rates as
select
    listed_units.unit,
    listed_units.name,
    listed_units.group_code,
    listed_units.sort_order,
    count(channel_scores.channel) filter (where channel_scores.channel_type = 'website') as websites_checked,
    count(channel_scores.channel) filter (
        where channel_scores.channel_type = 'website' and channel_scores.is_passed
    ) as websites_passed,
    count(channel_scores.channel) filter (where channel_scores.channel_type <> 'website') as accounts_checked,
    count(channel_scores.channel) filter (
        where channel_scores.channel_type <> 'website' and channel_scores.is_passed
    ) as accounts_passed
from listed_units
left join channel_scores on channel_scores.unit = listed_units.unit
group by listed_units.unit, listed_units.name, listed_units.group_code, listed_units.sort_order;
