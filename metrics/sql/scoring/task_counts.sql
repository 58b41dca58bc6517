-- One row per group and numbered task, and one per group for all tasks (no number): how many assignments stand on each list of the office.
create or replace temp view task_counts as
select
    group_code,
    number,
    case when grouping(number) = 0 then min(title) end as title,
    count(*) as assigned,
    count(distinct unit) as units,
    count(*) filter (where is_overdue) as overdue,
    count(*) filter (where is_due_soon) as due_soon,
    count(*) filter (where is_without_evidence) as without_evidence,
    count(*) filter (where is_unverified) as unverified,
    count(*) filter (where is_not_submitted) as not_submitted,
    count(*) filter (where is_refuted) as refuted,
    count(*) filter (where state = 'not_applicable') as not_applicable
from task_states
group by grouping sets ((group_code, number), (group_code));
