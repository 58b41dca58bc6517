-- One row per indicator and group, and one per indicator for all groups (no group): Σ of the accepted observations of the period (scaled).
create or replace temp view group_observations as
select
    observations.indicator,
    listed_units.group_code,
    sum(observations.numerator) as numerator,
    sum(observations.denominator) as denominator,
    sum(observations.value) as value,
    count(*) as observations,
    count(distinct observations.unit) as units
from observations
join run_quarters on run_quarters.quarter = observations.quarter
join listed_units on listed_units.unit = observations.unit
where observations.is_accepted
group by grouping sets ((observations.indicator, listed_units.group_code), (observations.indicator));
