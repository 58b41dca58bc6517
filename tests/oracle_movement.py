"""The movement of a score recomputed without the engine: like is compared with like, the rest is named (§7).

`split(…)` gives, per unit, what the two printed scores of neighbouring periods differ by and the three parts of it.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import oracle
from oracle_calendar import Span, read_day, span
from oracle_facts import Facts

Asked = tuple[Span, date]
Rules = dict[str, Any] | None


@dataclass(frozen=True)
class Parts:
    """The printed change of a unit, and its parts in the order in which they are told."""

    change: Fraction
    actual: Fraction
    rules: Fraction
    population: Fraction


def code_before(code: str) -> str:
    """The code of the period of the same length just before."""
    year, asked = int(code[:4]), code[4:]
    if not asked:
        return str(year - 1)
    number, most = int(asked[1]), 4 if asked[0] == "Q" else 2
    return f"{year}{asked[0]}{number - 1}" if number > 1 else f"{year - 1}{asked[0]}{most}"


def ran(row: dict[str, str], asked: Asked) -> bool:
    """Whether a channel ran on some day of a period, up to its as-of day."""
    opened, closed = read_day(row.get("开设日期")), read_day(row.get("关停日期"))
    return (opened is None or opened <= asked[1]) and (closed is None or closed >= asked[0].first)


def of_both(facts: Facts, one: Asked, other: Asked) -> Facts:
    """The facts without what was there in only one of two periods."""
    kept, left = {}, copy(facts)
    for key, row in facts.channels.items():
        if ran(row, one) == ran(row, other):
            kept[key] = row
    left.channels = kept
    left.channels_of = {unit: [key for key in keys if key in kept] for unit, keys in facts.channels_of.items()}
    left.findings = {
        key: each for key, each in facts.findings.items() if each.channel is None or each.channel in kept
    }
    left.findings_of = {
        unit: [each for each in found if each.channel is None or each.channel in kept]
        for unit, found in facts.findings_of.items()
    }
    left.assignments = facts.assignments if one[0].year == other[0].year else {}
    return left


def split(
    facts: Facts, code: str, as_of: date | None = None, rules: Rules = None, before: Rules = None
) -> dict[str, Parts | None]:
    """The movement of every unit listed now; nothing for one without a published score in either period."""
    now, then = span(code), span(code_before(code))
    one, other = (now, min(as_of or now.last, now.last)), (then, then.last)
    both, earlier = of_both(facts, one, other), code_before(code)
    new, old = oracle.recompute(facts, code, one[1], rules), oracle.recompute(facts, earlier, None, before)
    steps = (
        oracle.recompute(both, earlier, None, before),
        oracle.recompute(both, code, one[1], before),
        oracle.recompute(both, code, one[1], rules),
    )
    return {unit: parts_of(unit, new, old, steps) for unit in new}


def parts_of(unit: str, new: dict, old: dict, steps: tuple[dict, dict, dict]) -> Parts | None:
    if unit not in old or new[unit].score is None or old[unit].score is None:
        return None
    change = Fraction(new[unit].score) - Fraction(old[unit].score)
    shown = [Fraction(step[unit].printed_score) for step in steps if step[unit].printed_score is not None]
    if len(shown) < len(steps):
        return Parts(change, Fraction(0), Fraction(0), change)
    return Parts(change, shown[1] - shown[0], shown[2] - shown[1], change - (shown[2] - shown[0]))
