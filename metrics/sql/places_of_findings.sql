-- One row per place (unit, channel, indicator, page) at which findings were seen: those asked for, or all when none are named.
select distinct
    unit,
    channel,
    indicator,
    page
from findings
where page <> '' and ($findings::integer[] is null or finding in (select unnest($findings::integer[])));
