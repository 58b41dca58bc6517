"""Files to take away: each is made when its button is clicked, for whoever the button was drawn for.

The server makes it beside the page, where no session is known; who is looking is therefore kept with the button. The
role is asked anew at the click: who has lost it meanwhile, or whose sign-in is over, gets nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts.sign_in import as_who_is_looking


def offer_file(
    label: str, content: bytes | Callable[[], bytes], name: str, mime: str, *, key: str, place: Any = None, **look: Any
) -> None:
    """Draw a button that hands out ``content``, or what it makes; ``look`` are options of st.download_button."""
    made = as_who_is_looking(content) if callable(content) else content
    (place or st).download_button(label, made, name, mime, key=key, on_click="ignore", **look)
