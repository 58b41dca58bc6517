-- One row per observation with evidence that earns bonus points, still without the cap (scoring.md §6).
create or replace temp table bonus_items as
select
    observations.observation,
    observations.unit,
    observations.quarter,
    observations.record,
    bonus_rules.code,
    bonus_rules.name,
    bonus_rules.cap,
    observations.evidence,
    -- A blank value is one item.
    (coalesce(observations.value, rules.scale) * bonus_rules.per_item // rules.scale)::hugeint as points
from observations
join run_quarters on run_quarters.quarter = observations.quarter
join bonus_rules on bonus_rules.code = observations.indicator
cross join rules
where observations.is_accepted and coalesce(observations.evidence <> '', false);
