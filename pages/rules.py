"""考核规则: how is it computed, and what would other weights make of it?"""

from functools import partial

from pages.parts import regulations, session
from pages.parts.filters import ask_period
from pages.parts.rule_lines import SECTIONS
from pages.parts.tabs import show_tabs
from pages.parts.weighing import show_weighing

t = session.words()
period = ask_period(t)
rules = regulations.rules_of(period)

regulations.show_scheme(t, rules)
weighing = {t("Other weights"): partial(show_weighing, t, period)} if session.reader().reads_everything else {}
show_tabs(
    {t(section): partial(regulations.show_section, t, rules, section) for section in SECTIONS} | weighing,
    key="rule_parts",
    codes={"weights": t("Other weights")} if weighing else None,
)
