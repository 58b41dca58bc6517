-- One row per record about the things asked for, of committed and of withdrawn imports; oldest first.
select
    records.identity,
    records.kind,
    records.record,
    records.command,
    records.fields,
    imports.import,
    imports.file_name,
    imports.state,
    imports.actor,
    coalesce(imports.decided_at, imports.received_at) as decided_at
from records
join imports on imports.import = records.import
where
    records.kind = $kind
    and records.identity in (select unnest($identities::varchar[]))
    and imports.state in ('committed', 'withdrawn')
order by records.command, records.record;
