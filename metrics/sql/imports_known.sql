-- One row per received file: who sent what, by its hash, and what became of it; without its receipt.
select
    import,
    command,
    file_name,
    sha256,
    speaker,
    state,
    actor,
    received_at,
    decided_at,
    '{}' as report
from imports
order by import;
