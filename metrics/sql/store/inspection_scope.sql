-- One row per statement about which channels a quarter's inspection looked at; no channel = 全覆盖.
create table if not exists inspection_scope (
    inspection integer not null,
    quarter integer not null,
    channel integer,
    channel_type varchar,
    is_unchecked boolean not null,
    inspected_on date,
    record bigint not null
);
