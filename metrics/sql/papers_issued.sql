-- One row per issued paper, the earliest first, without its bytes; the unit by the name it has now.
select
    issued_papers.* exclude (content),
    coalesce(units.name, issued_papers.unit_name) as name
from issued_papers
left join units on units.unit = issued_papers.unit
order by issued_papers.paper;
