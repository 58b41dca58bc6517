-- One row per group with listed units: how many are ranked, vetoed and unrated, the sum of the ranked units' printed scores, n of N deadlines kept.
create or replace temp view group_figures as
select
    group_code,
    count(*) as listed,
    count(*) filter (where verdict = 'ranked') as ranked,
    count(*) filter (where verdict = 'vetoed') as vetoed,
    count(*) filter (where verdict = 'unrated') as unrated,
    -- The mean is of the printed scores, so that anybody can check it against the league table.
    coalesce(sum(score_hundredths) filter (where verdict = 'ranked'), 0)::hugeint as ranked_hundredths,
    sum(on_time)::bigint as on_time,
    sum(due)::bigint as due
from standings
group by group_code;
