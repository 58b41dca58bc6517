-- One row per re-check that a finding failed (未通过 or 反弹).
create table if not exists failed_rechecks (
    finding integer not null,
    rechecked_on date not null,
    result varchar not null,
    record bigint not null
);
