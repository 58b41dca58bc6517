-- One row per thing the store has ever heard of: the integer key scoring joins on, never reused.
create table if not exists identities (
    kind varchar not null,
    identity varchar not null,
    key integer not null,
    primary key (kind, identity)
);
