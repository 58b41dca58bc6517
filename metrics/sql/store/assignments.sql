-- One row per task of a yearly plan given to one unit.
create table if not exists assignments (
    assignment integer primary key,
    year integer not null,
    number varchar not null,
    title varchar,
    unit integer not null,
    role varchar not null,
    due_text varchar,
    due_on date,
    status varchar,
    completed_on date,
    progress varchar,
    evidence varchar,
    verification varchar,
    reported_on date,
    record bigint not null
);
