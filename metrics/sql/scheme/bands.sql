-- One row per grade band, best first: from its lower bound, inclusive, up to the next band's; in hundredths of a point.
create table bands (
    code varchar,
    lower_hundredths bigint,
    upper_hundredths bigint,
    ordinal integer,
    is_worst boolean
);
