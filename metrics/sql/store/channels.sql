-- One row per website or account a unit runs or ran.
create table if not exists channels (
    channel integer primary key,
    unit integer not null,
    channel_type varchar not null,
    name varchar not null,
    identifier varchar,
    address varchar,
    opened_on date,
    closed_on date,
    record bigint not null
);
