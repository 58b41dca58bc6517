-- One row per assignment of the period's year: its state on the as-of day, its weight and its credit (scoring.md §3).
create or replace temp table task_credits as
with stated as (
    select
        assignments.*,
        run.as_of,
        coalesce(assignments.evidence <> '', false) as has_evidence,
        has_evidence or not rules.evidence_required as has_needed_evidence,
        coalesce(assignments.verification = 'passed', false) as is_verified,
        coalesce(assignments.verification = 'failed', false) as is_refuted,
        assignments.status = 'completed'
        and coalesce(assignments.completed_on <= run.as_of, false)
        and (has_needed_evidence or is_verified) as is_completed,
        case
            when assignments.status = 'not_applicable' and is_verified then 'not_applicable'
            -- 不涉及 counts only when verified; otherwise the unit has not reported.
            when assignments.status is null or assignments.status = 'not_applicable' then 'not_submitted'
            when assignments.status = 'not_started' then 'not_started'
            when assignments.due_on is null and is_verified then 'continuing_verified'
            when assignments.due_on is null and has_needed_evidence then 'continuing_evidence'
            when assignments.due_on is null then 'continuing_claim'
            when is_completed and assignments.completed_on > assignments.due_on then 'completed_late'
            when is_completed and is_verified then 'on_time_verified'
            when is_completed then 'on_time'
            when assignments.due_on >= run.as_of then 'running'
            else 'overdue'
        end as state
    from assignments
    cross join rules
    join run on run.year = assignments.year
    join listed_units on listed_units.unit = assignments.unit
),

credited as (
    select
        stated.*,
        stated.state <> 'not_applicable' as is_applicable,
        case stated.role when 'lead' then rules.weight_lead else rules.weight_support end as weight,
        rules.scale,
        least(
            case stated.state
                when 'continuing_verified' then rules.credit_continuing_verified
                when 'continuing_evidence' then rules.credit_continuing_evidence
                when 'continuing_claim' then rules.credit_continuing_claim
                when 'on_time_verified' then rules.credit_on_time_verified
                when 'on_time' then rules.credit_on_time
                when 'completed_late' then rules.credit_late
                when 'running' then rules.credit_running
                when 'overdue' then rules.credit_overdue
                else rules.credit_silent
            end,
            -- No ceiling unless the office refused it.
            case when stated.is_refuted then rules.credit_failed_ceiling end
        ) as credit
    from stated
    cross join rules
)

select * from credited;
