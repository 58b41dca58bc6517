"""Two buttons below a table: exactly what it shows, as .xlsx and as .csv, saying on what it rests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import streamlit as st

from metrics.briefs.tables import Column, Table, tell_basis, write_csv, write_workbook
from metrics.calendar import SHANGHAI, Period
from metrics.i18n import Translator
from metrics.releases import status
from metrics.rulebook import Scheme
from metrics.scores import League, UnitScore
from metrics.words import GROUPS, word_interval, word_only_weights, word_period
from metrics.words_of_releases import word_edition, word_status
from pages.parts import session
from pages.parts.downloads import offer_file
from pages.parts.headlines import word_scheme
from pages.parts.tables import columns_of_league, list_league, show_table
from pages.parts.words import word_day

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIXELS_OF_CHARACTER = 7
_DECIMALS = re.compile(r"%\.(\d)f")


@dataclass(frozen=True)
class Shown:
    """What a table of a page rests on: its period, day and rules, and what the reader has chosen in words.

    What is told of files rather than of a period has none of the three.
    """

    period: Period | None = None
    as_of: date | None = None
    scheme: Scheme | None = None
    choice: str = ""
    status: str = ""
    """What the figures are, of those that are not the running ones."""


def show_export(
    t: Translator,
    title: str,
    columns: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    shown: Shown,
    *,
    key: str,
    place: Any = None,
) -> None:
    """Draw the two buttons for a table of ``columns`` (key → column configuration, as ``show_table`` takes them).

    Nothing is drawn for a table without lines; the files are made when a button is clicked.
    """
    if not lines:
        return
    make = partial(_table, t, title, columns, lines, shown)
    stem = f"{title}-{shown.period.code if shown.period else f'{datetime.now(SHANGHAI):%Y%m%d}'}"
    box = (place or st).container(horizontal=True, gap="small")
    _show_button(box, t("Excel"), lambda: write_workbook([make()]), f"{stem}.xlsx", XLSX, f"{key}_xlsx")
    _show_button(box, t("CSV"), lambda: write_csv(make()), f"{stem}.csv", "text/csv", f"{key}_csv")


def show_exported(
    t: Translator,
    title: str,
    columns: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    shown: Shown,
    *,
    key: str,
    most: int | None = None,
    place: Any = None,
    **options: Any,
) -> Any:
    """Draw a table with its two buttons and return its event; ``most`` lines are drawn, the files hold all of them.

    ``options`` are those of ``st.dataframe``.
    """
    event = show_table(lines[:most], columns, key=key, alt=title, **options)
    if most is not None and len(lines) > most:
        st.caption(t("The first {shown} of {n} are shown.", shown=most, n=len(lines)))
    show_export(t, title, columns, lines, shown, key=f"{key}_export", place=place)
    return event


def show_league_export(
    t: Translator, league: League, units: Sequence[UnitScore], group: str, view: str = ""
) -> None:
    """Draw the two buttons for a league table, beside the words on what it rests; ``view`` is its order in words."""
    has_intervals = any(one.rank_low is not None for one in units)
    said = (t(GROUPS.get(group, group)), view, word_only_weights(t) if has_intervals else "")
    choice = " · ".join(filter(None, said))
    shown = Shown(league.period, league.as_of, league.scheme, choice)
    columns, lines = _ranks_as_numbers(t, units)
    show_export(t, t("League table"), columns, lines, shown, key="league", place=session.basis())


def _ranks_as_numbers(t: Translator, units: Sequence[UnitScore]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return columns and lines of a league table with intervals in a column of their own: a rank can be sorted by."""
    columns, lines = columns_of_league(t, units), list_league(t, units)
    if all(one.rank_low is None for one in units):
        return columns, lines
    words = st.column_config.TextColumn
    apart = {"place": words(t("Rank"), width=72, alignment="right"), "interval": words(t("Interval"), width=72)}
    for line, one in zip(lines, units, strict=True):
        line |= {"place": str(one.rank) if one.rank else line["place"], "interval": word_interval(one)}
    return apart | {key: column for key, column in columns.items() if key not in apart}, lines


def _show_button(box: Any, label: str, make: Callable[[], bytes], name: str, mime: str, key: str) -> None:
    offer_file(
        label, make, name, mime, key=key, place=box, icon=":material/download:", type="tertiary", width="content"
    )


def _table(
    t: Translator, title: str, columns: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], shown: Shown
) -> Table:
    basis = tell_basis(
        t,
        period=word_period(t, shown.period) if shown.period else "",
        as_of=word_day(t, shown.as_of),
        choice=shown.choice,
        scheme=f"{word_scheme(t, shown.scheme)} [{shown.scheme.id} {shown.scheme.version}]" if shown.scheme else "",
        status=shown.status or (_status(t, shown) if shown.scheme else ""),
        is_demonstration=session.warehouse().is_demonstration,
        made_at=datetime.now(SHANGHAI),
    )
    return Table(title, basis, tuple(_column(key, one) for key, one in columns.items()), lines)


def _status(t: Translator, shown: Shown) -> str:
    if shown.period is None:
        return t("Draft")
    edition = session.sealed_edition()
    if edition is not None and edition.period == shown.period.code:
        return word_edition(t, edition)
    found = status(session.warehouse(), shown.period)
    # The figures shown are the running ones, whatever was published.
    return t("{status}; running figures", status=word_status(t, found)) if found.latest else word_status(t, found)


def _column(key: str, shown: Mapping[str, Any]) -> Column:
    """Return the column a file gets for a column of a page.

    A column of words set to the right is one of figures, which pages spell out (−1.87, 60%, 否决 among them): there
    a number leaves as a number. Words set to the left leave as typed, whatever they look like.
    """
    config = shown.get("type_config") or {}
    width = shown.get("width")
    pixels = width if isinstance(width, int) else 120
    form = str(config.get("format") or "")
    is_number = config.get("type") in ("number", "progress")
    is_shown_number = shown.get("alignment") == "right"
    kind = "percent" if form == "percent" else "number" if is_number else "shown" if is_shown_number else "text"
    decimals = _DECIMALS.search(form)
    places = int(decimals[1]) if decimals else (0 if kind == "percent" else None)
    return Column(key, shown.get("label") or key, kind, places, max(8, round(pixels / PIXELS_OF_CHARACTER)))
