-- One row per decision of a kind (names, mappings) that was ever kept, latest first; withdrawn and overruled ones, too.
select
    records.record,
    records.import,
    records.identity,
    records.fields,
    imports.state,
    imports.state = 'committed' and records.record = max(records.record) filter (where imports.state = 'committed') over (
        partition by records.identity
    ) as is_standing
from records
join imports on imports.import = records.import
where records.kind = $kind
order by records.record desc;
