-- One row per finding of the store that is known by one of the identities asked for.
select findings.finding
from findings
join identities on identities.key = findings.finding
where identities.kind = 'findings' and identities.identity in (select unnest($identities::varchar[]))
order by findings.finding;
