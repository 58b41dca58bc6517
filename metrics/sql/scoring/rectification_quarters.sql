-- One row per quarter and listed unit: 100 less its losses, and the longest delay.
create or replace temp table rectification_quarters as
with totals as (
    select quarter, unit, indicator, loss, overdue_days from loss_totals
    union all
    select quarter, unit, indicator, loss, overdue_days from eventful_losses
),

by_unit as (
    select
        totals.quarter,
        totals.unit,
        sum(totals.loss) as loss,
        max(totals.overdue_days) as overdue_days
    from totals
    anti join exempt_pairs on exempt_pairs.unit = totals.unit and exempt_pairs.indicator = totals.indicator
    group by totals.quarter, totals.unit
)

select
    run_quarters.quarter,
    listed_units.unit,
    -- No items: 100 (scoring.md §5).
    coalesce(by_unit.loss, 0)::hugeint as loss,
    greatest(rules.full_marks - coalesce(by_unit.loss, 0), 0)::hugeint as num,
    by_unit.overdue_days
from listed_units
cross join run_quarters
cross join rules
left join by_unit on by_unit.unit = listed_units.unit and by_unit.quarter = run_quarters.quarter;
