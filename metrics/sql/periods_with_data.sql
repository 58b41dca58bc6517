-- One row per quarter that a finding, an inspection or an observation belongs to, or a plan's year covers.
select distinct quarter from findings
union
select distinct quarter from inspection_scope
union
select distinct quarter from observations
order by quarter;
