-- One row per reply that was decided: upheld (the mark stays) or accepted, by whom and why; only ever appended.
create table if not exists reply_decisions (
    reply integer primary key,
    answer varchar not null,
    reason varchar not null,
    judgement integer,
    actor varchar not null,
    decided_at timestamp not null
);
