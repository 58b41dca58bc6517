-- One row per applicable assignment with less than full credit: its loss over the task dimension's denominator.
create or replace temp view task_marks as
select
    task_credits.unit,
    null::integer as quarter,
    'tasks' as dimension,
    task_credits.number as indicator,
    task_credits.title as item,
    null::varchar as channel,
    case
        when task_credits.is_refuted and task_credits.credit < task_credits.scale then 'refuted'
        else task_credits.state
    end as reason,
    null::date as dated_on,
    -- In the order of the plan; a number that is none goes last.
    try_cast(task_credits.number as integer) as sequence,
    null::integer as finding,
    task_credits.record,
    (task_credits.weight * (task_credits.scale - task_credits.credit) * rules.full_marks)::hugeint as loss,
    false as is_capped
from task_credits
cross join rules
where task_credits.is_applicable and task_credits.credit < task_credits.scale;
