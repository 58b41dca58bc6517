"""Tabs of which only the open one is drawn: a page with many parts comes as fast as a page with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st


def show_tabs(parts: Mapping[str, Callable[[], None]], key: str) -> None:
    """Draw one tab per part (title → what draws it); the others are drawn when the reader opens them.

    Titles must not change with what is looked at: other titles are other tabs, which forget the open one and make the
    browser draw the old page once more.
    """
    for tab, draw in zip(st.tabs(list(parts), key=key, on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()
