-- One row per finding at a unit itself, or on a channel that a run among the population of both periods sees.
-- Hides the store's table of the same name from this run.
create or replace temp view findings as
select findings.*
from monitor.main.findings
where findings.channel is null or findings.channel in (select channels.channel from temp.main.channels);
