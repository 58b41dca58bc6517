-- One row per place (unit, channel, indicator, page) of the findings asked for.
select distinct
    unit,
    channel,
    indicator,
    page
from findings
where finding in (select unnest($findings)) and page is not null;
