-- One row per channel type that ran or was checked in the period: its checks (one per quarter and channel), how many
-- of them passed, of how many different channels they were, and how many different channels ran.
create or replace temp view pass_rates as
with seen as (
    select
        channel_type,
        channel,
        true as is_running,
        null::boolean as is_passed
    from running_channels
    union all
    select channel_type, channel, false, is_passed
    from channel_scores
)

select
    channel_type,
    count(is_passed) as checked,
    count(*) filter (where is_passed) as passed,
    count(distinct channel) filter (where is_passed is not null) as channels,
    count(distinct channel) filter (where is_running) as running
from seen
group by channel_type;
