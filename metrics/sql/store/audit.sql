-- One row per thing that somebody did or looked at: who, in which role, when, and old → new; only ever appended.
create table if not exists audit (
    entry integer primary key,
    happened_at timestamp not null,
    actor varchar not null,
    role varchar not null,
    what varchar not null,
    about varchar not null,
    old_value varchar not null,
    new_value varchar not null
);
