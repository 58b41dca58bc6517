-- One row per fact that fails a unit or caps its grade without costing points: a mark of 0.00 that names it (scoring.md §8).
create or replace temp view deciding_marks as
with vetoes as (
    select
        inspection_findings.*,
        channels.name as channel_name
    from inspection_findings
    left join channels on channels.channel = inspection_findings.channel
    where
        inspection_findings.kind = 'veto'
        and (inspection_findings.channel is null or channels.channel_type = 'website')
),

capped as (
    select
        unit,
        has_unit_veto
    from standings
    where verdict = 'ranked' and grade <> band
),

long_overdue as (
    select rectification_losses.*
    from rectification_losses
    cross join rules
    anti join exempt_pairs on
        exempt_pairs.unit = rectification_losses.unit and exempt_pairs.indicator = rectification_losses.indicator
    where
        rectification_losses.overdue_days > rules.grade_cap_days
        and rectification_losses.quarter = (select max(run_quarters.quarter) from run_quarters)
)

select
    vetoes.unit,
    vetoes.quarter,
    'inspection' as dimension,
    vetoes.indicator,
    vetoes.description as item,
    vetoes.channel_name as channel,
    case when composites.is_vetoed then 'unit_veto' else 'grade_cap_veto' end as reason,
    vetoes.dated_on,
    vetoes.finding as sequence,
    vetoes.finding,
    vetoes.record,
    false as is_capped
from vetoes
cross join rules
join composites on composites.unit = vetoes.unit
left join capped on capped.unit = vetoes.unit
where composites.is_vetoed or (rules.is_veto_on_unit and capped.has_unit_veto)
union all
select
    long_overdue.unit,
    long_overdue.quarter,
    'rectification' as dimension,
    indicators.code as indicator,
    findings.description as item,
    channels.name as channel,
    'grade_cap' as reason,
    findings.dated_on,
    long_overdue.finding as sequence,
    long_overdue.finding,
    coalesce(findings.rectification_record, findings.record) as record,
    false as is_capped
from long_overdue
join capped on capped.unit = long_overdue.unit
join findings on findings.finding = long_overdue.finding and findings.unit = long_overdue.unit
join indicators on indicators.indicator = long_overdue.indicator
left join channels on channels.channel = findings.channel;
