-- One row per group and dimension of the scheme; weights are scaled.
create table dimension_weights (
    group_code varchar,
    dimension varchar,
    weight bigint,
    ordinal integer
);
