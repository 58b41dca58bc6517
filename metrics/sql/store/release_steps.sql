-- One row per step of a period towards its release, and beyond it to a correction; only ever appended.
create table if not exists release_steps (
    step integer primary key,
    period varchar not null,
    what varchar not null,
    actor varchar not null,
    taken_at timestamp not null,
    opens_on date,
    closes_on date,
    release integer,
    note varchar not null,
    described varchar default ''
);
