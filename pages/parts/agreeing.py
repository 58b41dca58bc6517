"""What cannot be taken back is done on a second click, in a dialog that says what will come of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from metrics.i18n import Translator
from pages.parts.words import plain


def ask_twice(
    t: Translator,
    label: str,
    told: str,
    act: Callable[[], None],
    *,
    key: str,
    kind: Literal["primary", "secondary"] = "secondary",
    icon: str | None = None,
) -> None:
    """Draw a button that asks again: ``told`` says what will come of it, and ``act`` is run for whoever agrees."""
    if not st.button(label, key=key, type=kind, icon=icon):
        return

    @st.dialog(label)
    def ask() -> None:
        st.markdown(plain(told))
        with st.container(horizontal=True):
            if st.button(label, key=f"{key}_agreed", type="primary"):
                act()
                st.rerun()
            if st.button(t("Cancel"), key=f"{key}_cancelled"):
                st.rerun()

    ask()
