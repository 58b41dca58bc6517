"""The frame around every page: configuration, language, menu, title, and a sentence for whatever is refused.

``dashboard.py`` makes this script the one that every request runs, a cold deep link included; no page can be
reached around it.
"""

from __future__ import annotations

import sys
from pathlib import Path

PAGES = Path(__file__).parent.parent
# Streamlit puts this script's own folder on the path, not the project's.
if str(PAGES.parent) not in sys.path:
    sys.path.insert(0, str(PAGES.parent))

import streamlit as st  # noqa: E402 (the path has to be set first)

from metrics.errors import MetricsError  # noqa: E402
from pages import CONTENTS  # noqa: E402
from pages.parts import session, sign_in  # noqa: E402
from pages.parts.links import open_first_page  # noqa: E402
from pages.parts.stores import show_banner  # noqa: E402

LANGUAGES = {"zh_CN": "中文", "en": "English"}

t = session.words()
st.set_page_config(
    page_title=t("Openness performance monitor"),
    page_icon=str(PAGES / "parts" / "icon.png"),
    layout="wide",
    initial_sidebar_state=220,
)
try:
    is_in = sign_in.is_in()
    is_office = is_in and session.reader().may_decide
except MetricsError as error:
    st.warning(t.error(error), icon=":material/error:")
    st.stop()
menu: dict[str, list[st.Page]] = {"": [st.Page(open_first_page, default=True, visibility="hidden")]}
for entry in CONTENTS:
    file = PAGES / f"{entry.name}.py"
    menu.setdefault(t(entry.section), []).append(
        st.Page(
            file,
            title=t(entry.title),
            icon=entry.icon,
            help=t(entry.help),
            url_path=entry.name,
            visibility="hidden" if entry.is_for_office and not is_office else "visible",
        )
    )
page = st.navigation(menu, position="sidebar" if is_in else "hidden", expanded=True)
if not is_in:
    sign_in.show_gate(t)
    st.stop()
st.sidebar.segmented_control(
    t("Language"),
    LANGUAGES,
    format_func=LANGUAGES.__getitem__,
    default="zh_CN",
    required=True,
    key=session.LANGUAGE,
    label_visibility="collapsed",
)
try:
    sign_in.show_person(t)
    top = st.container(gap="xxsmall")
    show_banner(t, top)
    session.begin_page(page.title, top)
    page.run()
except MetricsError as error:
    st.warning(t.error(error), icon=":material/error:")
