-- One row: the period asked for and the day whose facts are the last to count.
create or replace temp table run as
select
    $period::varchar as period,
    $year::integer as year,
    $first_day::date as first_day,
    $last_day::date as last_day,
    $as_of::date as as_of,
    $is_quarter::boolean as is_quarter;
