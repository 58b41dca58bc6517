-- One row per item of the institutions' disclosure list.
create table checklist_items (
    code varchar,
    name varchar
);
