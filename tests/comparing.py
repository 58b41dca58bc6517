"""Setting the engine's answers beside the oracle's, and naming every number in which they differ."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import oracle
import oracle_movement
from retelling import BANDS, GROUPS

from metrics import pass_rates, scores
from metrics.access import Reader
from metrics.calendar import Period
from metrics.movement import movements
from metrics.warehouse import Warehouse

OFFICE = Reader()
TYPES = {"微信公众号": "wechat", "新浪微博": "weibo", "移动客户端": "app", "其他": "other"}


def differences(
    warehouse: Warehouse,
    facts: oracle.Facts,
    code: str,
    as_of: date | None = None,
    rules: dict[str, Any] | None = None,
) -> list[str]:
    """Every number of a period in which engine and oracle differ, as lines `unit field: engine, oracle`."""
    period, as_of = Period.parse(code), as_of or Period.parse(code).last
    expected = oracle.recompute(facts, code, as_of, rules)
    found = {each.unit: each for each in scores.league(warehouse, OFFICE, period, as_of).units}
    marks = marks_of_engine(warehouse, period, as_of)
    lines = compare("city", {"listed": sorted(found)}, {"listed": sorted(expected)})
    for unit in sorted(found.keys() & expected.keys()):
        lines += compare(unit, of_engine(found[unit]), of_oracle(expected[unit]))
        lines += differing_marks(found[unit], marks.get(unit, []), expected[unit])
    seen = pass_rates.inspections(warehouse, OFFICE, period, as_of)
    return lines + compare("city", rates_of_engine(seen), rates_of_oracle(facts, code, as_of))


def differing_movements(
    warehouse: Warehouse,
    facts: oracle.Facts,
    code: str,
    as_of: date | None = None,
    rules: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
) -> list[str]:
    """Every unit whose movement differs, or whose parts do not add up; ``before`` are the rules of the period before.

    Before the first rules there is no period to compare with.
    """
    found = movements(warehouse, OFFICE, Period.parse(code), as_of)
    if found.scheme_before is None:
        return [f"{one.unit} moved from before the first rules" for one in found.units if one.split is not None]
    expected = oracle_movement.split(facts, code, as_of, rules, before)
    engine = {one.unit: None if one.split is None else tuple(vars(one.split).values()) for one in found.units}
    theirs = {unit: None if one is None else tuple(100 * each for each in vars(one).values())
              for unit, one in expected.items()}  # fmt: skip
    splits = [(one.unit, one.split) for one in found.units if one.split is not None]
    lines = [f"{name}: {one}" for name, one in splits if one.actual + one.rules + one.population != one.change]
    return lines + compare("movement of", engine, theirs)


def marks_of_engine(warehouse: Warehouse, period: Period, as_of: date) -> dict[str, list[tuple[str, int]]]:
    """Dimension and hundredths of every mark, by unit: what scorecards show, asked at once for all units."""
    names = {row["unit"]: row["name"] for row in warehouse.rows("units")}
    marks: dict[str, list[tuple[str, int]]] = {}
    with warehouse.prepared(period, as_of, scores.scheme_of(warehouse, period)) as run:
        for row in run.rows("marks"):
            marks.setdefault(names[row["unit"]], []).append((row["dimension"], row["hundredths"]))
    return marks


def compare(whose: str, engine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """One line per entry that differs."""
    keys = sorted(engine.keys() | theirs.keys())
    return [
        f"{whose} {key}: engine {engine.get(key)}, oracle {theirs.get(key)}"
        for key in keys
        if engine.get(key) != theirs.get(key)
    ]


def of_engine(unit: scores.UnitScore) -> dict[str, Any]:
    """What the league table says of a unit, in plain values."""
    return {
        "group": unit.group,
        "score": unit.score,
        "shadow_score": unit.shadow_score,
        "verdict": unit.verdict,
        "grade": BANDS.get(unit.grade or ""),
        "rank": unit.rank,
        "coverage": f"{unit.coverage:.2f}",
        "bonus": unit.bonus,
        "on_time": unit.on_time,
        **{f"{name} score": each.score for name, each in unit.dimensions.items()},
        **{f"{name} weight": each.weight for name, each in unit.dimensions.items()},
        **{f"{name} state": (each.applicable, each.checked) for name, each in unit.dimensions.items()},
    }


def of_oracle(unit: oracle.Result) -> dict[str, Any]:
    """The same of the oracle's result."""
    told = unit.dimensions.items()
    return {
        "group": GROUPS[unit.group],
        "score": unit.score,
        "shadow_score": unit.shadow_score,
        "verdict": unit.verdict,
        "grade": unit.grade,
        "rank": unit.rank,
        "coverage": oracle.printed(unit.coverage),
        "bonus": oracle.printed(unit.bonus),
        "on_time": unit.on_time,
        **{f"{name} score": oracle.printed(each.score) if each.score is not None else None for name, each in told},
        **{f"{name} weight": str(each.weight) for name, each in told},
        **{f"{name} state": (each.applies, each.checked) for name, each in told},
    }


def differing_marks(unit: scores.UnitScore, marks: list[tuple[str, int]], expected: oracle.Result) -> list[str]:
    """Marks that do not add up, or are further than the rounding of one mark from their exact value."""
    shown, lines = unit.score or unit.shadow_score, []
    total = 100 * 100 + sum(hundredths for _, hundredths in marks)
    if shown is not None and Fraction(shown) * 100 != total:
        lines.append(f"{unit.unit} marks: add up to {total / 100}, not {shown}")
    for dimension in expected.dimensions:
        exact = sorted(100 * points for name, _, points in expected.marks if name == dimension and points)
        printed = sorted(hundredths for name, hundredths in marks if name == dimension)
        # Marks that a cap swallowed stay in the engine's list with nothing in them.
        spare = len(printed) - len(exact)
        exact = sorted([*exact, *[Fraction(0)] * spare])
        if spare < 0 or any(abs(mine - theirs) >= 1 for mine, theirs in zip(printed, exact, strict=True)):
            lines.append(f"{unit.unit} {dimension} marks: engine {printed}, oracle {[float(each) for each in exact]}")
    return lines


def rates_of_engine(seen: dict[str, Any]) -> dict[str, Any]:
    """Pass rates, with the different channels of several quarters' checks; in a single quarter these are the checks."""
    kept = {key: seen[key] for key in ("by_class", "basis")}
    for kind in ("websites", "accounts"):
        kept[kind] = (*_checks(seen[kind]), seen[kind]["rate"])
    kept["by_type"] = {name: _checks(each) for name, each in seen["accounts"]["by_type"].items()}
    observed = seen["observations"].items()
    kept["observations"] = {
        name: (str(each["numerator"]), str(each["denominator"])) for name, each in observed if each["denominator"] != 0
    }
    return kept


def _checks(one: dict[str, Any]) -> tuple[int, int, int]:
    return one["checked"], one["passed"], one.get("channels", one["checked"])


def rates_of_oracle(facts: oracle.Facts, code: str, as_of: date) -> dict[str, Any]:
    """The same of the oracle."""
    seen = oracle.inspections(facts, code, as_of)
    return {
        "by_class": seen["by_class"],
        "basis": seen["basis"],
        **{kind: (*_checks(seen[kind]), seen[kind]["rate"]) for kind in ("websites", "accounts")},
        "by_type": {TYPES[name]: _checks(each) for name, each in seen["accounts"]["by_type"].items()},
        "observations": {
            name: (str(each["numerator"]), str(each["denominator"]))
            for name, each in seen["observations"].items()
            if each["denominator"] != 0
        },
    }
