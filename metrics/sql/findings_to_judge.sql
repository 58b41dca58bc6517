-- One row per finding asked for, with the names of its unit, channel and indicator and its current deadline.
select
    findings.*,
    units.name as unit_name,
    channels.name as channel_name,
    channels.channel_type,
    indicators.code as indicator_code,
    findings.channel is null or channels.channel_type = 'website' as is_of_site_or_unit,
    coalesce(last_round.deadline_on, findings.deadline_on) as current_deadline_on,
    case
        when last_round.finding is null then findings.closed_on
        else last_round.closed_on
    end as current_closed_on
from findings
join units on units.unit = findings.unit
join indicators on indicators.indicator = findings.indicator
left join channels on channels.channel = findings.channel
left join rectification_rounds as last_round on
    last_round.finding = findings.finding and last_round.ended_on is null
where findings.finding in (select unnest($findings::integer[]))
order by findings.finding;
