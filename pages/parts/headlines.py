"""The lines above a page's tables: status, day, scheme, and cards of figures with their n and change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.releases import status
from metrics.rulebook import Scheme
from metrics.scores import League, UnitScore
from metrics.state import Share, headlines
from metrics.words import word_checks, word_nothing_checked
from metrics.words_of_releases import word_status
from pages.parts import session
from pages.parts.answers import ask
from pages.parts.links import show_way
from pages.parts.whose import of_group
from pages.parts.words import coloured, plain, word_day

COLORS: dict[str, Any] = {"draft": "gray", "consult": "blue", "released": "green", "correct": "blue"}


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
        # In words: the status beside it would be read as that of these figures.
        differing = len(session.differences(found.latest))
        with place:
            if differing:
                said = t("They differ from edition {edition} ({n} units)", edition=found.latest.edition, n=differing)
                st.markdown(f"**{plain(said)}**", width="content")
            else:
                st.caption(plain(t("As in edition {edition}", edition=found.latest.edition)), width="content")
            show_way("releases", t("Published figures"), icon=":material/verified:", period=period.code)
    day = t("As of {day}", day=word_day(t, league.as_of))
    place.caption(plain(" · ".join((day, word_scheme(t, league.scheme), detail))), width="stretch")


def show_headlines(t: Translator, place: DeltaGenerator, period: Period, group: str) -> None:
    """Draw the five figures of a group; pass rates are the whole city's."""
    found = ask(headlines, period)
    own = next((one for one in found.groups if one.group == group), None)
    if own is not None:
        mean = of_group(t, t("Mean score (n={n})", n=own.ranked), group)
        show_figure(place, mean, own.mean, own.mean_change)
        show_vetoes(place, own.vetoed, own.vetoed_before, of_group(t, t("Units with a veto"), group))
        show_share(t, place, of_group(t, t("Rectified on time"), group), own.on_time)
    show_passed(t, place, t("Websites passed, whole city"), found.websites, is_website=True)
    show_passed(t, place, t("Accounts passed, whole city"), found.accounts, is_website=False)


def show_figure(
    place: DeltaGenerator, label: str, shown: str | None, change: str | None, unit: str = "{change}"
) -> None:
    """Draw a figure that had better be high, with what it changed by; None where there is nothing to say."""
    grown = Decimal(change or 0)
    # A number 0 is drawn grey and without an arrow; a text "0.00" would be a green rise.
    delta = None if change is None else unit.format(change=change) if grown else 0
    rise: Any = "normal" if grown > 0 else "off"
    place.metric(label, shown or "—", delta, delta_color=rise, border=True, height="stretch")


def show_share(t: Translator, place: DeltaGenerator, label: str, share: Share) -> None:
    """Draw a part of a whole: its percentage with n and N, or both alone where N is too small for one."""
    _show_share(t, place, label, share, f"{share.part}/{share.whole}" if share.whole else "—")


def show_passed(t: Translator, place: DeltaGenerator, label: str, share: Share, is_website: bool) -> None:
    """Draw how many websites or accounts passed like ``show_share``, or why none was checked.

    Over several quarters these are checks, with the number of different channels beside them.
    """
    if share.whole:
        fraction = word_checks(t, is_website, share.part, share.whole, share.channels)
    else:
        fraction = "—" if share.is_applicable is None else word_nothing_checked(t, share.is_applicable)
    _show_share(t, place, label, share, fraction)


def _show_share(t: Translator, place: DeltaGenerator, label: str, share: Share, fraction: str) -> None:
    if share.rate is None:
        show_figure(place, label, fraction, None)
        return
    show_figure(place, f"{label} {fraction}", f"{share.rate}%", share.change, t("{change} points"))


def show_vetoes(place: DeltaGenerator, vetoed: int, before: int | None, label: str) -> None:
    """Draw how many units have a veto; red is for vetoes and overdue work only, so one more is red."""
    change = None if before is None else vetoed - before
    rise: Any = "inverse" if change and change < 0 else "red" if change else "off"
    place.metric(label, coloured(vetoed, "red"), change, delta_color=rise, border=True, height="stretch")
