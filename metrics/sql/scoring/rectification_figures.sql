-- One row per scope (the city, a group, a unit): findings on time n of N, open items by band, days to fix, what came back.
create or replace temp view rectification_figures as
with scopes as (
    select
        unit,
        unnest(['city', 'group', 'unit']) as scope,
        unnest(['', group_code, name]) as member
    from listed_units
),

due_findings as (
    -- Several deadlines in the period are one finding, on time when it kept all of them (as in kept_deadlines).
    select
        finding,
        unit,
        bool_and(is_on_time) as is_on_time
    from visible_rounds
    where is_due_in_period
    group by finding, unit
),

deadlines as (
    select
        scopes.scope,
        scopes.member,
        count(*) as due,
        count(*) filter (where due_findings.is_on_time) as on_time
    from due_findings
    join scopes on scopes.unit = due_findings.unit
    group by all
),

counted as (
    select
        scopes.scope,
        scopes.member,
        count(*) filter (where band = 'not_due') as not_due,
        count(*) filter (where band = 'due_soon') as due_soon,
        count(*) filter (where band = 'overdue_first') as overdue_first,
        count(*) filter (where band = 'overdue_long') as overdue_long,
        count(*) filter (where band = 'overdue_capped') as overdue_capped,
        count(*) filter (where band <> 'closed') as still_open,
        count(*) filter (where is_closed_in_period) as closed_in_period
    from rectification_items
    join scopes on scopes.unit = rectification_items.unit
    group by all
),

fixed as (
    select
        scopes.scope,
        scopes.member,
        visible_rounds.working_days_to_fix as days,
        row_number() over (
            partition by scopes.scope, scopes.member
            order by visible_rounds.working_days_to_fix, visible_rounds.finding, visible_rounds.round
        ) as place,
        count(*) over (partition by scopes.scope, scopes.member) as fixed
    from visible_rounds
    join scopes on scopes.unit = visible_rounds.unit
    where visible_rounds.is_closed_in_period
),

medians as (
    -- The middle one, or the two in the middle: their sum is twice the median, and nothing is divided.
    select
        scope,
        member,
        any_value(fixed) as fixed,
        any_value(days) filter (where place = (fixed + 1) // 2)
        + any_value(days) filter (where place = (fixed + 2) // 2) as doubled_median
    from fixed
    group by all
),

returned as (
    select
        scopes.scope,
        scopes.member,
        count(distinct recurrences.finding) filter (where recurrences.how <> 'suspected') as came_back,
        count(distinct recurrences.finding) filter (where recurrences.how = 'suspected') as suspected
    from recurrences
    join scopes on scopes.unit = recurrences.unit
    group by all
),

members as (
    select
        scope,
        member
    from scopes
    group by all
)

select
    members.scope,
    members.member,
    -- No row among the findings: nothing was due, open, fixed or back.
    coalesce(deadlines.due, 0) as due,
    coalesce(deadlines.on_time, 0) as on_time,
    coalesce(counted.still_open, 0) as still_open,
    coalesce(counted.not_due, 0) as not_due,
    coalesce(counted.due_soon, 0) as due_soon,
    coalesce(counted.overdue_first, 0) as overdue_first,
    coalesce(counted.overdue_long, 0) as overdue_long,
    coalesce(counted.overdue_capped, 0) as overdue_capped,
    coalesce(counted.closed_in_period, 0) as closed_in_period,
    coalesce(medians.fixed, 0) as fixed,
    medians.doubled_median,
    coalesce(returned.came_back, 0) as came_back,
    coalesce(returned.suspected, 0) as suspected
from members
left join deadlines on deadlines.scope = members.scope and deadlines.member = members.member
left join counted on counted.scope = members.scope and counted.member = members.member
left join medians on medians.scope = members.scope and medians.member = members.member
left join returned on returned.scope = members.scope and returned.member = members.member;
