-- One row per unit whose checklist was collected: the mean over the collected quarters of 100 × yes ÷ items, as a pair.
create or replace temp table checklist_dimension as
with counted as (
    select
        unit,
        count(*) filter (where is_yes) as yes,
        count(*) as asked
    from checklist_answers
    group by unit
)

select
    counted.unit,
    -- Every collected quarter asks the same items, so the mean of the quarters is yes ÷ asked.
    (counted.yes * rules.full_marks)::hugeint as num,
    (counted.asked * rules.scale)::hugeint as den
from counted
cross join rules;
