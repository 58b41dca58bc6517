-- One row per step of an issued paper: sent, acknowledged, answered or void, with its day; only ever appended.
create table if not exists paper_steps (
    step integer primary key,
    paper integer not null,
    what varchar not null,
    happened_on date not null,
    note varchar not null,
    actor varchar not null,
    noted_at timestamp not null
);
