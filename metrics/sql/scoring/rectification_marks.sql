-- One row per quarter and finding with a rectification loss, cut at the floor of 0 from the last ones.
create or replace temp view rectification_marks as
with losses as (
    select
        rectification_losses.*,
        findings.dated_on,
        findings.channel,
        findings.number,
        findings.description,
        findings.page,
        coalesce(findings.rectification_record, findings.record) as record,
        indicators.code
    from rectification_losses
    join findings on findings.finding = rectification_losses.finding and findings.unit = rectification_losses.unit
    join indicators on indicators.indicator = rectification_losses.indicator
    anti join exempt_pairs on
        exempt_pairs.unit = rectification_losses.unit and exempt_pairs.indicator = rectification_losses.indicator
    where rectification_losses.loss > 0
),

running as (
    select
        *,
        sum(loss) over (
            partition by unit, quarter
            order by dated_on, coalesce(number, ''), coalesce(description, ''), coalesce(page, ''), finding
            rows unbounded preceding
        ) as running_loss
    from losses
)

select
    running.unit,
    running.quarter,
    'rectification' as dimension,
    running.code as indicator,
    running.description as item,
    channels.name as channel,
    case greatest(running.late_loss, running.overdue_loss, running.failed_loss, running.relapsed_loss)
        when running.relapsed_loss then 'relapsed'
        when running.failed_loss then 'recheck_failed'
        when running.overdue_loss then 'overdue'
        else 'fixed_late'
    end as reason,
    running.dated_on,
    running.finding as sequence,
    running.finding,
    running.record,
    (least(running.running_loss, rules.full_marks) - least(running.running_loss - running.loss, rules.full_marks))::hugeint
        as loss,
    running.running_loss > rules.full_marks as is_capped
from running
cross join rules
left join channels on channels.channel = running.channel;
