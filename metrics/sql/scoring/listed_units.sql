-- One row per unit that is valid on the as-of day.
create or replace temp table listed_units as
select
    units.unit,
    units.name,
    units.group_code,
    units.league,
    units.serves_public,
    units.sort_order,
    units.valid_from
from units
cross join run
where
    (units.valid_from is null or units.valid_from <= run.as_of)
    and (units.valid_until is null or run.as_of < units.valid_until);
