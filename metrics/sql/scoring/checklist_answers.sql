-- One row per quarter, unit of a group with a checklist, and item, once the quarter's checklist was collected:
-- the office says so, or any unit of the group has a row for it (scoring.md §6).
create or replace temp table checklist_answers as
with answers as (
    select
        observations.quarter,
        observations.unit,
        observations.indicator,
        min(observations.value) as value,
        max(observations.record) as record
    from observations
    join run_quarters on run_quarters.quarter = observations.quarter
    join checklist_items on checklist_items.code = observations.indicator
    where observations.is_accepted and observations.value is not null
    group by observations.quarter, observations.unit, observations.indicator
),

collected as (
    select distinct
        answers.quarter,
        listed_units.group_code
    from answers
    join listed_units on listed_units.unit = answers.unit
    join dimension_weights on
        dimension_weights.group_code = listed_units.group_code
        and dimension_weights.dimension = 'checklist'
    union
    select
        collected_checklists.quarter,
        dimension_weights.group_code
    from collected_checklists
    join run_quarters on run_quarters.quarter = collected_checklists.quarter
    join dimension_weights on dimension_weights.dimension = 'checklist'
)

select
    collected.quarter,
    listed_units.unit,
    checklist_items.code,
    checklist_items.name,
    answers.record,
    -- An item without a row is 未报送: it stays in the denominator with 0 (scoring.md §6).
    coalesce(answers.value, 0) > 0 as is_yes,
    answers.record is null as is_not_submitted
from collected
join run_quarters on run_quarters.quarter = collected.quarter
join listed_units on
    listed_units.group_code = collected.group_code
    -- A quarter before the unit existed asks nothing of it: that would be a zero for nothing.
    and (listed_units.valid_from is null or listed_units.valid_from <= run_quarters.as_of)
cross join checklist_items
left join answers on
    answers.quarter = collected.quarter
    and answers.unit = listed_units.unit
    and answers.indicator = checklist_items.code;
