"""复核 on the page 督查督办: a paper is dropped, and its figures and its bytes are compared with the store."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from metrics.briefs.verifying import Verification, verify
from metrics.briefs.words_of_verifying import word_verification
from metrics.errors import MetricsError
from metrics.i18n import Translator
from pages.parts import session
from pages.parts.exports import Shown, show_exported
from pages.parts.words import plain

MOST_MEGABYTES = 20


def show_verification(t: Translator) -> None:
    """Draw the box for a paper and, once there is one, the answer of the command ``brief --verify``."""
    st.markdown(t("Drop a paper that was made here, as it is or after somebody edited it: the figures printed in its "
                  "annex are counted again on the same footing. Nothing of the file is kept."))  # fmt: skip
    label = t("A paper (.docx), at most {most} MB", most=MOST_MEGABYTES)
    file: Any = st.file_uploader(label, type=["docx"], max_upload_size=MOST_MEGABYTES, key="papers_verify")
    if file is None:
        return
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "paper"
            path.write_bytes(file.getvalue())
            found = verify(session.warehouse(), session.reader(), path, file.name)
    except MetricsError as error:
        st.warning(plain(t.error(error)), icon=":material/error:")
        return
    _show(t, found)


def _show(t: Translator, found: Verification) -> None:
    about, standing, *lines = word_verification(t, found)
    st.markdown(plain(about))
    st.markdown(plain(standing))
    if found.agrees:
        st.success(plain(lines[-1]), icon=":material/check_circle:")
        return
    st.warning(plain(lines[0]), icon=":material/difference:")
    words = st.column_config.TextColumn
    columns = {"figure": words(t("Figure of the annex"), width=260), "in_file": words(t("In the file"), width=140),
               "now": words(t("In the store now"), width=140)}  # fmt: skip
    rows = [{"figure": one.figure, "in_file": one.before, "now": one.now} for one in found.differences]
    show_exported(t, t("Verify a paper"), columns, rows, Shown(choice=found.file), key="papers_differences")
