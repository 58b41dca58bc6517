-- One row per assignment a functional area has only because 各区县政府 may include it.
select distinct records.identity
from records
join imports on imports.import = records.import
where
    imports.state = 'committed'
    and records.kind = 'assignments'
    and starts_with(records.identity, $prefix)
    and json_extract_string(records.fields, '$.is_area') = 'true'
order by records.identity;
