"""What every page needs from this session and this process: language, reader, store, cached answers.

Answers are cached under the store's version, so an import is seen by the next rerun; they are immutable and
shared, and the reader is part of the key. Python's own cache: Streamlit's spends milliseconds on making each key.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics import movement, published, reweighing, scores, what_if
from metrics.access import Reader
from metrics.calendar import Period, today_in_shanghai
from metrics.i18n import Translator, translator
from metrics.movement import Movements, TrendPoint
from metrics.opening import edition_shown
from metrics.owner import holder
from metrics.published import Difference, Release
from metrics.reweighing import Weighable
from metrics.warehouse import Warehouse
from metrics.what_if import Recoverable
from pages.parts import sign_in

LANGUAGE = "language"
HEADING, BASIS = "heading", "basis"
Key = tuple[str, int, int]


def words() -> Translator:
    """Return the translator of this session's language; Chinese until the reader switches."""
    return translator(st.session_state.get(LANGUAGE, "zh_CN"))


def reader() -> Reader:
    """Return who is asking: the person who signed in, in local mode whoever sits at the machine."""
    return replace(sign_in.reader(), is_read_only=warehouse().is_read_only)


def actor() -> str:
    """Return the name under which is kept what is done here."""
    return sign_in.actor()


def warehouse() -> Warehouse:
    """Return the store to show: the real one, before that the demonstration."""
    return holder.warehouse()


def sealed_edition() -> Release | None:
    """Return the edition that an opened package shows; None for a store of one's own."""
    return _edition(_key())


def begin_page(title: str, top: DeltaGenerator) -> None:
    """Print the title of a page; filters asked afterwards stand on its line, what they rest on below it."""
    line = top.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    line.title(title, width="content", anchor=False)
    st.session_state[HEADING] = line
    st.session_state[BASIS] = top.container(horizontal=True, vertical_alignment="center", gap="small")


def heading() -> DeltaGenerator:
    """Return the line of the page's title, where filters are asked."""
    line: DeltaGenerator = st.session_state[HEADING]
    return line


def basis() -> DeltaGenerator:
    """Return the line below the title, where status, day and scheme are told."""
    line: DeltaGenerator = st.session_state[BASIS]
    return line


def quarters() -> tuple[Period, ...]:
    """Return the quarters the store has data for that have begun, oldest first; empty for a new store.

    Of a sealed package those of the period that was released: nothing else in it is published.
    """
    edition = sealed_edition()
    if edition is not None:
        return tuple(Period.quarter(number) for number in Period.parse(edition.period).quarters)
    today = today_in_shanghai()
    return tuple(quarter for quarter in _quarters(_key()) if quarter.first <= today)


def is_empty() -> bool:
    """Return whether nothing but units was received; a plan of a year to come is something."""
    return not _quarters(_key())


def period_looked_at() -> Period:
    """Return the period the reader chose last, else the latest one with data, else the current quarter.

    Of a sealed package it is the one that was released.
    """
    edition = sealed_edition()
    if edition is not None:
        return Period.parse(edition.period)
    kept = st.session_state.get("kept_period")
    if kept:
        return Period.parse(kept)
    found = quarters()
    return found[-1] if found else Period.containing(today_in_shanghai())


def league(period: Period, as_of: date | None = None) -> scores.League:
    """Return the league tables of all groups of a period."""
    return _league(_key(), reader(), period, as_of or scores.day_of(period, None))


def scorecard(unit: str, period: Period) -> scores.Scorecard:
    """Return a unit's score with its marks, tasks and findings."""
    return _scorecard(_key(), reader(), unit, period, scores.day_of(period, None))


def recoverable(unit: str, period: Period) -> Recoverable:
    """Return what a unit can win back, and what would become of its score then."""
    return _recoverable(_key(), reader(), unit, period, scores.day_of(period, None))


def weighable(period: Period, group: str) -> Weighable:
    """Return the units of a group, to be put under other weights; for who reads everything."""
    return _weighable(_key(), reader(), period, scores.day_of(period, None), group)


def movements(period: Period) -> Movements:
    """Return how every unit that may be read, and every league, moved since the period before."""
    return _movements(_key(), reader(), period, scores.day_of(period, None))


def trend(unit: str, period: Period) -> tuple[TrendPoint, ...]:
    """Return a unit's way through the last periods."""
    return _trend(_key(), reader(), unit, period, scores.day_of(period, None))


def differences(release: Release) -> tuple[Difference, ...]:
    """Return what differs now from a published edition, of the units the reader may read."""
    return _differences(_key(), reader(), release)


def short_names() -> dict[str, str]:
    """Return the shortest name the directory gives each unit beside its official one, for narrow columns."""
    return _short_names(_key())


def original_row(record: int) -> tuple[scores.Source, dict[str, str]]:
    """Return one row of a received file as it was typed."""
    return scores.original_row(warehouse(), reader(), record)


def _key() -> Key:
    store = warehouse()
    # A demonstration made anew starts counting again: the object tells it from the one before.
    return str(store.folder), id(store), store.version


@lru_cache(maxsize=8)
def _edition(key: Key) -> Release | None:
    return edition_shown(warehouse())


@lru_cache(maxsize=16)
def _differences(key: Key, who: Reader, release: Release) -> tuple[Difference, ...]:
    return published.differences(warehouse(), who, release)


@lru_cache(maxsize=8)
def _quarters(key: Key) -> tuple[Period, ...]:
    return scores.periods(warehouse())


@lru_cache(maxsize=8)
def _short_names(key: Key) -> dict[str, str]:
    return scores.short_names(warehouse())


@lru_cache(maxsize=64)
def _league(key: Key, who: Reader, period: Period, as_of: date) -> scores.League:
    return scores.league(warehouse(), who, period, as_of)


@lru_cache(maxsize=256)
def _scorecard(key: Key, who: Reader, unit: str, period: Period, as_of: date) -> scores.Scorecard:
    return scores.scorecard(warehouse(), who, unit, period, as_of)


@lru_cache(maxsize=64)
def _recoverable(key: Key, who: Reader, unit: str, period: Period, as_of: date) -> Recoverable:
    return what_if.recoverable(warehouse(), who, unit, period, as_of)


@lru_cache(maxsize=16)
def _weighable(key: Key, who: Reader, period: Period, as_of: date, group: str) -> Weighable:
    return reweighing.weighable(warehouse(), who, period, group, as_of)


@lru_cache(maxsize=16)
def _movements(key: Key, who: Reader, period: Period, as_of: date) -> Movements:
    return movement.movements(warehouse(), who, period, as_of)


@lru_cache(maxsize=64)
def _trend(key: Key, who: Reader, unit: str, period: Period, as_of: date) -> tuple[TrendPoint, ...]:
    return movement.trend(warehouse(), who, unit, period, as_of)
