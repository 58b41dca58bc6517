"""The lines above the league table: status, day, scheme, and five figures with their n and change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.calendar import Period
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.releases import status
from metrics.rulebook import Scheme
from metrics.scores import League, UnitScore
from metrics.words_of_releases import word_status
from pages.parts import session
from pages.parts.links import show_way
from pages.parts.words import plain, word_day

COLORS: dict[str, Any] = {"draft": "gray", "consult": "blue", "released": "green", "correct": "blue"}
CENT, TENTH = Decimal("0.01"), Decimal("0.1")


@dataclass(frozen=True)
class Figures:
    """What the cards say of one period; None where there is nothing to say."""

    ranked: int
    mean: Decimal | None
    vetoed: int
    shares: tuple[tuple[int, int], ...]
    """Part and whole of rectifications on time, of websites and of accounts that passed."""


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
    period = getattr(league, "period", None) or session.period_looked_at()
    found = status(session.warehouse(), period)
    draft = t("These figures are not released; later data change them.")
    place.badge(word_status(t, found), color=COLORS[found.code], help=None if found.latest else draft)
    edition = session.sealed_edition()
    if edition is not None:
        place.caption(plain(t("As published, edition {edition}", edition=edition.edition)))
    elif found.latest:
        with place:
            # In words: the status beside it would be read as that of these figures.
            st.markdown(f"**{t('Running figures, not the published ones')}**", width="content")
            show_way("releases", t("Published figures"), icon=":material/verified:", period=period.code)
    day = t("As of {day}", day=word_day(t, league.as_of))
    place.caption(plain(" · ".join((day, word_scheme(t, league.scheme), detail))), width="stretch")


def show_headlines(t: Translator, place: DeltaGenerator, period: Period, group: str) -> None:
    """Draw the five figures of a group; pass rates are the whole city's."""
    now, earlier = _figures(period, group), _earlier_figures(period, group)
    mean = t("Mean score (n={n})", n=now.ranked)
    _show_card(place, mean, now.mean, "", _change(now.mean, earlier.mean if earlier else None))
    change = now.vetoed - earlier.vetoed if earlier else None
    # Red is for vetoes and overdue work only: one more veto is red, a lower mean is grey.
    worse: Any = "inverse" if change is None or change <= 0 else "red"
    vetoes = t("{n} units", n=now.vetoed)
    place.metric(t("Units with a veto"), vetoes, change, delta_color=worse, border=True, height="stretch")
    labels = (
        "Rectified on time ({part}/{whole})",
        "Websites passed, whole city ({part}/{whole})",
        "Accounts passed, whole city ({part}/{whole})",
    )
    minimum = session.league(period).scheme.rate_minimum_n
    for label, counts, before in zip(labels, now.shares, earlier.shares if earlier else (None,) * 3, strict=True):
        share = _percent(counts, minimum)
        label = t(label, part=counts[0], whole=counts[1])
        _show_card(place, label, share, "%", _change(share, _percent(before, minimum)))


def _show_card(place: DeltaGenerator, label: str, value: Decimal | None, sign: str, change: Decimal | None) -> None:
    # A number 0 is drawn grey and without an arrow; a text "0.00" would be a green rise.
    delta = None if change is None else f"{change:+}" if change else 0
    color: Any = "normal" if change and change > 0 else "off"
    shown = "—" if value is None else f"{value}{sign}"
    place.metric(label, shown, delta, delta_color=color, border=True, height="stretch")


def _earlier_figures(period: Period, group: str) -> Figures | None:
    """Return the figures to compare with: none under other rules, or where nobody was ranked."""
    try:
        rules, rules_before = (session.league(one).scheme for one in (period, period.previous()))
    except Refused:
        # No rules were in force yet.
        return None
    if (rules.id, rules.version) != (rules_before.id, rules_before.version):
        return None
    found = _figures(period.previous(), group)
    return found if found.ranked else None


def _figures(period: Period, group: str) -> Figures:
    units = [unit for unit in session.league(period).units if unit.group == group]
    scores = [Decimal(unit.score) for unit in units if unit.score is not None]
    rates = session.inspections(period)
    return Figures(
        ranked=len(scores),
        mean=(sum(scores, Decimal()) / len(scores)).quantize(CENT, ROUND_HALF_UP) if scores else None,
        vetoed=sum(unit.verdict == "vetoed" for unit in units),
        shares=(
            (sum(unit.on_time[0] for unit in units), sum(unit.on_time[1] for unit in units)),
            *((rates[kind]["passed"], rates[kind]["checked"]) for kind in ("websites", "accounts")),
        ),
    )


def _percent(counts: tuple[int, int] | None, minimum: int) -> Decimal | None:
    """Return a share in per cent; none where n is too small for one (scoring contract §6)."""
    if counts is None or counts[1] < max(minimum, 1):
        return None
    part, whole = counts
    # 100% of 275 is exact: a decimal would only take room.
    return Decimal(100) if part == whole else (Decimal(100 * part) / whole).quantize(TENTH, ROUND_HALF_UP)


def _change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before
