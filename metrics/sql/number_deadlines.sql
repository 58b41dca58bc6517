-- Writes for every finding how many working days the calendar counts up to its deadline; calendar_days is the calendar.
update findings
set deadline_workday = calendar_days.number
from calendar_days
where calendar_days.day = findings.deadline_on and findings.deadline_workday is distinct from calendar_days.number;
