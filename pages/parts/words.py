"""The words for codes that only pages show; the words everybody needs are in ``metrics.words``.

A code without a word is shown as it is, so that nothing disappears.
"""

from __future__ import annotations

import re
from datetime import date

from metrics.i18n import Translator

# In place of a rank, in a narrow column.
PLACES = {"vetoed": "Veto", "unrated": "Not rated"}
TASK_STATES = {
    "not_applicable": "Not applicable",
    "not_submitted": "Not submitted",
    "claimed_not_applicable": "Reported as not applicable, not verified",
    "not_started": "Not started",
    "continuing_verified": "Verified",
    "continuing_evidence": "Not verified",
    "continuing_claim": "In progress, no evidence",
    "completed_late": "Completed late",
    "on_time_verified": "Completed on time, verified",
    "on_time": "Completed on time, not verified",
    "running": "Not due yet",
    "overdue": "Overdue",
    "refuted": "Verification failed",
    "claimed_without_date": "Reported complete, date missing",
    "claimed_without_evidence": "Reported complete, evidence missing",
}
ROLES = {"lead": "Lead", "support": "Support"}
FINDING_STATES = {
    "pending": "To be confirmed",
    "false_alarm": "False alarm",
    "reduced": "Reduced to nothing",
    "exempt": "Exempt",
    "confirmed": "Confirmed",
    "bonus": "Bonus",
    "closed": "Closed",
    "overdue": "Overdue",
    "not_due": "Not due yet",
}
FINDING_KINDS = {
    "veto": "Veto",
    "deduction": "Deduction",
    "bonus": "Bonus",
    "record_only": "Recorded only",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: object) -> str:
    """Return data as it is typed for places that read Markdown: nothing in it becomes a link, an image or a style."""
    return _MARKDOWN.sub(r"\\\1", str(text))


def word_day(t: Translator, day: date | None) -> str:
    """Return a date in the reader's language, nothing for no date."""
    return "" if day is None else t("{year}-{month:02d}-{day:02d}", year=day.year, month=day.month, day=day.day)


def word_task_state(t: Translator, task: dict[str, object]) -> str:
    """Return the state of an assignment; what a claim lacks to count is said."""
    state = str(task["state"])
    if task["is_refuted"]:
        state = "refuted"
    elif state == "not_submitted" and task["status"] == "not_applicable":
        state = "claimed_not_applicable"
    elif task["lacking"]:
        state = f"claimed_without_{task['lacking']}"
    return t(TASK_STATES.get(state, state))


def coloured(n: int, colour: str) -> str:
    """Return a number as a card shows it: in its signal colour, 0 without any."""
    return f":{colour}[{n}]" if n else "0"
