-- One row per unit that is or was scored.
create table if not exists units (
    unit integer primary key,
    name varchar not null,
    group_code varchar not null,
    league varchar not null,
    serves_public boolean not null,
    supervisor varchar,
    sort_order integer not null,
    valid_from date,
    valid_until date,
    record bigint not null
);
