-- One row per quarter, unit and indicator: what its findings without a failed re-check or recurrence lose (scoring.md §5).
-- The row of quarter_prices comes as parameters: joined, even one row would keep the days out of the scan of all findings.
create or replace temp table loss_totals as
with charged as (
    select
        unit,
        indicator,
        case when kind = 'veto' then $veto_factor::bigint else 1 end as factor,
        open_until,
        -- A working day is known by its number in the calendar: no join for millions of deadlines either.
        $as_of_workday::integer - deadline_workday as days_since_deadline
    from findings
    where
        visible_from <= $as_of::date
        -- Kept, not due, not counted, or told by eventful_losses: nothing is lost here.
        and missed_on < $as_of::date
)

select
    $quarter::integer as quarter,
    unit,
    indicator,
    sum(
        factor * case
            when open_until > $as_of::date
                then overdue_loss(
                    days_since_deadline, $overdue_first::bigint, $overdue_first_days::integer,
                    $overdue_step::bigint, $overdue_step_days::integer, $overdue_most::bigint
                )
            when open_until >= $first_day::date then $late::bigint
            else 0
        end
    ) as loss,
    max(case when open_until > $as_of::date then days_since_deadline end) as overdue_days
from charged
group by unit, indicator;
