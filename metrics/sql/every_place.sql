-- One row per place (unit + channel + indicator + page) at which something was ever found.
select distinct
    unit,
    channel,
    indicator,
    page
from findings
where page <> '';
