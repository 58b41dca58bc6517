-- One row per quarter and counted finding known in it: the largest single loss among its facts of the quarter (scoring.md §5).
create or replace temp view rectification_losses as
with single_rounds as (
    -- No failed re-check and never found again: the only round stands in findings itself, and nothing else happened.
    select
        prices.quarter,
        findings.finding,
        findings.unit,
        findings.indicator,
        findings.kind,
        case when findings.closed_on is null or findings.closed_on > prices.as_of then prices.overdue_days end
            as overdue_days,
        case when findings.closed_on is null or findings.closed_on > prices.as_of then prices.overdue_loss else 0 end
            as overdue_loss,
        case
            when
                findings.closed_on > findings.deadline_on
                and findings.closed_on between prices.first_day and prices.as_of
                then prices.late
            else 0
        end as late_loss,
        0 as failed_loss,
        0 as relapsed_loss,
        -- The larger of the two again, in one expression: this is the one that runs over millions of rows.
        case
            when findings.closed_on is null or findings.closed_on > prices.as_of then prices.overdue_loss
            when findings.closed_on > findings.deadline_on and findings.closed_on >= prices.first_day then prices.late
            else 0
        end * case when findings.kind = 'veto' then prices.veto_factor else 1 end as loss
    from findings
    join deadline_prices as prices on prices.day = findings.deadline_on
    where
        findings.is_counted
        and findings.kind <> 'bonus'
        and not findings.has_failed_recheck
        and findings.recurred_on is null
        and findings.visible_from <= prices.as_of
),

eventful as (
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

round_facts as (
    select
        prices.quarter,
        eventful.finding,
        eventful.unit,
        eventful.indicator,
        eventful.kind,
        case when rounds.closed_on is null or rounds.closed_on > prices.as_of then prices.overdue_days end
            as overdue_days,
        case when rounds.closed_on is null or rounds.closed_on > prices.as_of then prices.overdue_loss else 0 end
            as overdue_loss,
        case
            when
                rounds.closed_on > rounds.deadline_on
                and rounds.closed_on between prices.first_day and prices.as_of
                then prices.late
            else 0
        end as late_loss,
        0 as failed_loss,
        0 as relapsed_loss
    from eventful
    join rounds on rounds.finding = eventful.finding
    join deadline_prices as prices on
        prices.day = rounds.deadline_on
        and (rounds.started_on is null or rounds.started_on <= prices.as_of)
    where eventful.visible_from <= prices.as_of
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
    join deadline_prices as prices on
        prices.day = failed_rechecks.rechecked_on
        and prices.day between prices.first_day and prices.as_of
    where eventful.visible_from <= prices.as_of
),

found_again_facts as (
    select
        days_found_again.quarter,
        eventful.finding,
        eventful.unit,
        eventful.indicator,
        eventful.kind,
        null as overdue_days,
        0 as overdue_loss,
        0 as late_loss,
        0 as failed_loss,
        rules.relapsed as relapsed_loss
    from eventful
    join days_found_again on days_found_again.finding = eventful.finding
    join run_quarters on run_quarters.quarter = days_found_again.quarter
    cross join rules
    where eventful.visible_from <= run_quarters.as_of
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

select * from single_rounds
union all
select
    gathered.*,
    greatest(gathered.late_loss, gathered.overdue_loss, gathered.failed_loss, gathered.relapsed_loss)
    * case when gathered.kind = 'veto' then rules.veto_factor else 1 end as loss
from gathered
cross join rules;
