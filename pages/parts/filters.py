"""What the reader chooses, kept in the address as codes: a link opens the same view next quarter and in any language.

The address leads: a widget shows what the address says and writes its choice there, always, defaults included.
Switching pages empties the address, so the last choice of the session is kept beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import streamlit as st

from metrics import scores
from metrics.calendar import Period, today_in_shanghai
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.words import GROUPS, word_period
from pages.parts import session
from pages.parts.words import plain

LONGEST_SHOWN = 40


def ask_period(t: Translator) -> Period:
    """Ask which period; the latest quarter with data unless the address says another.

    A sealed package offers the period that was released.
    """
    periods, latest = _periods()
    codes = sorted(periods, key=lambda code: (periods[code].last, -periods[code].length), reverse=True)
    warn_of_unknown(t, "period", codes)
    code = _chosen("period", codes, latest.code)
    session.heading().selectbox(
        t("Period"),
        codes,
        format_func=lambda one: word_period(t, periods[one]),
        key="ask_period",
        on_change=_write,
        args=("period",),
        width=190,
    )
    return periods[code]


def _periods() -> tuple[dict[str, Period], Period]:
    """Return the periods on offer by their codes, and the one that is shown unasked."""
    edition, quarters = session.sealed_edition(), session.quarters()
    if edition is not None:
        only = Period.parse(edition.period)
        return {only.code: only}, only
    latest = quarters[-1] if quarters else Period.containing(today_in_shanghai())
    periods = _offered(quarters or (latest,))
    asked = _parsed(st.query_params.get("period"))
    if asked and asked.first <= today_in_shanghai():
        periods.setdefault(asked.code, asked)
    return periods, latest


def ask_group(t: Translator, codes: Sequence[str] = tuple(GROUPS)) -> str:
    """Ask which group of units is ranked."""
    warn_of_unknown(t, "group", codes)
    code = _chosen("group", codes, codes[0])
    session.heading().segmented_control(
        t("Group of units"),
        codes,
        format_func=lambda one: t(GROUPS[one]),
        required=True,
        key="ask_group",
        on_change=_write,
        args=("group",),
    )
    return code


def ask_view(t: Translator, known: Mapping[str, str]) -> str:
    """Ask which view of the same units (code → word) is shown, the first one unless the address says another."""
    codes = list(known)
    warn_of_unknown(t, "view", codes)
    code = _chosen("view", codes, codes[0])
    session.heading().segmented_control(
        t("View"),
        codes,
        format_func=known.__getitem__,
        required=True,
        key="ask_view",
        on_change=_write,
        args=("view",),
    )
    return code


def ask_listed_unit(t: Translator, period: Period) -> str:
    """Ask which of the units listed in ``period`` that the reader may read; the address carries its official name."""
    listed = session.league(period).units
    if not listed:
        raise Refused("No unit is listed in this period; receive a list of units first.")
    reader = session.reader()
    names = [unit.unit for unit in listed if reader.may_read(unit.unit)]
    if not names:
        raise Refused("None of your units is listed in this period.")
    read_unit_of_address(names)
    warn_of_other_units(t, names, names[0])
    name = _chosen("unit", names, names[0])
    session.heading().selectbox(
        t("Unit"),
        names,
        key="ask_unit",
        on_change=_write,
        args=("unit",),
        width=260,
    )
    return name


def read_unit_of_address(names: Sequence[str]) -> None:
    """Let the address name a unit as people do, by a short or a former name: it is replaced by the official one."""
    asked = st.query_params.get("unit")
    if asked is None or asked in names:
        return
    with suppress(Refused):
        _, official = scores.find_unit(session.warehouse(), asked)
        if official in names:
            st.query_params["unit"] = official


def warn_of_other_units(t: Translator, names: Sequence[str], usual: str) -> None:
    """Say so when the address asks for a unit that is not among ``names``, those the reader may choose.

    Whoever reads their own units only is told the same whether there is such a unit or not; ``usual`` is shown then.
    """
    asked = st.query_params.get("unit")
    if session.reader().reads_everything:
        warn_of_unknown(t, "unit", names)
    elif asked is not None and asked not in names:
        st.warning(
            t("Your role may not read the details of {asked}; those of {unit} are shown.",
              asked=plain(asked[:LONGEST_SHOWN]), unit=plain(usual))
        )  # fmt: skip


def warn_of_unknown(t: Translator, name: str, codes: Sequence[str]) -> None:
    """Say so when the address asks for what is not here: a link that shows something else unasked would mislead."""
    asked = st.query_params.get(name)
    if asked is not None and asked not in codes:
        st.warning(
            t("The link asks for “{asked}”, which is unknown here; the usual view is shown.",
              asked=plain(asked[:LONGEST_SHOWN]))
        )  # fmt: skip


def _offered(quarters: Sequence[Period]) -> dict[str, Period]:
    found: dict[str, Period] = {}
    for quarter in quarters:
        half = Period(quarter.year, 1 if quarter.start < 3 else 3, 2)
        for period in (quarter, half, Period(quarter.year, 1, 4)):
            found[period.code] = period
    return found


def _parsed(text: str | None) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError:
        return None


def _chosen(name: str, codes: Sequence[str], default: str) -> str:
    """Return the code the address or the session asks for and write it to both, and to the widget's state."""
    asked: tuple[str | None, ...] = (st.query_params.get(name), st.session_state.get(f"kept_{name}"))
    code = next((one for one in asked if one is not None and one in codes), default)
    st.session_state[f"ask_{name}"] = code
    if code == default:
        # Not a choice: when data of a newer period arrive, the reader is to see them.
        st.session_state.pop(f"kept_{name}", None)
    else:
        st.session_state[f"kept_{name}"] = code
    if st.query_params.get(name) != code:
        st.query_params[name] = code
    return code


def _write(name: str) -> None:
    st.query_params[name] = st.session_state[f"ask_{name}"]
