-- One row per difference a unit's file asked for in a column or row that is not its own.
create table if not exists requests (
    request integer primary key,
    import integer not null,
    unit integer,
    kind varchar not null,
    identity varchar not null,
    field varchar not null,
    old_value varchar,
    new_value varchar,
    sheet varchar not null,
    row_number integer not null,
    thing varchar default ''
);
