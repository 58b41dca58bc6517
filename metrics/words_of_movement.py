"""The words for a movement: its three parts, the breaks, and why there is nothing to compare with."""

from __future__ import annotations

from collections.abc import Iterable

from metrics.breaks import Break
from metrics.i18n import Translator
from metrics.movement import LeagueMovement, Movements, Split, UnitMovement
from metrics.scores import signed
from metrics.words import VERDICTS

BREAK_MARK = "※"
PARTS = {
    "actual": "Actual change",
    "rules": "Change by the rules",
    "population": "Change by the population",
}
BREAKS = {
    "rules": "the rules changed",
    "unit": "not listed in the period before",
    "opened": "channels opened: {n}",
    "closed": "channels closed: {n}",
    "plan": "another year's plan of tasks",
}


def word_breaks(t: Translator, breaks: Iterable[Break]) -> str:
    """Return the reasons of a break in one line, empty for none."""
    return t("; ").join(t(BREAKS[one.code], n=one.n) if one.n else t(BREAKS[one.code]) for one in breaks)


def word_split(t: Translator, split: Split) -> str:
    """Return a change as the sum of its three parts."""
    parts = {name: signed(getattr(split, name)) for name in PARTS}
    sentence = "{change} = actual {actual}, by the rules {rules}, by the population {population}"
    return t(sentence, change=signed(split.change), **parts)


def word_rules(t: Translator, found: Movements) -> str:
    """Return by which rules either period was scored; empty where they are the same or there were none before."""
    before, now = found.scheme_before, found.scheme
    if before is None or before is now:
        return ""
    return t("Rules: before {before}, now {now}.", before=f"{before.name} {before.version}",
             now=f"{now.name} {now.version}")  # fmt: skip


def word_nothing(t: Translator, one: UnitMovement) -> str:
    """Return why the scores of a unit make no change; no zero stands for a score that is not there."""
    if one.verdict != "ranked":
        return t("No score is published this time: {verdict}.", verdict=t(VERDICTS[one.verdict]))
    if one.verdict_before is None:
        return t("Not listed in the period before: there is nothing to compare with.")
    return t("No score was published before: {verdict}.", verdict=t(VERDICTS[one.verdict_before]))


def document_of_split(split: Split | None) -> dict[str, str | None]:
    """Return a change and its parts as commands print them; None for each where there is no change."""
    return {name: None if split is None else signed(getattr(split, name)) for name in ("change", *PARTS)}


def document_of_breaks(breaks: Iterable[Break]) -> list[dict[str, object]]:
    """Return breaks as commands print them."""
    return [{"code": one.code, **({"n": one.n} if one.n else {})} for one in breaks]


def document_of_league(one: LeagueMovement) -> dict[str, object]:
    """Return the movement of a league as commands print it."""
    counts = {"ranked": one.ranked, "ranked_before": one.ranked_before}
    means = {"mean": one.mean, "mean_before": one.mean_before}
    return {"group": one.group, "league": one.league, **counts, **means, **document_of_split(one.split)}
