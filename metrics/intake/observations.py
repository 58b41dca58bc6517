"""What 指标数据 rows say: values a unit has for an indicator in a period.

One kind of row speaks of everybody: 责任单位 全部, 指标 信息公开清单 declares that the checklist was collected, so
that a unit that hands in nothing is 未报送 and not left unrated for want of a neighbour's row (scoring.md §6).
"""

from __future__ import annotations

from typing import Any

from metrics.calendar import Period
from metrics.intake.hearing import Heard, Hearing, Said, plain_fields
from metrics.intake.words import vocabulary


def hear_observations(hearing: Hearing) -> list[Said]:
    """Return what 指标数据 rows say; a half-year's or year's value belongs to its last quarter."""
    return [one for heard in hearing.rows("observations") if (one := _observation(hearing, heard)) is not None]


def _observation(hearing: Hearing, heard: Heard) -> Said | None:
    if _declares_collection(heard):
        return _collection(hearing, heard)
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


def _declares_collection(heard: Heard) -> bool:
    whose, what = str(heard.get("unit_text") or ""), str(heard.get("indicator_text") or "")
    words = vocabulary()
    return words.code("collection", whose) == "everybody" and words.code("collection", what) == "checklist"


def _collection(hearing: Hearing, heard: Heard) -> Said | None:
    """Return the declaration that a period's checklist was collected; 否 takes an earlier one back."""
    value = heard.get("value")
    if value not in (None, 0, 1):
        hearing.blame(heard, "not_yes_or_no", "value", heading="数值")
        return None
    period = Period.parse(heard.get("period"))
    quarter = period.quarters[-1]
    fields = {"period": period.code, "quarter": quarter, "is_collected": value != 0}
    fields["is_accepted"] = hearing.speaker.is_office
    return Said("observations", f"*|checklist|{quarter}|", heard, fields, None, str(heard.get("indicator_text")))


def _check_values(hearing: Hearing, heard: Heard, kind: str, name: str, values: dict[str, Any]) -> None:
    """Find fault with a value that the indicator's kind cannot use; a bonus item without a number is one item."""
    if kind == "ratio" and (values["numerator"] is None or values["denominator"] is None):
        column = next((one for one in ("numerator", "denominator", "value") if one in heard.row.addresses), "")
        hearing.blame(heard, "ratio_without_parts", column, "", indicator=name)
    elif kind == "checklist" and values["value"] not in (0, 1):
        hearing.blame(heard, "not_yes_or_no", "value", heading="数值")
    elif kind == "count" and values["value"] is None:
        hearing.blame(heard, "missing_value", "value", "", heading="数值")
