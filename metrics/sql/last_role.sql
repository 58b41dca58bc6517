-- One row per person of that name who has access: the role that was said last.
select role
from people
where person = $person_asked
  and entry = (select max(entry) from people where person = $person_asked)
  and not is_ended;
