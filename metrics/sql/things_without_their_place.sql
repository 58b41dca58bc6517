-- One row per unit or channel that stored facts speak of and that is in the store no more, named by its identity.
with spoken_of as (
    select 'units' as kind, unit as key from channels
    union
    select 'units', unit from assignments
    union
    select 'units', unit from findings
    union
    select 'units', unit from observations
    union
    select 'channels', channel from findings where channel is not null
    union
    select 'channels', channel from inspection_scope where channel is not null
),

present as (
    select 'units' as kind, unit as key from units
    union all
    select 'channels', channel from channels
)

select
    identities.kind,
    split_part(identities.identity, '|', -1) as name
from spoken_of
anti join present on present.kind = spoken_of.kind and present.key = spoken_of.key
join identities on identities.kind = spoken_of.kind and identities.key = spoken_of.key
order by identities.kind, name;
