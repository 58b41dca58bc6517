-- One row: the period asked for and the day whose facts are the last to count.
create or replace temp table run (
    period varchar,
    year integer,
    first_day date,
    last_day date,
    as_of date,
    is_quarter boolean
);
