"""通报: the whole city's inspection, good practice, problems by class, what is asked of everybody, annexes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from metrics.briefs.excerpts import excerpt
from metrics.briefs.figures import REPORTED, Issue, Told, basis, numeral, share, word_rate
from metrics.briefs.naming import FEW, SOME, quantity, told_units
from metrics.escalation import REPORT
from metrics.i18n import translator
from metrics.masking import without_telephones
from metrics.pass_rates import WEBSITE, PassRate, PassRates
from metrics.scores import League, printed
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
    shown = [one for number, one in enumerate(classes) if number < TOLD_CLASSES or any(p.is_veto for p in one.problems)]
    tiers = _tiers(table, is_named) if is_tiered else []
    annexes = _annexes(bool(city.failed), bool(city.problems), bool(tiers), is_named)
    numbers = {code: number for number, (code, _) in enumerate(annexes, 1)}
    titles = [{"number": number, "title": title} for number, (_, title) in enumerate(annexes, 1)]
    told = Told()
    notice = _inspection(told, facts) | _rectification(told, facts)
    notice |= {"practices": _practices(told, facts, is_named)}
    notice |= _problems(told, facts, classes, shown, numbers.get("problems", 0) if is_named else None)
    notice |= {
        "is_named": is_named,
        "basis": t(SCOPES[facts.inspections["basis"]]),
        "is_registered": facts.inspections["basis"] is not None,
        "reported": _reported(told, issue),
        "annexes": titles,
        # A number is there for every annex; one that is left out is never mentioned.
        "numbers": {code: numbers.get(code, 0) for code in ("failed", "problems", "tiers", "figures")},
        "failed": _failed(facts) if is_named else [],
        "listed": _listed(city.problems) if is_named else [],
        "tiers": _list_tiers(told, tiers),
        "thresholds": {"few": FEW, "some": SOME},
    }
    return basis(table.period, table.as_of, table.scheme, issue) | notice | {"figures": told.rows()}


def _inspection(told: Told, facts: Facts) -> dict[str, Any]:
    """Return what was checked and passed, and what the units' reports say."""
    rates, scope = facts.rates, _scope(facts)
    by_type = [(CHANNEL_TYPES[kind], rates.by_type[kind]) for kind in TYPE_ORDER if kind in rates.by_type]
    return {
        "websites": _passed(told, "Government websites", rates.websites, facts),
        "accounts": _passed(told, "Government accounts", rates.accounts, facts)
        | {"split": [{"name": t(name)} | _checks(told, name, one, facts, scope) for name, one in by_type]},
        "messages": _observed(told, facts, t("Messages handled on time"), MESSAGES),
        "relays": _observed(told, facts, t("Important information relayed"), RELAYS),
    }


def _scope(facts: Facts) -> str:
    period = word_period(t, facts.league.period)
    return t("{period}, {basis}", period=period, basis=t(SCOPES[facts.inspections["basis"]]))


def _passed(told: Told, name: str, one: PassRate, facts: Facts) -> dict[str, Any]:
    """Return how many websites or accounts were checked and passed; 0 checked where there is nothing to tell."""
    kind, scope = t(name), _scope(facts)
    if not one.checked:
        _tell_nothing(told, kind, one, facts)
        nothing = {"checked": 0, "channels": None, "passed": 0, "failed": 0, "rate": None}
        return nothing | {"is_applicable": one.is_applicable}
    said = _checks(told, name, one, facts, scope)
    said["passed"] = told.figure(t("{kind} passed", kind=kind), one.passed, scope)
    not_passed = t("{kind} not passed", kind=kind)
    said["failed"] = told.figure(not_passed, one.checked - one.passed, scope, is_later=True)
    if one.rate:
        told.figure(t("{kind}: pass rate", kind=kind), f"{one.rate}%", scope)
    return said | {"rate": word_rate(one.rate)}


def _tell_nothing(told: Told, kind: str, one: PassRate, facts: Facts) -> None:
    """List that nothing of a kind was checked: empty is not zero, and without channels not unchecked."""
    name = t("{kind} checked", kind=kind)
    if one.is_applicable:
        told.figure(name, t("Not checked"), _scope(facts))
    else:
        period = word_period(t, facts.league.period)
        told.figure(name, t("Not applicable"), t("{period}; none is running", period=period))


def _checks(told: Told, name: str, one: PassRate, facts: Facts, scope: str) -> dict[str, Any]:
    """Return how many were checked; over several quarters how many checks that were, and of how many."""
    kind = t(name)
    if not facts.is_several:
        return {"checked": told.figure(t("{kind} checked", kind=kind), one.checked, scope), "channels": None}
    repeated = t("{scope}; counted again every quarter", scope=scope)
    once = t("{scope}; each counted once", scope=scope)
    return {
        "checked": told.figure(t("{kind} checked", kind=kind), one.checked, repeated),
        "channels": told.figure(t("{kind}: how many different ones", kind=kind), one.channels, once, is_later=True),
    }


def _observed(told: Told, facts: Facts, name: str, code: str) -> dict[str, Any]:
    found = facts.observed(code)
    if found["whole"]:
        accepted = t("{period}, accepted reports", period=word_period(t, facts.league.period))
        told.figure(name, f"{found['part']}/{found['whole']}", accepted)
    return found


def _rectification(told: Told, facts: Facts) -> dict[str, Any]:
    """Return how many deadlines were kept, and what is overdue at how many units."""
    city = facts.city
    deadline = t("{period}; deadline not after the as-of day", period=word_period(t, facts.league.period))
    whenever = t("whenever found; open on the as-of day")
    return {
        "rectification": told.share(t("Rectified on time"), *city.on_time, city.on_time_rate, deadline),
        "overdue": {
            "count": told.figure(t("Findings overdue"), city.overdue, whenever),
            "units": told.figure(t("Units with overdue findings"), city.overdue_units, whenever),
        },
    }


def _reported(told: Told, issue: Issue) -> str:
    """Return the units whose supervision has come to be told to everybody; empty when there are none."""
    units = [unit for unit, level in issue.levels.items() if level.code == REPORT]
    if not units:
        return ""
    told.figure(REPORTED, len(units), t("the register of issued papers"))
    return told_units(units, True) if issue.is_named else t("{quantity} units", quantity=quantity(len(units)))


@dataclass(frozen=True)
class ProblemClass:
    """The problems of one class."""

    name: str
    problems: tuple[Problem, ...]


def _classes(problems: Sequence[Problem]) -> list[ProblemClass]:
    """Return the classes, those with vetoes first, then the most frequent."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for one in problems:
        found[one.class_name].append(one)
    classes = [ProblemClass(name, tuple(members)) for name, members in found.items()]
    return sorted(classes, key=lambda one: (not any(p.is_veto for p in one.problems), -len(one.problems), one.name))


def _problems(
    told: Told, facts: Facts, classes: Sequence[ProblemClass], shown: Sequence[ProblemClass], annex: int | None
) -> dict[str, Any]:  # fmt: skip
    """Return the problems by class: those ``shown`` with a paragraph of their own, the others counted.

    ``annex`` lists all of them in full; None in a notice that names nobody.
    """
    found = facts.city.problems
    confirmed = t("{period}, confirmed or reduced", period=word_period(t, facts.league.period))
    total = told.figure(t("Problems found"), len(found), confirmed)
    units = told.figure(t("Units with problems found"), _units(found), confirmed, is_later=True)
    counted = {one.name: _counted(told, one, confirmed) for one in classes}
    others = [counted[one.name] for one in classes if one not in shown]
    rest = sum(one["count"] for one in others)
    return {
        "problems": {"count": total, "units": units},
        "classes": [
            _shown(told, number, one, annex, confirmed) | counted[one.name] for number, one in enumerate(shown, 1)
        ],
        "others": others,
        "others_count": told.figure(t("Problems of the other classes"), rest, confirmed, is_later=True),
        "counted": [{"number": n, **one} for n, one in enumerate(counted.values(), 1)] if annex is None else [],
    }


def _units(problems: Sequence[Problem]) -> int:
    return len({one.unit for one in problems})


def _counted(told: Told, one: ProblemClass, confirmed: str) -> dict[str, Any]:
    """Return how many problems of a class there are, and at how many units."""
    count = told.figure(t("Problems: {name}", name=one.name), len(one.problems), confirmed)
    name = t("Problems: {name}, units", name=one.name)
    units = told.figure(name, _units(one.problems), confirmed, is_later=True)
    return {"name": one.name, "count": count, "units": units, "quantity": quantity(units)}


def _shown(told: Told, number: int, one: ProblemClass, annex: int | None, confirmed: str) -> dict[str, Any]:
    safe = [problem for problem in one.problems if not problem.is_safety]
    examples = [] if annex is None else _examples(safe, annex)
    # Where a security problem was found is not told either.
    kinds = frozenset(problem.channel_type == WEBSITE for problem in safe if problem.channel_type)
    more = 0 if annex is None else len(safe) - len(examples)
    if more:
        told.figure(t("Problems: {name}, beyond the examples", name=one.name), more, confirmed, is_later=True)
    return {
        "mark": numeral(number),
        "examples": examples or [MASKED],
        "more": more,
        "channels": t(PLACES.get(kinds, "Government websites or accounts")),
    }


def _examples(problems: Sequence[Problem], annex: int) -> list[dict[str, str]]:
    """Return examples of different units where there are several: open ones before those rectified."""
    ordered = sorted(problems, key=lambda one: (not one.is_veto, one.state != "overdue", one.state == "closed"))
    chosen: dict[str, Problem] = {}
    for one in ordered:
        chosen.setdefault(one.unit, one)
    return [
        {"unit": one.unit, "channel": one.channel or "", "fact": excerpt(_fact(one), annex) or one.class_name}
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


def _list_tiers(told: Told, tiers: list[dict[str, str]]) -> list[dict[str, str]]:
    bands = t("printed scores by the bands of the scheme")
    for one in tiers:
        told.figure(f"{one['group']}：{one['grade']}", one["count"], bands)
    return tiers


def _annexes(has_failed: bool, has_problems: bool, has_tiers: bool, is_named: bool) -> list[tuple[str, str]]:
    found = [("failed", t("List of websites and accounts that did not pass"))] if has_failed and is_named else []
    if has_problems:
        found.append(("problems", t("List of the problems found") if is_named else t("Problems found, by class")))
    if has_tiers:
        found.append(("tiers", t("Units by grade")))
    return [*found, ("figures", t("Figures and how they were counted"))]


def _practices(told: Told, facts: Facts, is_named: bool) -> list[str]:
    """Return a sentence per good practice the data show.

    Nobody is praised for having had nothing to do, or for repairs on time where others were late or did not last.
    """
    table = facts.league
    spreading = [one.unit for one in table.units if one.bonus and float(one.bonus) > 0]
    punctual = sorted(
        (one for one in table.units if one.unit not in facts.city.setbacks and 0 < one.on_time[1] == one.on_time[0]),
        key=lambda one: -one.on_time[1],
    )
    period, sentences = word_period(t, table.period), []
    spread = t("{period}; units with a bonus", period=period)
    kept = t("{period}; units that were due to rectify, did all of it on time and had nothing late, nothing that "
             "failed a re-check and nothing that came back", period=period)  # fmt: skip
    told.figure(t("Units that spread their experience"), len(spreading), spread, is_later=True)
    told.figure(t("Units that rectified everything on time"), len(punctual), kept, is_later=True)
    if spreading:
        names = told_units(spreading, is_named)
        sentences.append(t("{units} spread their experience of open government.", units=names))
    if punctual:
        names = told_units([one.unit for one in punctual], is_named)
        sentences.append(t("{units} rectified everything that was due on time, and it lasted.", units=names))
    return sentences
