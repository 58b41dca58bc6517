-- One row per assignment of a plan that both periods of a comparison belong to; none across the turn of a year.
-- Hides the store's table of the same name from this run.
create or replace temp table assignments as
select assignments.*
from monitor.main.assignments
where assignments.year = $one_year::integer and assignments.year = $other_year::integer;
