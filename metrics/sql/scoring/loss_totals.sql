-- One row per quarter, unit and indicator: what its findings without a failed re-check or recurrence lose (scoring.md §5).
-- The row of quarter_prices comes as parameters: joined, even one row would keep the days out of the scan of all findings.
create or replace temp table loss_totals as
with charged as (
    select
        unit,
        indicator,
        case when kind = 'veto' then $veto_factor::bigint else 1 end as factor,
        closed_on,
        -- Never closed is closed after the as-of day: one comparison of days is half the price of «is null or».
        coalesce(closed_on, $as_of::date + 1) > $as_of::date as is_open,
        -- A working day is known by its number in the calendar: no join for millions of deadlines either.
        $as_of_workday::integer - deadline_workday as days_since_deadline
    from findings
    where
        is_counted
        and kind <> 'bonus'
        and not has_failed_recheck
        and recurred_on is null
        and visible_from <= $as_of::date
        -- Not due, or closed in time: nothing is lost.
        and deadline_on < $as_of::date
        and coalesce(closed_on, $as_of::date) > deadline_on
)

select
    $quarter::integer as quarter,
    unit,
    indicator,
    sum(
        factor * case
            when is_open
                then overdue_loss(
                    days_since_deadline, $overdue_first::bigint, $overdue_first_days::integer,
                    $overdue_step::bigint, $overdue_step_days::integer, $overdue_most::bigint
                )
            when closed_on >= $first_day::date then $late::bigint
            else 0
        end
    ) as loss,
    max(case when is_open then days_since_deadline end) as overdue_days
from charged
group by unit, indicator;
