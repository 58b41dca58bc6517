"""What 指标数据 rows say: values a unit has for an indicator in a period."""

from __future__ import annotations

from typing import Any

from metrics.calendar import Period
from metrics.intake.hearing import Heard, Hearing, Said, plain_fields


def hear_observations(hearing: Hearing) -> list[Said]:
    """Return what 指标数据 rows say; a half-year's or year's value belongs to its last quarter."""
    return [one for heard in hearing.rows("observations") if (one := _observation(hearing, heard)) is not None]


def _observation(hearing: Hearing, heard: Heard) -> Said | None:
    unit = hearing.unit_of(heard)
    period = Period.parse(heard.get("period"))
    scheme, text = hearing.scheme_on(period.last), str(heard.get("indicator_text"))
    match = scheme.find_observation(text)
    if match is None:
        hearing.blame(heard, "unknown_observation", "indicator_text", suggestions=scheme.suggest_observation(text))
        return None
    values = {name: heard.get(name) for name in ("numerator", "denominator", "value")}
    _check_values(hearing, heard, match.kind, match.name, values)
    if unit is None or hearing.is_refused(heard):
        return None
    quarter = period.quarters[-1]
    fields = values | {
        "unit": unit,
        "indicator": match.code,
        "period": period.code,
        "quarter": quarter,
        "evidence": heard.get("evidence"),
        # A unit's own figures count once the office accepts them (scoring.md §9).
        "is_accepted": hearing.speaker.is_office,
    }
    identity = f"{unit}|{match.code}|{quarter}|{heard.get('evidence') or ''}"
    return Said("observations", identity, heard, plain_fields(fields), unit, match.name)


def _check_values(hearing: Hearing, heard: Heard, kind: str, name: str, values: dict[str, Any]) -> None:
    """Find fault with a value that the indicator's kind cannot use; a bonus item without a number is one item."""
    if kind == "ratio" and (values["numerator"] is None or values["denominator"] is None):
        column = next((one for one in ("numerator", "denominator", "value") if one in heard.row.addresses), "")
        hearing.blame(heard, "ratio_without_parts", column, "", indicator=name)
    elif kind == "checklist" and values["value"] not in (0, 1):
        hearing.blame(heard, "not_yes_or_no", "value", heading="数值")
    elif kind == "count" and values["value"] is None:
        hearing.blame(heard, "missing_value", "value", "", heading="数值")
