-- One row per published edition, the latest last, without its package.
select
    releases.release,
    releases.period,
    releases.edition,
    releases.as_of,
    releases.scheme_id,
    releases.scheme_version,
    releases.last_record,
    releases.sha256,
    release_steps.actor,
    release_steps.taken_at,
    release_steps.note
from releases
join release_steps on release_steps.release = releases.release
order by releases.release;
