-- One row per listed unit: its open findings and assignments that are overdue or have one working day left, and what waits for a judgement.
create or replace temp view unit_deadlines as
with findings_open as (
    select
        unit,
        count(*) filter (where band in ('overdue_first', 'overdue_long', 'overdue_capped')) as overdue_findings,
        -- A deadline kept on a Friday is overdue on Saturday, still before its first working day overdue.
        count(*) filter (where band = 'overdue_first' and working_days_past <= 1) as first_day_findings,
        count(*) filter (where band = 'due_soon') as due_soon_findings,
        min(deadline_on) filter (where band in ('overdue_first', 'overdue_long', 'overdue_capped')) as overdue_finding_on,
        min(deadline_on) filter (where band = 'due_soon') as due_soon_finding_on
    from rectification_items
    group by unit
),

findings_undecided as (
    select
        unit_findings.unit,
        count(*) as pending_findings,
        count(*) filter (where unit_findings.kind = 'veto') as suspected_vetoes
    from unit_findings
    where unit_findings.state = 'pending'
    group by unit_findings.unit
),

assignments_waiting as (
    select
        unit,
        count(*) filter (where is_overdue) as overdue_tasks,
        count(*) filter (where is_due_soon) as due_soon_tasks,
        min(due_on) filter (where is_overdue) as overdue_task_on,
        min(due_on) filter (where is_due_soon) as due_soon_task_on,
        count(*) filter (where is_claimed_not_applicable) as claimed_not_applicable,
        count(*) filter (where state = 'not_applicable') as verified_not_applicable
    from task_states
    group by unit
)

select
    listed_units.unit,
    listed_units.name as unit_name,
    listed_units.group_code,
    listed_units.sort_order,
    coalesce(findings_open.overdue_findings, 0) as overdue_findings,
    coalesce(findings_open.first_day_findings, 0) as first_day_findings,
    coalesce(findings_open.due_soon_findings, 0) as due_soon_findings,
    coalesce(findings_undecided.pending_findings, 0) as pending_findings,
    coalesce(findings_undecided.suspected_vetoes, 0) as suspected_vetoes,
    coalesce(assignments_waiting.overdue_tasks, 0) as overdue_tasks,
    coalesce(assignments_waiting.due_soon_tasks, 0) as due_soon_tasks,
    coalesce(assignments_waiting.claimed_not_applicable, 0) as claimed_not_applicable,
    coalesce(assignments_waiting.verified_not_applicable, 0) as verified_not_applicable,
    findings_open.overdue_finding_on,
    findings_open.due_soon_finding_on,
    assignments_waiting.overdue_task_on,
    assignments_waiting.due_soon_task_on
from listed_units
left join findings_open on findings_open.unit = listed_units.unit
left join findings_undecided on findings_undecided.unit = listed_units.unit
left join assignments_waiting on assignments_waiting.unit = listed_units.unit;
