-- One row per record asked for: the file, sheet and row it was read from, and who spoke.
select
    records.record,
    records.import,
    records.kind,
    records.identity,
    records.sheet,
    records.row_number,
    records.fields,
    records.cells,
    imports.file_name,
    imports.sha256,
    imports.speaker,
    imports.received_at
from records
join imports on imports.import = records.import
where records.record in (select unnest($records));
