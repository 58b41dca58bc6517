"""The words for codes: what the engine calls ``overdue`` is a msgid here, and a sentence where it is shown.

A code without a word is shown as it is, so that nothing disappears; a test keeps the lists complete.
"""

from __future__ import annotations

import re
from datetime import date

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.rulebook import Scheme

GROUPS = {
    "district": "Districts",
    "department": "Departments",
    "institution": "Public institutions and enterprises",
}
DIMENSIONS = {
    "tasks": "Tasks",
    "inspection": "Inspection",
    "rectification": "Rectification",
    "checklist": "Disclosure checklist",
    "bonus": "Bonus",
}
GRADES = {"excellent": "Excellent", "good": "Good", "pass": "Passed", "fail": "Failed"}
VERDICTS = {"ranked": "Ranked", "vetoed": "Failed (veto)", "unrated": "Not rated for now"}
# In place of a rank, in a narrow column.
PLACES = {"vetoed": "Veto", "unrated": "Not rated"}
QUARTERS = ("{year} first quarter", "{year} second quarter", "{year} third quarter", "{year} fourth quarter")
HALVES = ("{year} first half", "{year} second half")
REASONS = {
    "refuted": "The office's verification did not pass.",
    "not_submitted": "Nothing was submitted.",
    "not_started": "Reported as not started.",
    "continuing_claim": "In progress, no evidence was submitted (the unit's own word).",
    "continuing_evidence": "Reported with evidence, not yet verified.",
    "completed_late": "Completed after the due date.",
    "on_time": "Completed on time, not yet verified.",
    "running": "Not completed yet; the due date is not over.",
    "overdue": "Overdue: not completed by the as-of day.",
    "deduction": "The inspection found this problem.",
    "bonus": "Recognised good practice.",
    "website_veto": "Veto: the website counts 0.",
    "account_veto": "Veto: the account failed.",
    "veto_without_channel": "Veto on the unit: the inspection of this quarter counts 0.",
    "fixed_late": "Fixed after the deadline.",
    "recheck_failed": "The re-check did not pass.",
    "relapsed": "The problem came back.",
    "checklist_no": "The item is not met.",
}
# Where the same code needs another sentence in one dimension.
REASONS_OF_RECTIFICATION = {"overdue": "Overdue: not fixed by the as-of day."}
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
SEVERITIES = {"error": "Error", "warning": "Warning"}
KINDS = {
    "units": "Units",
    "channels": "Channels",
    "tasks": "Tasks of the plan",
    "assignments": "Task ledger",
    "inspections": "Inspection records",
    "findings": "Findings",
    "rectifications": "Rectifications",
    "observations": "Observations",
}
FIELDS = {
    "responsible": "Responsible unit",
    "role": "Role",
    "due_text": "Due",
    "due_on": "Due",
    "verification": "Verification",
    "title": "Task",
    "indicator": "Indicator",
    "indicator_text": "Indicator",
    "kind": "Nature",
    "points": "Points",
    "review": "Review",
    "reduced_points": "Points after reduction",
    "source": "Source of the finding",
    "deadline_text": "Rectification deadline",
    "deadline_on": "Rectification deadline",
    "extended_to": "Extended to",
    "extension_approved_on": "Extension approved on",
    "rechecked_on": "Re-checked on",
    "recheck_result": "Result of the re-check",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: object) -> str:
    """Return data as it is typed for places that read Markdown: nothing in it becomes a link, an image or a style."""
    return _MARKDOWN.sub(r"\\\1", str(text))


def word_period(t: Translator, period: Period) -> str:
    """Return the name of a period in the reader's language."""
    if period.length == 1:
        return t(QUARTERS[period.start - 1], year=period.year)
    if period.length == 2:
        return t(HALVES[period.start > 2], year=period.year)
    return t("Year {year}", year=period.year)


def word_day(t: Translator, day: date | None) -> str:
    """Return a date in the reader's language, nothing for no date."""
    return "" if day is None else t("{year}-{month:02d}-{day:02d}", year=day.year, month=day.month, day=day.day)


def word_reason(t: Translator, dimension: str, reason: str, is_capped: bool) -> str:
    """Return the sentence of a mark; what a cap or floor swallowed is said."""
    special = REASONS_OF_RECTIFICATION if dimension == "rectification" else {}
    sentence = t(special.get(reason) or REASONS.get(reason, reason))
    return t("{sentence} Capped.", sentence=sentence) if is_capped else sentence


def word_indicator(t: Translator, scheme: Scheme, dimension: str, indicator: str) -> str:
    """Return the official name of a mark's indicator; a task is named by its number in the plan."""
    if dimension == "tasks":
        return t("Task {number}", number=indicator)
    return names_of_indicators(scheme).get(indicator, indicator)


def names_of_indicators(scheme: Scheme) -> dict[str, str]:
    """Return code → official name of everything a scheme scores."""
    names = {one.code: one.name for one in scheme.indicators}
    names |= {one.code: one.name for one in scheme.bonus}
    return names | {one.code: one.name for one in scheme.checklist}


def word_task_state(t: Translator, task: dict[str, object]) -> str:
    """Return the state of an assignment; a completion that lacks its date or evidence is called by what it lacks."""
    state = str(task["state"])
    if task["is_refuted"]:
        state = "refuted"
    elif task["status"] == "completed" and state in ("running", "overdue"):
        state = "claimed_without_evidence" if task["completed_on"] else "claimed_without_date"
    return t(TASK_STATES.get(state, state))
