-- One row per kind of data: when and from which committed file its latest rows came, and how many files spoke of it.
with spoken as (
    select distinct
        records.kind,
        records.import
    from records
    join imports on imports.import = records.import
    where imports.state = 'committed'
)

select
    spoken.kind,
    max(imports.received_at) as received_at,
    arg_max(imports.file_name, (imports.received_at, imports.import)) as file_name,
    arg_max(imports.speaker, (imports.received_at, imports.import)) as speaker,
    count(*) as files
from spoken
join imports on imports.import = spoken.import
group by spoken.kind
order by spoken.kind;
