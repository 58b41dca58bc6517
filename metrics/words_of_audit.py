"""The words for what the audit log tells: a sentence for every code that is written down, a heading per column."""

from __future__ import annotations

from metrics.audit import AuditEntry
from metrics.i18n import Translator
from metrics.words import IMPORT_STATES, ROLES, word_actor

# What the audit log tells of, by code; whatever is written down has a sentence here.
AUDITED = {
    "import_committed": "File received",
    "import_held": "File held with faults",
    "import_withdrawn": "Import withdrawn",
    "responsibility_confirmed": "Responsible units confirmed",
    "areas_decided": "Functional areas decided",
    "name_decided": "Name decided",
    "column_decided": "Column decided",
    "scope_added": "Channel added to the inspection scope",
    "access_changed": "Access changed",
    "finding_reviewed": "Finding judged",
    "judgement_overruled": "Decision undone by a file",
    "veto_confirmed_again": "Veto confirmed by a second person",
    "deadline_extended": "Deadline extended",
    "finding_rechecked": "Finding re-checked",
    "request_answered": "Request of a unit answered",
    "replied": "Reply handed in",
    "reply_decided": "Reply decided",
    "reply_window_set": "Days of replies set",
    "reply_window_closed": "Days of replies closed early",
    "release_consulted": "Replies invited",
    "release_published": "Period released",
    "correction_prepared": "Correction prepared",
    "correction_published": "Correction published",
    "paper_issued": "Paper issued",
    "paper_sent": "Paper sent",
    "paper_acknowledged": "Paper acknowledged",
    "paper_answered": "Paper answered",
    "paper_void": "Paper declared void",
    "rules_changed": "Rules changed",
    "backed_up": "Backed up",
    "restored": "Restored from a backup",
    "looked_at": "Looked at a release",
    "words_edited": "Words of a paper edited",
    "words_restored": "Words of a paper back to the draft",
}
AUDIT_HEADINGS = {
    "at": "Time", "actor": "Who", "role": "Role", "what": "What", "about": "About", "old": "Before", "new": "After",
}  # fmt: skip


def word_audit(t: Translator, entry: AuditEntry) -> dict[str, str]:
    """Return one line of the audit log in words, by the keys of ``AUDIT_HEADINGS``."""
    return {
        "at": entry.at.isoformat(sep=" ", timespec="seconds"),
        "actor": word_actor(t, entry.actor),
        "role": t(ROLES[entry.role]) if entry.role in ROLES else "",
        "what": t(AUDITED[entry.what]) if entry.what in AUDITED else entry.what,
        "about": entry.about,
        "old": _word_value(t, entry.what, entry.old),
        "new": _word_value(t, entry.what, entry.new),
    }


def _word_value(t: Translator, what: str, value: str) -> str:
    if what == "access_changed" and value:
        role, colon, units = value.partition(": ")
        return t(ROLES.get(role, "ended")) + (colon and f": {units}")
    return t(IMPORT_STATES[value]) if what == "import_withdrawn" and value in IMPORT_STATES else value
