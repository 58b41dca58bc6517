-- One row per quarter asked for and channel type, and one for all accounts together (no type): running at its end, opened and closed in it.
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
        channels.channel_type <> 'website' as is_account,
        count(*) filter (
            where (channels.opened_on is null or channels.opened_on <= quarters.last_day)
            and (channels.closed_on is null or channels.closed_on > quarters.last_day)
        ) as running,
        count(*) filter (where channels.opened_on between quarters.first_day and quarters.last_day) as opened,
        count(*) filter (where channels.closed_on between quarters.first_day and quarters.last_day) as closed
    from quarters
    cross join channels
    group by grouping sets (
        (quarters.quarter, is_account, channels.channel_type),
        (quarters.quarter, is_account)
    )
)

select * from counted
-- Websites have one type: their sum is that line again.
where is_account or channel_type is not null
order by quarter, channel_type;
