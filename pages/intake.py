"""数据导入: is my file good, and what would it change?"""

import streamlit as st

from pages.parts import session
from pages.parts.receipts import (
    show_history,
    show_news,
    show_open_questions,
    show_refusal,
    show_requests,
    show_submission,
)

t = session.words()
show_refusal()
show_news()
show_open_questions(t)
files, history, requests = st.tabs([t("Receive files"), t("History of imports"), t("Requests of units")])
with files:
    show_submission(t)
with history:
    show_history(t)
with requests:
    show_requests(t)
