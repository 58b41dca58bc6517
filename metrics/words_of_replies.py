"""The words for replies to marks: their states, and what is still to be entered after one was accepted."""

from __future__ import annotations

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.replies import Reply, Window
from metrics.words import word_period

REPLY_STATES = {"open": "Replied, to be decided", "upheld": "Mark upheld", "accepted": "Reply accepted"}
REQUEST_STATES = {
    "open": "Asked, to be answered", "accepted": "Request accepted", "declined": "Request declined",
    "entered": "Entered by the office",
}  # fmt: skip
# By the dimension of the mark: which entry of the office makes the accepted reply count.
FIELDS_TO_ENTER = {
    "tasks": "For the score to follow, enter the corrected row of the task ledger (progress, evidence, verification).",
    "inspection": "For the score to follow, judge the finding on the page of inspections (false alarm, reduced, "
    "exempt).",
    "rectification": "For the score to follow, enter the corrected dates of the rectification, an extension, "
    "or a judgement of the finding.",
    "checklist": "For the score to follow, enter the corrected answers of the checklist.",
    "bonus": "For the score to follow, enter the corrected bonus row of the findings.",
}


def word_kept_reply(t: Translator, kept: Reply) -> str:
    """Return what became of a reply that was just made: its number, and the mark it is to."""
    return t("Kept as reply {reply} of {unit} to the mark {points} “{item}”; a different person decides it.",
             reply=kept.number, unit=kept.unit, points=kept.points, item=kept.item)  # fmt: skip


def word_window(t: Translator, window: Window) -> str:
    """Return from when to when replies are taken, or since when and why no more are, as a sentence."""
    period = word_period(t, Period.parse(window.period))
    if window.was_closed:
        return t("The office closed the replies for {period} on {day}: {reason}", period=period,
                 day=window.at.date().isoformat(), reason=window.closed_because)  # fmt: skip
    return t("Replies for {period} are taken from {start} to {until}.", period=period,
             start=window.opens_on.isoformat(), until=window.closes_on.isoformat())  # fmt: skip
