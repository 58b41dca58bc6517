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
        eventful.finding,
        eventful.unit,
        eventful.indicator,
        eventful.kind,
        rounds.deadline_on,
        rounds.closed_on,
        prices.as_of_workday - coalesce(workdays.number, 0) as days_since_deadline,
        rounds.closed_on is null or rounds.closed_on > prices.as_of as is_open
    from eventful
    join rounds on rounds.finding = eventful.finding
    join quarter_prices as prices on
        eventful.visible_from <= prices.as_of
        and (rounds.started_on is null or rounds.started_on <= prices.as_of)
    left join workdays on workdays.day = rounds.deadline_on
),

round_facts as (
    select
        quarter,
        finding,
        unit,
        indicator,
        kind,
        case when is_open and deadline_on < as_of then days_since_deadline end as overdue_days,
        case
            when is_open and deadline_on < as_of
                then least(
                    overdue_first + overdue_step
                    * ((greatest(days_since_deadline - overdue_first_days, 0) + overdue_step_days - 1) // overdue_step_days),
                    overdue_most
                )
            else 0
        end as overdue_loss,
        case when not is_open and closed_on > deadline_on and closed_on >= first_day then late else 0 end as late_loss,
        0 as failed_loss,
        0 as relapsed_loss
    from priced_rounds
),

recheck_facts as (
    select
        prices.quarter,
        eventful.finding,
        eventful.unit,
        eventful.indicator,
        eventful.kind,
        null as overdue_days,
        0 as overdue_loss,
        0 as late_loss,
        case failed_rechecks.result when 'failed' then prices.failed else 0 end as failed_loss,
        case failed_rechecks.result when 'relapsed' then prices.relapsed else 0 end as relapsed_loss
    from eventful
    join failed_rechecks on failed_rechecks.finding = eventful.finding
    join quarter_prices as prices on failed_rechecks.rechecked_on between prices.first_day and prices.as_of
    where eventful.visible_from <= prices.as_of
),

found_again_facts as (
    select
        prices.quarter,
        eventful.finding,
        eventful.unit,
        eventful.indicator,
        eventful.kind,
        null as overdue_days,
        0 as overdue_loss,
        0 as late_loss,
        0 as failed_loss,
        prices.relapsed as relapsed_loss
    from eventful
    join days_found_again on days_found_again.finding = eventful.finding
    join quarter_prices as prices on prices.quarter = days_found_again.quarter
    where eventful.visible_from <= prices.as_of
),

gathered as (
    select
        quarter,
        finding,
        unit,
        indicator,
        kind,
        max(overdue_days) as overdue_days,
        max(overdue_loss) as overdue_loss,
        max(late_loss) as late_loss,
        max(failed_loss) as failed_loss,
        max(relapsed_loss) as relapsed_loss
    from (
        select * from round_facts
        union all
        select * from recheck_facts
        union all
        select * from found_again_facts
    )
    group by quarter, finding, unit, indicator, kind
)

select
    gathered.*,
    greatest(gathered.late_loss, gathered.overdue_loss, gathered.failed_loss, gathered.relapsed_loss)
    * case when gathered.kind = 'veto' then rules.veto_factor else 1 end as loss
from gathered
cross join rules;
