-- One row per request that the office answered in one import; in force while that import is committed.
create table if not exists request_answers (
    request integer not null,
    import integer not null,
    answer varchar not null,
    reason varchar not null,
    actor varchar not null,
    answered_at timestamp not null,
    primary key (request, import)
);
