"""The checks that need more than one value: sums, references, orders, names. Each notes its own faults."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from metrics.rulebook.day import RulesOfDay
from metrics.rulebook.draft import VALUE_SHAPE
from metrics.rulebook.names import normalised
from metrics.rulebook.scheme import DIMENSIONS, GROUPS

WHOLE = Decimal(100)

# (larger or equal, smaller): what a person earns by doing more may never be less (fairness laws 2 and 3).
ORDERS = (
    ("tasks.credits.continuing_verified", "tasks.credits.continuing_evidence"),
    ("tasks.credits.continuing_evidence", "tasks.credits.continuing_claim"),
    ("tasks.credits.continuing_claim", "tasks.credits.silent"),
    ("tasks.credits.on_time_verified", "tasks.credits.on_time"),
    ("tasks.credits.on_time", "tasks.credits.running"),
    ("tasks.credits.on_time", "tasks.credits.late"),
    ("tasks.credits.late", "tasks.credits.overdue"),
    ("tasks.credits.running", "tasks.credits.overdue"),
    ("tasks.credits.overdue", "tasks.credits.silent"),
    ("tasks.role_weights.lead", "tasks.role_weights.support"),
    ("rectification.overdue_first", "rectification.late"),
    ("rectification.overdue_most", "rectification.overdue_first"),
    ("inspection.full_marks", "inspection.bonus_gate"),
    ("inspection.bonus_gate", "inspection.pass_mark"),
    ("inspection.full_marks", "inspection.account_first_veto"),
)


def check(rules: RulesOfDay) -> None:
    """Note every fault among the rules of one day that a single value does not show."""
    _check_weights(rules)
    if len(rules.drafts) > 1:
        # Without its standard a scheme refers to nothing: one fault says so, not one per reference.
        _check_standard(rules)
        _check_caps(rules)
        _check_references(rules)
    _check_orders(rules)
    _check_bands(rules)
    _check_names(rules, ("indicators", "classes"))
    _check_names(rules, ("bonus", "checklist", "observations"))
    for code in rules.entries("observations"):
        if rules.value(f"observations.{code}.scored"):
            rules.note("scored-unbuilt", f"observations.{code}.scored", True)


def _check_weights(rules: RulesOfDay) -> None:
    for group in GROUPS:
        key = f"dimension_weights.{group}"
        weights = [rules.value(f"{key}.{dimension}") for dimension in DIMENSIONS]
        known = [weight for weight in weights if weight is not None]
        if rules.is_spoilt(key):
            continue
        if not known:
            rules.note("group-missing", key)
        elif sum(known) != WHOLE:
            rules.note("weights-sum", key, sum(known), str(WHOLE))
        checklist = rules.value(f"{key}.checklist")
        if checklist and not rules.entries("checklist"):
            rules.note("checklist-empty", f"{key}.checklist", checklist)
    shares = [rules.value(f"inspection.{kind}_share") for kind in ("website", "account")]
    if None not in shares and sum(shares) != 1:
        rules.note("shares-sum", "inspection.website_share", sum(shares), "1")


def _check_standard(rules: RulesOfDay) -> None:
    full = rules.value("inspection.full_marks")
    blocks = rules.entries("blocks")
    totals = {code: rules.value(f"blocks.{code}.total") for code in blocks}
    if full is not None and blocks and None not in totals.values() and sum(totals.values()) != full:
        rules.note("blocks-sum", "blocks", sum(totals.values()), str(full))
    service = rules.value("inspection.service_block")
    if service is not None and service not in blocks:
        rules.note("block-unknown", "inspection.service_block", service, ", ".join(blocks))
    base, fraction = rules.value("inspection.reduced_base"), rules.value("inspection.rescale")
    if full is None or base is None:
        return
    if totals.get(service) is not None and base != full - totals[service]:
        rules.note("base-wrong", "inspection.reduced_base", base, str(full - totals[service]))
    if fraction is not None and base * fraction[0] != full * fraction[1]:
        rules.note("rescale-wrong", "inspection.rescale", round(base * fraction[0] / fraction[1], 4), str(full))


def _check_caps(rules: RulesOfDay) -> None:
    caps: dict[str, list[Decimal | None]] = {code: [] for code in rules.entries("blocks")}
    for code, indicator in rules.entries("indicators").items():
        kind, block = indicator.attributes["kind"], indicator.attributes["block"]
        cap, price = (rules.value(f"indicators.{code}.{name}") for name in ("cap", "price"))
        if kind == "deduction" and block is None and not rules.is_spoilt(f"indicators.{code}.block"):
            rules.note("key-missing", f"indicators.{code}.block", wanted=", ".join(caps))
        if kind in ("deduction", "bonus"):
            if cap is None and not rules.is_spoilt(f"indicators.{code}.cap"):
                rules.note("key-missing", f"indicators.{code}.cap", wanted=VALUE_SHAPE)
            if cap is not None and price is not None and price > cap:
                rules.note("price-above-cap", f"indicators.{code}.price", price, str(cap))
        elif kind is not None:
            for name, value in (("cap", cap), ("price", price)):
                if value is not None:
                    rules.note("cap-unwanted", f"indicators.{code}.{name}", value)
        if kind in ("deduction", None) and block in caps:
            caps[block].append(cap)
    for block, values in caps.items():
        total = rules.value(f"blocks.{block}.total")
        known = [value for value in values if value is not None]
        if total is not None and len(known) == len(values) and sum(known) != total:
            rules.note("caps-sum", f"blocks.{block}", sum(known, Decimal(0)), str(total))


def _check_references(rules: RulesOfDay) -> None:
    blocks, indicators, bands = (rules.entries(section) for section in ("blocks", "indicators", "bands"))
    for code, indicator in indicators.items():
        block = indicator.attributes["block"]
        if block is not None and block not in blocks:
            rules.note("block-unknown", f"indicators.{code}.block", block, ", ".join(blocks))
    for code, problem_class in rules.entries("classes").items():
        named, kind = problem_class.attributes["indicator"], problem_class.attributes["kind"]
        key = f"classes.{code}.indicator"
        if named is None and kind != "record_only" and not rules.is_spoilt(f"classes.{code}"):
            rules.note("key-missing", key, wanted=", ".join(indicators))
        elif named is None and code in indicators:
            rules.note("entry-twice", f"classes.{code}")
        elif named is not None and named not in indicators:
            rules.note("indicator-unknown", key, named, ", ".join(indicators))
        elif named is not None and kind == "veto" and indicators[named].attributes["kind"] not in ("veto", None):
            vetoes = [name for name, entry in indicators.items() if entry.attributes["kind"] == "veto"]
            rules.note("indicator-unknown", key, named, ", ".join(vetoes))
    best = rules.value("publication.best_band_when_capped")
    if best is not None and bands and best not in bands:
        rules.note("band-unknown", "publication.best_band_when_capped", best, ", ".join(bands))


def _check_orders(rules: RulesOfDay) -> None:
    for larger, smaller in ORDERS:
        above, below = rules.value(larger), rules.value(smaller)
        if above is not None and below is not None and above < below:
            rules.note("order-wrong", larger, above, f"≥ {below} ({smaller})")


def _check_bands(rules: RulesOfDay) -> None:
    bands = {code: rules.value(f"bands.{code}.lower") for code in rules.entries("bands")}
    if not bands or None in bands.values():
        return
    lowers = list(bands.items())
    for (above, upper), (code, lower) in pairwise(lowers):
        if lower >= upper:
            rules.note("bands-descend", f"bands.{code}.lower", lower, f"{upper} ({above})")
    last, floor = lowers[-1]
    if floor != 0:
        rules.note("bands-floor", f"bands.{last}.lower", floor)
    if last != "fail":
        rules.note("bands-last", f"bands.{last}", last)


def _check_names(rules: RulesOfDay, sections: tuple[str, ...]) -> None:
    """Note every name or synonym that two things share, unless one is for websites and one for accounts only."""
    owners: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for section in sections:
        for code, entry in rules.entries(section).items():
            targets = entry.attributes.get("targets") or frozenset()
            spellings = [entry.attributes["name"], *(entry.attributes.get("also") or ())]
            for spelling in dict.fromkeys(normalised(spelling) for spelling in spellings if spelling):
                path = f"{section}.{code}"
                for other, other_targets in owners.get(spelling, []):
                    if not targets or not other_targets or targets & other_targets:
                        rules.note("name-twice", f"{path}.name", spelling, other)
                owners.setdefault(spelling, []).append((path, targets))
