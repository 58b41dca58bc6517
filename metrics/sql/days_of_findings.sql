-- One row per finding asked for: the day it was found where a row states one, and whether anything was said of its repair.
select
    identities.identity,
    -- Without 发现日期 a finding is visible from the first day of its quarter and dated at the last of its 检查期.
    case when findings.visible_from = findings.dated_on then findings.dated_on end as found_on,
    findings.rectification_record is not null as is_repaired
from identities
join findings on findings.finding = identities.key
where
    identities.kind = 'findings'
    and identities.identity in (select unnest($identities));
