-- One row per declaration of the office that the checklist of a quarter was collected from every unit that has one.
create table if not exists collected_checklists (
    observation integer primary key,
    quarter integer not null,
    record bigint not null
);
