-- Writes incoming_rows to findings, with the two days that a scoring run compares instead of working them out for millions.
insert into findings by name
select
    *,
    missed_deadline(is_counted, kind, has_failed_recheck, null, deadline_on, closed_on) as missed_on,
    coalesce(closed_on, date '9999-12-31') as open_until
from incoming_rows;
