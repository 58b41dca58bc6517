-- One row per time somebody wrote over a paragraph of a paper, or took the draft back (nothing is said then); the last one holds.
create table if not exists paper_words (
    edit integer primary key,
    kind varchar not null,
    period varchar not null,
    unit integer,
    is_named boolean not null,
    paragraph varchar not null,
    said varchar,
    drafted varchar not null,
    actor varchar not null,
    written_at timestamp not null
);
