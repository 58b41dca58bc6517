-- One row: whether the period's scope was declared by rows, by 全覆盖, or not at all.
create or replace temp view scope_basis as
select
    count(*) as statements,
    coalesce(bool_or(inspection_scope.channel is null), false) as is_declared_full
from inspection_scope
join run_quarters on run_quarters.quarter = inspection_scope.quarter;
