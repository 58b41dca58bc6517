-- One row per quarter of the period that has begun: whether its scope was declared, and how many channels and findings it has.
create or replace temp view scope_quarters as
with said as (
    select
        quarter,
        count(*) as statements,
        bool_or(channel is null) as is_declared_full
    from inspection_scope
    group by quarter
),

checked as (
    select quarter, count(*) as checked from checked_channels group by quarter
),

running as (
    select quarter, count(*) as running from running_channels group by quarter
),

found as (
    select
        findings.quarter,
        count(*) as findings
    from findings
    join run_quarters on run_quarters.quarter = findings.quarter and findings.visible_from <= run_quarters.as_of
    group by findings.quarter
)

select
    run_quarters.quarter,
    coalesce(said.statements, 0) as statements,
    coalesce(said.is_declared_full, false) as is_declared_full,
    coalesce(checked.checked, 0) as checked,
    coalesce(running.running, 0) as running,
    coalesce(found.findings, 0) as findings
from run_quarters
left join said on said.quarter = run_quarters.quarter
left join checked on checked.quarter = run_quarters.quarter
left join running on running.quarter = run_quarters.quarter
left join found on found.quarter = run_quarters.quarter;
