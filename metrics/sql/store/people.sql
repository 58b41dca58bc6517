-- One row per thing said of a person's access: everything that holds from then on; the last row of a person counts.
create table if not exists people (
    entry integer primary key,
    person varchar not null,
    name varchar not null,
    role varchar not null,
    units json not null,
    is_ended boolean not null,
    actor varchar not null,
    happened_at timestamp not null
);
