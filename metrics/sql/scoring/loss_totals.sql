-- One row per quarter, unit and indicator: what its findings without a failed re-check or recurrence lose (scoring.md §5).
-- The row of quarter_prices comes as parameters: joined, even one row would keep the days out of the scan of all findings.
create or replace temp table loss_totals as
with open_or_closed as (
    select
        unit,
        indicator,
        case when kind = 'veto' then $veto_factor::bigint else 1 end as factor,
        closed_on is null or closed_on > $as_of::date as is_open,
        -- A working day is known by its number in the calendar: no join for millions of deadlines either.
        case when deadline_on < $as_of::date then $as_of_workday::integer - deadline_workday end as overdue_days,
        closed_on > deadline_on and closed_on >= $first_day::date as is_late
    from findings
    where
        is_counted
        and kind <> 'bonus'
        and not has_failed_recheck
        and recurred_on is null
        and visible_from <= $as_of::date
)

select
    $quarter::integer as quarter,
    unit,
    indicator,
    sum(
        factor * case
            when is_open and overdue_days is not null
                then overdue_loss(
                    overdue_days, $overdue_first::bigint, $overdue_first_days::integer,
                    $overdue_step::bigint, $overdue_step_days::integer, $overdue_most::bigint
                )
            when is_late and not is_open then $late::bigint
            else 0
        end
    ) as loss,
    max(overdue_days) filter (where is_open) as overdue_days
from open_or_closed
group by unit, indicator;
