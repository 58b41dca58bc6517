-- One row per observation that earns a bonus; points are scaled.
create table bonus_rules (
    code varchar,
    name varchar,
    per_item bigint,
    cap bigint
);
