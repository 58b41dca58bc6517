"""Tables: what a line says is prepared elsewhere, here it gets its columns; nothing from data is read as markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.scores import UnitScore
from metrics.words import DIMENSIONS, GRADES, VERDICTS, word_rank
from metrics.words_of_movement import BREAK_MARK
from pages.parts import session
from pages.parts.words import PLACES

ROW_HEIGHT = 30
WRAPPED_ROW_HEIGHT = 62
"""Three lines of Chinese. In rows of up to 4 rem (60 pixels) Streamlit cuts words instead of wrapping them; beside
Chinese the grid takes every character for a wide one and wraps neither English nor addresses."""

PIXELS_OF_CHARACTER, PIXELS_OF_PADDING = 13.2, 16
PIXELS_OF_LETTER, PIXELS_OF_SLIM_LETTER, SLIM_LETTERS = 7.4, 4.3, frozenset("fijlrt1I .,:()/'")
NARROWEST_GIVER = 120
"""So narrow a column may become for the headings of others."""

PLACE_OF_PAGE, PLACE_OF_PART = 992, 620
"""Pixels across a page on a screen of 1366, and across its part that has another beside it."""

NAMES_OF_UNITS = frozenset({"unit", "member"})
"""Columns where a name too long for its column gives way to the unit's short one; exports keep the official name."""
Column = Any


def list_league(t: Translator, units: Sequence[UnitScore]) -> list[dict[str, Any]]:
    """Return one line per unit of a league; words stand where a vetoed or unrated unit has no number."""
    return [_league_line(t, unit) for unit in units]


def _league_line(t: Translator, unit: UnitScore) -> dict[str, Any]:
    is_ranked = unit.verdict == "ranked"
    line: dict[str, Any] = {
        "place": word_rank(t, unit) if is_ranked else t(PLACES[unit.verdict]),
        "unit": unit.unit,
        "score": None if unit.score is None else float(unit.score),
        "grade": t(GRADES.get(unit.grade or "", "")) if is_ranked else t(VERDICTS[unit.verdict]),
        "change": word_change(unit.rank_change) + (BREAK_MARK if unit.breaks else "") if is_ranked else "",
    }
    for name, one in unit.dimensions.items():
        line[name] = None if one.score is None else float(one.score)
    on_time, due = unit.on_time
    # Of a peer only the place is told: then there are no dimensions, and its coverage is not 0 but nobody's to see.
    coverage = unit.coverage if unit.dimensions else None
    return line | {"on_time": f"{on_time}/{due}" if due else "—", "coverage": coverage}


def word_change(change: int | None) -> str:
    """Return by how many places a unit rose or fell, nothing where that cannot be said."""
    if change is None:
        return ""
    return f"▲{change}" if change > 0 else f"▼{-change}" if change < 0 else "—"


def columns_of_league(t: Translator, units: Sequence[UnitScore]) -> dict[str, Column]:
    """Return the columns of a league table, one bar per dimension with its weight in the heading."""
    has_interval = any(unit.rank_low is not None for unit in units)
    weights = {name: one.weight for unit in units for name, one in unit.dimensions.items()}
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    bars = {
        name: st.column_config.ProgressColumn(
            t("{dimension} {weight}", dimension=t(DIMENSIONS[name]), weight=weights[name]),
            min_value=0,
            max_value=100,
            format="%.2f",
            width=92,
        )
        for name in DIMENSIONS
        if name in weights
    }
    return {
        "place": words(
            t("Rank (interval)") if has_interval else t("Rank"), width=96 if has_interval else 72, alignment="right"
        ),
        "unit": words(t("Unit"), width=256),
        "score": number(t("Score"), format="%.2f", width=60, alignment="right"),
        "grade": words(
            t("Grade"),
            width=108,
            help=t("By the printed score; a rectification overdue for too long caps the grade at Passed."),
        ),
        "change": words(
            t("Change"),
            width=58,
            alignment="right",
            help=t("Change of rank against the previous period of the same length; ※ marks a break."),
        ),
        **bars,
        "on_time": words(
            t("On time"),
            width=70,
            alignment="right",
            help=t("Rectifications closed by their deadline, of those due in the period."),
        ),
        "coverage": number(
            t("Coverage"),
            format="percent",
            width=58,
            help=t("Weight of the dimensions that apply and were checked, of all."),
        ),
    }


def show_leagues(t: Translator, units: Sequence[UnitScore], period: Period, view: str = "ranked") -> str | None:
    """Draw one table per league, in the order of ``units``; return the unit whose row was clicked."""
    leagues: dict[str, list[UnitScore]] = {}
    for unit in units:
        leagues.setdefault(unit.league, []).append(unit)
    clicked = None
    for name, members in leagues.items():
        if len(leagues) > 1:
            st.text(name)
        event = show_table(
            list_league(t, members),
            columns_of_league(t, members),
            # Another view is another table: one that gets other rows would swallow the next click.
            key=f"league_{view}_{period.code}_{members[0].group}_{name}",
            on_select="rerun",
            selection_mode="single-cell",
            alt=t("League table"),
        )
        cells = event.selection.cells
        clicked = members[cells[0][0]].unit if cells else clicked
    return clicked


def show_table(lines: Sequence[Mapping[str, Any]], columns: Mapping[str, Column], **options: Any) -> Any:
    """Draw ``lines`` under ``columns`` (key → configuration); ``options`` are those of ``st.dataframe``."""
    settings: dict[str, Any] = {
        "hide_index": True,
        "height": "content",
        "placeholder": "—",
        "row_height": ROW_HEIGHT,
        **options,
    }
    fitted = fit_headings(columns)
    data = pa.table({key: _cells(key, column, lines) for key, column in fitted.items()})
    return st.dataframe(data, column_config=fitted, **settings)


def fit_headings(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Return the columns, none narrower than its heading: one language says in two characters what fills a line in
    another. Where there is no place left for that the widest columns give way."""
    given = {key: one["width"] for key, one in columns.items() if isinstance(one.get("width"), int)}
    least = {key: _width_of_heading(columns[key].get("label") or "") for key in given}
    widths = {key: max(width, least[key]) for key, width in given.items()}
    place = sum(given.values())
    if place > PLACE_OF_PART:
        place = max(place, PLACE_OF_PAGE)
    for _ in range(sum(widths.values()) - place):
        widest = max(widths, key=lambda key: widths[key] - max(NARROWEST_GIVER, least[key]))
        if widths[widest] <= max(NARROWEST_GIVER, least[widest]):
            break
        widths[widest] -= 1
    return {key: one | {"width": widths[key]} if key in widths else one for key, one in columns.items()}


def _width_of_heading(text: str) -> int:
    letters = (PIXELS_OF_SLIM_LETTER if one in SLIM_LETTERS else PIXELS_OF_LETTER for one in text if one.isascii())
    characters = sum(not one.isascii() for one in text)
    return round(sum(letters) + characters * PIXELS_OF_CHARACTER + PIXELS_OF_PADDING)


def _cells(key: str, column: Column, lines: Sequence[Mapping[str, Any]]) -> list[Any]:
    cells = [line.get(key) for line in lines]
    return [short_enough(one or "", column["width"]) for one in cells] if key in NAMES_OF_UNITS else cells


def short_enough(name: str, width: int) -> str:
    """Return the name of a unit as it fits a column of ``width`` pixels: the official one where there is room."""
    fits = len(name) * PIXELS_OF_CHARACTER + PIXELS_OF_PADDING <= width
    return name if fits else session.short_names().get(name, name)


def columns_of_marks(t: Translator) -> dict[str, Column]:
    """Return the columns of the marks of a score."""
    words = st.column_config.TextColumn
    return {
        "number": words(t("Mark no."), width=58, alignment="right"),
        "points": words(t("Points"), width=60, alignment="right"),
        "dimension": words(t("Dimension"), width=80),
        "indicator": words(t("Indicator"), width=88),
        "item": words(t("Item"), width=152),
        "reason": words(t("Reason"), width=156),
        "reply": words(t("Replied"), width=66),
        "clause": words(t("Clause"), width=100),
        "file": words(t("File"), width=110),
        "place": words(t("Row and sheet"), width=138),
    }


def columns_of_tasks(t: Translator) -> dict[str, Column]:
    """Return the columns of a unit's assignments."""
    words = st.column_config.TextColumn
    return {
        "number": words(t("No."), width=52, alignment="right"),
        "title": words(t("Task"), width=250),
        "role": words(t("Role"), width=58),
        "due": words(t("Due"), width=110),
        "state": words(t("State"), width=170),
        "credit": words(t("Credit"), width=78, alignment="right"),
        "progress": words(t("Progress"), width=160),
        "evidence": words(t("Evidence"), width=120),
    }


def columns_of_findings(t: Translator) -> dict[str, Column]:
    """Return the columns of a unit's findings and their rectification."""
    words = st.column_config.TextColumn
    return {
        "day": words(t("Found on"), width=108),
        "channel": words(t("Channel"), width=118),
        "indicator": words(t("Indicator"), width=78),
        "kind": words(t("Nature"), width=66),
        "description": words(t("Description"), width=180),
        "state": words(t("State"), width=66),
        "deadline": words(t("Deadline"), width=158),
        "closed": words(t("Closed on"), width=108),
        "action": words(t("What was done"), width=112),
        "number": words(t("Finding no."), width=90),
    }


def ask_record(lines: Sequence[Mapping[str, Any]], columns: Mapping[str, Column], key: str, alt: str) -> int | None:
    """Draw ``lines`` that carry their ``record``; return the record behind the selected one."""
    height: Any = "content" if len(lines) <= 16 else ROW_HEIGHT * 17
    event = show_table(lines, columns, key=key, on_select="rerun", selection_mode="single-cell", height=height, alt=alt)
    cells = event.selection.cells
    return lines[cells[0][0]]["record"] if cells else None


def show_original(t: Translator, place: str, cells: Mapping[str, str]) -> None:
    """Draw one row of a received file as it was typed: heading and text."""
    lines = [{"heading": heading, "text": text} for heading, text in cells.items() if text]
    columns = {
        "heading": st.column_config.TextColumn(t("Heading"), width=180),
        "text": st.column_config.TextColumn(t("As typed"), width=760),
    }
    st.text(place)
    show_table(lines, columns, alt=t("The row of the original"))
