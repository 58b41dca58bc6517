-- One row per name nobody knew of which a person has said what it means: a unit or channel, one to come, or none.
create table if not exists name_decisions (
    decision integer primary key,
    what varchar not null,
    name varchar not null,
    name_key varchar not null,
    unit integer,
    answer varchar not null,
    meant integer,
    actor varchar not null,
    decided_at timestamp not null,
    record bigint not null
);
