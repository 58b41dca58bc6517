-- One row per published edition of a period: what was frozen, as one sealed package; only ever appended.
create table if not exists releases (
    release integer primary key,
    period varchar not null,
    edition integer not null,
    as_of date not null,
    scheme_id varchar not null,
    scheme_version varchar not null,
    last_record bigint not null,
    sha256 varchar not null,
    package blob not null
);
