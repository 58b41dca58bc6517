-- One row per fact about the store itself: its kind (real or demo), version, creation time.
create table if not exists store_facts (
    fact varchar primary key,
    value varchar not null
);
