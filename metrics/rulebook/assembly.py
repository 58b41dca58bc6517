"""Building the ``Scheme`` of one day out of rules that have been checked and found sound."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from metrics.rulebook.day import RulesOfDay
from metrics.rulebook.scheme import (
    GROUPS,
    TARGETS,
    Band,
    BonusRule,
    ChecklistItem,
    Indicator,
    InspectionRules,
    ObservationRule,
    ProblemClass,
    RectificationRules,
    Scheme,
    TaskRules,
)
from metrics.rulebook.shape import CREDITS, ROLES


def assembled(rules: RulesOfDay) -> Scheme:
    """Return the scheme of the day; the rules must have no faults."""
    head, standard = rules.drafts[0].head, rules.drafts[-1].head
    value = rules.value
    return Scheme(
        id=head["id"],
        version=value("scheme.version"),
        name=head["name"],
        effective_from=rules.day,
        dimension_weights=_weights(rules),
        coverage_minimum=value("publication.coverage_minimum"),
        rate_minimum_n=value("publication.rate_minimum_n"),
        best_band_when_capped=value("publication.best_band_when_capped"),
        tasks=TaskRules(
            credits={state: value(f"tasks.credits.{state}") for state in CREDITS},
            role_weights={role: value(f"tasks.role_weights.{role}") for role in ROLES},
            evidence_required=value("tasks.evidence_required"),
            not_applicable_notice=value("tasks.not_applicable_notice"),
        ),
        inspection=InspectionRules(**_fields(rules, "inspection", InspectionRules.__annotations__)),
        rectification=RectificationRules(**_fields(rules, "rectification", RectificationRules.__annotations__)),
        blocks={
            code: (block.attributes["name"], value(f"blocks.{code}.total"))
            for code, block in rules.entries("blocks").items()
        },
        indicators=_indicators(rules),
        classes=_classes(rules),
        bonus=_bonus(rules),
        checklist=_checklist(rules),
        observations=_observations(rules),
        bands=tuple(
            Band(code, band.attributes["name"], value(f"bands.{code}.lower"))
            for code, band in rules.entries("bands").items()
        ),
        provenance=dict(rules.provenance()),
        standard=standard["name"],
        owner=head["owner"],
    )


def _fields(rules: RulesOfDay, section: str, fields: Iterable[str]) -> dict[str, Any]:
    return {name: rules.value(f"{section}.{name}") for name in fields}


def _weights(rules: RulesOfDay) -> dict[str, dict[str, Decimal]]:
    weights: dict[str, dict[str, Decimal]] = {group: {} for group in GROUPS}
    for path in rules.drafts[0].figures:
        if path.startswith("dimension_weights."):
            _, group, dimension = path.split(".")
            # A dimension without weight plays no part in the group: no row, not a row of 0.
            if rules.value(path):
                weights[group][dimension] = rules.value(path)
    return weights


def _also(attributes: Any) -> tuple[str, ...]:
    return attributes["also"] or ()


def _indicators(rules: RulesOfDay) -> tuple[Indicator, ...]:
    indicators = [
        Indicator(
            code=code,
            name=entry.attributes["name"],
            block=entry.attributes["block"],
            kind=entry.attributes["kind"],
            targets=entry.attributes["targets"],
            cap=rules.value(f"indicators.{code}.cap"),
            price=rules.value(f"indicators.{code}.price"),
            clause=entry.attributes["clause"],
            synonyms=_also(entry.attributes),
        )
        for code, entry in rules.entries("indicators").items()
    ]
    # A class that only records and names no indicator is an indicator of its own, so that the same
    # problem found again is not mistaken for another kind of problem on the same page.
    own = [
        Indicator(
            code=code,
            name=entry.attributes["name"],
            block=None,
            kind="record_only",
            targets=frozenset(TARGETS),
            cap=None,
            price=None,
            clause=entry.provenance.source,
        )
        for code, entry in rules.entries("classes").items()
        if entry.attributes["indicator"] is None
    ]
    return tuple(indicators + own)


def _classes(rules: RulesOfDay) -> tuple[ProblemClass, ...]:
    return tuple(
        ProblemClass(
            name=entry.attributes["name"],
            indicator_code=entry.attributes["indicator"] or code,
            kind=entry.attributes["kind"],
            synonyms=_also(entry.attributes),
            code=code,
        )
        for code, entry in rules.entries("classes").items()
    )


def _bonus(rules: RulesOfDay) -> tuple[BonusRule, ...]:
    return tuple(
        BonusRule(
            code=code,
            name=entry.attributes["name"],
            per_item=rules.value(f"bonus.{code}.per_item"),
            cap=rules.value(f"bonus.{code}.cap"),
            clause=entry.attributes["clause"],
            synonyms=_also(entry.attributes),
        )
        for code, entry in rules.entries("bonus").items()
    )


def _checklist(rules: RulesOfDay) -> tuple[ChecklistItem, ...]:
    return tuple(
        ChecklistItem(code, entry.attributes["name"], entry.attributes["clause"], _also(entry.attributes))
        for code, entry in rules.entries("checklist").items()
    )


def _observations(rules: RulesOfDay) -> tuple[ObservationRule, ...]:
    return tuple(
        ObservationRule(
            code=code,
            name=entry.attributes["name"],
            kind=entry.attributes["kind"],
            is_scored=rules.value(f"observations.{code}.scored"),
            numerator=entry.attributes["numerator"] or "",
            denominator=entry.attributes["denominator"] or "",
            clause=entry.attributes["clause"],
            synonyms=_also(entry.attributes),
        )
        for code, entry in rules.entries("observations").items()
    )
