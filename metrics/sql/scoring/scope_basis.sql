-- One row: whether the period's scope was declared by rows, by 全覆盖, or not at all.
-- 全覆盖 of a period is 全覆盖 of each of its quarters that has begun: what one declares says nothing of another.
create or replace temp view scope_basis as
with quarters_said as (
    select
        run_quarters.quarter,
        count(inspection_scope.inspection) as statements,
        coalesce(bool_or(inspection_scope.inspection is not null and inspection_scope.channel is null), false)
            as is_declared_full
    from run_quarters
    left join inspection_scope on inspection_scope.quarter = run_quarters.quarter
    group by run_quarters.quarter
)

select
    sum(statements) as statements,
    bool_and(is_declared_full) as is_declared_full
from quarters_said;
