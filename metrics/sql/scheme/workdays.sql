-- One row per calendar day: how many working days there were up to and including it.
create table workdays (
    day date,
    number integer
);
