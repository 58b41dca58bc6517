"""The words for replies to marks: their states, and what is still to be entered after one was accepted."""

from __future__ import annotations

REPLY_STATES = {"open": "Replied, to be decided", "upheld": "Mark upheld", "accepted": "Reply accepted"}
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
