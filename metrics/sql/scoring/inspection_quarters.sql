-- One row per quarter and unit: its inspection value as a pair, over the channels that were checked.
-- A vetoed website keeps its shadow value in a single quarter with the veto on the unit; elsewhere it counts 0.
create or replace temp table inspection_quarters as
with settings as (
    select
        not (run.is_quarter and rules.is_veto_on_unit) as is_veto_zero,
        rules.*
    from run
    cross join rules
),

running as (
    select distinct quarter, unit from running_channels
    union
    select distinct quarter, unit from checked_channels
),

vetoes as (
    select
        quarter,
        unit,
        coalesce(bool_or(channel is null), false) as has_veto_without_channel,
        coalesce(bool_or(channel_type = 'website'), false) as has_website_veto
    from finding_totals
    where kind = 'veto'
    group by quarter, unit
),

checked as (
    select
        channel_scores.quarter,
        channel_scores.unit,
        count(*) filter (where channel_scores.channel_type = 'website') as websites,
        count(*) filter (where channel_scores.channel_type <> 'website') as accounts,
        count(*) filter (where channel_scores.channel_type <> 'website' and channel_scores.is_vetoed) as vetoed_accounts,
        coalesce(sum(
            case when channel_scores.is_vetoed and settings.is_veto_zero then 0 else channel_scores.final_num end
        ) filter (where channel_scores.channel_type = 'website'), 0)::hugeint as websites_num
    from channel_scores
    cross join settings
    group by channel_scores.quarter, channel_scores.unit
),

joined as (
    select
        coalesce(running.quarter, vetoes.quarter) as quarter,
        coalesce(running.unit, vetoes.unit) as unit,
        running.unit is not null as is_running,
        coalesce(checked.websites, 0) as websites,
        coalesce(checked.accounts, 0) as accounts,
        coalesce(checked.vetoed_accounts, 0) as vetoed_accounts,
        coalesce(checked.websites_num, 0) as websites_num,
        coalesce(vetoes.has_veto_without_channel, false) as has_veto_without_channel,
        coalesce(vetoes.has_website_veto, false) as has_website_veto
    from running
    full join vetoes on vetoes.quarter = running.quarter and vetoes.unit = running.unit
    left join checked on checked.quarter = running.quarter and checked.unit = running.unit
),

valued as (
    select
        joined.*,
        settings.is_veto_zero and joined.has_veto_without_channel as is_zero,
        case
            when joined.vetoed_accounts = 0 then settings.full_marks
            else greatest(
                settings.account_first_veto - (joined.vetoed_accounts - 1) * settings.account_next_veto, 0
            )
        end as accounts_value,
        -- Only one kind checked: that kind is the dimension.
        case when joined.websites = 0 then 0 when joined.accounts = 0 then 1 else settings.website_share end as website_part,
        case when joined.accounts = 0 then 0 when joined.websites = 0 then 1 else settings.account_share end as account_part,
        greatest(joined.websites, 1)::hugeint as website_count,
        settings.scale,
        settings.rescale_denominator
    from joined
    cross join settings
),

paired as (
    select
        *,
        is_zero or websites + accounts > 0 as is_checked,
        -- num / den = website mean × share + account value × share
        case
            when is_zero then 0::hugeint
            else websites_num * website_part + accounts_value * website_count * rescale_denominator * account_part
        end as num,
        case
            when is_zero or websites + accounts = 0 then scale::hugeint
            else website_count * rescale_denominator * scale * (website_part + account_part)
        end as den
    from valued
)

select * from paired;
