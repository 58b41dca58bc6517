-- One row per finding and way in which it came back in the period: by re-check, found again, or perhaps (疑似反弹).
create or replace temp view recurrences as
with of_period as (
    select
        findings.*,
        indicators.code
    from findings
    join listed_units on listed_units.unit = findings.unit
    join indicators on indicators.indicator = findings.indicator
    anti join exempt_pairs on exempt_pairs.unit = findings.unit and exempt_pairs.indicator = findings.indicator
    cross join run
    where findings.is_counted and findings.kind <> 'bonus' and findings.visible_from <= run.as_of
),

by_recheck as (
    select
        of_period.finding,
        'relapsed' as how,
        max(failed_rechecks.rechecked_on) as seen_on,
        max_by(failed_rechecks.record, failed_rechecks.rechecked_on) as record
    from of_period
    join failed_rechecks on failed_rechecks.finding = of_period.finding and failed_rechecks.result = 'relapsed'
    cross join run
    where failed_rechecks.rechecked_on between run.first_day and run.as_of
    group by of_period.finding
),

found_again as (
    select
        of_period.finding,
        'found_again' as how,
        max(days_found_again.found_on) as seen_on,
        max_by(again.record, days_found_again.found_on) as record
    from of_period
    join days_found_again on days_found_again.finding = of_period.finding
    join findings as again on again.finding = days_found_again.again
    group by of_period.finding
),

-- The same unit, channel and indicator without the address of a page: for a person to confirm, and costs nothing.
suspected as (
    select
        old.finding,
        'suspected' as how,
        min(again.dated_on) as seen_on,
        min_by(again.record, again.dated_on) as record
    from of_period as old
    join of_period as again on
        again.unit = old.unit
        and again.channel = old.channel
        and again.indicator = old.indicator
        and again.finding <> old.finding
        and again.dated_on > old.closed_on
        and (coalesce(again.page, '') = '' or coalesce(old.page, '') = '')
    cross join run
    cross join rules
    where
        again.dated_on between run.first_day and run.as_of
        and not old.has_failed_recheck
        and datediff('quarter', old.dated_on, again.dated_on) <= rules.suspected_relapse_quarters
    group by old.finding
),

ways as (
    select * from by_recheck
    union all
    select * from found_again
    union all
    select * from suspected
)

select
    ways.how,
    ways.seen_on,
    ways.record,
    of_period.finding,
    of_period.unit,
    listed_units.name as unit_name,
    listed_units.group_code,
    of_period.number,
    of_period.dated_on,
    of_period.closed_on,
    of_period.code as indicator_code,
    scheme_indicators.name as indicator_name,
    channels.name as channel_name,
    of_period.description,
    of_period.page
from ways
join of_period on of_period.finding = ways.finding
join listed_units on listed_units.unit = of_period.unit
left join scheme_indicators on scheme_indicators.code = of_period.code
left join channels on channels.channel = of_period.channel;
