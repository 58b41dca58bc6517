"""Pictures: every chart of the pages is built here, from one template and the theme's own colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from unicodedata import east_asian_width

import plotly.graph_objects as go
import streamlit as st

from metrics.i18n import Translator
from metrics.movement import TrendPoint
from metrics.scores import UnitScore
from metrics.words import DIMENSIONS, word_period
from metrics.words_of_movement import BREAK_MARK, word_breaks
from pages.parts.breakdown import FULL_MARKS, Step

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
SCALE = [[0.0, "#6E9BB5"], [0.6, "#B9CFDB"], [1.0, "#F4F6F8"]]
"""Pale on purpose: numbers stand in the cells; the eye is led to where points are lost."""
HUNDREDTHS = 100
LONGEST_NAME = 26
"""Characters of a name beside a bar; what is longer is cut there and whole when one points at it."""

WIDE, NARROW, GAP = 13, 8, 14
"""Pixels of a Chinese character, of a Latin one, and between a name and its bar."""

LINE_OF_TICKS = 28
"""Pixels of a line of words above or below a chart."""


@cache
def build_template() -> go.layout.Template:
    """Return the one look of all charts: the readers' fonts, no frame, no gridlines that carry nothing."""
    text, font = st.get_option("theme.textColor"), st.get_option("theme.font")
    border = st.get_option("theme.borderColor")
    return go.layout.Template(
        layout=go.Layout(
            font={"family": font, "size": 13, "color": text},
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            margin={"l": 8, "r": 8, "t": 8, "b": 8},
            showlegend=False,
            dragmode=False,
            hoverlabel={"bgcolor": "#FFFFFF", "bordercolor": border, "font": {"family": font, "color": text}},
            xaxis={"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True},
            yaxis={"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True},
        )
    )


def _names_beside(names: Sequence[str]) -> tuple[list[str], int]:
    """Return the names as they stand beside bars, and the pixels they need.

    Told in advance: a margin that Plotly measures makes it draw the whole chart again, until the names fit.
    """
    shown = [name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…" for name in names]
    widths = [sum(WIDE if east_asian_width(one) in "WFA" else NARROW for one in name) for name in shown]
    return shown, max(widths, default=0) + GAP


def build_heat_map(t: Translator, units: Sequence[UnitScore]) -> go.Figure:
    """Return units × dimensions, each cell the dimension's score, or the word for why there is none."""
    names = [name for name in DIMENSIONS if any(name in unit.dimensions for unit in units)]
    columns = [t(DIMENSIONS[name]) for name in names]
    rows = [unit.unit for unit in units]
    values = [[_value(unit, name) for name in names] for unit in units]
    texts = [[word_cell(t, unit, name) for name in names] for unit in units]
    cells = go.Heatmap(
        x=columns,
        y=rows,
        z=values,
        text=texts,
        texttemplate="%{text}",
        textfont={"color": st.get_option("theme.textColor")},
        hovertemplate="%{y} · %{x} %{text}<extra></extra>",
        colorscale=SCALE,
        zmin=0,
        zmax=100,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=True,
    )
    shown, left = _names_beside(rows)
    layout = {
        "template": build_template(),
        "height": 24 * len(rows) + 40,
        "margin": {"l": left, "t": LINE_OF_TICKS},
        "xaxis": {"side": "top", "ticks": "", "automargin": False},
        "yaxis": {
            "autorange": "reversed", "ticks": "", "automargin": False,
            "tickmode": "array", "tickvals": rows, "ticktext": [f"{name}\N{EN SPACE}" for name in shown],
        },
    }  # fmt: skip
    return go.Figure([cells], layout)


def word_cell(t: Translator, unit: UnitScore, name: str) -> str:
    """Return the score of one dimension, or why there is none: empty is not zero."""
    one = unit.dimensions.get(name)
    if one is None or not one.applicable:
        return t("Not applicable")
    if not one.checked:
        return t("Not checked")
    return t("Veto") if one.score is None else one.score


def _value(unit: UnitScore, name: str) -> float | None:
    one = unit.dimensions.get(name)
    return float(one.score) if one is not None and one.score is not None else None


def build_waterfall(t: Translator, steps: Sequence[Step]) -> go.Figure:
    """Return the way from 100 to the score, one floating bar per group of marks; a bar's customdata is its code.

    Start and score are points, not bars: the axis does not begin at 0, so only differences may have a length.
    """
    tints = [*st.get_option("theme.chartCategoricalColors")]
    colours = {name: tints[number % len(tints)] for number, name in enumerate(DIMENSIONS)}
    colours["bonus"] = st.get_option("theme.greenColor")
    score = steps[-1].after if steps else FULL_MARKS
    lows = [min(step.before, step.after) / HUNDREDTHS for step in steps]
    bars = go.Bar(
        orientation="h",
        y=[step.code for step in steps],
        base=lows,
        x=[abs(step.hundredths) / HUNDREDTHS for step in steps],
        marker={"color": [colours.get(step.dimension, tints[-1]) for step in steps]},
        text=[step.points for step in steps],
        textposition="outside",
        textangle=0,
        constraintext="none",
        cliponaxis=False,
        customdata=[step.code for step in steps],
        hovertext=[t("{label}: {points}, {n} marks", label=s.label, points=s.points, n=len(s.marks)) for s in steps],
        hoverinfo="text",
        width=0.62,
    )
    ends = go.Scatter(
        mode="markers+text",
        x=[FULL_MARKS / HUNDREDTHS, score / HUNDREDTHS],
        y=["start", "end"],
        text=["100.00", f"{score / HUNDREDTHS:.2f}"],
        textposition="middle right",
        marker={"color": st.get_option("theme.textColor"), "size": 9, "symbol": "diamond"},
        hoverinfo="skip",
    )
    edges = [*lows, score / HUNDREDTHS, *(max(step.before, step.after) / HUNDREDTHS for step in steps), 100.0]
    room = max(max(edges) - min(edges), 4.0) * 0.08
    # Two indicators may share a name (a veto of websites and of accounts): codes place the bars, labels name them.
    codes = ["start", *(step.code for step in steps), "end"]
    shown, left = _names_beside([t("Full marks"), *(step.label for step in steps), t("Score")])
    layout = {
        "template": build_template(),
        "height": 27 * (len(steps) + 2) + 44,
        "margin": {"l": left, "b": LINE_OF_TICKS},
        "clickmode": "event+select",
        "bargap": 0.3,
        "xaxis": {
            "range": [min(edges) - room, max(edges) + 2 * room], "showgrid": True, "gridcolor": "#EEF1F4",
            "automargin": False,
        },
        "yaxis": {
            "categoryorder": "array", "categoryarray": codes, "autorange": "reversed", "automargin": False,
            "tickmode": "array", "tickvals": codes, "ticktext": shown,
        },
    }  # fmt: skip
    # Made at once: a figure that is changed checks and copies the whole of itself at every change.
    return go.Figure([bars, ends], layout)


def build_trend(t: Translator, points: Sequence[TrendPoint], states: Sequence[str]) -> go.Figure:
    """Return a unit's scores by period; the line is cut at a break, and a word stands where there is no score.

    Scores are points, not bars: the axis does not begin at 0, and what is not there is not drawn as 0.
    """
    colour, muted = st.get_option("theme.primaryColor"), st.get_option("theme.textColor")
    lines = []
    for stretch in _stretches(points):
        scores = [points[place].score for place in stretch]
        lines.append(
            go.Scatter(
                mode="lines+markers+text",
                x=stretch,
                y=[float(score or 0) for score in scores],
                text=scores,
                textposition="top center",
                cliponaxis=False,
                line={"color": colour, "width": 2},
                marker={"color": colour, "size": 8},
                hovertext=[f"{word_period(t, points[place].period)} {points[place].score}" for place in stretch],
                hoverinfo="text",
            )
        )
    breaks = {place - 0.5: word_breaks(t, point.breaks) for place, point in enumerate(points) if point.breaks}
    line = {"type": "line", "xref": "x", "yref": "y domain", "y0": 0, "y1": 1}
    line["line"] = {"color": muted, "width": 1, "dash": "dot"}
    mark = {"y": 1, "yref": "paper", "text": BREAK_MARK, "showarrow": False, "bgcolor": "#FFFFFF"}
    said = [{"x": place, "y": 0.5, "yref": "paper", "text": state, "showarrow": False}
            for place, state in enumerate(states) if state]  # fmt: skip
    layout = {
        "template": build_template(),
        "height": 230,
        "xaxis": {
            "range": [-0.5, len(points) - 0.5], "tickmode": "array", "tickvals": list(range(len(points))),
            "ticktext": [word_period(t, point.period) for point in points],
        },
        "yaxis": _axis_of_scores(points),
        "shapes": [line | {"x0": place, "x1": place} for place in breaks],
        "annotations": [*(mark | {"x": place, "hovertext": why} for place, why in breaks.items()), *said],
    }  # fmt: skip
    return go.Figure(lines, layout)


def _axis_of_scores(points: Sequence[TrendPoint]) -> dict[str, Any]:
    printed = [float(point.score) for point in points if point.score is not None]
    if not printed:
        return {"visible": False}
    room = max(max(printed) - min(printed), 4.0) * 0.3
    return {"range": [min(printed) - room, max(printed) + room], "showgrid": True, "gridcolor": "#EEF1F4"}


def _stretches(points: Sequence[TrendPoint]) -> list[list[int]]:
    """Return the runs of neighbouring periods that have scores and no break between them."""
    found: list[list[int]] = []
    for place, point in enumerate(points):
        if point.score is None:
            continue
        follows = place > 0 and points[place - 1].score is not None and not point.breaks
        if follows:
            found[-1].append(place)
        else:
            found.append([place])
    return found
