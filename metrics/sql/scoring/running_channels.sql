-- One row per quarter and channel that ran on some day of it, up to the as-of day; both ends inclusive.
create or replace temp table running_channels as
select
    run_quarters.quarter,
    channels.channel,
    channels.unit,
    channels.channel_type,
    channels.name
from channels
join run_quarters on
    (channels.opened_on is null or channels.opened_on <= run_quarters.as_of)
    and (channels.closed_on is null or channels.closed_on >= run_quarters.first_day);
