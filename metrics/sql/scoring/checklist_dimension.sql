-- One row per listed unit: the mean over the collected quarters of 100 × yes ÷ items, as a pair.
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
    listed_units.unit,
    coalesce(counted.asked, 0) > 0 as is_checked,
    -- Every collected quarter asks the same items, so the mean of the quarters is yes ÷ asked.
    (coalesce(counted.yes, 0) * rules.full_marks)::hugeint as num,
    (greatest(coalesce(counted.asked, 0), 1) * rules.scale)::hugeint as den
from listed_units
cross join rules
left join counted on counted.unit = listed_units.unit;
