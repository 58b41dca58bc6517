"""The words for codes that only pages show; the words everybody needs are in ``metrics.words``.

A code without a word is shown as it is, so that nothing disappears.
"""

from __future__ import annotations

import re
from datetime import date

from metrics.i18n import Translator
from metrics.rulebook import Scheme
from metrics.scores import Mark

# In place of a rank, in a narrow column.
PLACES = {"vetoed": "Veto", "unrated": "Not rated"}
# Where the scheme keeps the price of a reason: its source is the mark's clause.
RULES = {
    "tasks": {
        "refuted": "tasks.credits.failed_ceiling",
        "not_submitted": "tasks.credits.silent",
        "not_started": "tasks.credits.silent",
        "continuing_claim": "tasks.credits.continuing_claim",
        "continuing_evidence": "tasks.credits.continuing_evidence",
        "completed_late": "tasks.credits.late",
        "on_time": "tasks.credits.on_time",
        "running": "tasks.credits.running",
        "overdue": "tasks.credits.overdue",
    },
    "rectification": {
        "fixed_late": "rectification.late",
        "overdue": "rectification.overdue_first",
        "recheck_failed": "rectification.failed",
        "relapsed": "rectification.relapsed",
    },
}
TASK_STATES = {
    "not_applicable": "Not applicable",
    "not_submitted": "Not submitted",
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
IMPORT_STATES = {"held": "Waiting", "committed": "Committed", "withdrawn": "Withdrawn"}
FIELDS = {
    "year": "Year",
    "number": "No.",
    "title": "Task",
    "responsible": "Responsible unit",
    "unit": "Responsible unit",
    "unit_text": "Responsible unit",
    "role": "Role",
    "due_text": "Due",
    "due_on": "Due",
    "status": "State of progress",
    "completed_on": "Completed on",
    "progress": "Progress",
    "evidence": "Evidence",
    "verification": "Verification",
    "reported_on": "Reported on",
    "period": "Inspection period",
    "found_on": "Found on",
    "channel": "Channel",
    "channel_name": "Channel",
    "channel_type": "Type of channel",
    "type": "Type of channel",
    "indicator": "Indicator",
    "indicator_text": "Indicator",
    "problem_class": "Class of problem",
    "kind": "Nature",
    "points": "Points",
    "description": "Description",
    "page": "Page address",
    "screenshot": "Screenshot",
    "source": "Source of the finding",
    "review": "Review",
    "reduced_points": "Points after reduction",
    "deadline_text": "Deadline",
    "deadline_on": "Deadline",
    "extended_to": "Extended to",
    "extension_approved_on": "Extension approved on",
    "action": "What was done",
    "fixed_on": "Closed on",
    "rechecked_on": "Re-checked on",
    "recheck_result": "Result of the re-check",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "value": "Value",
    "name": "Name",
    "group": "Group of units",
    "league": "League",
    "short_names": "Short names",
    "aliases": "Other names",
    "serves_public": "Serves the public",
    "supervisor": "Supervising body",
    "sort_order": "Administrative order",
    "valid_from": "Valid from",
    "valid_until": "Valid until",
    "identifier": "Identifier",
    "address": "Web address",
    "opened_on": "Opened on",
    "inspected_on": "Inspected on",
    "closed_on": "Closed on",
}
# Answers from closed lists, as the intake keeps them, in the columns that have such a list.
CODED = ("role", "status", "verification", "review", "kind", "recheck_result", "group")
VALUES = {
    "lead": "Lead",
    "support": "Support",
    "not_started": "Not started",
    "in_progress": "In progress",
    "completed": "Completed",
    "not_applicable": "Not applicable",
    "passed": "Passed the check",
    "failed": "Did not pass the check",
    "relapsed": "Came back",
    "page_gone": "Page taken down",
    "impossible": "Could not be re-checked",
    "pending": "To be confirmed",
    "confirmed": "Confirmed",
    "false_alarm": "False alarm",
    "reduced": "Reduced",
    "exempt": "Exempt",
    "veto": "Veto",
    "deduction": "Deduction",
    "bonus": "Bonus",
    "record_only": "Recorded only",
    "running": "Running",
    "closed": "Closed down",
    "district": "Districts",
    "department": "Departments",
    "institution": "Public institutions and enterprises",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: object) -> str:
    """Return data as it is typed for places that read Markdown: nothing in it becomes a link, an image or a style."""
    return _MARKDOWN.sub(r"\\\1", str(text))


def word_day(t: Translator, day: date | None) -> str:
    """Return a date in the reader's language, nothing for no date."""
    return "" if day is None else t("{year}-{month:02d}-{day:02d}", year=day.year, month=day.month, day=day.day)


def word_clause(scheme: Scheme, mark: Mark) -> str:
    """Return the text a mark rests on: the indicator's clause, or the source of the rule that set the price."""
    path = RULES.get(mark.dimension, {}).get(mark.reason, f"{mark.dimension}.{mark.indicator}")
    rule = scheme.provenance.get(path)
    return rule.source if rule else mark.clause


def word_task_state(t: Translator, task: dict[str, object]) -> str:
    """Return the state of an assignment; a completion that lacks its date or evidence is called by what it lacks."""
    state = str(task["state"])
    if task["is_refuted"]:
        state = "refuted"
    elif task["status"] == "completed" and state in ("running", "overdue"):
        # A completion dated after the as-of day lacks nothing: it is not there yet.
        if task["completed_on"] is None:
            state = "claimed_without_date"
        elif not task["has_needed_evidence"] and not task["is_verified"]:
            state = "claimed_without_evidence"
    return t(TASK_STATES.get(state, state))


def word_value(t: Translator, field: str, value: str | None) -> str:
    """Return a value of a changed column as people write it; free text is shown as typed."""
    if value is None:
        return ""
    return t(VALUES[value]) if field in CODED and value in VALUES else value
