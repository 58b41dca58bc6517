-- One row per loss or gain of inspection, over the inspection dimension's denominator.
create or replace temp view inspection_marks as
with weighted as (
    -- A quarter made 0 by a veto without a channel has that one mark only.
    select
        veto_marks.unit,
        veto_marks.quarter,
        veto_marks.indicator,
        veto_marks.description,
        veto_marks.channel_name,
        'veto_without_channel' as reason,
        veto_marks.dated_on,
        veto_marks.finding,
        veto_marks.record,
        veto_marks.loss * (inspection_quarters.den // rules.scale) as loss,
        false as is_capped
    from veto_marks
    cross join rules
    join inspection_quarters on
        inspection_quarters.unit = veto_marks.unit and inspection_quarters.quarter = veto_marks.quarter
    where inspection_quarters.is_zero and veto_marks.is_without_channel
    union all
    select
        veto_marks.unit,
        veto_marks.quarter,
        veto_marks.indicator,
        veto_marks.description,
        veto_marks.channel_name,
        case when veto_marks.is_website then 'website_veto' else 'account_veto' end,
        veto_marks.dated_on,
        veto_marks.finding,
        veto_marks.record,
        case
            when veto_marks.is_website
                then veto_marks.loss * rules.rescale_denominator * inspection_quarters.website_part
            else
                veto_marks.loss * inspection_quarters.website_count
                * rules.rescale_denominator * inspection_quarters.account_part
        end,
        false
    from veto_marks
    cross join rules
    cross join run
    join inspection_quarters on
        inspection_quarters.unit = veto_marks.unit and inspection_quarters.quarter = veto_marks.quarter
    where
        not inspection_quarters.is_zero
        and not veto_marks.is_without_channel
        -- In a single quarter with the veto on the unit the website keeps its shadow value.
        and not (veto_marks.is_website and run.is_quarter and rules.is_veto_on_unit)
    union all
    select
        website_marks.unit,
        website_marks.quarter,
        website_marks.indicator,
        website_marks.description,
        website_marks.channel_name,
        website_marks.kind,
        website_marks.dated_on,
        website_marks.finding,
        website_marks.record,
        website_marks.loss * inspection_quarters.website_part,
        website_marks.is_capped
    from website_marks
    join inspection_quarters on
        inspection_quarters.unit = website_marks.unit and inspection_quarters.quarter = website_marks.quarter
    where not inspection_quarters.is_zero
)

select
    weighted.unit,
    weighted.quarter,
    'inspection' as dimension,
    weighted.indicator,
    weighted.description as item,
    weighted.channel_name as channel,
    weighted.reason,
    weighted.dated_on,
    weighted.finding as sequence,
    weighted.finding,
    weighted.record,
    (weighted.loss * (inspection_dimension.common_den // inspection_quarters.den))::hugeint as loss,
    weighted.is_capped
from weighted
join inspection_quarters on
    inspection_quarters.unit = weighted.unit and inspection_quarters.quarter = weighted.quarter
join inspection_dimension on inspection_dimension.unit = weighted.unit;
