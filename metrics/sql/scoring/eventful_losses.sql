-- One row per quarter and counted finding with a failed re-check or a recurrence: the largest single loss among its facts.
create or replace temp view eventful_losses as
with eventful as (
    select
        finding,
        unit,
        indicator,
        kind,
        visible_from,
        deadline_on,
        closed_on,
        has_failed_recheck
    from findings
    where is_counted and kind <> 'bonus' and (has_failed_recheck or recurred_on is not null)
),

rounds as (
    select
        rectification_rounds.finding,
        rectification_rounds.started_on,
        rectification_rounds.deadline_on,
        rectification_rounds.closed_on
    from rectification_rounds
    union all
    select
        finding,
        null as started_on,
        deadline_on,
        closed_on
    from eventful
    where not has_failed_recheck
),

priced_rounds as (
    select
        prices.*,
        rounds.finding,
        rounds.deadline_on,
        rounds.closed_on,
        prices.as_of_workday - coalesce(workdays.number, 0) as days_since_deadline,
        rounds.closed_on is null or rounds.closed_on > prices.as_of as is_open
    from rounds
    join quarter_prices as prices on rounds.started_on is null or rounds.started_on <= prices.as_of
    left join workdays on workdays.day = rounds.deadline_on
),

facts as (
    select
        quarter,
        finding,
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
        0 as relapsed_loss
    from priced_rounds
    union all
    select
        prices.quarter,
        failed_rechecks.finding,
        null as overdue_days,
        0 as overdue_loss,
        0 as late_loss,
        case failed_rechecks.result when 'failed' then prices.failed else 0 end as failed_loss,
        case failed_rechecks.result when 'relapsed' then prices.relapsed else 0 end as relapsed_loss
    from failed_rechecks
    join quarter_prices as prices on failed_rechecks.rechecked_on between prices.first_day and prices.as_of
    union all
    select
        prices.quarter,
        days_found_again.finding,
        null as overdue_days,
        0 as overdue_loss,
        0 as late_loss,
        0 as failed_loss,
        prices.relapsed as relapsed_loss
    from days_found_again
    join quarter_prices as prices on prices.quarter = days_found_again.quarter
),

gathered as (
    select
        facts.quarter,
        eventful.finding,
        eventful.unit,
        eventful.indicator,
        eventful.kind,
        max(facts.overdue_days) as overdue_days,
        max(facts.overdue_loss) as overdue_loss,
        max(facts.late_loss) as late_loss,
        max(facts.failed_loss) as failed_loss,
        max(facts.relapsed_loss) as relapsed_loss,
        case when eventful.kind = 'veto' then any_value(prices.veto_factor) else 1 end as factor
    from facts
    join eventful on eventful.finding = facts.finding
    join quarter_prices as prices on prices.quarter = facts.quarter and eventful.visible_from <= prices.as_of
    group by facts.quarter, eventful.finding, eventful.unit, eventful.indicator, eventful.kind
)

select
    * exclude (factor),
    greatest(late_loss, overdue_loss, failed_loss, relapsed_loss) * factor as loss
from gathered;
