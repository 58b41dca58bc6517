"""Blank ledgers to download: the office's own, or those of one unit, filled with what is known already."""

from __future__ import annotations

import io
import zipfile
from functools import partial

import streamlit as st

from metrics.calendar import today_in_shanghai
from metrics.i18n import Translator
from metrics.intake.prefilled import LEDGERS
from metrics.intake.templates import build_templates
from pages.parts import session
from pages.parts.downloads import offer_file

OFFICE = ""


def show_blank_ledgers(t: Translator) -> None:
    """Ask for whom, say what is in the package, and offer it as one zip; it is made when the button is clicked."""
    names = [row["name"] for row in session.warehouse().rows("units", order_by="sort_order, name")]
    reader = session.reader()
    offered = [name for name in names if reader.may_read(name)]
    choices = [OFFICE, *offered] if reader.reads_everything else offered
    st.markdown(
        t(
            "Ready to fill: drop-downs, locked headings, an example on a sheet of its own, and the rows known already."
            " In a unit's ledgers the columns of the office are locked. Sent back unchanged, they change nothing."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = st.selectbox(
            t("For whom"),
            choices,
            format_func=lambda one: one or t("The office (all units)"),
            key="ledgers_for",
            width=320,
        )
        offer_file(
            t("Download blank ledgers"),
            partial(_package, unit or None),
            f"{t('Blank ledgers')}{'-' if unit else ''}{unit}.zip".replace("/", "_"),
            "application/zip",
            icon=":material/download:",
            key="blank_ledgers",
        )
    wanted = [ledger.name for ledger in LEDGERS if not unit or ledger.is_for_units]
    st.caption(t("In the package: {names}", names="、".join(wanted)))


def _package(unit: str | None) -> bytes:
    books = build_templates(session.warehouse(), today_in_shanghai(), unit, session.reader())
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in books.items():
            archive.writestr(name, content)
    return package.getvalue()
