-- One row per stored table that grows with use: how many rows it has.
select 'imports' as relation, count(*) as n from imports
union all
select 'records', count(*) from records
union all
select 'findings', count(*) from findings
union all
select 'assignments', count(*) from assignments
union all
select 'channels', count(*) from channels
union all
select 'audit', count(*) from audit;
