-- One row per listed unit: printed score in hundredths (the one rounding, half up), verdict, grade and rank in its league.
create or replace temp table standings as
with printed as (
    select
        listed_units.unit,
        listed_units.name,
        listed_units.group_code,
        listed_units.league,
        listed_units.sort_order,
        composites.checked_weight,
        composites.all_weight,
        composites.has_unit_veto,
        composites.bonus_points,
        case
            when composites.has_score
                then (2 * composites.num * rules.printed + composites.den) // (2 * composites.den)
        end as score_hundredths,
        case
            when composites.is_vetoed then 'vetoed'
            when not composites.is_covered or not composites.has_score then 'unrated'
            else 'ranked'
        end as verdict
    from listed_units
    cross join rules
    join composites on composites.unit = listed_units.unit
),

last_quarter as (
    select
        unit,
        -- An empty delay of the last quarter must not fall back to the one before.
        arg_max_null(overdue_days, quarter) as overdue_days
    from rectification_quarters
    group by unit
),

graded as (
    select
        printed.*,
        kept_deadlines.due,
        kept_deadlines.on_time,
        -- A unit vetoed in any quarter is at most 合格, and so is one with a long overdue finding (scoring.md §4, §5).
        (printed.has_unit_veto and rules.is_veto_on_unit)
        or coalesce(last_quarter.overdue_days > rules.grade_cap_days, false) as is_grade_capped,
        bands.ordinal as band_ordinal,
        bands.code as band
    from printed
    cross join rules
    join last_quarter on last_quarter.unit = printed.unit
    join kept_deadlines on kept_deadlines.unit = printed.unit
    left join bands on
        bands.lower_hundredths <= printed.score_hundredths
        and (bands.upper_hundredths is null or printed.score_hundredths < bands.upper_hundredths)
),

banded as (
    select
        graded.*,
        case
            when graded.verdict = 'unrated' then null
            when graded.verdict = 'vetoed' then worst.code
            when graded.is_grade_capped and graded.band_ordinal < capped.ordinal then capped.code
            else graded.band
        end as grade
    from graded
    cross join rules
    left join bands as capped on capped.code = rules.best_band_when_capped
    left join bands as worst on worst.is_worst
),

ranked as (
    select
        *,
        case
            when verdict = 'ranked'
                then rank() over (
                    partition by group_code, league, verdict = 'ranked'
                    order by score_hundredths desc
                )
        end as rank
    from banded
)

select * from ranked;
