"""What a scheme file may hold: every section, every key and what kind of value is wanted there.

Two documents share one shape: the inspection **standard** (``[standard]``) and the **scheme**
(``[scheme]``) that names it. A key that is not listed here is a fault, so that a typing error can
never silently leave a default in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.rulebook.scheme import DIMENSIONS, GROUPS, INDICATOR_KINDS, OBSERVATION_KINDS, TARGETS


@dataclass(frozen=True)
class Figure:
    """What a dated value must be.

    ``kind``: points (0 or more) · weight (above 0) · share (0 to 1) · count (whole, 0 or more) · days
    (whole, 1 or more) · flag (true/false) · choice (one of ``choices``) · fraction (two whole numbers) ·
    text. ``group`` names the set the value refers to, for the sentence of a fault.
    """

    kind: str
    choices: tuple[str, ...] = ()
    is_required: bool = True


@dataclass(frozen=True)
class Attribute:
    """A key without a date of its own (it has its entry's): text, texts, or a choice among codes."""

    kind: str = "text"
    choices: tuple[str, ...] = ()
    is_required: bool = True


@dataclass(frozen=True)
class Section:
    """A table of entries by code (``[indicators.news]``): the entry's attributes and its dated values."""

    attributes: Mapping[str, Attribute]
    figures: Mapping[str, Figure]


POINTS, SHARE, COUNT, DAYS = Figure("points"), Figure("share"), Figure("count"), Figure("days")
NAME, CLAUSE, ALSO = Attribute(), Attribute(), Attribute("texts", is_required=False)

CREDITS = (
    "continuing_verified", "continuing_evidence", "continuing_claim", "on_time_verified", "on_time",
    "late", "running", "overdue", "failed_ceiling", "silent",
)  # fmt: skip
ROLES = ("lead", "support")

HEADS: Mapping[str, Mapping[str, Attribute]] = {
    "scheme": {"id": Attribute(), "name": Attribute(), "owner": Attribute(), "standard": Attribute()},
    "standard": {"id": Attribute(), "name": Attribute(), "title": Attribute(), "owner": Attribute()},
}

STANDARD_FIGURES: Mapping[str, Figure] = {
    "inspection.full_marks": Figure("weight"),
    "inspection.pass_mark": POINTS,
    "inspection.bonus_gate": POINTS,
    "inspection.bonus_cap": POINTS,
    "inspection.service_block": Figure("text"),
    "inspection.reduced_base": POINTS,
    "inspection.rescale": Figure("fraction"),
}

SCHEME_FIGURES: Mapping[str, Figure] = {
    "scheme.version": Figure("text"),
    **{
        f"dimension_weights.{group}.{dimension}": Figure("points", is_required=False)
        for group in GROUPS
        for dimension in DIMENSIONS
    },
    "publication.coverage_minimum": SHARE,
    "publication.rate_minimum_n": COUNT,
    "publication.best_band_when_capped": Figure("text"),
    **{f"tasks.credits.{state}": SHARE for state in CREDITS},
    **{f"tasks.role_weights.{role}": Figure("weight") for role in ROLES},
    "tasks.evidence_required": Figure("flag"),
    "tasks.not_applicable_notice": COUNT,
    "inspection.website_share": SHARE,
    "inspection.account_share": SHARE,
    "inspection.account_first_veto": POINTS,
    "inspection.account_next_veto": POINTS,
    "inspection.veto_website": Figure("choice", ("unit", "channel")),
    "rectification.late": POINTS,
    "rectification.overdue_first": POINTS,
    "rectification.overdue_first_days": DAYS,
    "rectification.overdue_step": POINTS,
    "rectification.overdue_step_days": DAYS,
    "rectification.overdue_most": POINTS,
    "rectification.failed": POINTS,
    "rectification.relapsed": POINTS,
    "rectification.veto_factor": Figure("weight"),
    "rectification.grade_cap_days": DAYS,
    "rectification.immediate_days": DAYS,
    "rectification.default_days": DAYS,
    "rectification.suspected_relapse_quarters": DAYS,
}

INDICATORS = Section(
    {
        "name": NAME,
        "block": Attribute("text", is_required=False),
        "kind": Attribute("choice", INDICATOR_KINDS),
        "targets": Attribute("choices", TARGETS),
        "clause": CLAUSE,
        "also": ALSO,
    },
    {"cap": Figure("points", is_required=False), "price": Figure("points", is_required=False)},
)

STANDARD_SECTIONS: Mapping[str, Section] = {
    "blocks": Section({"name": NAME}, {"total": POINTS}),
    "indicators": INDICATORS,
}

SCHEME_SECTIONS: Mapping[str, Section] = {
    "indicators": INDICATORS,
    "classes": Section(
        {
            "name": NAME,
            "indicator": Attribute("text", is_required=False),
            "kind": Attribute("choice", ("record_only", "veto"), is_required=False),
            "also": ALSO,
        },
        {},
    ),
    "bonus": Section({"name": NAME, "clause": CLAUSE, "also": ALSO}, {"per_item": POINTS, "cap": POINTS}),
    "checklist": Section({"name": NAME, "clause": CLAUSE, "also": ALSO}, {}),
    "observations": Section(
        {
            "name": NAME,
            "kind": Attribute("choice", OBSERVATION_KINDS[:2]),
            "numerator": Attribute("text", is_required=False),
            "denominator": Attribute("text", is_required=False),
            "clause": CLAUSE,
            "also": ALSO,
        },
        {"scored": Figure("flag")},
    ),
    "bands": Section({"name": NAME}, {"lower": POINTS, "bound": Figure("choice", ("inclusive",))}),
}
