-- One row per listed unit and indicator: Σ of its accepted observations of the period (scaled), and the last record that said so.
create or replace temp view unit_observations as
select
    listed_units.unit,
    listed_units.name as unit_name,
    listed_units.group_code,
    listed_units.sort_order,
    observations.indicator,
    sum(observations.numerator) as numerator,
    sum(observations.denominator) as denominator,
    sum(observations.value) as value,
    max(observations.record) as record
from observations
join run_quarters on run_quarters.quarter = observations.quarter
join listed_units on listed_units.unit = observations.unit
where observations.is_accepted
group by all;
