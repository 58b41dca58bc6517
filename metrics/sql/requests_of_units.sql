-- One row per request of a unit's file that is committed, with the answer in force, if there is one; latest first.
with answers_standing as (
    select request_answers.*
    from request_answers
    join imports on imports.import = request_answers.import
    where imports.state = 'committed'
    qualify row_number() over (
        partition by request_answers.request
        order by request_answers.import desc
    ) = 1
)

select
    requests.*,
    units.name as unit_name,
    imports.speaker,
    imports.file_name,
    imports.actor as handed_in_by,
    imports.received_at,
    answers_standing.import as answer_import,
    answers_standing.answer,
    answers_standing.reason,
    answers_standing.actor as answered_by,
    answers_standing.answered_at
from requests
join imports on imports.import = requests.import
left join units on units.unit = requests.unit
left join answers_standing on answers_standing.request = requests.request
where imports.state = 'committed'
order by requests.request desc;
