"""The words of issued papers: kinds, steps and states, and one line of the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from metrics.escalation import Level
from metrics.i18n import Translator
from metrics.register import Issued
from metrics.supervision_rules import Rule
from metrics.words import word_actor

PAPER_KINDS = {
    "order": "Supervision order", "notice": "Notice", "onepage": "Leader’s page", "unit-report": "Score sheet",
    "correction": "Correction notice",
}  # fmt: skip
PAPER_STATES = {
    "issued": "Issued",
    "sent": "Sent",
    "acknowledged": "Acknowledged",
    "answered": "Answered",
    "void": "Void",
}
# What a paper to a unit is called at each step; whoever is told of in public has a 督办函 of its own, too.
FORMS = {"prompt": "Prompt letter", "order": "Supervision letter", "report": "Supervision letter"}
LEVELS = {"prompt": "Prompt letter", "order": "Supervision letter", "report": "To be told of in public"}
LEVEL_REASONS = {
    "first": "No supervision paper has gone to the unit before.",
    "settled": "What {reference} asked for was answered in time and is done; this is another matter.",
    "running": "{reference} is to be answered by {day}.",
    "unanswered": "{reference} was to be answered by {day}; no answer came, {n} working days ago it was due.",
    "answered_late": "{reference} was to be answered by {day}; the answer came {n} working days late.",
    "still_open": "{n} items of {reference} are still not done.",
    "unanswered_beyond": "{reference} was to be answered by {day} and is {n} working days late: by the rules of "
    "supervision the unit is to be told of in public.",
    "overdue_beyond": "An item of {reference} is still not done and {n} working days overdue: by the rules of "
    "supervision the unit is to be told of in public.",
}
REGISTER_HEADINGS = {
    "paper": "No.", "reference": "Reference number", "kind": "Paper", "unit": "Unit", "period": "Period",
    "issued_on": "Issued on", "reply_by": "Answer by", "state": "State", "since": "State since", "note": "Remark",
    "actor": "Issued by",
}  # fmt: skip


def word_kind(t: Translator, one: Issued) -> str:
    """Return what an issued paper calls itself: an order by its step of escalation."""
    return t(FORMS[one.level] if one.level else PAPER_KINDS[one.kind])


def word_level(t: Translator, level: Level) -> str:
    """Return why a unit is spoken to at its step of escalation."""
    after = level.after
    if after is None:
        return t(LEVEL_REASONS[level.why])
    due = after.reply_by
    day = t("{year}-{month}-{day} in official documents", year=due.year, month=due.month, day=due.day)
    return t(LEVEL_REASONS[level.why], reference=after.reference, day=day, n=level.n)


def word_rules(t: Translator, rules: Mapping[str, Rule]) -> str:
    """Return the thresholds of supervision in one sentence, marked where they are assumed."""
    late = {name: t(" by over {n} working days", n=rule.value) if rule.value else "" for name, rule in rules.items()}
    late["remembered_days"] = str(rules["remembered_days"].value)
    said = t("A unit is listed for what is overdue{selected_overdue_days}, for tasks not reported or not verified, for "
             "a veto, and for a score that does not pass. First a 提示函; a 督办函 once an answer is "
             "late{unanswered_days} or items are still open after its day; told of in public once the answer to a "
             "督办函 is late{report_unanswered_days} or an item of it{report_overdue_days}; papers count for "
             "{remembered_days} working days.", **late)  # fmt: skip
    return said + (t(" (assumed values)") if any(rule.is_assumed for rule in rules.values()) else "")


def word_state(t: Translator, one: Issued, today: date) -> str:
    """Return what became of a paper so far; an answer that is overdue is said in words, too."""
    said = t(PAPER_STATES[one.state])
    return t("{state}, answer overdue", state=said) if one.is_overdue(today) else said


def register_line(t: Translator, one: Issued, today: date) -> dict[str, str | int]:
    """Return one line of the register in words, by the keys of ``REGISTER_HEADINGS``."""
    last = one.steps[-1] if one.steps else None
    return {
        "paper": one.paper,
        "reference": one.reference,
        "kind": word_kind(t, one),
        "unit": one.unit or t("the whole city"),
        "period": one.period,
        "issued_on": one.issued_on.isoformat(),
        "reply_by": one.reply_by.isoformat() if one.wants_answer else "—",
        "state": word_state(t, one, today),
        "since": (last.on if last else one.issued_on).isoformat(),
        "note": last.note if last else "",
        "actor": word_actor(t, one.actor),
    }


def word_issued(t: Translator, one: Issued) -> str:
    """Return the news that a paper is issued."""
    return t("{reference}: {kind}, {about}", reference=one.reference, kind=word_kind(t, one),
             about=one.unit or t("the whole city"))  # fmt: skip
