-- One row per finding of a command that another finding, still open on its day, states word for word, with that one's row.
with spoken as (
    select findings.*
    from findings
    -- Records are numbered as they come, and none comes after those of the running command.
    where findings.record >= (select min(record) from records where command = $command) and findings.description <> ''
)

select
    identities.identity,
    arg_min(others.number, others.finding) as number,
    arg_min(imports.file_name, others.finding) as file_name,
    arg_min(records.sheet, others.finding) as sheet,
    arg_min(records.row_number, others.finding) as row_number
from spoken
join findings as others on
    others.unit = spoken.unit
    and others.channel is not distinct from spoken.channel
    and others.indicator = spoken.indicator
    and others.quarter = spoken.quarter
    and others.description = spoken.description
    and others.page is not distinct from spoken.page
    and (others.dated_on, others.finding) < (spoken.dated_on, spoken.finding)
    -- Closed before: found again, which is another finding (scoring.md §5).
    and (others.closed_on is null or others.closed_on >= spoken.dated_on)
join identities on identities.kind = 'findings' and identities.key = spoken.finding
join records on records.record = others.record
join imports on imports.import = records.import
where
    spoken.review not in ('false_alarm', 'exempt')
    and others.review not in ('false_alarm', 'exempt')
group by identities.identity, spoken.finding
order by spoken.finding;
