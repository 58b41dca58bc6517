-- One row per quarter that a finding, an inspection or an observation belongs to, or that a year's plan alone covers.
with facts as (
    select quarter from findings
    union
    select quarter from inspection_scope
    union
    select quarter from observations
    union
    select quarter from collected_checklists
),

-- Until the first facts of its year come in, a plan is looked at in every quarter of it.
planned as (
    select year from tasks
    union
    select year from assignments
)

select quarter from facts
union
select planned.year * 10 + quarters.number as quarter
from planned
cross join (values (1), (2), (3), (4)) as quarters (number)
where planned.year not in (select facts.quarter // 10 from facts)
order by quarter;
