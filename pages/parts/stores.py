"""Which store is shown: the banner of the demonstration or of a sealed package, and the ways from one to the other."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.briefs.frozen import recheck_papers
from metrics.calendar import Period
from metrics.errors import MetricsError
from metrics.i18n import Translator
from metrics.opening import Opened, open_again, open_package
from metrics.owner import has_store, holder, store_folder
from metrics.people import people
from metrics.published import Release
from metrics.words import word_period
from metrics.words_of_releases import word_deviation
from pages.parts import session, sign_in
from pages.parts.words import plain

MOST_DEVIATIONS = 10


def show_banner(t: Translator, place: DeltaGenerator) -> None:
    """Say on every page of a demonstration or of a sealed package that it is one, and offer the way out of it."""
    store, edition = session.warehouse(), session.sealed_edition()
    if edition is not None:
        _show_package(t, place, edition)
    elif store.is_demonstration:
        _show_demonstration(t, place)


def _show_demonstration(t: Translator, place: DeltaGenerator) -> None:
    with place.container(horizontal=True, vertical_alignment="center", gap="small"):
        _mark_demonstration(t)
        if not session.reader().may_decide:
            return
        if session.reader().may_administer and st.button(
            t("Open a sealed package"), key="open_package", icon=":material/lock_open:", type="tertiary"
        ):
            _ask_package(t)
        if st.button(t("Start a real store"), key="start_real_store", icon=":material/database:", type="tertiary"):
            _confirm_real_store(t)


def _mark_demonstration(t: Translator) -> None:
    st.badge(t("Demonstration data"), icon=":material/science:", color="primary")
    st.caption(t("Units are real, every figure is invented."), width="stretch")


def _show_package(t: Translator, place: DeltaGenerator, edition: Release) -> None:
    with place.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t("Read-only · sealed package"), icon=":material/lock:", color="primary")
        told = t("{period}, edition {edition} of {day}; every digit was recomputed and agrees.",
                 period=word_period(t, Period.parse(edition.period)), edition=edition.edition,
                 day=edition.at.date().isoformat())  # fmt: skip
        st.caption(plain(told), width="stretch")
        if sign_in.reader().may_administer and st.button(
            t("Close the package"), key="close_package", icon=":material/close:", type="tertiary"
        ):
            _confirm_closing(t)
    with place.container(horizontal=True, vertical_alignment="center", gap="small"):
        if session.warehouse().is_demonstration:
            _mark_demonstration(t)
        st.caption(f"SHA-256 {edition.sha256}", width="content",
                   help=t("The package carries no signature: compare this with the SHA-256 on the page of releases of "
                          "whoever published it."))  # fmt: skip


def show_read_only(t: Translator) -> None:
    """Say in place of what cannot be done in a sealed package why it cannot."""
    st.markdown(t("This is a sealed package, opened for reading: nothing in it can be changed."))


def _ask_package(t: Translator) -> None:
    @st.dialog(t("Open a sealed package"), width="medium")
    def ask() -> None:
        st.write(
            t(
                "A sealed package is what the office hands over of a released period, as one file. It is recomputed"
                " from its own records and rules, and shown, for reading, once every digit agrees."
            )
        )
        file: Any = st.file_uploader(t("The package (.zip)"), key="package_file")
        if file is not None and st.button(t("Recompute and open"), type="primary", key="confirm_package"):
            try:
                with st.spinner(t("Recomputing …")):
                    found = _open(file.getvalue())
            except MetricsError as error:
                st.error(t.error(error), icon=":material/error:")
                return
            if found.holds:
                _start_anew()
            _show_deviations(t, found)

    ask()


def _open(content: bytes) -> Opened:
    """Open a package where the real store would be; it is shown from the next run on when it holds."""
    reader, folder = session.reader(), store_folder()
    reader.require_administrator()
    if has_store(folder):
        return open_again(holder.opened(folder), content, recheck_papers)
    return open_package(content, folder, people(session.warehouse(), reader), recheck_papers)


def _show_deviations(t: Translator, found: Opened) -> None:
    told = {"period": found.period, "edition": found.edition, "n": len(found.deviations)}
    st.error(t("{period}, edition {edition}: {n} places do not agree. The package is not opened.", **told),
             icon=":material/error:")  # fmt: skip
    for one in found.deviations[:MOST_DEVIATIONS]:
        st.text(word_deviation(t, one))


def _confirm_closing(t: Translator) -> None:
    @st.dialog(t("Close the package"))
    def confirm() -> None:
        st.write(t("The unpacked copy is removed; the file of the package is untouched and can be opened again."))
        if st.button(t("Close the package"), type="primary", key="confirm_closing"):
            sign_in.reader().require_administrator()
            holder.close_package()
            _start_anew()

    confirm()


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
            _start_anew()

    confirm()


def _start_anew() -> None:
    """Run the page again on the other store, with nothing kept of what was looked at before."""
    st.query_params.clear()
    for name in [key for key in st.session_state if str(key).startswith("kept_")]:
        del st.session_state[name]
    st.rerun()
