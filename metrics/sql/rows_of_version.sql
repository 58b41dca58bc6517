-- One row per thing an import speaks of, with the first row that does, as it was typed.
select
    kind,
    identity,
    arg_min(sheet, record) as sheet,
    min_by(row_number, record) as row_number,
    arg_min(cells, record) as cells
from records
where import = $import_number
group by kind, identity
order by min(record);
