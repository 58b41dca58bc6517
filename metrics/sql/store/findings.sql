-- One row per finding as it stands now: folded from all rows about it, with its current rectification.
create table if not exists findings (
    finding integer primary key,
    unit integer not null,
    channel integer,
    indicator integer not null,
    problem_class varchar,
    number varchar,
    quarter integer not null,
    visible_from date not null,
    dated_on date not null,
    kind enum('deduction', 'bonus', 'veto', 'record_only') not null,
    -- points are scaled by 10,000; empty = the scheme's price
    points bigint,
    review varchar not null,
    is_counted boolean not null,
    deadline_on date not null,
    -- how many working days the calendar counts up to the deadline
    deadline_workday integer not null,
    deadline_text varchar,
    is_deadline_presumed boolean not null,
    closed_on date,
    -- the first day on which the same page was found wrong again; every one stands in found_again
    recurred_on date,
    has_failed_recheck boolean not null,
    -- what a scoring run compares instead of the columns above (missed_deadline.sql); 9999-12-31 = never
    missed_on date not null,
    open_until date not null,
    description varchar,
    page varchar,
    source varchar,
    action varchar,
    record bigint not null,
    rectification_record bigint
);
