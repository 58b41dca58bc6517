-- One row per record asked for: the file, sheet and row it was read from, who spoke, and which answer took it over.
with asked as (
    select
        *,
        (fields ->> '$.read_from.import')::integer as read_import,
        fields ->> '$.read_from.sheet' as read_sheet,
        (fields ->> '$.read_from.row')::integer as read_row
    from records
    where record in (select unnest($records))
),

-- What the office accepted of a unit was read in the unit's own file; a withdrawn file is no source any more.
rows_read as (
    select
        asked.record,
        files.import,
        arg_max(typed.cells, typed.kind = asked.kind) as cells
    from asked
    join imports as files on files.import = asked.read_import and files.state = 'committed'
    left join records as typed on
        typed.import = asked.read_import
        and typed.sheet = asked.read_sheet
        and typed.row_number = asked.read_row
    group by asked.record, files.import
)

select
    asked.record,
    files.import,
    asked.kind,
    asked.identity,
    case when rows_read.record is null then asked.sheet else asked.read_sheet end as sheet,
    case when rows_read.record is null then asked.row_number else asked.read_row end as row_number,
    asked.fields,
    -- Of a row that says only what is the office's, the cells that were accepted are all the store has.
    coalesce(rows_read.cells, asked.cells) as cells,
    files.file_name,
    files.sha256,
    files.speaker,
    files.received_at,
    case when rows_read.record is not null then spoken.import end as answer_import,
    case when rows_read.record is not null then spoken.actor end as answered_by
from asked
join imports as spoken on spoken.import = asked.import
left join rows_read on rows_read.record = asked.record
join imports as files on files.import = coalesce(rows_read.import, asked.import);
