"""Who did what, and who looked at what was published: read from the log that only grows.

Entries are written by ``Transaction.append_audit`` in the transaction of what they tell of, so that neither is kept
without the other. The codes of ``what`` are the keys of ``metrics.words_of_audit.AUDITED``.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from metrics.access import Reader
from metrics.errors import AccessDenied, StoreNotWritable
from metrics.warehouse import Warehouse

AT_MOST = 100_000
RULES = "rules"
# So many digits of a SHA-256 tell two files apart on one line.
SHOWN_DIGITS = 16


@dataclass(frozen=True)
class AuditEntry:
    """One line of the log."""

    entry: int
    at: datetime
    actor: str
    role: str
    """The actor's role at that moment; empty in local mode, where there are none."""
    what: str
    """A code."""
    about: str
    """The thing: a file, a person, a release."""
    old: str
    new: str

    def as_json(self) -> dict[str, Any]:
        """Return the entry as the command ``audit`` prints it."""
        return {
            "entry": self.entry, "at": self.at.isoformat(sep=" ", timespec="seconds"), "actor": self.actor,
            "role": self.role or None, "what": self.what, "about": self.about, "old": self.old or None,
            "new": self.new or None,
        }  # fmt: skip


def audit_entries(
    warehouse: Warehouse,
    reader: Reader,
    *,
    actor: str = "",
    what: str = "",
    text: str = "",
    since: date | None = None,
    until: date | None = None,
    at_most: int = AT_MOST,
) -> tuple[AuditEntry, ...]:
    """Return the entries that fit every filter given, latest first; ``until`` is the last day included.

    ``text`` is looked for in what an entry is about and in its old and new values. Raises AccessDenied for anybody
    but the office and administrators.
    """
    _require(reader)
    rows = warehouse.query(
        "audit_entries",
        actor_asked=actor,
        what_asked=what,
        text_asked=text,
        since=datetime.combine(since, time()) if since else None,
        before=datetime.combine(until + timedelta(days=1), time()) if until else None,
        at_most=at_most,
    )
    return tuple(
        AuditEntry(
            row["entry"], row["happened_at"], row["actor"], row["role"], row["what"], row["about"], row["old_value"],
            row["new_value"],
        )
        for row in rows
    )  # fmt: skip


def write_down(
    warehouse: Warehouse, *, what: str, about: str, actor: str, at: datetime, old: object = "", new: object = ""
) -> None:
    """Log something that changes nothing in the store by itself (a backup, a look at a release)."""
    with warehouse.transaction(is_new_version=False) as changes:
        changes.append_audit(what=what, about=about, actor=actor, at=at, old=old, new=new)


def note_rules(warehouse: Warehouse, at: datetime) -> None:
    """Log every file of the rulebook that is not as it was when the store was last opened.

    Rules are files that somebody with the machine edits: nobody asks the program, so it looks for itself. A new store
    only remembers what it begins with. A store that cannot be written is read all the same.
    """
    now = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in warehouse.schemes.texts.items()}
    kept = [row["value"] for row in warehouse.rows("store_facts", fact=RULES)]
    before: dict[str, str] = json.loads(kept[0]) if kept else now
    if kept and before == now:
        return
    with suppress(StoreNotWritable), warehouse.transaction(is_new_version=False) as changes:
        for name in sorted({*before, *now}):
            old, new = (side.get(name, "")[:SHOWN_DIGITS] for side in (before, now))
            if old != new:
                changes.append_audit(what="rules_changed", about=name, actor="", at=at, old=old, new=new)
        changes.keep_fact(RULES, json.dumps(now))


def _require(reader: Reader) -> None:
    if not reader.is_office:
        raise AccessDenied("Only the office and administrators read the audit log.")


def last_entry(warehouse: Warehouse) -> int:
    """Return the number of the last entry: whatever anybody does that the log tells makes it another one."""
    return int(warehouse.query("last_audit_entry")[0]["entry"])
