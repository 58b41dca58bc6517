"""The inspection of one unit's channels in one quarter (scoring.md §4)."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from oracle_calendar import Span, read_day, span
from oracle_facts import SAFETY, WEBSITE, Facts, Finding
from oracle_scheme import BONUSES, DEDUCTIONS, SERVICE_BLOCK

Channel = tuple[str, str, str]
FULL, PASS, BONUS_GATE, BONUS_CAP = Fraction(100), Fraction(60), Fraction(80), Fraction(30)
WITHOUT_SERVICES, RESCALE = Fraction(75), Fraction(4, 3)
Losses = list[tuple[str, Fraction]]


@dataclass
class Inspection:
    """What a quarter's inspection says of a unit."""

    applies: bool
    score: Fraction | None
    vetoes_unit: bool
    verdicts: dict[Channel, bool] = field(default_factory=dict)
    losses: Losses = field(default_factory=list)


def running_channels(facts: Facts, unit: str, quarter: Span, as_of: date) -> list[Channel]:
    """The unit's channels that ran on some day of the quarter up to the as-of day."""
    running = []
    for key in facts.channels_of.get(unit, []):
        row = facts.channels[key]
        opened, closed = read_day(row.get("开设日期")), read_day(row.get("关停日期"))
        if (not opened or opened <= as_of) and (not closed or closed >= quarter.first):
            running.append(key)
    return running


def checked_channels(facts: Facts, unit: str, quarter: Span, as_of: date) -> list[Channel]:
    """The running channels that the quarter's 检查记录 declares as looked at."""
    own: dict[Channel, bool] = {}
    full_types: set[str] = set()
    for (period, channel, type_), row in facts.scope.items():
        looked = read_day(row.get("检查日期"))
        if not span(period).holds(quarter) or (looked and min(looked, span(period).last) > as_of):
            continue
        if channel == "*":
            full_types.add(type_)
        else:
            own[channel] = row.get("检查结果") not in ("未检查", "无法检查")
    return [
        key
        for key in running_channels(facts, unit, quarter, as_of)
        if own.get(key, bool(full_types & {"", key[1]}))
    ]


def in_order(finding: Finding, as_of: date) -> tuple:
    """Findings use up a cap by date, number, text, page: never by row."""
    said = finding.said
    return finding.found(as_of), finding.number, said.get("问题描述", ""), said.get("页面地址", "")


def use_up(findings: list[Finding], caps: dict[str, Any], ceiling: Fraction | None) -> tuple[Losses, Fraction]:
    """Points that findings in order really take, under each indicator's cap and one ceiling over all."""
    taken: dict[str, Fraction] = {}
    total, losses = Fraction(0), []
    for finding in findings:
        cap = caps[finding.indicator]
        cap = Fraction(cap[0] if isinstance(cap, tuple) else cap)
        points = min(finding.points, cap - taken.get(finding.indicator, 0))
        taken[finding.indicator] = taken.get(finding.indicator, Fraction(0)) + points
        if ceiling is not None:
            points = min(points, ceiling - total)
        total += points
        losses.append((finding.number or finding.said.get("问题描述", ""), points))
    return losses, total


def score_website(findings: list[Finding], serves_public: bool, as_of: date) -> tuple[Fraction, Fraction, Losses]:
    """Result without bonus, final score (not above 100), and the points of each finding."""
    ordered = sorted(findings, key=lambda each: in_order(each, as_of))
    deductions = [each for each in ordered if each.kind == "扣分"]
    bonuses = [each for each in ordered if each.kind == "加分"]
    base, factor = (FULL, Fraction(1)) if serves_public else (WITHOUT_SERVICES, RESCALE)
    losses, lost = use_up(deductions, DEDUCTIONS, base)
    result = (base - lost) * factor
    losses = [(item, points * factor) for item, points in losses]
    gained = Fraction(0)
    if result > BONUS_GATE:
        gains, gained = use_up(bonuses, BONUSES, min(BONUS_CAP, FULL - result))
        losses += [(item, -points) for item, points in gains]
    return result, result + gained, losses


def inspect(
    facts: Facts, rules: dict[str, Any], unit: str, quarter: Span, as_of: date, is_alone: bool
) -> Inspection:
    """The quarter's value; `is_alone` when the quarter itself is asked and not a mean of several."""
    serves_public = facts.units[unit].get("承担对外服务") != "否"
    findings = [
        each
        for each in facts.findings_of.get(unit, [])
        if each.quarter == quarter
        and each.found(as_of)
        and each.counts
        and (serves_public or each.indicator not in SERVICE_BLOCK)
    ]
    vetoes = [each for each in findings if each.kind == "单项否决"]
    website_vetoes = {each.channel for each in vetoes if each.channel and each.channel[1] == WEBSITE}
    bare_veto = any(each.channel is None and each.indicator == SAFETY for each in vetoes)
    by_shadow = is_alone and rules["veto_website"] == "unit"
    checked = checked_channels(facts, unit, quarter, as_of)
    verdicts: dict[Channel, bool] = {}
    values: list[Fraction] = []
    losses: Losses = []
    sites = [key for key in checked if key[1] == WEBSITE]
    for site in sites:
        own = [each for each in findings if each.channel == site]
        result, final, marks = score_website(own, serves_public, as_of)
        verdicts[site] = site not in website_vetoes and result >= PASS
        if site in website_vetoes and not by_shadow:
            final, marks = Fraction(0), [("否决", FULL)]
        values.append(final)
        losses += [(item, points / len(sites)) for item, points in marks]
    accounts = [key for key in checked if key[1] != WEBSITE]
    vetoed = sorted({each.channel for each in vetoes if each.channel in accounts})
    verdicts.update({key: key not in vetoed for key in accounts})
    score, parts = weigh(values, losses, accounts, vetoed, rules)
    if bare_veto and not by_shadow:
        score, parts = Fraction(0), [("否决", FULL)]
    return Inspection(
        applies=bool(running_channels(facts, unit, quarter, as_of)) or (bare_veto and not by_shadow),
        score=score,
        vetoes_unit=bool(website_vetoes) or bare_veto,
        verdicts=verdicts,
        losses=parts,
    )


def weigh(
    values: list[Fraction], losses: Losses, accounts: list[Channel], vetoed: list[Channel], rules: dict[str, Any]
) -> tuple[Fraction | None, Losses]:
    """The dimension of website part and account part, with the losses weighed alike; nothing if none was checked."""
    site_share, account_share = rules["website_share"], rules["account_share"]
    site_share, account_share = (site_share, account_share) if values and accounts else (Fraction(1), Fraction(1))
    score, parts = Fraction(0), []
    if values:
        score += site_share * sum(values) / len(values)
        parts += [(item, points * site_share) for item, points in losses]
    if accounts:
        left = FULL
        for count, channel in enumerate(vetoed):
            now = max(Fraction(0), rules["account_first_veto"] - Fraction(rules["account_next_veto"] * count))
            parts.append((channel[2], (left - now) * account_share))
            left = now
        score += account_share * left
    return (score if values or accounts else None), parts
