"""The page 问题整改: whose rectification is looked at, its figures and cards, how old open items are.

Nothing is computed here but a printed share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from metrics import scores
from metrics.access import Reader
from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.rectification import Figures, Rectification
from metrics.rectification import rectification as ask
from metrics.scores import printed
from metrics.words import GRADES, GROUPS
from pages.parts import session
from pages.parts.exports import Shown, show_exported
from pages.parts.filters import read_unit_of_address, warn_of_other_units, warn_of_unknown
from pages.parts.tables import ROW_HEIGHT
from pages.parts.whose import reads_own_only
from pages.parts.words import coloured

EVERY = "all"
MOST_UNITS = 8
WIDTHS = {"not_due": 72, "due_soon": 96}

def ask_scope(t: Translator, period: Period) -> tuple[str | None, str | None]:
    """Ask for a group and a unit of it, kept in the address as ``group`` and ``unit``; None means all.

    Whoever reads their own units only chooses among these.
    """
    listed = session.league(period).units
    own = [one.unit for one in listed if session.reader().may_read(one.unit)]
    if reads_own_only() and own:
        read_unit_of_address(own)
        return None, _ask(t, "unit", t("Unit"), own, {})
    groups = [EVERY, *(code for code in GROUPS if any(one.group == code for one in listed))]
    called = {EVERY: t("All groups")} | {code: t(name) for code, name in GROUPS.items()}
    group = _ask(t, "group", t("Group of units"), groups, called)
    names = [EVERY, *(one.unit for one in listed if group in (EVERY, one.group))]
    read_unit_of_address(names)
    unit = _ask(t, "unit", t("Unit"), names, {EVERY: t("All units")})
    return None if group == EVERY else group, None if unit == EVERY else unit


def _ask(t: Translator, name: str, label: str, codes: Sequence[str], words: Mapping[str, str]) -> str:
    # The address alone leads: a unit looked at on another page must not narrow this one unasked.
    asked = st.query_params.get(name, EVERY)
    if name != "unit":
        warn_of_unknown(t, name, codes)
    elif asked != EVERY:
        warn_of_other_units(t, codes, codes[0])
    code = asked if asked in codes else codes[0]
    key = f"repairs_{name}"
    st.session_state[key] = code
    if st.query_params.get(name) != code:
        st.query_params[name] = code
    session.heading().selectbox(
        label,
        codes,
        format_func=lambda one: words.get(one, one),
        key=key,
        on_change=_write,
        args=(name, key),
        width=190 if name == "group" else 250,
    )
    return code


def _write(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key]
    if name == "group":
        # The unit chosen before may be of another group.
        st.query_params["unit"] = EVERY


def rectification(period: Period, group: str | None, unit: str | None) -> Rectification:
    """Return the rectification of a period and scope."""
    store = session.warehouse()
    key = (str(store.folder), id(store), store.version)
    return _rectification(key, session.reader(), period, scores.day_of(period, None), group, unit)


@st.cache_resource(max_entries=64, show_spinner=False)
def _rectification(
    key: tuple[str, int, int], who: Reader, period: Period, as_of: date, group: str | None, unit: str | None
) -> Rectification:
    return ask(session.warehouse(), who, period, as_of, group=group, unit=unit)


def word_scope(t: Translator, found: Rectification) -> str:
    """Return whose rectification is shown and how much stands on each of its lists, in words."""
    # What was found, not what was asked for: a unit's reader gets its own unit's whatever the address says.
    whose = found.unit or (t(GROUPS[found.group]) if found.group else t("Whole city"))
    return t(
        "{whose}: {n} open, {closed} closed in the period, {back} back again or perhaps",
        whose=whose,
        n=found.figures.still_open,
        closed=len(found.closed_items),
        back=len(found.recurrences),
    )


def show_figures(t: Translator, found: Rectification) -> None:
    """Draw open items, the two cards, deadlines kept n/N, days to fix with n, and what came back."""
    figures, minimum = found.figures, found.scheme.rate_minimum_n
    places = st.columns([10, 15, 17, 18, 19, 15], gap="small")
    with places[0]:
        st.metric(t("Open on the as-of day"), figures.still_open, border=True)
    with places[1]:
        st.metric(
            t("Red card: overdue"),
            coloured(figures.overdue, "red"),
            border=True,
            help=t("From the first day after the deadline."),
        )
    with places[2]:
        st.metric(
            t("Yellow card: due within one working day"),
            coloured(figures.bands["due_soon"], "orange"),
            border=True,
            help=t("One working day left, or due today."),
        )
    with places[3]:
        st.metric(
            t("On time ({part}/{whole})", part=figures.on_time, whole=figures.due),
            _share(figures.on_time, figures.due, minimum),
            border=True,
            help=t(
                "Of the deadlines that lie in the period and not after the as-of day, those kept. Fewer than {n}: no"
                " percentage.",
                n=minimum,
            ),
        )
    with places[4]:
        st.metric(
            t("Working days to fix, median (n={n})", n=figures.fixed),
            word_median(figures),
            border=True,
            help=t("From the day of the finding, or of the failed re-check, to the fix; fixes of the period."),
        )
    with places[5]:
        st.metric(
            t("Back again (perhaps: {n})", n=figures.suspected),
            figures.came_back,
            border=True,
            help=t(
                "By the re-check, or found again on the same page. Perhaps: same unit, channel and indicator within"
                " {quarters} quarters, without the address of a page.",
                quarters=found.scheme.rectification.suspected_relapse_quarters,
            ),
        )


def word_median(figures: Figures) -> str:
    """Return the median of working days to a fix, a half where it lies between two; a dash when nothing was fixed."""
    if figures.doubled_median is None:
        return "—"
    whole, half = divmod(figures.doubled_median, 2)
    return f"{whole}.5" if half else str(whole)


def _share(part: int, whole: int, minimum: int) -> str:
    if whole < max(minimum, 1):
        return f"{part}/{whole}" if whole else "—"
    return f"{printed(100 * part, whole)}%"


def words_of_bands(t: Translator, found: Rectification) -> dict[str, str]:
    """Return what a column of open items is called; the days are the scheme's."""
    rules = found.scheme.rectification
    first, capped = rules.overdue_first_days, rules.grade_cap_days
    return {
        "not_due": t("Not due yet"),
        "due_soon": t("Within one day"),
        "overdue_first": t("Up to {n} days late", n=first),
        "overdue_long": t("{low} to {high} days late", low=first + 1, high=capped),
        "overdue_capped": t("Over {n} days late", n=capped),
    }


def show_ageing(t: Translator, found: Rectification) -> None:
    """Draw how old the open items are: a line per group of a city, per unit with open items of a group."""
    lines = [
        {"member": t(GROUPS.get(name, name)), "still_open": one.still_open, "overdue": one.overdue, **one.bands}
        | {"on_time": f"{one.on_time}/{one.due}" if one.due else "—"}
        | {"median": t("{days} (n={n})", days=word_median(one), n=one.fixed)}
        for name, one in sorted(found.parts, key=_lateness)
        if one.still_open or one.due
    ]
    if not lines:
        return
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "member": words(t("Whose"), width=150),
        "still_open": number(t("Open"), width=64),
        **{band: number(word, width=WIDTHS.get(band, 137)) for band, word in words_of_bands(t, found).items()},
        "on_time": words(t("On time"), width=80, alignment="right"),
        "median": words(t("Median days to fix"), width=104, alignment="right"),
    }
    title = t("How long open items have waited")
    st.subheader(title, anchor=False)
    st.caption(
        t("Items; days are working days. One late by over {n} caps the grade at {band}.", **_cap_words(t, found))
    )
    height: Any = "content" if len(lines) <= MOST_UNITS else ROW_HEIGHT * (MOST_UNITS + 1)
    show_exported(t, title, columns, lines, shown_of(t, found), key="ageing", height=height)


def _lateness(part: tuple[str, Figures]) -> tuple[int, ...]:
    # The latest first; groups and equals stay in administrative order.
    name, one = part
    late = (one.bands["overdue_capped"], one.overdue, one.still_open)
    return tuple(-count for count in late) if name not in GROUPS else (0,)


def _cap_words(t: Translator, found: Rectification) -> dict[str, Any]:
    scheme, best = found.scheme, found.scheme.best_band_when_capped
    names = {band.code: band.name for band in scheme.bands}
    return {"band": t(GRADES.get(best, names[best])), "n": scheme.rectification.grade_cap_days}


def shown_of(t: Translator, found: Rectification) -> Shown:
    """Return what the tables of this page rest on, for their files."""
    return Shown(found.period, found.as_of, found.scheme, word_scope(t, found))
