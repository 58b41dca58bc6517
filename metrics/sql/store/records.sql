-- One row per thing said by one spreadsheet row; append-only, never updated or deleted.
create table if not exists records (
    record bigint primary key,
    import integer not null,
    command integer not null,
    kind varchar not null,
    identity varchar not null,
    sheet varchar not null,
    row_number integer not null,
    -- long texts that repeat their headings: a fifth of the size, and faster to write than to look for something better
    fields json not null using compression zstd,
    cells json not null using compression zstd
);
