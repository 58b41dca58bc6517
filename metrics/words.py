"""The words for codes: what the engine calls ``overdue`` is a msgid here, and a sentence where it is shown.

Used by everything that shows something to people: pages, papers, the command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.robustness import DRAWS, HIGH_PERCENT, LEAST, LOW_PERCENT, MOST
from metrics.rulebook import Scheme

if TYPE_CHECKING:
    from metrics.scores import Mark, UnitScore
    from metrics.what_if import Outcome

GROUPS = {
    "district": "Districts",
    "department": "Departments",
    "institution": "Public institutions and enterprises",
}
CHANNEL_TYPES = {
    "website": "Government websites",
    "wechat": "WeChat accounts",
    "weibo": "Weibo accounts",
    "app": "Mobile apps",
    "other": "Other channels",
}
DIMENSIONS = {
    "tasks": "Tasks",
    "inspection": "Inspection",
    "rectification": "Rectification",
    "checklist": "Disclosure checklist",
    "bonus": "Bonus",
}
GRADES = {"excellent": "Excellent", "good": "Good", "pass": "Passed", "fail": "Failed"}
ROLES = {
    "office": "Office",
    "unit": "Unit",
    "supervisor": "Supervisor",
    "leader": "Leader",
    "admin": "Administrator",
}
VERDICTS = {"ranked": "Ranked", "vetoed": "Failed (veto)", "unrated": "Not rated for now"}
# What a name nobody knew is the name of, and what a person has said of it.
NAME_KINDS = {"unit": "Unit’s name", "channel": "Channel’s name"}
NAME_ANSWERS = {
    ("unit", "is"): "means {meaning}",
    ("unit", "awaited"): "is a new unit, still to be imported",
    ("unit", "refused"): "is no unit",
    ("channel", "is"): "means the channel {meaning}",
    ("channel", "awaited"): "is a new channel, still to be imported",
    ("channel", "refused"): "is no channel",
}
QUARTERS = (
    "First quarter of {year}",
    "Second quarter of {year}",
    "Third quarter of {year}",
    "Fourth quarter of {year}",
)
HALVES = ("First half of {year}", "Second half of {year}")
REASONS = {
    "refuted": "The office's verification did not pass.",
    "not_submitted": "Nothing was submitted.",
    "claimed_not_applicable": "Reported as not applicable, not verified by the office.",
    "not_started": "Reported as not started.",
    "continuing_claim": "In progress, no evidence was submitted (the unit's own word).",
    "continuing_evidence": "Reported with evidence, not yet verified.",
    "completed_late": "Completed after the due date.",
    "on_time": "Completed on time, not yet verified.",
    "running": "Not completed yet; the due date is not over.",
    "overdue": "Overdue: not completed by the as-of day.",
    "running_without_date": "Reported as completed without a date of completion; that does not count. The due date is "
    "not over.",
    "running_without_evidence": "Reported as completed without evidence; that does not count. The due date is not "
    "over.",
    "overdue_without_date": "Overdue: reported as completed without a date of completion; that does not count.",
    "overdue_without_evidence": "Overdue: reported as completed without evidence; that does not count.",
    "deduction": "The inspection found this problem.",
    "bonus": "Recognised good practice.",
    "website_veto": "Veto: the website counts 0.",
    "account_veto": "Veto: the account failed.",
    "veto_without_channel": "Veto on the unit: the inspection of this quarter counts 0.",
    "fixed_late": "Fixed after the deadline.",
    "recheck_failed": "The re-check did not pass.",
    "relapsed": "The problem came back.",
    "checklist_no": "The item is not met.",
    "unit_veto": "Veto on the unit: it failed, no score is published and no rank is given.",
    "grade_cap": "Overdue for so long that it limits the unit's grade.",
    "grade_cap_veto": "A veto in a quarter of the period limits the unit's grade.",
}
# Marks of 0.00 that name what failed a unit or limits its grade.
DECIDING_REASONS = ("unit_veto", "grade_cap", "grade_cap_veto")
# Where the same code needs another sentence in one dimension.
REASONS_OF_RECTIFICATION = {"overdue": "Overdue: not fixed by the as-of day."}
# Where the scheme keeps the price of a reason: its source is the mark's clause.
RULES_OF_MARKS = {
    "tasks": {
        "refuted": "tasks.credits.failed_ceiling",
        "not_submitted": "tasks.credits.silent",
        "claimed_not_applicable": "tasks.credits.silent",
        "not_started": "tasks.credits.silent",
        "continuing_claim": "tasks.credits.continuing_claim",
        "continuing_evidence": "tasks.credits.continuing_evidence",
        "completed_late": "tasks.credits.late",
        "on_time": "tasks.credits.on_time",
        "running": "tasks.credits.running",
        "overdue": "tasks.credits.overdue",
        "running_without_date": "tasks.credits.running",
        "running_without_evidence": "tasks.credits.running",
        "overdue_without_date": "tasks.credits.overdue",
        "overdue_without_evidence": "tasks.credits.overdue",
    },
    "rectification": {
        "fixed_late": "rectification.late",
        "overdue": "rectification.overdue_first",
        "recheck_failed": "rectification.failed",
        "relapsed": "rectification.relapsed",
        "grade_cap": "rectification.grade_cap_days",
    },
}
BASES = {
    "recorded": "the checked channels were recorded",
    "declared_full": "full coverage was declared",
    None: "which channels were checked was not registered",
}
# Why a unit needs a paper: the rule with its figures.
SUPERVISION_REASONS = {
    "veto": "Veto findings confirmed in the period: {n} ({about}).",
    "below_pass": "The score {score} is below the pass mark.",
    "overdue_findings": "Findings overdue: {n}, the longest by {days} working days.",
    "overdue_tasks": "Tasks past their due date: {n}, the longest by {days} working days.",
    "refuted": "Tasks whose verification did not pass: {n}.",
    "not_submitted": "Tasks or list items nothing was submitted on: {n}.",
    "not_submitted_or_claimed": (
        "Tasks or list items without a report that counts: {n}, of these reported as not applicable and not "
        "verified: {about}."
    ),
}
# What a reason is about, in the annex of a paper: the same name whatever other reasons stand beside it.
SUPERVISION_SUBJECTS = {
    "veto": "Reason for supervision: veto",
    "below_pass": "Reason for supervision: score below the pass mark",
    "overdue_findings": "Reason for supervision: findings overdue",
    "overdue_tasks": "Reason for supervision: tasks overdue",
    "refuted": "Reason for supervision: verification not passed",
    "not_submitted": "Reason for supervision: not submitted",
}
ITEM_STATES = {
    "overdue": "Overdue",
    "not_due": "Not due yet",
    "not_submitted": "Not submitted",
    "claimed_not_applicable": "Reported as not applicable, not verified",
    "refuted": "Verification failed",
    "not_started": "Not started",
    "running": "Under way, not due yet",
    "continuing_claim": "Reported without evidence",
}
LACKING = {
    "date": "reported as completed, the date of completion is missing",
    "evidence": "reported as completed, evidence is missing",
}
PROBLEM_STATES = {
    "closed": "Rectified",
    "overdue": "Overdue",
    "not_due": "Being rectified",
}
# How an unnamed paper says how many units; data decide which (metrics/briefs/naming.py).
QUANTIFIERS = {"few": "Individual", "some": "Some", "many": "A number of"}
# The scope of an inspection as papers put it.
SCOPES = {
    "recorded": "by inspection records",
    "declared_full": "inspection of every channel",
    None: "scope not registered",
}
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
IMPORT_STATES = {
    "held": "Waiting",
    "committed": "Committed",
    "superseded": "Received again",
    "withdrawn": "Withdrawn",
}
SEVERITIES = {"error": "Error", "warning": "Warning"}
FIELDS = {
    "year": "Year",
    "number": "No.",
    "title": "Task",
    "text": "Task",
    "section": "Task",
    "responsible": "Responsible unit",
    "responsibility": "Responsible unit",
    "to_confirm": "Responsible unit",
    "supporting": "Responsible unit",
    "unit": "Responsible unit",
    "unit_text": "Responsible unit",
    "role": "Role",
    "lead_units": "Lead units",
    "support_units": "Supporting units",
    "due_text": "Due",
    "due_on": "Due",
    "status": "State of progress",
    "completed_on": "Completed on",
    "progress": "Progress",
    "evidence": "Evidence",
    "verification": "Verification",
    "reported_on": "Reported on",
    "period": "Inspection period",
    "quarter": "Inspection period",
    "found_on": "Found on",
    "channel": "Channel’s name",
    "channel_name": "Channel’s name",
    "is_declared_full": "Channel’s name",
    "channel_type": "Type of channel",
    "type": "Type of channel",
    "indicator": "Indicator",
    "indicator_text": "Indicator",
    "problem_class": "Class of problem",
    "kind": "Nature",
    "points": "Points deducted",
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
    "fixed_on": "Repair completed on",
    "rechecked_on": "Re-checked on",
    "recheck_result": "Result of the re-check",
    "rechecks": "Result of the re-check",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "value": "Value",
    "name": "Name",
    "group": "Group of units",
    "league": "League",
    "short_names": "Short names",
    "former_names": "Former names",
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
    "closed_on": "Closed down on",
    "result_text": "Result of the inspection",
    "is_unchecked": "Result of the inspection",
    "is_collected": "Value",
    "row": "Whole row",
    "request": "Request of the unit",
}
# Where the ledger of one kind calls a field otherwise than the others do.
FIELDS_OF_KIND = {
    ("units", "name"): "Unit’s name",
    ("channels", "name"): "Channel’s name",
    ("channels", "unit"): "Host of the channel",
    ("channels", "unit_text"): "Host of the channel",
    ("channels", "status"): "State of operation",
    ("inspections", "unit"): "Host of the channel",
    ("inspections", "unit_text"): "Host of the channel",
    ("findings", "number"): "Number of the problem",
    ("rectifications", "number"): "Number of the problem",
}
# Answers from closed lists, as the intake keeps them, in the columns that have such a list.
CODED = (
    "role", "status", "verification", "review", "kind", "recheck_result", "group", "request", "serves_public",
    "is_collected", "is_declared_full", "is_unchecked",
)  # fmt: skip
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
    "open": "Asked, to be answered",
    "accepted": "Request accepted",
    "declined": "Request declined",
    "True": "Yes",
    "False": "No",
}


# Who is said to have done what no person with a name did.
NOBODY = {"local": "local", "demonstration": "Demonstration data", "reference": "comes with the program"}


def word_period(t: Translator, period: Period) -> str:
    """Return the name of a period in the reader's language."""
    if period.length == 1:
        return t(QUARTERS[period.start - 1], year=period.year)
    if period.length == 2:
        return t(HALVES[period.start > 2], year=period.year)
    return t("Year {year}", year=period.year)


def word_actor(t: Translator, actor: str | None) -> str:
    """Return who did something: a person's name as it is, the names of nobody in words."""
    return t(NOBODY[actor or "local"]) if (actor or "local") in NOBODY else str(actor)


def word_nothing_checked(t: Translator, is_applicable: bool) -> str:
    """Return why nothing was checked: channels run and none was looked at, or there is none to look at."""
    return t("Not checked") if is_applicable else t("Not applicable")


def word_checks(t: Translator, is_website: bool, passed: int, checked: int, channels: int | None) -> str:
    """Return n/N; with ``channels``, when N are checks over several quarters, also of how many different channels."""
    fraction = f"{passed}/{checked}"
    if channels is None:
        return fraction
    numbers = {"fraction": fraction, "n": channels}
    return t("{fraction} checks of {n} websites" if is_website else "{fraction} checks of {n} accounts", **numbers)


def word_reason(t: Translator, dimension: str, reason: str, is_capped: bool) -> str:
    """Return the sentence of a mark; what a cap or floor swallowed is said."""
    special = REASONS_OF_RECTIFICATION if dimension == "rectification" else {}
    sentence = t(special.get(reason) or REASONS[reason])
    return t("{sentence} Capped.", sentence=sentence) if is_capped else sentence


def word_clause(scheme: Scheme, mark: Mark) -> str:
    """Return the text a mark rests on: the indicator's clause, or the source of the rule that set the price."""
    path = RULES_OF_MARKS.get(mark.dimension, {}).get(mark.reason, f"{mark.dimension}.{mark.indicator}")
    rule = scheme.provenance.get(path)
    return rule.source if rule else mark.clause


def names_of_indicators(scheme: Scheme) -> dict[str, str]:
    """Return code → official name of everything a scheme scores."""
    names = {one.code: one.name for one in scheme.indicators}
    names |= {one.code: one.name for one in scheme.bonus}
    return names | {one.code: one.name for one in scheme.checklist}


def word_indicator(t: Translator, scheme: Scheme, dimension: str, indicator: str) -> str:
    """Return the official name of a mark's indicator; a task is named by its number in the plan."""
    if dimension == "tasks":
        return t("Task {number}", number=indicator)
    return names_of_indicators(scheme).get(indicator, indicator)


def word_field(t: Translator, kind: str, name: str) -> str:
    """Return the heading of a column that was changed or asked for, as the ledger of its kind has it."""
    return t(FIELDS_OF_KIND.get((kind, name)) or FIELDS.get(name, name))


def word_value(t: Translator, field: str, value: str | None) -> str:
    """Return a value of a changed column as people write it; free text is shown as typed."""
    if value is None:
        return ""
    return t(VALUES[value]) if field in CODED and value in VALUES else value


def word_rank(t: Translator, unit: UnitScore) -> str:
    """Return the rank of a ranked unit with its interval, where that is the reader's to know."""
    interval = word_interval(unit)
    return t("{rank} ({interval})", rank=unit.rank, interval=interval) if interval else str(unit.rank)


def word_named_rank(t: Translator, one: UnitScore | Outcome) -> str:
    """Return a rank by name, with its interval: 第3名（2–5）."""
    return t("rank {rank} ({interval})", rank=one.rank, interval=word_interval(one))


def word_interval(unit: UnitScore | Outcome) -> str:
    """Return the interval of a rank, "2–5", or nothing."""
    return f"{unit.rank_low}–{unit.rank_high}" if unit.rank_low is not None else ""


def word_meaning_of_intervals(t: Translator) -> str:
    """Return what an interval says of a rank, and what it does not (scoring.md §9)."""
    return t(
        "Interval: the {low}th to {high}th percentile of the rank in {draws} draws in which every weight is"
        " multiplied by a factor between {least} and {most}. It reflects the choice of weights only.",
        low=LOW_PERCENT, high=HIGH_PERCENT, draws=DRAWS, least=LEAST, most=MOST,
    )  # fmt: skip


def word_only_weights(t: Translator) -> str:
    """Return the words without which no interval is shown, for the head of a file."""
    return t("intervals reflect the choice of weights only")
