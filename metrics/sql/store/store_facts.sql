-- One row per fact about the store itself: its kind (real or demo), its version, how its folds were made.
create table if not exists store_facts (
    fact varchar primary key,
    value varchar not null
);
