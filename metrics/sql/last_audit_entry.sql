-- One row: the number of the last entry of the audit log, 0 while there is none.
select coalesce(max(entry), 0) as entry
from audit;
