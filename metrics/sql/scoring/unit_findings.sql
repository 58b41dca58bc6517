-- One row per finding of a unit visible on the as-of day, with its channel, its state and what it costs.
create or replace temp view unit_findings as
select
    findings.*,
    channels.name as channel_name,
    channels.channel_type,
    scheme_indicators.code as indicator_code,
    scheme_indicators.name as indicator_name,
    scheme_indicators.clause,
    case
        when findings.review = 'pending' then 'pending'
        when not findings.is_counted then findings.review
        when findings.kind = 'bonus' then 'bonus'
        when findings.closed_on <= run.as_of and not findings.has_failed_recheck then 'closed'
        when findings.has_failed_recheck and open_rounds.finding is null then 'closed'
        when coalesce(open_rounds.deadline_on, findings.deadline_on) < run.as_of then 'overdue'
        else 'not_due'
    end as state,
    coalesce(open_rounds.deadline_on, findings.deadline_on) as current_deadline_on,
    findings.quarter between run_bounds.first_quarter and run_bounds.last_quarter as is_of_period
from findings
cross join run
cross join (select min(quarter) as first_quarter, max(quarter) as last_quarter from run_quarters) as run_bounds
join indicators on indicators.indicator = findings.indicator
left join scheme_indicators on scheme_indicators.code = indicators.code
left join channels on channels.channel = findings.channel
left join rectification_rounds as open_rounds on
    open_rounds.finding = findings.finding
    and (open_rounds.started_on is null or open_rounds.started_on <= run.as_of)
    and (open_rounds.closed_on is null or open_rounds.closed_on > run.as_of)
    and (open_rounds.ended_on is null or open_rounds.ended_on > run.as_of)
where findings.visible_from <= run.as_of;
