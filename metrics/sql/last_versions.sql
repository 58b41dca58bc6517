-- One row per earlier committed import of a speaker that shares things with an import: how many, of how many.
with earlier as (
    select imports.import, imports.file_name, records.kind, records.identity
    from imports
    join records on records.import = imports.import
    where imports.state = 'committed'
        and imports.speaker = $speaker_name
        and imports.import <> $import_number
        and records.kind in (select kind from records where import = $import_number group by kind)
)

select
    earlier.import,
    earlier.file_name,
    count(distinct (earlier.kind, earlier.identity)) as things,
    count(distinct (said.kind, said.identity)) filter (said.identity is not null) as shared
from earlier
left join records as said on
    said.import = $import_number and said.kind = earlier.kind and said.identity = earlier.identity
group by earlier.import, earlier.file_name
having shared > 0
order by earlier.import desc;
