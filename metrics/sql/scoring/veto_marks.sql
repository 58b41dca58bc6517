-- One row per vetoed account, vetoed website that counts 0, or quarter made 0 by a veto without a channel: its loss over scale.
create or replace temp view veto_marks as
with vetoes as (
    select
        inspection_findings.*,
        channel_scores.name as channel_name,
        channel_scores.channel_type
    from inspection_findings
    left join channel_scores on
        channel_scores.quarter = inspection_findings.quarter
        and channel_scores.channel = inspection_findings.channel
    where
        inspection_findings.kind = 'veto'
        and (inspection_findings.channel is null or channel_scores.channel is not null)
    -- The first veto of a channel carries the mark.
    qualify row_number() over (
        partition by inspection_findings.unit, inspection_findings.quarter, inspection_findings.channel
        order by
            inspection_findings.dated_on,
            inspection_findings.number,
            inspection_findings.description,
            inspection_findings.page,
            inspection_findings.finding
    ) = 1
),

numbered as (
    select
        *,
        row_number() over (
            partition by unit, quarter, channel is null, coalesce(channel_type = 'website', false)
            order by dated_on, number, description, page, finding
        ) as position
    from vetoes
)

select
    numbered.unit,
    numbered.quarter,
    numbered.channel_name,
    numbered.indicator,
    numbered.finding,
    numbered.description,
    numbered.dated_on,
    numbered.record,
    numbered.channel is null as is_without_channel,
    coalesce(numbered.channel_type = 'website', false) as is_website,
    (case
        when numbered.channel is null or numbered.channel_type = 'website' then rules.full_marks
        when numbered.position = 1 then rules.full_marks - rules.account_first_veto
        else
            greatest(rules.account_first_veto - (numbered.position - 2) * rules.account_next_veto, 0)
            - greatest(rules.account_first_veto - (numbered.position - 1) * rules.account_next_veto, 0)
    end)::hugeint as loss
from numbered
cross join rules;
