-- One row per quarter and counted finding known in it: the largest single loss among its facts of the quarter (scoring.md §5).
create or replace temp view rectification_losses as
with single_rounds as (
    -- No failed re-check: the only round stands in findings itself.
    select
        run_quarters.quarter,
        findings.finding,
        findings.unit,
        findings.indicator,
        findings.kind,
        findings.recurred_on,
        findings.deadline_on,
        findings.closed_on,
        case
            when
                (findings.closed_on is null or findings.closed_on > run_quarters.as_of)
                and findings.deadline_on < run_quarters.as_of
                then run_quarters.as_of_workday - workdays.number
        end as overdue_days,
        findings.closed_on > findings.deadline_on
        and findings.closed_on between run_quarters.first_day and run_quarters.as_of as is_late,
        findings.deadline_on between run_quarters.first_day and run_quarters.as_of as is_due,
        false as is_failed,
        false as is_relapsed
    from findings
    cross join run_quarters
    join workdays on workdays.day = findings.deadline_on
    where
        findings.is_counted
        and findings.kind <> 'bonus'
        and not findings.has_failed_recheck
        and findings.visible_from <= run_quarters.as_of
),

later_rounds as (
    select
        run_quarters.quarter,
        findings.finding,
        findings.unit,
        findings.indicator,
        findings.kind,
        findings.recurred_on,
        rounds.deadline_on,
        rounds.closed_on,
        case
            when
                (rounds.closed_on is null or rounds.closed_on > run_quarters.as_of)
                and (rounds.ended_on is null or rounds.ended_on > run_quarters.as_of)
                and rounds.deadline_on < run_quarters.as_of
                then run_quarters.as_of_workday - workdays.number
        end as overdue_days,
        rounds.closed_on > rounds.deadline_on
        and rounds.closed_on between run_quarters.first_day and run_quarters.as_of as is_late,
        rounds.deadline_on between run_quarters.first_day and run_quarters.as_of as is_due,
        false as is_failed,
        false as is_relapsed
    from findings
    join rectification_rounds as rounds on rounds.finding = findings.finding
    join run_quarters on rounds.started_on is null or rounds.started_on <= run_quarters.as_of
    join workdays on workdays.day = rounds.deadline_on
    where
        findings.is_counted
        and findings.kind <> 'bonus'
        and findings.has_failed_recheck
        and findings.visible_from <= run_quarters.as_of
),

rechecks as (
    select
        run_quarters.quarter,
        findings.finding,
        findings.unit,
        findings.indicator,
        findings.kind,
        findings.recurred_on,
        null::date as deadline_on,
        null::date as closed_on,
        null::integer as overdue_days,
        false as is_late,
        false as is_due,
        failed_rechecks.result = 'failed' as is_failed,
        failed_rechecks.result = 'relapsed' as is_relapsed
    from findings
    join failed_rechecks on failed_rechecks.finding = findings.finding
    join run_quarters on failed_rechecks.rechecked_on between run_quarters.first_day and run_quarters.as_of
    where findings.is_counted and findings.kind <> 'bonus' and findings.visible_from <= run_quarters.as_of
),

gathered as (
    select
        quarter,
        finding,
        unit,
        indicator,
        kind,
        recurred_on,
        max(overdue_days) as overdue_days,
        coalesce(bool_or(is_late), false) as is_late,
        bool_or(is_failed) as is_failed,
        bool_or(is_relapsed) as is_relapsed,
        count(*) filter (where is_due) as due,
        count(*) filter (where is_due and closed_on <= deadline_on) as on_time
    from (select * from later_rounds union all select * from rechecks)
    group by quarter, finding, unit, indicator, kind, recurred_on
),

facts as (
    select
        quarter,
        finding,
        unit,
        indicator,
        kind,
        recurred_on,
        overdue_days,
        coalesce(is_late, false) as is_late,
        is_failed,
        is_relapsed,
        is_due::integer as due,
        coalesce(is_due and closed_on <= deadline_on, false)::integer as on_time
    from single_rounds
    union all
    select * from gathered
),

priced as (
    select
        facts.quarter,
        facts.finding,
        facts.unit,
        facts.indicator,
        facts.kind,
        facts.overdue_days,
        facts.due,
        facts.on_time,
        case when facts.kind = 'veto' then rules.veto_factor else 1 end as factor,
        case when facts.is_late then rules.late else 0 end as late_loss,
        case
            when facts.overdue_days is null then 0
            else least(
                rules.overdue_first + rules.overdue_step
                * ((greatest(facts.overdue_days - rules.overdue_first_days, 0) + rules.overdue_step_days - 1)
                // rules.overdue_step_days),
                rules.overdue_most
            )
        end as overdue_loss,
        case when facts.is_failed then rules.failed else 0 end as failed_loss,
        case
            when
                facts.is_relapsed
                or facts.recurred_on between run_quarters.first_day and run_quarters.as_of
                then rules.relapsed
            else 0
        end as relapsed_loss
    from facts
    join run_quarters on run_quarters.quarter = facts.quarter
    cross join rules
)

select
    *,
    greatest(late_loss, overdue_loss, failed_loss, relapsed_loss) * factor as loss
from priced;
