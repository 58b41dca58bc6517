-- One row per entry of the audit log that fits the filters (an empty filter fits all), latest first.
select *
from audit
where ($actor_asked = '' or actor = $actor_asked)
  and ($what_asked = '' or what = $what_asked)
  and ($text_asked = '' or contains(about || ' ' || old_value || ' ' || new_value, $text_asked))
  and ($since is null or happened_at >= $since)
  and ($before is null or happened_at < $before)
order by entry desc
limit $at_most;
