-- One row per thing that has a key in the store.
select kind, identity, key
from identities
order by kind, key;
