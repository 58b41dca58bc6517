-- One row per quarter and unit: its inspection value as a pair, over the channels that were checked.
-- A vetoed website keeps its shadow value in a single quarter with the veto on the unit; elsewhere it counts 0.
create or replace temp table inspection_quarters as
with seen as (
    -- What ran, what was checked and what vetoes, under one another: a unit may have any of them alone.
    select
        quarter,
        unit,
        true as is_running,
        null::varchar as checked_type,
        null::hugeint as final_num,
        false as is_vetoed,
        false as is_website_veto,
        false as is_veto_without_channel
    from running_channels
    union all
    select quarter, unit, true, channel_type, final_num, is_vetoed, false, false
    from channel_scores
    union all
    select quarter, unit, false, null, null, false, coalesce(channel_type = 'website', false), channel is null
    from finding_totals
    where kind = 'veto'
),

counted as (
    select
        quarter,
        unit,
        bool_or(is_running) as is_running,
        count(*) filter (where checked_type = 'website') as websites,
        count(*) filter (where checked_type <> 'website') as accounts,
        count(*) filter (where checked_type <> 'website' and is_vetoed) as vetoed_accounts,
        coalesce(sum(final_num) filter (where checked_type = 'website'), 0) as websites_num,
        coalesce(sum(final_num) filter (where checked_type = 'website' and is_vetoed), 0) as vetoed_websites_num,
        bool_or(is_website_veto) as has_website_veto,
        bool_or(is_veto_without_channel) as has_veto_without_channel
    from seen
    group by quarter, unit
),

valued as (
    select
        counted.* exclude (websites_num, vetoed_websites_num),
        not (run.is_quarter and rules.is_veto_on_unit) as is_veto_zero,
        is_veto_zero and counted.has_veto_without_channel as is_zero,
        (counted.websites_num - case when is_veto_zero then counted.vetoed_websites_num else 0 end)::hugeint as websites_num,
        case
            when counted.vetoed_accounts = 0 then rules.full_marks
            else greatest(rules.account_first_veto - (counted.vetoed_accounts - 1) * rules.account_next_veto, 0)
        end as accounts_value,
        -- Only one kind checked: that kind is the dimension.
        case when counted.websites = 0 then 0 when counted.accounts = 0 then 1 else rules.website_share end as website_part,
        case when counted.accounts = 0 then 0 when counted.websites = 0 then 1 else rules.account_share end as account_part,
        greatest(counted.websites, 1)::hugeint as website_count,
        rules.scale,
        rules.rescale_denominator
    from counted
    cross join run
    cross join rules
)

select
    * exclude (is_veto_zero),
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
from valued;
