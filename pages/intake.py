"""数据导入: is my file good, and what would it change?"""

from functools import partial

import streamlit as st

from pages.parts import session
from pages.parts.blank_ledgers import show_blank_ledgers
from pages.parts.inbox_box import show_inbox
from pages.parts.news import show_news
from pages.parts.receipts import show_open_questions, show_submission
from pages.parts.received import show_history
from pages.parts.requests_of_units import show_requests
from pages.parts.stores import show_read_only
from pages.parts.tabs import show_tabs, tab_asked
from pages.parts.unmatched import show_decisions, show_what_waits

t = session.words()
if session.reader().is_read_only:
    show_read_only(t)
    show_tabs({t("History of imports"): partial(show_history, t), t("Requests of units"): partial(show_requests, t)},
              key="package_parts")  # fmt: skip
else:
    # Places of their own: news that come and go would move the tabs, and moved tabs forget which one is open.
    with st.container():
        show_news()
    with st.container():
        show_open_questions(t)
        show_what_waits(t)
    files, names, inbox, blanks, history, requests = st.tabs(
        [t("Receive files"), t("Names and columns"), t("Inbox"), t("Blank ledgers"), t("History of imports"),
         t("Requests of units")],
        default=tab_asked({"names": t("Names and columns"), "history": t("History of imports"),
                           "requests": t("Requests of units")}),
        key="intake_parts",
    )
    with files:
        show_submission(t)
    with names:
        show_decisions(t)
    with inbox:
        show_inbox(t)
    with blanks:
        show_blank_ledgers(t)
    with history:
        show_history(t)
    with requests:
        show_requests(t)
