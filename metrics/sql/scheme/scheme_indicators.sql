-- One row per indicator of the scheme; caps and prices are scaled.
create table scheme_indicators (
    code varchar,
    name varchar,
    block varchar,
    kind varchar,
    cap bigint,
    price bigint,
    is_service boolean,
    clause varchar
);
