-- One row per grade band, best first; lower bounds are inclusive and in hundredths of a point.
create or replace temp table bands (
    code varchar,
    lower_hundredths bigint,
    ordinal integer
);
