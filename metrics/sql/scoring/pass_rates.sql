-- One row per channel type: how many channels the scope says were checked in the period, and how many of those checks passed.
create or replace temp view pass_rates as
select
    channel_type,
    count(*) as checked,
    count(*) filter (where is_passed) as passed
from channel_scores
group by channel_type;
