-- One row per indicator code that findings use; the integer is what scoring groups by.
create table if not exists indicators (
    indicator integer primary key,
    code varchar not null
);
