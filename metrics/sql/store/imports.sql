-- One row per received file and command; append-only but for its state.
create table if not exists imports (
    import integer primary key,
    command integer not null,
    file_name varchar not null,
    sha256 varchar not null,
    speaker varchar not null,
    state varchar not null,
    actor varchar not null,
    received_at timestamp not null,
    decided_at timestamp,
    report json not null
);
