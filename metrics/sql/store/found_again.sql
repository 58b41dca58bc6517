-- One row per fixed round of a counted finding and later counted finding of the same unit, channel, indicator and page.
create table if not exists found_again (
    finding integer not null,
    again integer not null,
    closed_on date not null,
    -- the failed re-check that reopened the round: what is found from then on is no news
    ended_on date,
    -- an undated finding is seen from the first day of its 检查期, dated on the as-of day while that runs
    visible_from date not null,
    found_on date not null
);
