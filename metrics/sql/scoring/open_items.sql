-- One row per item of a listed unit that is not done on the as-of day: open findings, late or silent assignments, missing checklist items;
-- and, with is_left false, assignments that are in order and could earn more: under way, not begun yet, reported without evidence.
-- at_stake is what the item costs the composite: the printed hundredths of its marks, so that a paper never says 1.88 where
-- the scorecard says −1.87, and a sum is the sum of these lines, as a reader adds them. An item without a mark (a finding not
-- yet due) has what it will cost from its first day overdue, before floors and caps, rounded half up.
-- gain is what comes back when it is done on the as-of day, before floors and caps, rounded half up; of a mark that was not
-- capped never more than the mark prints, and just that when everything comes back. gain itself is exact: a part of the
-- dimension's num.
create or replace temp view open_items as
with last_quarter as (
    select * from run_quarters where ordinal = (select max(ordinal) from run_quarters)
),

shares as (
    -- loss × share_num / (den × share_den) is a loss of the composite.
    select
        dimensions.unit,
        dimensions.dimension,
        dimensions.weight as share_num,
        greatest(composites.checked_weight, 1) as share_den,
        dimensions.den
    from dimensions
    join composites on composites.unit = dimensions.unit
    where dimensions.is_checked
),

open_findings as (
    select
        unit_findings.*,
        rectification_losses.loss as loss_now,
        greatest(
            case when unit_findings.state = 'overdue' then rules.late else 0 end,
            coalesce(rectification_losses.late_loss, 0),
            coalesce(rectification_losses.failed_loss, 0),
            coalesce(rectification_losses.relapsed_loss, 0)
        ) * case when unit_findings.kind = 'veto' then rules.veto_factor else 1 end as loss_if_done,
        rules.overdue_first * case when unit_findings.kind = 'veto' then rules.veto_factor else 1 end as loss_if_late
    from unit_findings
    cross join rules
    cross join last_quarter
    left join rectification_losses on
        rectification_losses.finding = unit_findings.finding
        and rectification_losses.quarter = last_quarter.quarter
    anti join exempt_pairs on
        exempt_pairs.unit = unit_findings.unit and exempt_pairs.indicator = unit_findings.indicator
    where unit_findings.state in ('overdue', 'not_due')
),

findings_left as (
    select
        unit,
        'finding' as item_kind,
        'rectification' as dimension,
        finding as item,
        number,
        description as title,
        channel_name,
        channel_type,
        indicator_code,
        indicator_name,
        clause,
        problem_class,
        kind,
        page,
        source,
        dated_on,
        current_deadline_on as deadline_on,
        is_deadline_presumed and deadline_on = current_deadline_on as is_deadline_presumed,
        state,
        null::varchar as lacking,
        state = 'overdue' as is_overdue,
        true as is_left,
        record,
        case when state = 'overdue' then coalesce(loss_now, 0) else loss_if_late end::hugeint as stake,
        greatest(coalesce(loss_now, 0) - loss_if_done, 0)::hugeint as gain
    from open_findings
),

assignments_left as (
    select
        task_credits.unit,
        'task' as item_kind,
        'tasks' as dimension,
        task_credits.assignment as item,
        task_credits.number,
        task_credits.title,
        null::varchar as channel_name,
        null::varchar as channel_type,
        task_credits.number as indicator_code,
        task_credits.title as indicator_name,
        null::varchar as clause,
        null::varchar as problem_class,
        null::varchar as kind,
        null::varchar as page,
        null::varchar as source,
        null::date as dated_on,
        task_credits.due_on as deadline_on,
        false as is_deadline_presumed,
        -- Started or not: past its due date it is late.
        case
            when task_credits.state = 'not_started' and task_credits.due_on < run.as_of then 'overdue'
            when task_credits.is_refuted then 'refuted'
            when task_credits.state = 'not_submitted' and task_credits.status = 'not_applicable'
                then 'claimed_not_applicable'
            else task_credits.state
        end as state,
        task_credits.lacking,
        -- Nothing said, nothing begun or nothing accepted: past its due date it is late all the same.
        coalesce(task_credits.due_on < run.as_of, false) as is_overdue,
        task_credits.state in ('overdue', 'not_submitted')
        or task_credits.is_refuted
        or (task_credits.state = 'not_started' and coalesce(task_credits.due_on < run.as_of, false)) as is_left,
        task_credits.record,
        (task_credits.weight * (task_credits.scale - task_credits.credit) * rules.full_marks)::hugeint as stake,
        (
            task_credits.weight * rules.full_marks * greatest(
                case
                    when task_credits.due_on is null and task_credits.is_verified then rules.credit_continuing_verified
                    when task_credits.due_on is null then rules.credit_continuing_evidence
                    when task_credits.due_on < run.as_of then rules.credit_late
                    when task_credits.is_verified then rules.credit_on_time_verified
                    else rules.credit_on_time
                end - task_credits.credit, 0
            )
        )::hugeint as gain
    from task_credits
    cross join run
    cross join rules
    where
        task_credits.is_applicable
        and (
            task_credits.state in ('overdue', 'not_submitted', 'not_started', 'running', 'continuing_claim')
            or task_credits.is_refuted
        )
),

answers_left as (
    select
        checklist_answers.unit,
        'checklist' as item_kind,
        'checklist' as dimension,
        checklist_answers.quarter as item,
        null::varchar as number,
        checklist_answers.name as title,
        null::varchar as channel_name,
        null::varchar as channel_type,
        checklist_answers.code as indicator_code,
        checklist_answers.name as indicator_name,
        null::varchar as clause,
        null::varchar as problem_class,
        null::varchar as kind,
        null::varchar as page,
        null::varchar as source,
        null::date as dated_on,
        null::date as deadline_on,
        false as is_deadline_presumed,
        'not_submitted' as state,
        null::varchar as lacking,
        false as is_overdue,
        true as is_left,
        checklist_answers.record,
        rules.full_marks::hugeint as stake,
        rules.full_marks::hugeint as gain
    from checklist_answers
    cross join rules
    where checklist_answers.is_not_submitted
),

-- An item may have one mark a quarter.
item_marks as (
    select
        unit,
        dimension,
        indicator,
        coalesce(finding, quarter) as item,
        -sum(hundredths) as hundredths,
        count(*) as marks,
        bool_or(is_capped) as is_capped
    from marks
    -- What limits a grade costs no points.
    where dimension in ('tasks', 'rectification', 'checklist') and reason <> 'grade_cap'
    group by unit, dimension, indicator, coalesce(finding, quarter)
),

gathered as (
    select * from findings_left
    union all
    select * from assignments_left
    union all
    select * from answers_left
),

priced as (
    select
        gathered.*,
        -- A dimension that was not checked counts nothing, so nothing is at stake.
        coalesce(
            (2 * gathered.stake * shares.share_num * rules.printed + shares.den * shares.share_den)
            // (2 * shares.den * shares.share_den), 0
        ) as stake_hundredths,
        coalesce(
            (2 * gathered.gain * shares.share_num * rules.printed + shares.den * shares.share_den)
            // (2 * shares.den * shares.share_den), 0
        ) as rounded_gain
    from gathered
    cross join rules
    left join shares on shares.unit = gathered.unit and shares.dimension = gathered.dimension
),

itemised as (
    select
        priced.* exclude (stake, stake_hundredths, rounded_gain),
        listed_units.name as unit_name,
        case
            when priced.is_overdue then last_quarter.as_of_workday - workdays.number
        end as overdue_days,
        coalesce(item_marks.hundredths, priced.stake_hundredths) as at_stake_hundredths,
        case
            -- Floors and caps are the difference then.
            when item_marks.hundredths is null or item_marks.is_capped then priced.rounded_gain
            when item_marks.marks = 1 and priced.stake > 0 and priced.gain = priced.stake then item_marks.hundredths
            else least(priced.rounded_gain, item_marks.hundredths)
        end as gain_hundredths
    from priced
    cross join last_quarter
    join listed_units on listed_units.unit = priced.unit
    left join workdays on workdays.day = priced.deadline_on
    left join item_marks on
        item_marks.unit = priced.unit
        and item_marks.dimension = priced.dimension
        and item_marks.indicator = priced.indicator_code
        -- The number of a task names it in its year.
        and coalesce(item_marks.item, priced.item) = priced.item
)

select * from itemised;
