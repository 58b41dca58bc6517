-- One row per quarter that has findings but no word on which channels were checked.
select distinct findings.quarter
from findings
anti join inspection_scope on inspection_scope.quarter = findings.quarter
where findings.quarter is not null
order by findings.quarter;
