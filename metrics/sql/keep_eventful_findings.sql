-- Writes eventful_findings anew: every counted finding with a failed re-check or a recurrence, as findings has it now.
delete from eventful_findings;

insert into eventful_findings by name
select
    finding,
    unit,
    channel,
    indicator,
    kind,
    visible_from,
    deadline_on,
    closed_on,
    has_failed_recheck
from findings
where (has_failed_recheck or recurred_on is not null) and is_counted and kind <> 'bonus';
