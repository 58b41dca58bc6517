-- One row per name a unit answers to, the official one included.
create table if not exists unit_names (
    unit integer not null,
    name varchar not null,
    name_kind varchar not null
);
