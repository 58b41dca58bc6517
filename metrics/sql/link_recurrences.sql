-- Writes on every finding of a touched place (unit + channel + indicator + page) the day it was found again after it was fixed.
-- The earliest counted finding of the same place, dated while the old one was closed, charges the old one (scoring.md §5).
update findings
set recurred_on = linked.recurred_on
from (
    select
        old.finding,
        min(again.dated_on) filter (
            where again.dated_on > coalesce(rounds.closed_on, old.closed_on)
            and (rounds.ended_on is null or again.dated_on < rounds.ended_on)
        ) as recurred_on
    from findings as old
    join touched_places on
        touched_places.unit = old.unit
        and touched_places.channel is not distinct from old.channel
        and touched_places.indicator = old.indicator
        and touched_places.page = old.page
    left join rectification_rounds as rounds on rounds.finding = old.finding
    left join findings as again on
        again.unit = old.unit
        and again.channel is not distinct from old.channel
        and again.indicator = old.indicator
        and again.page = old.page
        and again.finding <> old.finding
        and again.is_counted
        and again.kind <> 'bonus'
    group by old.finding
) as linked
where findings.finding = linked.finding and findings.recurred_on is distinct from linked.recurred_on;
