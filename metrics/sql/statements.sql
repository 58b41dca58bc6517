-- One row per record about the things asked for, said by an import that is committed; oldest first.
select
    records.identity,
    records.command,
    records.record,
    records.fields
from records
join imports on imports.import = records.import
where
    records.kind = $kind
    and imports.state = 'committed'
    and records.identity in (select unnest($identities))
order by records.command, records.record;
