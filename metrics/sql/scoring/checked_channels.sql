-- One row per quarter and channel that the declared scope says was looked at (scoring.md §4).
create or replace temp table checked_channels as
with said as (
    select
        inspection_scope.quarter,
        inspection_scope.channel,
        inspection_scope.channel_type,
        inspection_scope.is_unchecked,
        inspection_scope.record
    from inspection_scope
    join run_quarters on run_quarters.quarter = inspection_scope.quarter
    -- An inspection dated after the as-of day does not exist yet.
    where inspection_scope.inspected_on is null or inspection_scope.inspected_on <= run_quarters.as_of
),

said_of_channels as (
    select
        quarter,
        channel,
        -- The record of a channel's own row; a declaration of all running channels gives way to it.
        record as own_record,
        is_unchecked
    from said
    where channel is not null
    union all
    select
        running_channels.quarter,
        running_channels.channel,
        null,
        false
    from running_channels
    join said on
        said.quarter = running_channels.quarter
        and said.channel is null
        and not said.is_unchecked
        and (said.channel_type is null or said.channel_type = running_channels.channel_type)
),

checked as (
    select
        quarter,
        channel
    from said_of_channels
    group by quarter, channel
    having not coalesce(arg_max(is_unchecked, own_record), false)
)

select
    checked.quarter,
    checked.channel,
    channels.unit,
    channels.channel_type,
    channels.name
from checked
join channels on channels.channel = checked.channel;
