-- One row per listed unit and rule that says it needs a paper: how many items it is about, what, and the longest delay in working days.
create or replace temp view supervision_reasons as
with late_or_silent as (
    select
        unit,
        case
            when state = 'overdue' and item_kind = 'finding' then 'overdue_findings'
            when state = 'overdue' then 'overdue_tasks'
            -- A claim that nobody verified counts as silence (scoring.md §3); the paper says how many there are.
            when state = 'claimed_not_applicable' then 'not_submitted'
            else state
        end as reason,
        nullif(count(*) filter (where state = 'claimed_not_applicable'), 0)::varchar as about,
        count(*) as items,
        max(overdue_days) as overdue_days
    from open_items
    where state in ('overdue', 'not_submitted', 'claimed_not_applicable', 'refuted')
    group by unit, reason
),

vetoes as (
    select
        period_problems.unit,
        'veto' as reason,
        string_agg(distinct period_problems.indicator_name, '、' order by period_problems.indicator_name) as about,
        count(*) as items,
        null::bigint as overdue_days
    from period_problems
    where period_problems.kind = 'veto' and period_problems.is_counted
    group by period_problems.unit
),

below_pass as (
    select
        standings.unit,
        'below_pass' as reason,
        null::varchar as about,
        0 as items,
        null::bigint as overdue_days
    from standings
    join bands on bands.code = standings.grade
    where standings.verdict = 'ranked' and bands.ordinal = (select max(ordinal) from bands)
),

gathered as (
    select * from late_or_silent
    union all
    select * from vetoes
    union all
    select * from below_pass
)

select
    gathered.*,
    standings.name as unit_name,
    standings.group_code,
    standings.league,
    standings.sort_order,
    standings.score_hundredths
from gathered
join standings on standings.unit = gathered.unit;
