-- One row per counted finding with a failed re-check or a recurrence: the few whose loss not their deadline alone decides.
-- Copied from findings (keep_eventful_findings.sql), so that a run need not look for a thousand among millions.
create table if not exists eventful_findings (
    finding integer not null,
    unit integer not null,
    channel integer,
    indicator integer not null,
    kind varchar not null,
    visible_from date not null,
    deadline_on date not null,
    closed_on date,
    has_failed_recheck boolean not null
);
