"""系统: who may do what, who did what, and is it all safe?"""

from functools import partial

import streamlit as st

from pages.parts import session
from pages.parts.audit_log import show_audit
from pages.parts.backups import show_backups, show_capacity
from pages.parts.news import show_news
from pages.parts.people import show_people
from pages.parts.tabs import show_tabs

t = session.words()
session.reader().require_page_of_system()
with st.container():
    show_news()
log = {t("Audit log"): partial(show_audit, t)}
people = {t("People and roles"): partial(show_people, t)}
safety = {t("Backup and restore"): partial(show_backups, t), t("Capacity"): partial(show_capacity, t)}
# The office reads the log; roles and backups are an administrator's.
show_tabs(people | log | safety if session.reader().may_administer else log, key="system_parts")
