-- One row per quarter and counted finding known in it: the largest single loss among its facts of the quarter (scoring.md §5).
create or replace temp view rectification_losses as
with single_rounds as (
    -- No failed re-check: the only round stands in findings itself.
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
        case when findings.recurred_on between prices.first_day and prices.as_of then prices.relapsed else 0 end
            as relapsed_loss,
        prices.due,
        case when findings.closed_on <= findings.deadline_on then prices.due else 0 end as on_time,
        -- The largest of the four again, in one expression: this is the one that runs over millions of rows.
        case
            when findings.closed_on is null or findings.closed_on > prices.as_of
                then greatest(
                    prices.overdue_loss,
                    case when findings.recurred_on between prices.first_day and prices.as_of then prices.relapsed else 0 end
                )
            when findings.recurred_on between prices.first_day and prices.as_of
                then greatest(
                    prices.relapsed,
                    case
                        when findings.closed_on > findings.deadline_on and findings.closed_on >= prices.first_day
                            then prices.late
                        else 0
                    end
                )
            when findings.closed_on > findings.deadline_on and findings.closed_on >= prices.first_day then prices.late
            else 0
        end * case when findings.kind = 'veto' then prices.veto_factor else 1 end as loss
    from findings
    join deadline_prices as prices on prices.day = findings.deadline_on
    where
        findings.is_counted
        and findings.kind <> 'bonus'
        and not findings.has_failed_recheck
        and findings.visible_from <= prices.as_of
),

round_facts as (
    select
        prices.quarter,
        findings.finding,
        findings.unit,
        findings.indicator,
        findings.kind,
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
        case when findings.recurred_on between prices.first_day and prices.as_of then prices.relapsed else 0 end
            as relapsed_loss,
        case when findings.kind = 'veto' then prices.veto_factor else 1 end as factor,
        prices.due,
        case when rounds.closed_on <= rounds.deadline_on then prices.due else 0 end as on_time
    from findings
    join rectification_rounds as rounds on rounds.finding = findings.finding
    join deadline_prices as prices on
        prices.day = rounds.deadline_on
        and (rounds.started_on is null or rounds.started_on <= prices.as_of)
    where
        findings.is_counted
        and findings.kind <> 'bonus'
        and findings.has_failed_recheck
        and findings.visible_from <= prices.as_of
),

recheck_facts as (
    select
        prices.quarter,
        findings.finding,
        findings.unit,
        findings.indicator,
        findings.kind,
        null as overdue_days,
        0 as overdue_loss,
        0 as late_loss,
        case failed_rechecks.result when 'failed' then prices.failed else 0 end as failed_loss,
        case failed_rechecks.result when 'relapsed' then prices.relapsed else 0 end as relapsed_loss,
        case when findings.kind = 'veto' then prices.veto_factor else 1 end as factor,
        0 as due,
        0 as on_time
    from findings
    join failed_rechecks on failed_rechecks.finding = findings.finding
    join deadline_prices as prices on
        prices.day = failed_rechecks.rechecked_on
        and prices.day between prices.first_day and prices.as_of
    where findings.is_counted and findings.kind <> 'bonus' and findings.visible_from <= prices.as_of
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
        max(relapsed_loss) as relapsed_loss,
        sum(due) as due,
        sum(on_time) as on_time,
        greatest(max(late_loss), max(overdue_loss), max(failed_loss), max(relapsed_loss)) * any_value(factor) as loss
    from (select * from round_facts union all select * from recheck_facts)
    group by quarter, finding, unit, indicator, kind
)

select * from single_rounds
union all
select * from gathered;
