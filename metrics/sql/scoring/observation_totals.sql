-- One row per indicator: Σ numerator and Σ denominator of the accepted observations of the period (scaled).
create or replace temp view observation_totals as
select
    observations.indicator,
    sum(observations.numerator) as numerator,
    sum(observations.denominator) as denominator,
    sum(observations.value) as value,
    count(*) as observations
from observations
join run_quarters on run_quarters.quarter = observations.quarter
join listed_units on listed_units.unit = observations.unit
where observations.is_accepted
group by observations.indicator;
