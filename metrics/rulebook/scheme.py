"""The rules of one day as values: every number exact, every number with its date and its source.

A ``Scheme`` is what the scheme's TOML file says on one day; nothing in it is mutable in use. Points,
weights, shares and credits are ``Decimal`` with at most four places, numbers of days are ``int``
(working days). Chinese names are the official ones and are shown as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from metrics.rulebook.names import NameIndex

GROUPS = ("district", "department", "institution")
DIMENSIONS = ("tasks", "inspection", "rectification", "checklist")
INDICATOR_KINDS = ("deduction", "bonus", "veto", "record_only")
TARGETS = ("website", "account")
OBSERVATION_KINDS = ("ratio", "count", "checklist")


@dataclass(frozen=True)
class Provenance:
    """From which day a value holds and which text sets it; ``is_assumed`` values are shown as 假定."""

    since: date
    source: str
    is_assumed: bool
    file: str


@dataclass(frozen=True)
class Indicator:
    """One thing an inspection looks at (指标).

    ``block`` is the code of its block or None; a veto or bonus with the service block does not apply to
    a unit without public-service function. ``targets`` says on which channels it costs points or is a
    veto; a deduction found on an account is recorded and rectified. ``cap`` is None for vetoes and
    record-only indicators; ``price`` is what a finding costs when its row gives no points, or None.
    """

    code: str
    name: str
    block: str | None
    kind: str
    targets: frozenset[str]
    cap: Decimal | None
    price: Decimal | None
    clause: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProblemClass:
    """A word of daily use for a problem (问题类别) and the indicator it belongs to.

    ``kind`` overrides the kind of the indicator: ``record_only`` (仅记录) or ``veto`` (a suspected one),
    None leaves it.
    """

    name: str
    indicator_code: str
    kind: str | None
    synonyms: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class IndicatorMatch:
    """What a typed indicator or problem class means; ``problem_class`` is its recognised name or None."""

    indicator: Indicator
    problem_class: str | None
    kind_override: str | None


@dataclass(frozen=True)
class BonusRule:
    """Points per item of an observation, at most ``cap`` for the period asked."""

    code: str
    name: str
    per_item: Decimal
    cap: Decimal
    clause: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChecklistItem:
    """One yes-or-no item of the checklist dimension."""

    code: str
    name: str
    clause: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObservationRule:
    """A value that units report; ``numerator`` and ``denominator`` are the words for its two parts."""

    code: str
    name: str
    kind: str
    is_scored: bool
    numerator: str = ""
    denominator: str = ""
    clause: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObservationMatch:
    """What the indicator of an observation row means: ``kind`` is bonus, checklist, ratio or count."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Band:
    """A grade and its lower bound, which is inclusive: a printed score of ``lower`` has the grade."""

    code: str
    name: str
    lower: Decimal

    @property
    def lower_hundredths(self) -> int:
        """The bound as printed scores are compared with it; decimals beyond the second do not count."""
        return int(self.lower * 100)


@dataclass(frozen=True)
class TaskRules:
    """How assignments are credited (scoring contract §3); credits and role weights by state and role."""

    credits: Mapping[str, Decimal]
    role_weights: Mapping[str, Decimal]
    evidence_required: bool
    not_applicable_notice: int


@dataclass(frozen=True)
class InspectionRules:
    """How websites and accounts are scored (§4); ``rescale`` is the pair (numerator, denominator)."""

    full_marks: Decimal
    pass_mark: Decimal
    bonus_gate: Decimal
    bonus_cap: Decimal
    service_block: str
    reduced_base: Decimal
    rescale: tuple[int, int]
    website_share: Decimal
    account_share: Decimal
    account_first_veto: Decimal
    account_next_veto: Decimal
    veto_website: str


@dataclass(frozen=True)
class RectificationRules:
    """What late, failed and recurring rectification loses (§5); points are positive, days are working days."""

    late: Decimal
    overdue_first: Decimal
    overdue_first_days: int
    overdue_step: Decimal
    overdue_step_days: int
    overdue_most: Decimal
    failed: Decimal
    relapsed: Decimal
    veto_factor: Decimal
    grade_cap_days: int
    immediate_days: int
    default_days: int
    suspected_relapse_quarters: int


@dataclass(frozen=True)
class Scheme:
    """One version of a rulebook (考核方案), in force from ``effective_from`` until the next one starts.

    ``dimension_weights`` keeps the order of the file and leaves out weights of 0. ``provenance`` has one
    entry per value of the file, by its dotted path (``rectification.late``, ``indicators.news.cap``).
    """

    id: str
    version: str
    name: str
    effective_from: date
    dimension_weights: Mapping[str, Mapping[str, Decimal]]
    coverage_minimum: Decimal
    rate_minimum_n: int
    best_band_when_capped: str
    tasks: TaskRules
    inspection: InspectionRules
    rectification: RectificationRules
    blocks: Mapping[str, tuple[str, Decimal]]
    indicators: tuple[Indicator, ...]
    classes: tuple[ProblemClass, ...]
    bonus: tuple[BonusRule, ...]
    checklist: tuple[ChecklistItem, ...]
    observations: tuple[ObservationRule, ...]
    bands: tuple[Band, ...]
    provenance: Mapping[str, Provenance]
    standard: str = ""
    owner: str = ""

    def find_indicator(self, text: str, channel_type: str | None = None) -> IndicatorMatch | None:
        """Return what ``text`` means, or None when no name fits or several do.

        A name shared by indicators of websites and of accounts is decided by ``channel_type`` (any
        channel type, or ``website``/``account``). A name known for the other target only is still
        found: the caller sees it in ``indicator.targets``.
        """
        codes = self._indicator_names.find(text)
        matches = [self._indicator_entries[code] for code in codes]
        if len(matches) > 1 and channel_type is not None:
            target = "website" if channel_type == "website" else "account"
            matches = [match for match in matches if target in match.indicator.targets]
        return matches[0] if len(matches) == 1 else None

    def suggest(self, text: str) -> tuple[str, ...]:
        """Return up to three official names that look like ``text``, best first."""
        return self._indicator_names.suggest(text)

    def find_observation(self, text: str) -> ObservationMatch | None:
        """Return the bonus rule, checklist item or observation that ``text`` names, or None."""
        found = self._observation_names.find(text)
        return self._observation_entries[found[0]] if len(found) == 1 else None

    def name_of_observation(self, code: str) -> str:
        """Return the official name of a bonus rule, checklist item or observation; a code nobody knows stays."""
        known = (match.name for match in self._observation_entries.values() if match.code == code)
        return next(known, code)

    def suggest_observation(self, text: str) -> tuple[str, ...]:
        """Return up to three names of observations that look like ``text``, best first."""
        return self._observation_names.suggest(text)

    @cached_property
    def _indicator_entries(self) -> dict[str, IndicatorMatch]:
        by_code = {indicator.code: indicator for indicator in self.indicators}
        entries = {f"indicator {code}": IndicatorMatch(indicator, None, None) for code, indicator in by_code.items()}
        for problem_class in self.classes:
            indicator = by_code[problem_class.indicator_code]
            # A record-only class is an indicator of its own: the class is the better answer of the two.
            if indicator.name == problem_class.name:
                del entries[f"indicator {indicator.code}"]
            entries[f"class {problem_class.name}"] = IndicatorMatch(indicator, problem_class.name, problem_class.kind)
        return entries

    @cached_property
    def _indicator_names(self) -> NameIndex:
        synonyms = {problem_class.name: problem_class.synonyms for problem_class in self.classes}
        prefixes = tuple(name for name, _ in self.blocks.values())
        index = NameIndex(prefixes)
        for key, match in self._indicator_entries.items():
            if match.problem_class is None:
                index.add(key, match.indicator.name, match.indicator.synonyms)
            else:
                index.add(key, match.problem_class, synonyms[match.problem_class])
        return index

    @cached_property
    def _observation_entries(self) -> dict[str, ObservationMatch]:
        matches = [ObservationMatch(rule.code, rule.name, "bonus") for rule in self.bonus]
        matches += [ObservationMatch(item.code, item.name, "checklist") for item in self.checklist]
        matches += [ObservationMatch(rule.code, rule.name, rule.kind) for rule in self.observations]
        return {match.name: match for match in matches}

    @cached_property
    def _observation_names(self) -> NameIndex:
        index = NameIndex()
        rules: tuple[BonusRule | ChecklistItem | ObservationRule, ...]
        rules = (*self.bonus, *self.checklist, *self.observations)
        for rule in rules:
            index.add(rule.name, rule.name, rule.synonyms)
        return index
