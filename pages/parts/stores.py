"""Which store is shown: the banner of the demonstration, and the button that starts a real one."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.i18n import Translator
from metrics.owner import holder
from pages.parts import session


def show_demonstration_banner(t: Translator, place: DeltaGenerator) -> None:
    """Say on every page of the demonstration that it is one, and offer to start an empty real store."""
    if session.warehouse().kind != "demo":
        return
    with place.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t("Demonstration data"), icon=":material/science:", color="primary")
        st.caption(t("Units are real, every figure is invented."), width="stretch")
        if not session.reader().may_decide:
            return
        if st.button(t("Start a real store"), key="start_real_store", icon=":material/database:", type="tertiary"):
            _confirm_real_store(t)


def _confirm_real_store(t: Translator) -> None:
    @st.dialog(t("Start a real store"))
    def confirm() -> None:
        st.write(
            t(
                "An empty store for real ledgers is made. The demonstration is not shown any more; its data stay"
                " in a folder of their own and never mix with real ones."
            )
        )
        if st.button(t("Start"), type="primary", key="confirm_real_store"):
            holder.start_real_store()
            st.query_params.clear()
            for name in [key for key in st.session_state if str(key).startswith("kept_")]:
                del st.session_state[name]
            st.rerun()

    confirm()
