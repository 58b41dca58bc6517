-- One row per reply of a unit to a mark of its scorecard, with the mark as it stood then; only ever appended.
create table if not exists replies (
    reply integer primary key,
    period varchar not null,
    unit integer not null,
    mark varchar not null,
    dimension varchar not null,
    indicator varchar not null,
    item varchar not null,
    reason varchar not null,
    is_capped boolean not null,
    hundredths bigint not null,
    finding integer,
    record bigint,
    said varchar not null,
    evidence varchar not null,
    file_name varchar not null,
    sha256 varchar not null,
    actor varchar not null,
    replied_at timestamp not null,
    seen varchar default ''
);
