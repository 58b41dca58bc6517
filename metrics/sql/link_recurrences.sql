-- Writes for every counted finding of a touched place (unit + channel + indicator + page) each later finding of that place.
-- Every one dated after a fix, with no failed re-check between, charges the old one (scoring.md §5); a run asks on which day.
create or replace temp table touched_findings as
with places as (
    select
        unit,
        channel,
        indicator,
        page
    from findings
    semi join touched_places on
        touched_places.unit = findings.unit
        and touched_places.channel is not distinct from findings.channel
        and touched_places.indicator = findings.indicator
        and touched_places.page = findings.page
    group by unit, channel, indicator, page
    -- Of a ledger hardly any page is there twice. A finding alone at its place that was found again is so no more: what
    -- found it again has gone.
    having count(*) > 1 or count(recurred_on) > 0
)

select findings.finding
from findings
semi join places on
    places.unit = findings.unit
    and places.channel is not distinct from findings.channel
    and places.indicator = findings.indicator
    and places.page = findings.page;

delete from found_again
where finding in (select finding from touched_findings);

insert into found_again by name
with old_rounds as (
    select
        findings.finding,
        findings.unit,
        findings.channel,
        findings.indicator,
        findings.page,
        case when findings.has_failed_recheck then rounds.closed_on else findings.closed_on end as closed_on,
        rounds.ended_on
    from findings
    join touched_findings on touched_findings.finding = findings.finding
    left join rectification_rounds as rounds on rounds.finding = findings.finding
    where findings.is_counted and findings.kind <> 'bonus'
)

select
    old_rounds.finding,
    again.finding as again,
    old_rounds.closed_on,
    old_rounds.ended_on,
    again.visible_from,
    again.dated_on as found_on
from old_rounds
join findings as again on
    again.unit = old_rounds.unit
    and again.channel is not distinct from old_rounds.channel
    and again.indicator = old_rounds.indicator
    and again.page = old_rounds.page
    and again.finding <> old_rounds.finding
where
    again.is_counted
    and again.kind <> 'bonus'
    and again.dated_on > old_rounds.closed_on
    and (old_rounds.ended_on is null or again.visible_from < old_rounds.ended_on);

update findings
set
    recurred_on = linked.recurred_on,
    missed_on = missed_deadline(
        findings.is_counted, findings.kind, findings.has_failed_recheck, linked.recurred_on, findings.deadline_on,
        findings.closed_on
    )
from (
    select
        findings.finding,
        min(found_again.found_on) as recurred_on
    from findings
    join touched_findings on touched_findings.finding = findings.finding
    left join found_again on found_again.finding = findings.finding
    group by findings.finding
) as linked
where findings.finding = linked.finding and findings.recurred_on is distinct from linked.recurred_on;

drop table touched_findings;
