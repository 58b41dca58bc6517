"""What a click did, told on the next drawing of the page: the news of it, or why it was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from metrics.errors import MetricsError
from metrics.i18n import Translator
from pages.parts.words import plain

NEWS, REFUSAL = "intake_news", "intake_refusal"


def tell(sentence: str) -> None:
    """Keep a sentence for the next drawing of the page."""
    st.session_state.setdefault(NEWS, []).append(sentence)


def refusable(t: Translator, action: Callable[..., None]) -> Callable[..., None]:
    """Return ``action`` with its refusal told on the page instead of raised."""

    def run(*arguments: Any) -> None:
        try:
            action(*arguments)
        except MetricsError as error:
            st.session_state[REFUSAL] = t.error(error)

    return run


def show_news() -> None:
    """Say what the last click did, or why it was refused."""
    # Always the same place: were everything below moved by the news, the browser would draw it anew, and a box that
    # is being typed into would forget what was typed.
    with st.container():
        if sentence := st.session_state.pop(REFUSAL, ""):
            st.warning(plain(sentence), icon=":material/error:")
        for sentence in st.session_state.pop(NEWS, []):
            st.info(plain(sentence), icon=":material/check_circle:")
