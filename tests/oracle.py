"""Every number of scoring.md recomputed in plain Python and exact fractions, without the engine.

`recompute(imports, period, as_of)` returns what each unit of a story gets; `inspections(…)` the pass rates.
No function here imports `metrics`, and every constant was typed from scoring.md (`oracle_scheme.py`).
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from oracle_calendar import Span, read_day, read_deadline, span
from oracle_facts import Facts, gather
from oracle_inspection import Channel, Inspection, in_order, inspect
from oracle_rectification import is_long_overdue, items_of, loss_of, rounds_of
from oracle_scheme import BANDS, CHECKLIST, COUNTED, PROMOTION, RATE_MINIMUM, scheme_with

__all__ = ["Facts", "Result", "gather", "inspections", "printed", "recompute"]

Mark = tuple[str, str, Fraction]


def printed(value: Fraction) -> str:
    """Two decimals, rounded half up once."""
    sign, hundredths = ("-" if value < 0 else ""), (abs(value) * 200 + 1) // 2
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


@dataclass
class Dimension:
    """A dimension's exact value out of 100, and whether it enters the score."""

    score: Fraction | None = None
    weight: Fraction = Fraction(0)
    applies: bool = True
    checked: bool = True
    losses: list[tuple[str, Fraction]] = field(default_factory=list)


@dataclass
class Result:
    """What one unit gets for a period."""

    unit: str
    group: str
    league: str
    exact: Fraction | None
    score: str | None
    shadow_score: str | None
    verdict: str
    grade: str | None
    coverage: Fraction
    dimensions: dict[str, Dimension]
    bonus: Fraction
    on_time: tuple[int, int]
    marks: list[Mark]
    rank: int | None = None

    @property
    def printed_score(self) -> str | None:
        """The number its marks add up to: published, else its own to see."""
        return self.score or self.shadow_score


def recompute(
    imports: list[dict[str, Any]] | Facts,
    period: str,
    as_of: date | None = None,
    scheme: dict[str, Any] | None = None,
) -> dict[str, Result]:
    """Every valid unit's result by name, for a period seen on a day (default: its last).

    Asking the same imports again is quicker with what `gather` made of them.
    """
    facts = imports if isinstance(imports, Facts) else gather(imports)
    rules, asked = scheme_with(scheme), span(period)
    as_of = min(as_of or asked.last, asked.last)
    results = {
        row["单位名称"]: result_of(facts, rules, name, asked, as_of)
        for name, row in facts.units.items()
        if is_valid(row, as_of)
    }
    for result in results.values():
        peers = [each for each in results.values() if (each.group, each.league) == (result.group, result.league)]
        if result.verdict == "ranked":
            result.rank = 1 + sum(
                Fraction(each.score) > Fraction(result.score) for each in peers if each.verdict == "ranked"
            )
    return results


def is_valid(row: dict[str, str], day: date) -> bool:
    begins, ends = read_day(row.get("生效日期")), read_day(row.get("失效日期"))
    return (begins is None or begins <= day) and (ends is None or day < ends)


def existed(facts: Facts, unit: str, day: date) -> bool:
    """Whether the unit had begun by a day: no quarter before it asks anything of it."""
    begins = read_day(facts.units[unit].get("生效日期"))
    return begins is None or begins <= day


def result_of(facts: Facts, rules: dict[str, Any], unit: str, asked: Span, as_of: date) -> Result:
    group = facts.units[unit]["单位类别"]
    quarters = [(each, min(each.last, as_of)) for each in asked.parts if each.first <= as_of]
    seen = [inspect(facts, rules, unit, quarter, day, len(asked.quarters) == 1) for quarter, day in quarters]
    makers = {
        "tasks": lambda: tasks_of(facts, rules, unit, asked, as_of),
        "inspection": lambda: mean_inspection(seen),
        "rectification": lambda: rectification_of(facts, unit, quarters),
        "checklist": lambda: checklist_of(facts, unit, [each for each, day in quarters if existed(facts, unit, day)]),
    }
    dimensions = {name: makers[name]() for name in rules["weights"][group]}
    for name, dimension in dimensions.items():
        dimension.weight = Fraction(rules["weights"][group][name])
    entering = {name: each for name, each in dimensions.items() if each.applies and each.checked}
    total = sum((each.weight for each in entering.values()), Fraction(0))
    coverage = total / sum(rules["weights"][group].values())
    bonus = promotion_of(facts, unit, asked, as_of)
    exact, marks = None, []
    if total:
        exact = sum(each.weight * each.score for each in entering.values()) / total + bonus
        marks = [
            (name, item, -each.weight / total * loss)
            for name, each in entering.items()
            for item, loss in each.losses
            if loss is not None
        ] + ([("bonus", PROMOTION, bonus)] if bonus else [])
    vetoed_ever = any(each.vetoes_unit for each in seen)
    is_vetoed = vetoed_ever and rules["veto_website"] == "unit" and len(asked.quarters) == 1
    verdict = "vetoed" if is_vetoed else "unrated" if coverage < rules["coverage_minimum"] else "ranked"
    shown = None if exact is None else printed(exact)
    is_capped = any(is_long_overdue(item, as_of) for item in items_of(facts, unit, as_of))
    is_capped |= vetoed_ever and len(asked.quarters) > 1
    if is_vetoed and "inspection" in dimensions:
        dimensions["inspection"].score = None
    return Result(
        unit=facts.units[unit]["单位名称"],
        group=group,
        league=facts.units[unit].get("排名组", ""),
        exact=exact,
        score=shown if verdict == "ranked" else None,
        shadow_score=shown if verdict != "ranked" else None,
        verdict=verdict,
        grade=grade_of(verdict, shown, is_capped),
        coverage=coverage,
        dimensions=dimensions,
        bonus=bonus,
        on_time=on_time_of(facts, unit, asked, as_of),
        marks=marks,
    )


def grade_of(verdict: str, shown: str | None, is_capped: bool) -> str | None:
    """The band of the printed score; vetoed is 不合格, unrated has none, a capped unit is at most 合格."""
    if verdict != "ranked":
        return "不合格" if verdict == "vetoed" else None
    grade = next(name for name, lower in BANDS if lower is None or Fraction(shown) >= lower)
    return "合格" if is_capped and grade in ("优秀", "良好") else grade


def credit_of(row: dict[str, str], year: int, as_of: date, rules: dict[str, Any]) -> Fraction:
    """The credit of one assignment (§3), by the state it was in on the as-of day."""
    prices, status, verified = rules["credits"], row.get("进展状态"), row.get("核验结果")
    if status not in ("推进中", "已完成"):
        return Fraction(0)
    due, done = read_deadline(row.get("完成时限"), year), read_day(row.get("完成日期"))
    has_evidence = bool(row.get("佐证材料")) or not rules["evidence_required"]
    if due is None:
        credit = prices["continuing_evidence" if has_evidence else "continuing_claim"]
        credit = prices["continuing_verified"] if verified == "通过" else credit
    elif status == "已完成" and done and done <= as_of and (has_evidence or verified == "通过"):
        credit = prices["on_time_verified" if verified == "通过" else "on_time"] if done <= due else prices["late"]
    else:
        credit = prices["running" if due >= as_of else "overdue"]
    return min(credit, prices["failed_ceiling"]) if verified == "未通过" else credit


def tasks_of(facts: Facts, rules: dict[str, Any], unit: str, asked: Span, as_of: date) -> Dimension:
    rows = {
        number: row
        for (year, number, owner), row in facts.assignments.items()
        if owner == unit
        and year == str(asked.year)
        and not (row.get("进展状态") == "不涉及" and row.get("核验结果") == "通过")
    }
    weights = {number: rules["role"][row["角色"]] for number, row in rows.items()}
    if not rows:
        return Dimension(applies=False, checked=False)
    total = sum(weights.values())
    losses = [
        (number, 100 * weights[number] * (1 - credit_of(row, asked.year, as_of, rules)) / total)
        for number, row in rows.items()
    ]
    return Dimension(100 - sum(loss for _, loss in losses), losses=[each for each in losses if each[1]])


def mean_inspection(seen: list[Inspection]) -> Dimension:
    """The mean over the quarters that were checked; of one quarter, that quarter."""
    checked = [each for each in seen if each.score is not None]
    if not checked:
        return Dimension(applies=any(each.applies for each in seen), checked=False)
    losses = [(item, loss / len(checked)) for each in checked for item, loss in each.losses]
    return Dimension(sum(each.score for each in checked) / len(checked), losses=losses)


def rectification_of(facts: Facts, unit: str, quarters: list[tuple[Span, date]]) -> Dimension:
    values, losses = [], []
    for quarter, as_of in quarters:
        left = Fraction(100)
        for finding in sorted(items_of(facts, unit, as_of), key=lambda each: in_order(each, as_of)):
            loss = loss_of(finding, facts, quarter.first, as_of)
            if loss:
                losses.append((finding.number or finding.said.get("问题描述", ""), min(loss, left) / len(quarters)))
            left -= min(loss, left)
        values.append(left)
    return Dimension(sum(values) / len(values), losses=losses)


def checklist_of(facts: Facts, unit: str, quarters: list[Span]) -> Dimension:
    """100 × yes ÷ 3, the mean of the quarters declared as collected or in which anybody of the group had a row."""
    group = facts.units[unit]["单位类别"]
    rows = {
        key: row["数值"]
        for key, row in facts.observations.items()
        if key[1] in CHECKLIST and facts.units[key[0]]["单位类别"] == group
    }
    collected = [each for each in quarters if facts.collected.get(each) or any(key[2] == each for key in rows)]
    losses = []
    for quarter in collected:
        for item in CHECKLIST:
            answers = [answer for key, answer in rows.items() if key[:3] == (unit, item, quarter)]
            if not answers or not all(answer in ("是", "1") for answer in answers):
                losses.append((item, Fraction(100, len(CHECKLIST) * len(collected))))
    if not collected:
        return Dimension(checked=False)
    return Dimension(100 - sum(loss for _, loss in losses), losses=losses)


def promotion_of(facts: Facts, unit: str, asked: Span, as_of: date) -> Fraction:
    """One point per item with evidence, at most 3 per period asked."""
    items = [
        Fraction(row.get("数值") or 1)
        for (owner, name, quarter, evidence), row in facts.observations.items()
        if (owner, name) == (unit, PROMOTION) and evidence and asked.holds(quarter) and quarter.first <= as_of
    ]
    return min(Fraction(3), sum(items, Fraction(0)))


def on_time_of(facts: Facts, unit: str, asked: Span, as_of: date) -> tuple[int, int]:
    due = [
        [each for each in rounds_of(finding, as_of) if asked.first <= each.deadline <= as_of]
        for finding in items_of(facts, unit, as_of)
    ]
    # A finding counts once, however many of its deadlines came; it was on time when it kept them all.
    kept = [all(each.closed is not None and each.closed <= each.deadline for each in found) for found in due if found]
    return sum(kept), len(kept)


def inspections(imports: list[dict[str, Any]] | Facts, period: str, as_of: date | None = None) -> dict[str, Any]:
    """The city's pass rates for a period, in the shape of product.md's JSON, always with the different channels."""
    facts = imports if isinstance(imports, Facts) else gather(imports)
    asked, rules = span(period), scheme_with()
    as_of = min(as_of or asked.last, asked.last)
    checks: dict[str, list[tuple[Channel, bool]]] = {}
    said, full = False, []
    for quarter in (each for each in asked.parts if each.first <= as_of):
        day = min(quarter.last, as_of)
        # A channel that was looked at counts in the city's rates also when its unit has ended since.
        for unit in facts.units:
            for channel, passed in inspect(facts, rules, unit, quarter, day, True).verdicts.items():
                checks.setdefault(channel[1], []).append((channel, passed))
        declared = [key for key in facts.scope if span(key[0]).holds(quarter)]
        said = said or bool(declared)
        full.append(any(key[1] == "*" for key in declared))
    by_class: dict[str, int] = {}
    for finding in facts.findings.values():
        if finding.counts and finding.kind != "加分" and asked.holds(finding.quarter) and finding.found(as_of):
            by_class[finding.said["指标"]] = by_class.get(finding.said["指标"], 0) + 1
    accounts = {type_: found for type_, found in checks.items() if type_ != "政府网站"}
    return {
        "websites": tally(checks.get("政府网站", [])),
        "accounts": tally([each for found in accounts.values() for each in found])
        | {"by_type": {type_: tally(found) for type_, found in accounts.items()}},
        "by_class": by_class,
        # 全覆盖 of a longer period is that of every quarter that has begun.
        "basis": None if not said else "declared_full" if all(full) else "recorded",
        "observations": sums_of(facts, asked, as_of),
    }


def tally(checks: list[tuple[Channel, bool]]) -> dict[str, Any]:
    """Checks, those passed, the different channels; no rate of fewer than five channels, however often checked."""
    passed, channels = sum(each for _, each in checks), len({channel for channel, _ in checks})
    rate = printed(Fraction(100 * passed, len(checks))) if channels >= RATE_MINIMUM else None
    return {"checked": len(checks), "passed": passed, "channels": channels, "rate": rate}


def sums_of(facts: Facts, asked: Span, as_of: date) -> dict[str, dict[str, Any]]:
    """Numerators and denominators of the city, added up over its units; a count is a numerator alone."""
    sums: dict[str, dict[str, Any]] = {}
    for (_, name, quarter, _), row in facts.observations.items():
        if row.get("分母") and asked.holds(quarter) and quarter.first <= as_of:
            known = sums.setdefault(name, {"numerator": Fraction(0), "denominator": Fraction(0)})
            known["numerator"] += Fraction(row.get("分子") or 0)
            known["denominator"] += Fraction(row["分母"])
        elif name in COUNTED and asked.holds(quarter) and quarter.first <= as_of:
            known = sums.setdefault(name, {"numerator": Fraction(0), "denominator": None})
            known["numerator"] += Fraction(row["数值"])
    return sums
