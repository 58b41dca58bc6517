-- One row per responsibility phrase of a task that a person still has to spell out; unscored until then.
create table if not exists to_confirm (
    task integer not null,
    phrase varchar not null
);
