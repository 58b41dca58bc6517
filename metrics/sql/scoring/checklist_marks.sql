-- One row per checklist item that is not a yes: its loss over the checklist dimension's denominator.
create or replace temp view checklist_marks as
select
    checklist_answers.unit,
    checklist_answers.quarter,
    'checklist' as dimension,
    checklist_answers.code as indicator,
    checklist_answers.name as item,
    null::varchar as channel,
    case when checklist_answers.is_not_submitted then 'not_submitted' else 'checklist_no' end as reason,
    null::date as dated_on,
    checklist_answers.quarter as sequence,
    null::integer as finding,
    checklist_answers.record,
    rules.full_marks::hugeint as loss,
    false as is_capped
from checklist_answers
cross join rules
where not checklist_answers.is_yes;
