-- One row per quarter and counted finding known in it: the largest single loss among its facts of the quarter (scoring.md §5).
create or replace temp view rectification_losses as
with open_or_closed as (
    -- No failed re-check and never found again: the only round stands in findings itself, and nothing else happened.
    select
        prices.*,
        findings.finding,
        findings.unit,
        findings.indicator,
        findings.kind,
        findings.deadline_on,
        findings.closed_on,
        -- A working day is counted by the number it has in the calendar: no join for millions of deadlines.
        prices.as_of_workday - findings.deadline_workday as days_since_deadline,
        findings.closed_on is null or findings.closed_on > prices.as_of as is_open
    from findings
    join quarter_prices as prices on findings.visible_from <= prices.as_of
    where
        findings.is_counted
        and findings.kind <> 'bonus'
        and not findings.has_failed_recheck
        and findings.recurred_on is null
),

single_rounds as (
    select
        quarter,
        finding,
        unit,
        indicator,
        kind,
        case when is_open and deadline_on < as_of then days_since_deadline end as overdue_days,
        case
            when is_open and deadline_on < as_of
                then overdue_loss(
                    days_since_deadline, overdue_first, overdue_first_days, overdue_step, overdue_step_days, overdue_most
                )
            else 0
        end as overdue_loss,
        case when not is_open and closed_on > deadline_on and closed_on >= first_day then late else 0 end as late_loss,
        0 as failed_loss,
        0 as relapsed_loss,
        -- A finding is open or was fixed late, never both.
        (overdue_loss + late_loss) * case when kind = 'veto' then veto_factor else 1 end as loss
    from open_or_closed
)

select * from single_rounds
union all
select * from eventful_losses;
