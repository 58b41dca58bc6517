-- One row per record of a committed import, in the order in which they were said.
select
    records.record,
    records.import,
    records.command,
    records.kind,
    records.identity,
    records.sheet,
    records.row_number,
    records.fields::varchar as fields,
    records.cells::varchar as cells
from records
join imports on imports.import = records.import
where imports.state = 'committed'
order by records.record;
