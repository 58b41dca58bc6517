-- One row per quarter and counted finding with a failed re-check or a recurrence: the largest single loss among its facts.
create or replace temp view eventful_losses as
with facts as (
    -- Rounds, then what happened on a day; a round without a start is the first one.
    select
        finding,
        null::integer as quarter,
        started_on as dated_on,
        deadline_on,
        closed_on,
        null::varchar as event
    from rectification_rounds
    union all
    select finding, null, null, deadline_on, closed_on, null
    from eventful_findings
    where not has_failed_recheck
    union all
    select finding, null, rechecked_on, null, null, result
    from failed_rechecks
    union all
    select finding, quarter, found_on, null, null, 'relapsed'
    from days_found_again
),

priced as (
    select
        prices.quarter,
        eventful.finding,
        eventful.unit,
        eventful.indicator,
        eventful.kind,
        facts.closed_on is null or facts.closed_on > prices.as_of as is_open,
        case when is_open and facts.deadline_on < prices.as_of then prices.as_of_workday - workdays.number end as overdue_days,
        case
            when is_open and facts.deadline_on < prices.as_of
                then overdue_loss(
                    prices.as_of_workday - workdays.number, prices.overdue_first, prices.overdue_first_days,
                    prices.overdue_step, prices.overdue_step_days, prices.overdue_most
                )
            else 0
        end as overdue_loss,
        case
            when not is_open and facts.closed_on > facts.deadline_on and facts.closed_on >= prices.first_day
                then prices.late
            else 0
        end as late_loss,
        case facts.event when 'failed' then prices.failed else 0 end as failed_loss,
        case facts.event when 'relapsed' then prices.relapsed else 0 end as relapsed_loss,
        case when eventful.kind = 'veto' then prices.veto_factor else 1 end as factor
    from facts
    join eventful_findings as eventful on eventful.finding = facts.finding
    join quarter_prices as prices on
        eventful.visible_from <= prices.as_of
        and (facts.quarter is null or facts.quarter = prices.quarter)
        and (facts.dated_on is null or facts.dated_on <= prices.as_of)
        -- A round lasts; an event costs the quarter it is dated in.
        and (facts.event is null or facts.dated_on >= prices.first_day)
    left join workdays on workdays.day = facts.deadline_on
)

-- What is said of a finding is the same in all its facts: two keys are half the price of five.
select
    quarter,
    finding,
    any_value(unit) as unit,
    any_value(indicator) as indicator,
    any_value(kind) as kind,
    max(overdue_days) as overdue_days,
    max(overdue_loss) as overdue_loss,
    max(late_loss) as late_loss,
    max(failed_loss) as failed_loss,
    max(relapsed_loss) as relapsed_loss,
    greatest(max(late_loss), max(overdue_loss), max(failed_loss), max(relapsed_loss)) * any_value(factor) as loss
from priced
group by quarter, finding;
