-- One row per finding with a failed re-check or a recurrence that a run among the population of both periods sees.
-- Hides the store's table of the same name from this run.
create or replace temp view eventful_findings as
select eventful_findings.*
from monitor.main.eventful_findings
where
    eventful_findings.channel is null
    or eventful_findings.channel in (select channels.channel from temp.main.channels);
