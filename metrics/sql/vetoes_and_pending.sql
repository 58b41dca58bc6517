-- One row per finding of the quarters that waits for a judgement, or is a confirmed veto on its unit.
select
    findings.finding,
    units.name as unit_name,
    findings.quarter,
    findings.dated_on,
    findings.kind,
    findings.review
from findings
join units on units.unit = findings.unit
left join channels on channels.channel = findings.channel
where
    findings.quarter in (select unnest($quarters::integer[]))
    and findings.visible_from <= $as_of::date
    and (
        findings.review = 'pending'
        or (
            findings.kind = 'veto'
            and findings.is_counted
            and (findings.channel is null or channels.channel_type = 'website')
        )
    )
order by findings.review <> 'pending', units.sort_order, units.name, findings.finding;
