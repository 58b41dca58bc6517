-- One row per quarter and checked channel that did not pass.
create or replace temp view failed_channels as
select
    channel_scores.quarter,
    channel_scores.channel,
    channel_scores.unit,
    channel_scores.channel_type,
    channel_scores.name as channel_name,
    channel_scores.is_vetoed,
    units.name as unit_name,
    units.sort_order
from channel_scores
join units on units.unit = channel_scores.unit
where not channel_scores.is_passed;
