"""The sheets 得分 and 排名: dimensions as reduced fractions, one rounding at the very end, grade and rank.

Spreadsheets count in doubles, which are exact for whole numbers of fifteen digits. So every dimension stays a pair of
whole numbers; what its share of the score leaves over is kept as a remainder, and the remainders meet over their common
multiple: the score in hundredths is rounded half up as a comparison of whole numbers, never of fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from metrics.briefs.grids import Formula
from metrics.briefs.recomputable.details import BONUS_RULE, CHECKLIST_ITEM, QUARTER
from metrics.briefs.recomputable.layout import Layout, Line, floored, sum_of
from metrics.statements import Row
from metrics.workings import Workings

DIMENSIONS = ("tasks", "inspection", "rectification", "checklist")
PARTS = (*DIMENSIONS, "bonus")
LARGEST = 10**13
"""Numbers below this are told apart, compared and subtracted exactly by every program that opens the file."""
RANKED, VETOED, UNRATED = 1, 2, 3
VERDICTS = {"ranked": RANKED, "vetoed": VETOED, "unrated": UNRATED}


def score_lines(found: Workings, layout: Layout, weights: Mapping[str, Mapping[str, int]]) -> Iterator[Line]:
    """Yield the rows of 得分; ``weights`` are the groups' reduced weights by dimension."""
    groups = {code: number for number, code in enumerate(weights, 1)}
    leagues = {key: number for number, key in enumerate(dict.fromkeys(map(_league, found.standings)), 1)}
    grid = layout.grids["scores"]
    for number, row in enumerate(found.standings):
        at = {column.key: grid.here(column.key, number) for column in grid.columns}
        line = {
            "unit": row["unit"],
            "name": row["name"],
            "group": groups[row["group_code"]],
            "league": leagues[_league(row)],
            "told_hundredths": row["score_hundredths"],
            "told_rank": row["rank"],
            "told_grade": _band_name(found, row["grade"]),
        }
        line |= _dimensions(layout, at) | _composite(layout, at) | _verdict(layout, at, found.unit is None, row["rank"])
        if not is_exact(row, weights[row["group_code"]]):
            # More digits than a spreadsheet has: this unit's score is told, not computed.
            line["hundredths"] = row["score_hundredths"]
        yield line


def _league(row: Row) -> tuple[str, str]:
    return row["group_code"], row["league"]


def _band_name(found: Workings, code: str | None) -> str:
    return next((band.name for band in found.scheme.bands if band.code == code), "")


def is_exact(row: Row, weights: Mapping[str, int]) -> bool:
    """Whether every number on the way to a unit's score stays below ``LARGEST``."""
    checked = {name: one for name, one in row["dimensions"].items() if one["is_checked"]}
    pairs = {name: Fraction(int(one["num"]), int(one["den"])) for name, one in checked.items()}
    common = lcm(*(pair.denominator for pair in pairs.values()), 10_000)
    whole = sum(weights.values())
    shares = [100 * weights[name] * pair.numerator for name, pair in pairs.items()]
    return max(2 * whole * common, len(PARTS) * common, 2 * 200 * 100 * whole, *shares, 0) < LARGEST


def _dimensions(layout: Layout, at: Line) -> Line:
    return {
        **_of_tasks(layout, at),
        **_of_inspection(layout, at),
        **_of_rectification(layout, at),
        **_of_checklist(layout, at),
        **{f"{name}_weight": Formula("=" + layout.by_code(name, at["group"])) for name in DIMENSIONS},
        **{f"{name}_h": _printed(at, name) for name in DIMENSIONS},
    }


def _printed(at: Line, name: str) -> Formula:
    """Return a dimension's score in hundredths, rounded half up; empty when it does not count."""
    num, den = at[f"{name}_num"], at[f"{name}_den"]
    is_hidden = f"OR({at[f'{name}_on']}*{at[f'{name}_weight']}=0"
    is_hidden += f",{at['verdict']}={VETOED})" if name == "inspection" else ")"
    return Formula(f'=IF({is_hidden},"",{floored(f"(200*{num}+{den})", f"(2*{den})")})')


def _reduced(at: Line, name: str, num: str, den: str) -> Line:
    divisor = at[f"{name}_divisor"]
    return {
        f"{name}_divisor": Formula(f"=MAX(GCD({num},{den}),1)"),
        f"{name}_num": Formula(f"={num}/{divisor}"),
        f"{name}_den": Formula(f"=IF({den}=0,1,{den}/{divisor})"),
    }


def _of_tasks(layout: Layout, at: Line) -> Line:
    own = (layout.whole("tasks", "unit"), at["unit"])
    full = f"{layout.rule('full_marks')}/{layout.rule('scale')}"
    return {
        "tasks_earned": sum_of(layout.whole("tasks", "earned"), *own),
        "tasks_possible": sum_of(layout.whole("tasks", "possible"), *own),
        "tasks_on": Formula(f"=IF({at['tasks_possible']}>0,1,0)"),
        **_reduced(at, "tasks", f"({at['tasks_earned']}*{full})", f"({at['tasks_possible']}*{layout.rule('scale')})"),
    }


def _quarters(layout: Layout, at: Line, what: str, *conditions: str) -> Formula:
    level = (layout.whole("details", "level"), str(QUARTER))
    return sum_of(layout.whole("details", what), layout.whole("details", "unit"), at["unit"], *level, *conditions)


def _of_inspection(layout: Layout, at: Line) -> Line:
    def of_quarter(what: str, ordinal: int) -> Formula:
        place = (layout.whole("details", "ordinal"), str(ordinal), layout.whole("details", "is_checked"), "1")
        return _quarters(layout, at, what, *place)

    ordinals = range(1, layout.quarters + 1)
    common, count = at["inspection_common"], at["quarters_checked"]
    sums = "+".join(f"{at[f'num_{one}']}*({common}/{at[f'den_{one}']})" for one in ordinals)
    running = _quarters(layout, at, "is_running")[1:] + "+" + _quarters(layout, at, "is_zero")[1:]
    return {
        **{f"num_{one}": of_quarter("num", one) for one in ordinals},
        **{f"den_{one}": Formula(f"=MAX({of_quarter('den', one)[1:]},1)") for one in ordinals},
        "quarters_checked": _quarters(layout, at, "is_checked"),
        "inspection_common": Formula(f"=LCM({','.join(at[f'den_{one}'] for one in ordinals)})"),
        "inspection_sum": Formula(f"={sums}"),
        "inspection_on": Formula(f"=IF(AND({running}>0,{count}>0),1,0)"),
        **_reduced(at, "inspection", at["inspection_sum"], f"({common}*MAX({count},1))"),
    }


def _of_rectification(layout: Layout, at: Line) -> Line:
    level = (layout.whole("details", "level"), str(QUARTER))
    count = f"COUNTIFS({layout.whole('details', 'unit')},{at['unit']},{','.join(level)})"
    return {
        "rectification_sum": _quarters(layout, at, "repair"),
        "rectification_whole": Formula(f"={count}*{layout.rule('scale')}"),
        "rectification_on": 1,
        **_reduced(at, "rectification", at["rectification_sum"], at["rectification_whole"]),
    }


def _of_checklist(layout: Layout, at: Line) -> Line:
    items = (
        layout.whole("details", "unit"), at["unit"], layout.whole("details", "level"), str(CHECKLIST_ITEM),
    )  # fmt: skip
    yes, asked = at["checklist_yes"], at["checklist_asked"]
    num, den = f"({yes}*{layout.rule('full_marks')})", f"({asked}*{layout.rule('scale')})"
    return {
        "checklist_yes": sum_of(layout.whole("details", "counted"), *items),
        "checklist_asked": Formula(f"=COUNTIFS({','.join(items)})"),
        "checklist_on": Formula(f"=IF({asked}>0,1,0)"),
        **_reduced(at, "checklist", num, den),
    }


def _composite(layout: Layout, at: Line) -> Line:
    weight, common, rests = at["weight_checked"], at["common"], at["rests"]
    line: dict[str, Any] = {
        "bonus": sum_of(
            layout.whole("details", "counted"), layout.whole("details", "unit"), at["unit"],
            layout.whole("details", "level"), str(BONUS_RULE),
        ),
        "weight_checked": Formula("=" + "+".join(f"{at[f'{name}_on']}*{at[f'{name}_weight']}" for name in DIMENSIONS)),
        "weight_all": Formula("=" + "+".join(at[f"{name}_weight"] for name in DIMENSIONS)),
    }  # fmt: skip
    divisors = {name: at[f"{name}_den"] for name in DIMENSIONS} | {"bonus": layout.rule("scale")}
    for name in PARTS:
        share = f"(100*{weight}*{at['bonus']})"
        if name != "bonus":
            share = f"(100*{at[f'{name}_weight']}*{at[f'{name}_on']}*{at[f'{name}_num']})"
        line[f"{name}_q"] = Formula("=" + floored(share, divisors[name]))
        line[f"{name}_r"] = Formula(f"={share}-{at[f'{name}_q']}*{divisors[name]}")
    over = "+".join(f"{at[f'{name}_r']}*({common}/{divisors[name]})" for name in PARTS)
    doubled, twice = f"(2*{at['whole']}+{weight})", f"(2*{weight})"
    exceeds = f"{at['beyond']}*{common}+2*{at['rest']}>={twice}*{common}"
    return line | {
        "common": Formula(f"=LCM({','.join(divisors.values())})"),
        "rests": Formula(f"={over}"),
        "carry": Formula("=" + floored(rests, common)),
        "rest": Formula(f"={rests}-{at['carry']}*{common}"),
        "whole": Formula("=" + "+".join(at[f"{name}_q"] for name in PARTS) + f"+{at['carry']}"),
        "floor": Formula(f"=IF({weight}=0,0,{floored(doubled, twice)})"),
        "beyond": Formula(f"={doubled}-{at['floor']}*{twice}"),
        "hundredths": Formula(f'=IF({weight}=0,"",{at["floor"]}+IF({exceeds},1,0))'),
    }


def _verdict(layout: Layout, at: Line, is_everybody: bool, rank: int | None) -> Line:
    rule, hundredths, verdict = layout.rule, at["hundredths"], at["verdict"]
    vetoes = _quarters(layout, at, "has_website_veto")[1:] + "+" + _quarters(layout, at, "has_unit_veto")[1:]
    last = (layout.whole("details", "ordinal"), str(layout.quarters))
    weight, whole = at["weight_checked"], at["weight_all"]
    has_too_little = f"OR({weight}=0,{weight}*{rule('scale')}<{rule('coverage_minimum')}*{whole})"
    is_vetoed = f"{rule('is_quarter')}*{rule('is_veto_on_unit')}*{at['has_veto']}=1"
    is_capped = f"OR({at['has_veto']}*{rule('is_veto_on_unit')}=1,{at['is_overdue_long']}=1)"
    lower, order, names = (layout.whole("rules", name) for name in ("lower", "band_order", "band"))
    earned = f"INDEX({order},MATCH({hundredths},{lower},1))"
    higher = (
        f"COUNTIFS({layout.whole('scores', 'league')},{at['league']},{layout.whole('scores', 'verdict')},{RANKED},"
        f'{layout.whole("scores", "hundredths")},">"&{hundredths})'
    )
    band = f"IF({verdict}={VETOED},{rule('worst_order')},IF({is_capped},MAX({earned},{rule('capped_order')}),{earned}))"
    same = f"{hundredths}={at['told_hundredths']},{at['grade']}={at['told_grade']},{at['rank']}={at['told_rank']}"
    return {
        "has_veto": Formula(f"=IF({vetoes}>0,1,0)"),
        "is_overdue_long": _quarters(layout, at, "is_overdue_long", *last),
        "verdict": Formula(f"=IF({is_vetoed},{VETOED},IF({has_too_little},{UNRATED},{RANKED}))"),
        "score": Formula(f'=IF({verdict}={RANKED},{hundredths}/100,"")'),
        "band": Formula(f'=IF({verdict}={UNRATED},"",{band})'),
        "grade": Formula(f'=IF({verdict}={UNRATED},"",INDEX({names},MATCH({at["band"]},{order},0)))'),
        # Alone a unit cannot be ranked: its place is the one that was published.
        "rank": Formula(f'=IF({verdict}={RANKED},1+{higher},"")') if is_everybody else rank,
        "is_same": Formula(f"=IF(AND({same}),1,0)"),
    }


def ranking_lines(found: Workings, layout: Layout, leagues: Mapping[tuple[str, str], str]) -> Iterator[Line]:
    """Yield the rows of 排名: every unit in the league's order, its numbers taken from 得分."""
    grid = layout.grids["scores"]
    for number, row in enumerate(found.standings):
        at = {column.key: grid.cell(column.key, number) for column in grid.columns}
        line: dict[str, Any] = {"league": leagues[_league(row)], "unit": row["name"]}
        line |= {name: Formula(f'=IF({at[name]}="","",{at[name]})') for name in ("rank", "score", "grade")}
        line |= {name: Formula(f'=IF({at[f"{name}_h"]}="","",{at[f"{name}_h"]}/100)') for name in DIMENSIONS}
        yield line | {
            "verdict": Formula("=" + layout.by_code("verdict_name", at["verdict"])),
            "bonus": Formula(f"={at['bonus']}/{layout.rule('scale')}"),
            "coverage": Formula(f"={at['weight_checked']}/{at['weight_all']}"),
        }
