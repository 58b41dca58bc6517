"""得分卡: why this score, and which row of which file is behind every point?"""

from pages.parts import session
from pages.parts.explanation import show_explanation, show_findings_of, show_place, show_tasks_of, word_contents
from pages.parts.filters import ask_listed_unit, ask_period
from pages.parts.headlines import show_basis
from pages.parts.links import show_empty_store
from pages.parts.moving import show_movement
from pages.parts.news import show_news
from pages.parts.papers import show_papers_of_unit
from pages.parts.recovering import show_recoverable
from pages.parts.replying import show_replies
from pages.parts.tabs import show_tabs

t = session.words()
period = ask_period(t)
unit = ask_listed_unit(t, period)
card = session.scorecard(unit, period)

show_basis(t, card, word_contents(t, card))
show_news()
show_empty_store(t)
show_place(t, card)
show_tabs(
    {
        t("Marks of the score"): lambda: show_explanation(t, unit, period),
        t("Points to win back"): lambda: show_recoverable(t, unit, period),
        t("Change and trend"): lambda: show_movement(t, unit, period),
        t("Replies to marks"): lambda: show_replies(t, unit, period),
        t("Tasks"): lambda: show_tasks_of(t, unit, period),
        t("Findings and rectification"): lambda: show_findings_of(t, unit, period),
        t("Score sheet and workbook"): lambda: show_papers_of_unit(t, unit, period),
    },
    key="scorecard_parts",
    codes={"replies": t("Replies to marks"), "recoverable": t("Points to win back")},
)
