-- One row per assignment of the period's year: its state on the as-of day, what it lacks, weight and credit (scoring.md §3).
create or replace temp table task_credits as
with claims as (
    select
        assignments.*,
        run.as_of,
        coalesce(assignments.evidence <> '', false) as has_evidence,
        coalesce(assignments.evidence <> '', false) or not rules.evidence_required as has_needed_evidence,
        coalesce(assignments.verification = 'passed', false) as is_verified,
        coalesce(assignments.verification = 'failed', false) as is_refuted
    from assignments
    cross join rules
    join run on run.year = assignments.year
    join listed_units on listed_units.unit = assignments.unit
),

stated as (
    select
        *,
        case
            when status = 'not_applicable' and is_verified then 'not_applicable'
            -- 不涉及 counts only when verified; otherwise the unit has not reported.
            when status is null or status = 'not_applicable' then 'not_submitted'
            when status = 'not_started' then 'not_started'
            when due_on is null and is_verified then 'continuing_verified'
            when due_on is null and has_needed_evidence then 'continuing_evidence'
            when due_on is null then 'continuing_claim'
            when status = 'completed' and completed_on <= as_of and (has_needed_evidence or is_verified)
                then case
                    when completed_on > due_on then 'completed_late'
                    when is_verified then 'on_time_verified'
                    else 'on_time'
                end
            when due_on >= as_of then 'running'
            else 'overdue'
        end as state
    from claims
),

credited as (
    select
        stated.*,
        -- What a reported completion lacks to be one. One dated after the as-of day lacks nothing, it is not there yet; nor
        -- does one that the office has seen and refused.
        case
            when stated.status <> 'completed' or stated.state not in ('running', 'overdue') or stated.is_refuted then null
            when stated.completed_on is null then 'date'
            when not stated.has_needed_evidence and not stated.is_verified then 'evidence'
        end as lacking,
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
