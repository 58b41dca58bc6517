"""Ways from one page to another; an address carries codes, so the next page knows what was looked at."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from metrics.calendar import Period
from metrics.i18n import Translator
from pages import CONTENTS
from pages.parts import session

PAGES = Path(__file__).parent.parent


def open_first_page() -> None:
    """Go to the first page of the menu, keeping what the address asks for; every page then has a name to link to."""
    st.switch_page(PAGES / f"{CONTENTS[0].name}.py", query_params=st.query_params.to_dict())


def open_scorecard(unit: str | None, period: Period) -> None:
    """Go to the scorecard of ``unit``; nothing happens without one."""
    if unit is not None:
        st.switch_page(PAGES / "scorecard.py", query_params={"period": period.code, "unit": unit})


def show_empty_store(t: Translator) -> None:
    """Say that the store holds no data yet and where they go in; nothing is shown once it does."""
    if not session.is_empty():
        return
    with st.container(border=True):
        st.markdown(t("There are no data yet. Receive the ledgers first; the tables fill themselves."))
        st.page_link(PAGES / "intake.py", label=t("Go to data intake"), icon=":material/upload_file:")


def show_way(name: str, label: str, icon: str | None = None, **address: str) -> None:
    """Draw a link to a page of the menu with what its address asks for; text alone while there is no such page."""
    if any(entry.name == name for entry in CONTENTS):
        st.page_link(PAGES / f"{name}.py", label=label, icon=icon, query_params=address)
    else:
        st.markdown(label)
