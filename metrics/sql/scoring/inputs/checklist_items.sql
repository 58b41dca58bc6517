-- One row per item of the institutions' disclosure list.
create or replace temp table checklist_items (
    code varchar,
    name varchar
);
