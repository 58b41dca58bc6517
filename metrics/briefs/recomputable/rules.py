"""The sheet 规则: every number formulas refer to, with its source; quarters, weights, bands, credits, the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from math import gcd
from typing import Any

from metrics.briefs.recomputable.details import word_quarter
from metrics.briefs.recomputable.layout import Line, listed, words
from metrics.briefs.recomputable.unit_scores import DIMENSIONS
from metrics.i18n import translator
from metrics.words import GROUPS
from metrics.workings import Workings

t = translator("zh_CN")
LISTS = ("role_name", "status_name", "verification_name", "state_name", "verdict_name")
# The credits of the states of 任务 in the order of their codes.
CREDITS = (
    None, "silent", "silent", "continuing_verified", "continuing_evidence", "continuing_claim", "on_time_verified",
    "on_time", "late", "running", "overdue",
)  # fmt: skip


def reduced_weights(found: Workings) -> dict[str, dict[str, int]]:
    """Return the weights of every group's dimensions as the smallest whole numbers in the same proportion."""
    weights: dict[str, dict[str, int]] = {}
    for row in found.weights:
        weights.setdefault(row["group_code"], dict.fromkeys(DIMENSIONS, 0))[row["dimension"]] = row["weight"]
    return {
        group: {name: weight // (gcd(*each.values()) or 1) for name, weight in each.items()}
        for group, each in weights.items()
    }


def rule_lines(found: Workings) -> list[Line]:
    """Return the rows of 规则: tables beside one another, each with its own columns."""
    tables: Sequence[Sequence[Line]] = (
        list(_numbers(found)),
        [{**row, "quarter": word_quarter(row["quarter"])} for row in found.quarters],
        list(_groups(reduced_weights(found))),
        list(_bands(found)),
        list(_coded(found)),
        [{"day": day, "workday": number} for day, number in found.workdays],
    )
    return [
        {name: value for part in parts for name, value in part.items()} for parts in zip_longest(*tables, fillvalue={})
    ]


def _numbers(found: Workings) -> Iterator[Line]:
    orders = {row["code"]: row["ordinal"] for row in found.bands}
    worst = next((row["ordinal"] for row in found.bands if row["is_worst"]), None)
    known: Mapping[str, Any] = found.rules | {
        "is_quarter": len(found.period.quarters) == 1,
        "capped_order": orders.get(found.rules["best_band_when_capped"]),
        "worst_order": worst,
    }
    for one in words()["rule"]:
        told = {"rule": one["says"], "value": known[one["key"]], "measure": one["measure"]}
        yield told | _provenance(found, one.get("path", ""))


def _provenance(found: Workings, path: str) -> Line:
    said = found.scheme.provenance.get(path)
    return {"source": said.source, "mark": t("Assumed") if said.is_assumed else ""} if said else {}


def _groups(weights: Mapping[str, Mapping[str, int]]) -> Iterator[Line]:
    for number, (code, each) in enumerate(weights.items(), 1):
        yield {"group": number, "group_name": t(GROUPS[code]) if code in GROUPS else code, **each}


def _bands(found: Workings) -> Iterator[Line]:
    names = {band.code: band.name for band in found.scheme.bands}
    for row in found.bands:
        yield {"lower": row["lower_hundredths"], "band": names[row["code"]], "band_order": row["ordinal"]}


def _coded(found: Workings) -> Iterator[Line]:
    tables: dict[str, Sequence[Any]] = {name: listed(name) for name in LISTS}
    tables["role_weight"] = (found.rules["weight_lead"], found.rules["weight_support"])
    tables["credit"] = [found.rules[f"credit_{name}"] if name else 0 for name in CREDITS]
    for number, values in enumerate(zip_longest(*tables.values()), 1):
        yield {"code": number} | dict(zip(tables, values, strict=True))
