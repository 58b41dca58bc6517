"""The scheme in words: one line per value, with the clause and the source that set it and its 假定 mark.

Nothing is decided here: each line names a value of the scheme and the text that sets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from metrics.i18n import Translator
from metrics.rulebook import Scheme
from metrics.rulebook.scheme import Indicator, Provenance
from metrics.words import DIMENSIONS, GROUPS
from pages.parts.words import FINDING_KINDS, ROLES, word_day

CREDITS = {
    "continuing_verified": "No due date: reported, and verified by the office",
    "continuing_evidence": "No due date: reported with evidence, not verified",
    "continuing_claim": "No due date: reported without evidence",
    "on_time_verified": "With a due date: completed in time, and verified",
    "on_time": "With a due date: completed in time, not verified",
    "late": "With a due date: completed after it",
    "running": "With a due date: not completed, not due yet",
    "overdue": "With a due date: not completed, overdue",
    "failed_ceiling": "Verification failed: at most",
    "silent": "Not started, or nothing submitted",
}
INSPECTION = {
    "full_marks": "A website starts at this many points; findings are deducted, each indicator up to its cap",
    "pass_mark": "A website below this score fails; exactly this score passes",
    "bonus_gate": "Above this score the bonus indicators count; exactly this score gets no bonus",
    "bonus_cap": "Most points of all bonus indicators together",
    "reduced_base": (
        "Units without a public-service function: deducted from this many points, without the services block"
    ),
    "rescale": "… and the result is multiplied by",
    "website_share": "Share of the websites' part in the dimension",
    "account_share": "Share of the accounts' part in the dimension",
    "account_first_veto": "Accounts' part with one vetoed account (100 with none)",
    "account_next_veto": "… and for each further vetoed account less",
    "veto_website": "A vetoed website",
}
RECTIFICATION = {
    "late": "Fixed after the deadline: points lost",
    "overdue_first": "Overdue: points lost at first",
    "overdue_first_days": "… for so many working days",
    "overdue_step": "… then more points lost for every further started stretch",
    "overdue_step_days": "… of so many working days",
    "overdue_most": "… at most",
    "failed": "The re-check did not pass: points lost",
    "relapsed": "The problem came back: points lost",
    "veto_factor": "For a veto finding the loss is multiplied by",
    "grade_cap_days": "Overdue by more working days than this, the grade is capped",
    "immediate_days": "Deadline “at once”: working days after the finding",
    "default_days": "No deadline stated: working days after the finding (presumed)",
    "suspected_relapse_quarters": "Same indicator again without a page address: perhaps back, within so many quarters",
}
PUBLICATION = {
    "coverage_minimum": "Units with less coverage are not rated; exactly this much is rated",
    "rate_minimum_n": "Rates of fewer cases are shown as numbers, without a percentage",
    "best_band_when_capped": "Best grade after a veto in any quarter, or with an item overdue for too long",
}
VETO_WEBSITE = {"unit": "The whole unit fails: no score and no rank", "channel": "The website counts 0 in the mean"}
TARGETS = {"website": "Websites", "account": "Accounts"}
SHARES = frozenset({"website_share", "account_share", "coverage_minimum"})
OBSERVED = {"ratio": "Ratio", "count": "Count", "checklist": "Yes or no"}


def _line(t: Translator, scheme: Scheme, path: str, rule: str, value: str) -> dict[str, Any]:
    return {"rule": rule, "value": value, **_provenance(t, scheme.provenance.get(path))}


def _provenance(t: Translator, found: Provenance | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "mark": t("Assumed") if found.is_assumed else "",
        "source": found.source,
        "since": word_day(t, found.since),
    }


def _word(t: Translator, scheme: Scheme, name: str, value: Any) -> str:
    """Return a value of the scheme as it is printed."""
    if name == "best_band_when_capped":
        return next((band.name for band in scheme.bands if band.code == value), str(value))
    if name == "veto_website":
        return t(VETO_WEBSITE.get(value, value))
    if isinstance(value, bool):
        return t("Yes") if value else t("No")
    if isinstance(value, tuple):
        return "/".join(map(str, value))
    if isinstance(value, Decimal):
        return f"{value:.0%}" if name in SHARES else _number(value)
    return str(value)


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


def _all_of(
    t: Translator, scheme: Scheme, section: str, words: Mapping[str, str], values: Any
) -> Iterator[dict[str, Any]]:
    for name, rule in words.items():
        yield _line(t, scheme, f"{section}.{name}", t(rule), _word(t, scheme, name, getattr(values, name)))


def _weights(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    for group, weights in scheme.dimension_weights.items():
        for dimension, weight in weights.items():
            rule = t("{group}: {dimension}", group=t(GROUPS[group]), dimension=t(DIMENSIONS[dimension]))
            yield _line(t, scheme, f"dimension_weights.{group}.{dimension}", rule, _number(weight))


def _tasks(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    rules = scheme.tasks
    for name, rule in CREDITS.items():
        credit = t("Credit {credit}", credit=_number(rules.credits[name]))
        yield _line(t, scheme, f"tasks.credits.{name}", t(rule), credit)
    for role, weight in rules.role_weights.items():
        rule = t("Weight of a task by role: {role}", role=t(ROLES[role]))
        yield _line(t, scheme, f"tasks.role_weights.{role}", rule, _number(weight))
    needed = _word(t, scheme, "evidence_required", rules.evidence_required)
    yield _line(t, scheme, "tasks.evidence_required", t("A completion needs evidence or verification"), needed)
    notice = t("Units that report more tasks as not applicable than this, verified or not, are listed on the overview")
    yield _line(t, scheme, "tasks.not_applicable_notice", notice, str(rules.not_applicable_notice))


def _inspection(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    yield from _all_of(t, scheme, "inspection", INSPECTION, scheme.inspection)
    for code, (name, total) in scheme.blocks.items():
        yield _line(t, scheme, f"blocks.{code}.total", t("Block {name}: points in all", name=name), _number(total))


def _indicators(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    for one in scheme.indicators:
        entry = scheme.provenance.get(f"indicators.{one.code}") or scheme.provenance.get(f"classes.{one.code}")
        targets = "、".join(t(name) for target, name in TARGETS.items() if target in one.targets)
        yield {
            **_provenance(t, entry),
            "rule": one.name,
            "block": scheme.blocks[one.block][0] if one.block else "",
            "kind": t(FINDING_KINDS[one.kind]),
            "targets": targets,
            "cap": _number(one.cap),
            "price": _number(one.price),
            "mark": _assumed_parts(t, scheme, one, entry),
            "clause": one.clause,
        }


def _assumed_parts(t: Translator, scheme: Scheme, one: Indicator, entry: Provenance | None) -> str:
    """Return which numbers of an indicator are assumptions."""
    parts = {"cap": t("Cap"), "price": t("Default price")}
    held = {name: scheme.provenance.get(f"indicators.{one.code}.{name}") for name in parts}
    assumed = [parts[name] for name, found in held.items() if found is not None and found.is_assumed]
    if assumed:
        return t("Assumed: {parts}", parts="、".join(assumed))
    return t("Assumed") if entry is not None and entry.is_assumed else ""


def _rectification(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    return _all_of(t, scheme, "rectification", RECTIFICATION, scheme.rectification)


def _bands(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    for band in scheme.bands:
        rule = t("Grade {name}: printed score of at least (inclusive)", name=band.name)
        yield _line(t, scheme, f"bands.{band.code}.lower", rule, _number(band.lower))
    yield from _all_of(t, scheme, "publication", PUBLICATION, scheme)


def _observed(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    for bonus in scheme.bonus:
        value = t("+{per_item} per item, at most +{cap}", per_item=_number(bonus.per_item), cap=_number(bonus.cap))
        line = _line(t, scheme, f"bonus.{bonus.code}", t("Bonus: {name}", name=bonus.name), value)
        yield line | {"clause": bonus.clause}
    for item in scheme.checklist:
        line = _line(t, scheme, f"checklist.{item.code}", t("Checklist item: {name}", name=item.name), t("Yes or no"))
        yield line | {"clause": item.clause}
    for rule in scheme.observations:
        scored = t("Scored") if rule.is_scored else t("Shown, not scored")
        value = f"{t(OBSERVED[rule.kind])} · {scored}"
        parts = f"（{rule.numerator}/{rule.denominator}）" if rule.denominator else ""
        line = _line(t, scheme, f"observations.{rule.code}", f"{rule.name}{parts}", value)
        yield line | {"clause": rule.clause}


def _classes(t: Translator, scheme: Scheme) -> Iterator[dict[str, Any]]:
    names = {one.code: one.name for one in scheme.indicators}
    for one in scheme.classes:
        value = t(FINDING_KINDS[one.kind]) if one.kind else names[one.indicator_code]
        if one.kind == "veto":
            value = t("Suspected veto: {name}", name=names[one.indicator_code])
        yield _line(t, scheme, f"classes.{one.code}", one.name, value)


SECTIONS: Mapping[str, Callable[[Translator, Scheme], Iterator[dict[str, Any]]]] = {
    "Dimensions and weights": _weights,
    "Tasks": _tasks,
    "Websites and accounts": _inspection,
    "Indicators": _indicators,
    "Rectification": _rectification,
    "Grades and coverage": _bands,
    "Bonus, checklist, data": _observed,
    "Problem classes": _classes,
}
