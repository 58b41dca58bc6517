-- One row per group and dimension of the scheme; weights are scaled.
create or replace temp table dimension_weights (
    group_code varchar,
    dimension varchar,
    weight bigint,
    ordinal integer
);
