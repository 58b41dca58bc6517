-- One row per quarter of the period that has begun on the as-of day.
create or replace temp table run_quarters (
    quarter integer,
    ordinal integer,
    first_day date,
    last_day date,
    as_of date,
    as_of_workday integer
);
