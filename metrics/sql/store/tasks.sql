-- One row per numbered task of a yearly plan.
create table if not exists tasks (
    task integer primary key,
    year integer not null,
    number varchar not null,
    title varchar,
    section varchar,
    text varchar,
    responsibility varchar,
    record bigint not null
);
