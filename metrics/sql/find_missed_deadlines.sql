-- Writes the days that a scoring run compares to every finding again, for a store whose findings do not have them.
update findings
set
    missed_on = missed_deadline(is_counted, kind, has_failed_recheck, recurred_on, deadline_on, closed_on),
    open_until = coalesce(closed_on, date '9999-12-31');
