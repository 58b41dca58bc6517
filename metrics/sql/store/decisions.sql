-- One row per question about a year's plan that a person has answered (whether 各区县政府 means the functional areas).
create table if not exists decisions (
    decision integer primary key,
    question varchar not null,
    year integer not null,
    answer varchar not null,
    record bigint not null
);
