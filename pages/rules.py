"""考核规则: how is it computed?"""

from functools import partial

from pages.parts import regulations, session
from pages.parts.filters import ask_period
from pages.parts.rule_lines import SECTIONS
from pages.parts.tabs import show_tabs

t = session.words()
period = ask_period(t)
rules = regulations.rules_of(period)

regulations.show_scheme(t, rules)
show_tabs(
    {t(section): partial(regulations.show_section, t, rules, section) for section in SECTIONS},
    key="rule_parts",
)
