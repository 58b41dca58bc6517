-- One row per kind and time that the records of the latest command speak of, the time as their identities say it.
select distinct
    kind,
    case
        when kind in ('tasks', 'assignments', 'inspections') then split_part(identity, '|', 1)
        when kind = 'observations' then split_part(identity, '|', 3)
        when kind in ('findings', 'rectifications') then split_part(identity, '|', -1)
        -- units and channels belong to no time
        else ''
    end as stretch
from records
where command = (select max(command) from imports)
order by kind, stretch;
