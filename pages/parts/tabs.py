"""Tabs of which only the open one is drawn: a page with many parts comes as fast as a page with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st


def tab_asked(codes: Mapping[str, str]) -> str | None:
    """Return the title of the tab the address asks for by its code (code → title); None when it asks for none."""
    return codes.get(st.query_params.get("tab", ""))


def show_tabs(parts: Mapping[str, Callable[[], None]], key: str, codes: Mapping[str, str] | None = None) -> None:
    """Draw one tab per part (title → what draws it); the others are drawn when the reader opens them.

    ``codes`` (code → title) are the tabs an address may ask for. Titles must not change with what is looked at: other
    titles are other tabs, which forget the open one and make the browser draw the old page once more.
    """
    tabs = st.tabs(list(parts), default=tab_asked(codes or {}), key=key, on_change="rerun")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()
