-- One row per record about the findings asked for, of committed and of withdrawn imports; oldest first.
select
    identities.key as finding,
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
from identities
join records on records.identity = identities.identity
join imports on imports.import = records.import
where
    identities.kind = 'findings'
    and identities.key in (select unnest($findings::integer[]))
    and records.kind in ('findings', 'rectifications')
    and imports.state in ('committed', 'withdrawn')
order by records.command, records.record;
