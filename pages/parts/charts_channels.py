"""The picture of the register: running accounts quarter by quarter, with what was opened and closed."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from metrics.channels import Registered
from metrics.i18n import Translator
from metrics.words import CHANNEL_TYPES
from pages.parts.charts import build_template


def build_register(t: Translator, register: Sequence[Registered]) -> go.Figure:
    """Return stacked bars of the accounts running at the end of each quarter, by type, their sum above them."""
    tints = [*st.get_option("theme.chartCategoricalColors")]
    sums = [one for one in register if one.channel_type is None]
    kinds = [kind for kind in CHANNEL_TYPES if kind != "website" and any(one.channel_type == kind for one in register)]
    bars = []
    for number, kind in enumerate(kinds):
        own = [one for one in register if one.channel_type == kind]
        name = t(CHANNEL_TYPES[kind])
        bars.append(
            go.Bar(
                x=[one.quarter for one in own],
                y=[one.running for one in own],
                name=name,
                marker={"color": tints[number % len(tints)]},
                hovertemplate=f"%{{x}} · {name} %{{y}}<extra></extra>",
            )
        )
    above = go.Scatter(
        x=[one.quarter for one in sums],
        y=[one.running for one in sums],
        mode="text",
        text=[t("{n} (+{opened} −{closed})", n=one.running, opened=one.opened, closed=one.closed) for one in sums],
        textposition="top center",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    layout = {
        "template": build_template(), "barmode": "stack", "height": 300, "bargap": 0.35, "showlegend": True,
        "legend": {"orientation": "h", "y": -0.12, "x": 0}, "margin": {"t": 28},
        "xaxis": {"type": "category"}, "yaxis": {"visible": False, "rangemode": "tozero"},
    }  # fmt: skip
    return go.Figure([*bars, above], layout)
