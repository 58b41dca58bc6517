"""The lines above the league table: status, day, scheme, and five figures with their n and change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.rulebook import Scheme
from metrics.scores import League, UnitScore
from pages.parts import session
from pages.parts.words import plain, word_day

CENT, TENTH = Decimal("0.01"), Decimal("0.1")


@dataclass(frozen=True)
class Figures:
    """What the cards say of one period; None where there is nothing to say."""

    ranked: int
    mean: Decimal | None
    vetoed: int
    unrated: int
    on_time: int
    due: int
    websites: dict[str, Any]
    accounts: dict[str, Any]


def word_scheme(t: Translator, scheme: Scheme) -> str:
    """Return the name of the rules, saying that some values are assumptions when they are."""
    name = t("{name} version {version}", name=scheme.name, version=scheme.version)
    has_assumptions = any(one.is_assumed for one in scheme.provenance.values())
    return t("{name} (with assumed values)", name=name) if has_assumptions else name


def show_status(t: Translator, league: League, units: Sequence[UnitScore]) -> None:
    """Draw the status of the figures, the as-of day, the scheme and how many units are listed."""
    counts = {verdict: sum(unit.verdict == verdict for unit in units) for verdict in ("vetoed", "unrated")}
    listed = t("{n} units, {vetoed} vetoed, {unrated} not rated", n=len(units), **counts)
    show_basis(t, league, listed)


def show_basis(t: Translator, league: Any, detail: str) -> None:
    """Draw on what a page's figures rest: their status, the as-of day and the scheme."""
    place = session.basis()
    place.badge(t("Draft"), color="gray", help=t("These figures are not released; later data change them."))
    day = t("As of {day}", day=word_day(t, league.as_of))
    place.caption(plain(" · ".join((day, word_scheme(t, league.scheme), detail))), width="stretch")


def show_headlines(t: Translator, place: DeltaGenerator, period: Period, group: str) -> None:
    """Draw the five figures of a group; pass rates are the whole city's."""
    now, before = _figures(period, group), _figures(period.previous(), group)
    schemes = {session.league(one).scheme.version for one in (period, period.previous())}
    # Figures under different rules are not compared; neither are those of a period nobody was ranked in.
    earlier = before if len(schemes) == 1 and before.ranked else None
    mean = t("Mean score (n={n})", n=now.ranked)
    _show_card(place, mean, now.mean, "", _change(now.mean, earlier.mean if earlier else None))
    change = now.vetoed - earlier.vetoed if earlier else None
    # Red is for vetoes and overdue work only: one more veto is red, a lower mean is grey.
    worse: Any = "inverse" if change is None or change <= 0 else "red"
    vetoes = t("{n} units", n=now.vetoed)
    place.metric(t("Units with a veto"), vetoes, change, delta_color=worse, border=True, height="stretch")
    shares = (
        ("Rectified on time ({part}/{whole})", (now.on_time, now.due), (before.on_time, before.due)),
        ("Websites passed, whole city ({part}/{whole})", _counts(now.websites), _counts(before.websites)),
        ("Accounts passed, whole city ({part}/{whole})", _counts(now.accounts), _counts(before.accounts)),
    )
    for label, (part, whole), old in shares:
        share = _percent(part, whole)
        change_of_share = _change(share, _percent(*old) if earlier else None)
        _show_card(place, t(label, part=part, whole=whole), share, "%", change_of_share)


def _show_card(place: DeltaGenerator, label: str, value: Decimal | None, sign: str, change: Decimal | None) -> None:
    # A number 0 is drawn grey and without an arrow; a text "0.00" would be a green rise.
    delta = None if change is None else f"{change:+}" if change else 0
    color: Any = "normal" if change and change > 0 else "off"
    shown = "—" if value is None else f"{value}{sign}"
    place.metric(label, shown, delta, delta_color=color, border=True, height="stretch")


def _counts(rate: dict[str, Any]) -> tuple[int, int]:
    return rate["passed"], rate["checked"]


def _figures(period: Period, group: str) -> Figures:
    units = [unit for unit in session.league(period).units if unit.group == group]
    scores = [Decimal(unit.score) for unit in units if unit.score is not None]
    rates = session.inspections(period)
    return Figures(
        ranked=len(scores),
        mean=(sum(scores, Decimal()) / len(scores)).quantize(CENT, ROUND_HALF_UP) if scores else None,
        vetoed=sum(unit.verdict == "vetoed" for unit in units),
        unrated=sum(unit.verdict == "unrated" for unit in units),
        on_time=sum(unit.on_time[0] for unit in units),
        due=sum(unit.on_time[1] for unit in units),
        websites=rates["websites"],
        accounts=rates["accounts"],
    )


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    # 100% of 275 is exact: a decimal would only take room.
    return Decimal(100) if part == whole else (Decimal(100 * part) / whole).quantize(TENTH, ROUND_HALF_UP)


def _change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before
