"""通报: the whole city's inspection, good practice, problems by class, what is asked of everybody, annexes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from metrics.briefs.figures import Figure, Issue, basis, numeral, rows_of, share, word_rate
from metrics.briefs.naming import FEW, SOME, quantity, told_units
from metrics.escalation import REPORT
from metrics.i18n import translator
from metrics.masking import without_telephones
from metrics.scores import WEBSITE, League, PassRate, PassRates, printed
from metrics.supervision import City, FailedChannel, Problem
from metrics.tiers import tiers_of
from metrics.words import CHANNEL_TYPES, GRADES, GROUPS, PROBLEM_STATES, SCOPES, VERDICTS, word_period

t = translator("zh_CN")
TOLD_CLASSES = 8
"""Classes of problems with a paragraph of their own; rarer ones share a sentence. Vetoes always have one."""
TOLD_EXAMPLES = 3
# Observations of the scheme that a notice tells of.
MESSAGES, RELAYS = "netizen_corrections", "relayed_information"
TYPE_ORDER = ("wechat", "weibo", "app", "other")
# Whether a class was found on websites, on accounts or on both.
PLACES = {
    frozenset({True}): "Government websites",
    frozenset({False}): "Government accounts",
    frozenset({True, False}): "Government websites and accounts",
}
MASKED = {"unit": t("Security problems were told to the units concerned"), "channel": "", "fact": ""}


@dataclass(frozen=True)
class Facts:
    """Everything a notice is made of."""

    league: League
    inspections: dict[str, Any]
    rates: PassRates
    city: City

    @property
    def is_several(self) -> bool:
        """Whether several quarters are told of: then a channel that is checked in each is several checks."""
        return self.league.period.length > 1

    def observed(self, code: str) -> dict[str, Any]:
        """Return numerator, denominator and rate of an observation; zeros when nobody reported it."""
        names = {rule.code: rule.name for rule in self.league.scheme.observations}
        found = self.inspections["observations"].get(names.get(code, ""), {})
        part, whole = found.get("numerator") or 0, found.get("denominator") or 0
        minimum = max(self.league.scheme.rate_minimum_n, 1)
        is_countable = isinstance(part, int) and isinstance(whole, int) and whole >= minimum
        return share(part, whole, printed(100 * part, whole) if is_countable else None)


def notice_values(facts: Facts, issue: Issue, is_tiered: bool = False) -> dict[str, Any]:
    """Return what a notice says; an unnamed one contains no unit's and no channel's name.

    With ``is_tiered`` an annex lists the units by grade; one that names nobody says how many have which.
    """
    table, city, is_named = facts.league, facts.city, issue.is_named
    classes = _classes(city.problems)
    told = [one for number, one in enumerate(classes) if number < TOLD_CLASSES or any(p.is_veto for p in one.problems)]
    others = [one for one in classes if one not in told]
    tiers = _tiers(table, is_named) if is_tiered else []
    annexes = _annexes(bool(city.failed), bool(city.problems), bool(tiers), is_named)
    numbers = {code: number for number, (code, _) in enumerate(annexes, 1)}
    titles = [{"number": number, "title": title} for number, (_, title) in enumerate(annexes, 1)]
    return basis(table.period, table.as_of, table.scheme, issue) | {
        "is_named": is_named,
        "basis": t(SCOPES[facts.inspections["basis"]]),
        "is_registered": facts.inspections["basis"] is not None,
        "websites": _passed(facts.rates.websites, facts),
        "accounts": _passed(facts.rates.accounts, facts) | {"split": _split(facts)},
        "messages": facts.observed(MESSAGES),
        "relays": facts.observed(RELAYS),
        "rectification": share(*city.on_time, city.on_time_rate),
        "overdue": {"count": city.overdue, "units": city.overdue_units},
        "reported": _reported(issue),
        "practices": _practices(table, is_named),
        "problems": {"count": len(city.problems), "units": len({one.unit for one in city.problems})},
        "classes": [_told(number, one, is_named) for number, one in enumerate(told, 1)],
        "others": [{"name": one.name, "count": len(one.problems)} for one in others],
        "others_count": sum(len(one.problems) for one in others),
        "annexes": titles,
        # A number is there for every annex; one that is left out is never mentioned.
        "numbers": {code: numbers.get(code, 0) for code in ("failed", "problems", "tiers", "figures")},
        "failed": _failed(facts) if is_named else [],
        "listed": _listed(city.problems) if is_named else [],
        "counted": [] if is_named else [_counted(number, one) for number, one in enumerate(classes, 1)],
        "tiers": tiers,
        "thresholds": {"few": FEW, "some": SOME},
        "figures": rows_of([*_figures(facts, classes), *_figures_of_tiers(tiers)]),
    }


def _reported(issue: Issue) -> str:
    """Return the units whose supervision has come to be told to everybody; empty when there are none."""
    units = [unit for unit, level in issue.levels.items() if level.code == REPORT]
    if not units:
        return ""
    return told_units(units, True) if issue.is_named else t("{quantity} units", quantity=quantity(len(units)))


@dataclass(frozen=True)
class ProblemClass:
    """The problems of one class."""

    name: str
    problems: tuple[Problem, ...]

    @property
    def units(self) -> int:
        """How many units have such a problem."""
        return len({one.unit for one in self.problems})


def _classes(problems: Sequence[Problem]) -> list[ProblemClass]:
    """Return the classes, those with vetoes first, then the most frequent."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for one in problems:
        found[one.class_name].append(one)
    classes = [ProblemClass(name, tuple(members)) for name, members in found.items()]
    return sorted(classes, key=lambda one: (not any(p.is_veto for p in one.problems), -len(one.problems), one.name))


def _told(number: int, one: ProblemClass, is_named: bool) -> dict[str, Any]:
    safe = [problem for problem in one.problems if not problem.is_safety]
    examples = _examples(safe) if is_named else []
    # Where a security problem was found is not told either.
    kinds = frozenset(problem.channel_type == WEBSITE for problem in safe if problem.channel_type)
    return {
        "mark": numeral(number),
        "name": one.name,
        "count": len(one.problems),
        "units": one.units,
        "examples": examples or [MASKED],
        "more": len(safe) - len(examples) if is_named else 0,
        "quantity": quantity(one.units),
        "channels": t(PLACES.get(kinds, "Government websites or accounts")),
    }


def _examples(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Return examples of different units where there are several: open ones before those rectified."""
    ordered = sorted(problems, key=lambda one: (not one.is_veto, one.state != "overdue", one.state == "closed"))
    chosen: dict[str, Problem] = {}
    for one in ordered:
        chosen.setdefault(one.unit, one)
    return [
        {"unit": one.unit, "channel": one.channel or "", "fact": _fact(one)}
        for one in list(chosen.values())[:TOLD_EXAMPLES]
    ]


def _fact(problem: Problem) -> str:
    return without_telephones(problem.description.rstrip("。；;. ")) or problem.class_name


def _listed(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Return the list of problems; those of security come last, in order of day.

    Between the rows of a unit, or where a unit would stand, a row tells whose it is however little it says.
    """
    told = [one for one in problems if not one.is_safety]
    masked = sorted((one for one in problems if one.is_safety), key=lambda one: (one.found_on, one.state))
    return [_line(number, one) for number, one in enumerate([*told, *masked], 1)]


def _line(number: int, one: Problem) -> dict[str, str]:
    secret = one.is_safety
    return {
        "number": str(number),
        "unit": t("the units concerned") if secret else one.unit,
        "channel": "—" if secret else one.channel or "—",
        "class": one.class_name,
        "fact": t("A security problem; the details were told separately.") if secret else _fact(one),
        "found_on": one.found_on.isoformat(),
        "state": t(PROBLEM_STATES[one.state]),
    }


def _counted(number: int, one: ProblemClass) -> dict[str, str]:
    return {
        "number": str(number),
        "name": one.name,
        "count": str(len(one.problems)),
        "units": str(one.units),
        "quantity": quantity(one.units),
    }


def _failed(facts: Facts) -> list[dict[str, str]]:
    return [
        {
            "number": str(number),
            # A channel that only a security problem failed would tell where that was.
            "unit": t("the units concerned") if one.is_safety else one.unit,
            "channel": "—" if one.is_safety else _when(one, facts),
            "type": "—" if one.is_safety else t(CHANNEL_TYPES[one.channel_type]),
            "verdict": t("Veto") if one.is_vetoed else t("Below the pass mark"),
        }
        for number, one in enumerate(sorted(facts.city.failed, key=lambda one: one.is_safety), 1)
    ]


def _when(one: FailedChannel, facts: Facts) -> str:
    """Return a channel's name; over several quarters with the quarter, since it may have failed in each."""
    return f"{one.channel}（{word_period(t, one.quarter)}）" if facts.is_several else one.channel


def _tiers(table: League, is_named: bool) -> list[dict[str, str]]:
    """Return one line per group and grade that somebody has, the best first, inside it the administrative order."""
    groups = dict.fromkeys(one.group for one in table.units)
    return [
        {
            "group": t(GROUPS.get(group, group)),
            "grade": t(VERDICTS["unrated"]) if tier.grade is None else t(GRADES.get(tier.grade, tier.grade)),
            "count": str(len(tier.units)),
            "units": "、".join(one.unit for one in tier.units) if is_named else "—",
        }
        for group in groups
        for tier in tiers_of([one for one in table.units if one.group == group], table.scheme)
    ]


def _figures_of_tiers(tiers: Sequence[dict[str, str]]) -> list[Figure]:
    bands = t("printed scores by the bands of the scheme")
    return [Figure(f"{one['group']}：{one['grade']}", one["count"], bands) for one in tiers]


def _annexes(has_failed: bool, has_problems: bool, has_tiers: bool, is_named: bool) -> list[tuple[str, str]]:
    found = [("failed", t("List of websites and accounts that did not pass"))] if has_failed and is_named else []
    if has_problems:
        found.append(("problems", t("List of the problems found") if is_named else t("Problems found, by class")))
    if has_tiers:
        found.append(("tiers", t("Units by grade")))
    return [*found, ("figures", t("Figures and how they were counted"))]


def _passed(one: PassRate, facts: Facts) -> dict[str, Any]:
    return {
        "checked": one.checked,
        "channels": one.channels if facts.is_several else None,
        "passed": one.passed,
        "failed": one.checked - one.passed,
        "rate": word_rate(one.rate),
        "is_applicable": one.is_applicable,
    }


def _split(facts: Facts) -> list[dict[str, Any]]:
    found = facts.rates.by_type
    return [{"name": t(CHANNEL_TYPES[kind])} | _passed(found[kind], facts) for kind in TYPE_ORDER if kind in found]


def _practices(table: League, is_named: bool) -> list[str]:
    """Return a sentence per good practice the data show; nobody is praised for having had nothing to do."""
    spreading = [one.unit for one in table.units if one.bonus and float(one.bonus) > 0]
    punctual = sorted(
        (one for one in table.units if one.on_time[1] and one.on_time[0] == one.on_time[1]),
        key=lambda one: -one.on_time[1],
    )
    sentences = []
    if spreading:
        names = told_units(spreading, is_named)
        sentences.append(t("{units} spread their experience of open government.", units=names))
    if punctual:
        names = told_units([one.unit for one in punctual], is_named)
        sentences.append(t("{units} rectified everything that was due on time.", units=names))
    return sentences


def _figures(facts: Facts, classes: Sequence[ProblemClass]) -> list[Figure]:
    return [*_figures_of_inspection(facts), *_figures_of_rectification(facts), *_figures_of_problems(facts, classes)]


def _figures_of_inspection(facts: Facts) -> list[Figure]:
    period = word_period(t, facts.league.period)
    scope = t("{period}, {basis}", period=period, basis=t(SCOPES[facts.inspections["basis"]]))
    figures = []
    for name, one in (("Government websites", facts.rates.websites), ("Government accounts", facts.rates.accounts)):
        if not one.checked:
            figures.append(_figure_of_nothing(t(name), one, scope, period))
            continue
        figures += _figures_of_checks(name, one, scope, facts)
        figures.append(Figure(_name_of_passed(name, facts), str(one.passed), scope))
        if one.rate:
            figures.append(Figure(t("{kind}: pass rate", kind=t(name)), f"{one.rate}%", scope))
    for kind in TYPE_ORDER:
        if kind in facts.rates.by_type:
            figures += _figures_of_checks(CHANNEL_TYPES[kind], facts.rates.by_type[kind], scope, facts)
    accepted = t("{period}, accepted reports", period=period)
    for name, code in (("Messages handled on time", MESSAGES), ("Important information relayed", RELAYS)):
        told = facts.observed(code)
        if told["whole"]:
            figures.append(Figure(t(name), f"{told['part']}/{told['whole']}", accepted))
    return figures


def _name_of_passed(name: str, facts: Facts) -> str:
    if not facts.is_several:
        return t("{kind} passed", kind=t(name))
    is_website = name == CHANNEL_TYPES[WEBSITE]
    return t("{kind}: website checks passed" if is_website else "{kind}: account checks passed", kind=t(name))


def _figures_of_checks(name: str, one: PassRate, scope: str, facts: Facts) -> list[Figure]:
    """Return how many were checked; over several quarters how many checks that were, and of how many."""
    different = Figure(t("{kind} checked", kind=t(name)), str(one.channels), scope)
    if not facts.is_several:
        return [different]
    is_website = name == CHANNEL_TYPES[WEBSITE]
    checks = t("{kind}: website checks" if is_website else "{kind}: account checks", kind=t(name))
    return [
        Figure(checks, str(one.checked), t("{scope}; counted again every quarter", scope=scope)),
        replace(different, filter=t("{scope}; each counted once", scope=scope)),
    ]


def _figure_of_nothing(kind: str, one: PassRate, scope: str, period: str) -> Figure:
    """Return the figure of a kind nothing of was checked: empty is not zero, and without channels not unchecked."""
    if one.is_applicable:
        return Figure(t("{kind} checked", kind=kind), t("Not checked"), scope)
    return Figure(t("{kind} checked", kind=kind), t("Not applicable"), t("{period}; none is running", period=period))


def _figures_of_rectification(facts: Facts) -> list[Figure]:
    city, (kept, due) = facts.city, facts.city.on_time
    deadline = t("{period}; deadline not after the as-of day", period=word_period(t, facts.league.period))
    whenever = t("whenever found; open on the as-of day")
    return [
        Figure(t("Rectified on time"), f"{kept}/{due}", deadline),
        Figure(t("Findings overdue"), str(city.overdue), whenever),
        Figure(t("Units with overdue findings"), str(city.overdue_units), whenever),
    ]


def _figures_of_problems(facts: Facts, classes: Sequence[ProblemClass]) -> list[Figure]:
    confirmed = t("{period}, confirmed or reduced", period=word_period(t, facts.league.period))
    total = Figure(t("Problems found"), str(len(facts.city.problems)), confirmed)
    return [
        total,
        *(Figure(t("Problems: {name}", name=one.name), str(len(one.problems)), confirmed) for one in classes),
    ]
