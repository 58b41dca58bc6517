-- One row per round of a finding that failed a re-check; findings without one have their single round in findings.
create table if not exists rectification_rounds (
    finding integer not null,
    round integer not null,
    started_on date,
    deadline_on date not null,
    is_deadline_presumed boolean not null,
    closed_on date,
    ended_on date
);
