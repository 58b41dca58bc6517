-- One row per observation of a unit in a quarter; values scaled by 10,000.
create table if not exists observations (
    observation integer primary key,
    unit integer not null,
    quarter integer not null,
    indicator varchar not null,
    numerator bigint,
    denominator bigint,
    value bigint,
    evidence varchar,
    is_accepted boolean not null,
    record bigint not null
);
