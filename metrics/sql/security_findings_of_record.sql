-- One row per finding under the asked indicator that a record, or another record of the same thing, speaks of.
select findings.finding
from findings
join indicators on indicators.indicator = findings.indicator
join identities on identities.kind = 'findings' and identities.key = findings.finding
join records on records.identity = identities.identity and records.kind in ('findings', 'rectifications', 'reviews')
where records.record = $record_asked and indicators.code = $indicator_asked;
