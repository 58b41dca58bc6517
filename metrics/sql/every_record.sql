-- One row per record ever said, whatever became of its file.
select
    record,
    import,
    command,
    kind,
    identity,
    sheet,
    row_number,
    fields::varchar as fields,
    cells::varchar as cells
from records
order by record;
