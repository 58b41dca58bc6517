-- One row per time the office said from when to when units may reply to the marks of a period, or closed that early; the last one holds.
create table if not exists reply_windows (
    entry integer primary key,
    period varchar not null,
    opens_on date not null,
    closes_on date not null,
    actor varchar not null,
    said_at timestamp not null,
    closed_because varchar not null default ''
);
