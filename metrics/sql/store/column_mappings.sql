-- One row per heading of a layout (the set of headings of a table) of which a person has said what the column holds.
create table if not exists column_mappings (
    mapping integer primary key,
    layout varchar not null,
    heading varchar not null,
    heading_key varchar not null,
    kind varchar not null,
    field varchar,
    actor varchar not null,
    decided_at timestamp not null,
    record bigint not null
);
