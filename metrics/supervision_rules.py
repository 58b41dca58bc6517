"""The thresholds of supervision: dated, sourced numbers of working days in ``data/reference/escalation.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from metrics.calendar import REFERENCE
from metrics.errors import Refused

RULES = REFERENCE / "escalation.toml"
NAMES = ("unanswered_days", "report_unanswered_days", "report_overdue_days", "remembered_days", "selected_overdue_days")


@dataclass(frozen=True)
class Rule:
    """One number of working days, since when, by which source, and whether that is an assumption."""

    value: int
    since: date
    source: str
    is_assumed: bool


def rules_on(day: date, path: Path = RULES) -> dict[str, Rule]:
    """Return what holds on ``day``, by name; Refused for a file that does not say it."""
    return {name: _in_force(name, dated, day, path) for name, dated in _dated(path).items()}


@cache
def _dated(path: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Refused("The rules of escalation in {file} cannot be read: {reason}", file=path.name,
                      reason=error) from error  # fmt: skip
    for name in sorted({*NAMES} ^ {*found}):
        raise Refused("The rules of escalation in {file} must have {name}, and nothing unknown.", file=path.name,
                      name=name)  # fmt: skip
    return {name: value if isinstance(value, list) else [value] for name, value in found.items()}


def _in_force(name: str, dated: list[dict[str, Any]], day: date, path: Path) -> Rule:
    try:
        rules = [Rule(one["value"], one["since"], one["source"], bool(one.get("assumed"))) for one in dated]
        # What is older than the first rule is read by the first one.
        held = [rule for rule in rules if rule.since <= day] or rules[:1]
        if isinstance(held[-1].value, int) and held[-1].value >= 0:
            return held[-1]
    except (KeyError, TypeError, IndexError):
        pass
    raise Refused("{name} in {file} needs a whole number of days, a day since when it holds, and a source.",
                  name=name, file=path.name)  # fmt: skip
