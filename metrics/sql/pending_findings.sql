-- One row per unit that has findings of the quarters which nobody has confirmed or dismissed yet: how many.
select
    units.name,
    count(*) as findings
from findings
join units on units.unit = findings.unit
where
    findings.review = 'pending'
    and findings.quarter in (select unnest($quarters::integer[]))
    and findings.visible_from <= $as_of::date
group by units.name, units.sort_order
order by units.sort_order, units.name;
