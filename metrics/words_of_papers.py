"""The words of issued papers: kinds, steps and states, and one line of the register."""

from __future__ import annotations

from datetime import date

from metrics.i18n import Translator
from metrics.register import Issued

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
REGISTER_HEADINGS = {
    "paper": "No.", "reference": "Reference number", "kind": "Paper", "unit": "Unit", "period": "Period",
    "issued_on": "Issued on", "reply_by": "Answer by", "state": "State", "since": "State since", "note": "Remark",
    "actor": "Issued by",
}  # fmt: skip


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
        "kind": t(PAPER_KINDS[one.kind]),
        "unit": one.unit or t("the whole city"),
        "period": one.period,
        "issued_on": one.issued_on.isoformat(),
        "reply_by": one.reply_by.isoformat() if one.awaits_answer else "—",
        "state": word_state(t, one, today),
        "since": (last.on if last else one.issued_on).isoformat(),
        "note": last.note if last else "",
        "actor": one.actor if one.actor != "local" else t("local"),
    }


def word_issued(t: Translator, one: Issued) -> str:
    """Return the news that a paper is issued."""
    return t("{reference}: {kind}, {about}", reference=one.reference, kind=t(PAPER_KINDS[one.kind]),
             about=one.unit or t("the whole city"))  # fmt: skip
