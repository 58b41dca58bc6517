-- One row per quarter asked for and channel type: channels running at its end, opened in it and closed in it.
with quarters as (
    select
        unnest($quarters) as quarter,
        unnest($first_days) as first_day,
        unnest($last_days) as last_day
),

counted as (
    select
        quarters.quarter,
        channels.channel_type,
        count(*) filter (
            where (channels.opened_on is null or channels.opened_on <= quarters.last_day)
            and (channels.closed_on is null or channels.closed_on > quarters.last_day)
        ) as running,
        count(*) filter (where channels.opened_on between quarters.first_day and quarters.last_day) as opened,
        count(*) filter (where channels.closed_on between quarters.first_day and quarters.last_day) as closed
    from quarters
    cross join channels
    group by quarters.quarter, channels.channel_type
)

select * from counted
order by quarter, channel_type;
